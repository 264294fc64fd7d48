/** The receipt first: its QR scanned, or its number and sum read off the paper. */
import { TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { ReceiptEvidence } from '../../contract/adjustment.ts';
import { parseSum } from '../../core/money.ts';
import { scannedReceipt } from '../../core/scannedReceipt.ts';
import { useCommands } from '../keyboard/commands.ts';
import { setScanTaker } from '../keyboard/gate.ts';
import { Icon } from '../parts/Icon.tsx';
import { PressButton } from '../parts/PressButton.tsx';
import { useDraft } from '../till/drafts.ts';
import styles from './Adjustment.module.css';

type Props = {
  /**
   * What the receipt is wanted for: whoever comes back to it finds what was typed, until the receipt was good. Null: for
   * whatever payment it is of, so that what was typed before may be another client's.
   */
  readonly about: string | null;
  readonly busy: boolean;
  /** `accepted` is to be called when it is the right one: what was typed has served. */
  readonly onReceipt: (receipt: ReceiptEvidence, accepted: () => void) => void;
  /** Other words than «Корректировка»'s; the focus stays where it is then. */
  readonly words?: { readonly title: string; readonly text: string };
};

export function ReceiptGate({ about, busy, onReceipt, words }: Props) {
  const { draft, begun, change, forget } = useDraft(`receipt ${about}`, { number: '', sum: '' });
  const [before] = useState(about === null && begun);
  const { number, sum } = draft;
  const [wrong, setWrong] = useState<'scan' | 'fields' | null>(null);
  const numberField = useRef<HTMLInputElement>(null);
  const sumField = useRef<HTMLInputElement>(null);
  const amount = parseSum(sum);

  const show = (receipt: ReceiptEvidence) => onReceipt(receipt, forget);
  const latest = useRef(show);
  latest.current = show;
  // biome-ignore lint/correctness/useExhaustiveDependencies: where the focus begins is decided once
  useEffect(() => {
    if (words === undefined) numberField.current?.focus();
    // The next digit begins the next client's receipt; Enter goes on with the one before.
    if (before) numberField.current?.select();
    // Wherever the focus is: nothing else in this dialogue wants a code.
    return setScanTaker(
      () => document.activeElement,
      (text) => {
        const receipt = scannedReceipt(text);
        setWrong(receipt === null ? 'scan' : null);
        if (receipt !== null) latest.current(receipt);
        return true;
      },
    );
  }, []);

  const go = () => {
    if (number.trim() === '' || !amount.ok || amount.value === 0) {
      setWrong('fields');
      (number.trim() === '' ? numberField : sumField).current?.focus();
      return;
    }
    setWrong(null);
    show({ kind: 'typed', number: number.trim().slice(0, 20), amount: amount.value });
  };
  useCommands(
    {
      Enter: () => {
        if (document.activeElement === numberField.current) {
          sumField.current?.focus();
          return sumField.current?.select();
        }
        if (document.activeElement !== sumField.current) return false;
        go();
        return true;
      },
    },
    false,
  );
  return (
    <section className={styles['box']} aria-label="Чек клиента">
      {words === undefined ? (
        <>
          <h2 className={styles['part']}>Сначала чек клиента</h2>
          <p className={styles['soft']}>
            Считайте QR-код с чека. Не считывается – наберите номер чека и сумму, как они напечатаны.
          </p>
        </>
      ) : (
        <p className={styles['soft']}>
          <strong className={styles['lead']}>{words.title}.</strong> {words.text}
        </p>
      )}
      <div className={styles['gate']}>
        <TextInput
          ref={numberField}
          data-autofocus={words === undefined || undefined}
          label="Номер чека"
          placeholder="128/12 или ФД 312"
          maxLength={20}
          value={number}
          onChange={(event) => change({ number: event.currentTarget.value })}
        />
        <TextInput
          ref={sumField}
          label="Сумма чека, ₽"
          inputMode="decimal"
          value={sum}
          onChange={(event) => change({ sum: event.currentTarget.value })}
        />
        <PressButton tone={words === undefined ? 'main' : 'plain'} hint="Enter" busy={busy} onPress={go}>
          Проверить чек
        </PressButton>
      </div>
      {before && begun && (
        <p className={styles['kept']} role="status">
          <Icon name="info" size={18} /> Номер и сумма набраны раньше. Чек другого клиента?
          <PressButton
            tone="quiet"
            onPress={() => {
              forget();
              numberField.current?.focus();
            }}
          >
            Начать заново
          </PressButton>
        </p>
      )}
      {wrong !== null && (
        <p className={styles['wrong']} role="alert">
          {wrong === 'scan'
            ? 'Это не QR кассового чека. Считайте тот, что внизу чека, или наберите номер и сумму.'
            : 'Нужны и номер, и сумма: по ним чек сверяется с платежом.'}
        </p>
      )}
    </section>
  );
}
