/** «Внесение» and «Изъятие»: a sum and why. */
import { SegmentedControl, TextInput } from '@mantine/core';
import '@mantine/core/styles/SegmentedControl.css';
import '@mantine/core/styles/FloatingIndicator.css';
import { useRef, useState } from 'react';
import type { Failure } from '../../contract/failure.ts';
import type { CashMoveView } from '../../contract/till.ts';
import { formatMoney, parseSum } from '../../core/money.ts';
import { Dialog } from '../parts/Dialog.tsx';
import { ErrorPanel } from '../parts/ErrorPanel.tsx';
import { GroupedInput } from '../parts/GroupedInput.tsx';
import { PressButton } from '../parts/PressButton.tsx';
import { typeSum } from '../parts/typing.ts';
import { useTurn } from '../parts/useTurn.ts';
import { call } from '../till/bridge.ts';
import { useDraft } from '../till/drafts.ts';
import { takeAnswer, useTill } from '../till/till.ts';
import styles from './CashMove.module.css';

export type MoveDirection = 'in' | 'out';
type Kind = CashMoveView['kind'];

type Typed = { readonly kind: Kind; readonly sum: string; readonly reason: string };

type Props = {
  readonly direction: MoveDirection;
  readonly onClose: () => void;
  /** The move is stored; what went wrong on its paper, if anything did. */
  readonly onDone: (moved: Pick<CashMoveView, 'kind' | 'amount'>, outcome: Failure | null) => void;
};

/** One click instead of typing: on the keypad alone there are no letters. */
const usual: Readonly<Record<Kind, readonly string[]>> = {
  cashIn: ['Размен', 'Возврат из подотчёта'],
  cashOut: ['Хозяйственные нужды', 'Размен', 'В подотчёт'],
  cashCollection: ['Сдача выручки в банк', 'Сдача выручки в ЦО'],
};

export function CashMove({ direction, onClose, onDone }: Props) {
  const { shift } = useTill();
  const first: Kind = direction === 'in' ? 'cashIn' : 'cashOut';
  const { draft, change, forget } = useDraft<Typed>(`cashMove ${direction}`, {
    kind: first,
    sum: '',
    reason: '',
  });
  const { kind, sum, reason } = draft;
  const [pressed, setPressed] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const { busy, take } = useTurn();
  const body = useRef<HTMLDivElement>(null);
  const amount = parseSum(sum);
  const good = amount.ok && amount.value > 0;
  const spot = (name: string) => body.current?.querySelector<HTMLElement>(`[data-spot="${name}"]`);

  const move = () =>
    take(async () => {
      setPressed(true);
      if (!amount.ok || amount.value === 0) return void spot('move-sum')?.focus();
      if (reason.trim() === '') return void spot('move-reason')?.focus();
      const answer = await call('cash.move', { kind, amount: amount.value, reason: reason.trim() });
      if (!answer.ok) return void setFailure(answer.failure);
      forget();
      onDone({ kind, amount: amount.value }, takeAnswer(answer.value));
    });

  const enter = () => {
    const here = document.activeElement;
    if (here === spot('move-sum')) spot('move-reason')?.focus();
    else if (here === spot('move-reason')) spot('move-go')?.focus();
    else return false;
    return true;
  };

  /** Field after field, then the usual reasons: no letter is needed. */
  const next = (by: number) => {
    const places = [
      ...(body.current?.querySelectorAll<HTMLElement>('input, button:not([tabindex="-1"])') ?? []),
    ];
    const at = places.indexOf(document.activeElement as HTMLElement);
    places[(at + by + places.length) % places.length]?.focus();
    return true;
  };

  return (
    <Dialog
      title={direction === 'in' ? 'Внесение денег в кассу' : 'Изъятие денег из кассы'}
      size={560}
      onClose={onClose}
      ownFocus
      commands={{ Enter: enter, Plus: () => next(1), Minus: () => next(-1) }}
    >
      <div ref={body} className={styles['body']}>
        {direction === 'out' && (
          <SegmentedControl
            fullWidth
            value={kind}
            onChange={(next) => change({ kind: next as Kind })}
            data={[
              { value: 'cashOut', label: 'Изъятие' },
              { value: 'cashCollection', label: 'Инкассация' },
            ]}
          />
        )}
        <div>
          <span className={styles['label']} aria-hidden="true">
            Сколько
          </span>
          <GroupedInput
            label="Сколько"
            spot="move-sum"
            first
            large
            decimal
            align="right"
            suffix="₽"
            value={sum}
            type={typeSum}
            onType={(text) => change({ sum: text })}
            error={pressed && !good ? 'Введите сумму.' : null}
            note={`В кассе по учёту ${formatMoney(shift?.expectedCash ?? 0)}`}
          />
        </div>
        <TextInput
          label="Причина"
          data-spot="move-reason"
          maxLength={120}
          value={reason}
          onChange={(event) => change({ reason: event.currentTarget.value })}
          error={pressed && reason.trim() === '' ? 'Напишите причину: она попадёт в документ.' : null}
        />
        <div className={styles['usual']}>
          {usual[kind].map((text) => (
            <button
              key={text}
              type="button"
              className={styles['chip']}
              onClick={() => {
                change({ reason: text });
                spot('move-go')?.focus();
              }}
            >
              {text}
            </button>
          ))}
        </div>
        {failure !== null && <ErrorPanel failure={failure} onClose={() => setFailure(null)} retry={null} />}
        <div className={styles['buttons']}>
          <PressButton hint="Esc" onPress={onClose}>
            Не нужно
          </PressButton>
          <PressButton tone="main" spot="move-go" busy={busy} onPress={move}>
            {direction === 'in' ? 'Внести' : 'Изъять'}
          </PressButton>
        </div>
      </div>
    </Dialog>
  );
}
