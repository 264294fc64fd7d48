/** The question: what stands on the receipt, in the order in which it stands there. */
import { Button, TextInput } from '@mantine/core';
import type { ChangeEvent, FormEvent } from 'react';
import { useRef, useState } from 'react';
import type { PublicQuestion } from '../../../contract/publicStatus.ts';
import type { Faults, FieldName, Fields } from './fields.ts';
import { questionOf } from './fields.ts';

type Props = {
  readonly fields: Fields;
  readonly onFields: (fields: Fields) => void;
  readonly busy: boolean;
  readonly trouble: string | null;
  readonly onAsk: (question: PublicQuestion) => void;
};

const order: readonly FieldName[] = ['account', 'shift', 'number', 'document', 'sum'];

export function AskForm({ fields, onFields, busy, trouble, onAsk }: Props) {
  const [faults, setFaults] = useState<Faults>({});
  const inputs = useRef<Partial<Record<FieldName, HTMLInputElement | null>>>({});

  const field = (name: FieldName) => ({
    value: fields[name],
    error: faults[name],
    maxLength: 40,
    autoComplete: 'off',
    ref: (input: HTMLInputElement | null) => {
      inputs.current[name] = input;
    },
    onChange: ({ currentTarget }: ChangeEvent<HTMLInputElement>) => {
      onFields({ ...fields, [name]: currentTarget.value });
      if (faults[name] !== undefined) setFaults({ ...faults, [name]: undefined });
    },
  });

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (busy) return;
    const read = questionOf(fields);
    if (read.ok) {
      setFaults({});
      onAsk(read.question);
      return;
    }
    setFaults(read.faults);
    const first = order.find((name) => read.faults[name] !== undefined);
    if (first) inputs.current[first]?.focus();
  }

  const byShift = fields.by === 'shift';
  return (
    <form className="sheet" noValidate onSubmit={submit}>
      <h2>Или по данным с чека</h2>
      <TextInput
        label="Номер, на который платили"
        description="Телефон, лицевой счёт или договор"
        inputMode="tel"
        {...field('account')}
      />
      {byShift ? (
        <div className="pair">
          <TextInput label="Смена" inputMode="numeric" {...field('shift')} />
          <TextInput label="Чек" inputMode="numeric" {...field('number')} />
        </div>
      ) : (
        <TextInput label="ФД" inputMode="numeric" {...field('document')} />
      )}
      <p className="hint">
        {byShift
          ? 'Стоят рядом в начале чека: «Смена 128 … Чек 12».'
          : 'Номер фискального документа, стоит внизу чека у QR-кода: «ФД 312».'}{' '}
        <button
          type="button"
          className="link"
          onClick={() => onFields({ ...fields, by: byShift ? 'document' : 'shift' })}
        >
          {byShift ? 'Указать номер ФД' : 'Указать смену и чек'}
        </button>
      </p>
      <TextInput
        label="Сумма «Принято», руб."
        description="Вместе с комиссией, как на чеке"
        inputMode="decimal"
        {...field('sum')}
      />
      {trouble !== null && (
        <p className="trouble" role="alert">
          {trouble}
        </p>
      )}
      <Button type="submit" loading={busy} fullWidth>
        Узнать статус
      </Button>
    </form>
  );
}
