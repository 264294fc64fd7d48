/** «Копия чека»: the last receipts, the newest chosen, or that of the report's row; the copy says that it is one. */
import { useEffect, useRef, useState } from 'react';
import type { Failure } from '../../contract/failure.ts';
import type { ReportRow } from '../../contract/report.ts';
import { formatAccount } from '../../core/account.ts';
import { formatMoney } from '../../core/money.ts';
import { Dialog } from '../parts/Dialog.tsx';
import { ErrorPanel } from '../parts/ErrorPanel.tsx';
import { PressButton } from '../parts/PressButton.tsx';
import { clockOrDay } from '../parts/time.ts';
import { useTurn } from '../parts/useTurn.ts';
import { providerOf, useProviders } from '../till/catalogue.ts';
import { act, useTill } from '../till/till.ts';
import styles from './CopyReceipt.module.css';
import type { Receipt } from './receiptsToCopy.ts';
import { receiptOf, receiptsToCopy } from './receiptsToCopy.ts';

type Props = {
  readonly onClose: () => void;
  /** The row whose receipt is wanted, however old; absent: the cashier picks among the last. */
  readonly row?: ReportRow;
};

export function CopyReceipt({ onClose, row }: Props) {
  const { recent, papersOwed, tradePoint } = useTill();
  const receipts = row === undefined ? receiptsToCopy(recent, papersOwed) : [receiptOf(row, papersOwed)];
  const [at, setAt] = useState(0);
  const [failure, setFailure] = useState<Failure | null>(null);
  const { busy, take } = useTurn();
  const list = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the chosen row is drawn anew with it
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [at]);
  const zone = tradePoint?.zone ?? 'Europe/Moscow';
  const providers = useProviders();
  /** What the client without a receipt can name. */
  const accountOf = ({ account, providerId }: Receipt): string => {
    const provider = providerOf(providers, providerId);
    return provider === null ? account : formatAccount(account, provider.mask);
  };
  const chosen: Receipt | undefined = receipts[at];
  const print = () =>
    take(async () => {
      if (chosen === undefined) return;
      const refused = await act('receipt.copy', { paymentId: chosen.id });
      setFailure(refused);
      if (refused === null) onClose();
    });
  const move = (by: number) => {
    setAt(Math.max(0, Math.min(receipts.length - 1, at + by)));
    return true;
  };
  const commands = {
    ArrowUp: () => move(-1),
    ArrowDown: () => move(1),
    Plus: () => move(1),
    Minus: () => (at === 0 ? onClose() : move(-1)),
    Enter: () => {
      if (failure === null) print();
      return true;
    },
  };
  return (
    <Dialog title="Копия чека" size={760} onClose={onClose} commands={commands}>
      {receipts.length === 0 ? (
        <p className={styles['none']}>Чеков на этом рабочем месте ещё не было.</p>
      ) : (
        <>
          <p className={styles['lead']}>
            {row === undefined ? 'Какой чек напечатать ещё раз?' : 'Напечатать этот чек ещё раз?'} На копии
            будет слово «КОПИЯ».
          </p>
          <div ref={list} className={styles['list']} role="listbox" aria-label="Чеки">
            {receipts.map((receipt, index) => (
              <button
                key={receipt.id}
                type="button"
                role="option"
                tabIndex={index === at ? 0 : -1}
                aria-selected={index === at}
                className={styles['one']}
                onClick={() => setAt(index)}
              >
                <span>{clockOrDay(receipt.at, zone, Date.now())}</span>
                <span className={styles['name']}>
                  {receipt.number} · {providerOf(providers, receipt.providerId)?.name ?? receipt.providerId}
                  {receipt.paperOwed && <span className={styles['owed']}>бумаги не было</span>}
                </span>
                <span className={styles['account']}>{accountOf(receipt)}</span>
                <span className={styles['sum']}>{formatMoney(receipt.sum)}</span>
              </button>
            ))}
          </div>
        </>
      )}
      {failure !== null && <ErrorPanel failure={failure} onClose={() => setFailure(null)} retry={print} />}
      <div className={styles['buttons']}>
        <PressButton hint="Esc" onPress={onClose}>
          Не нужно
        </PressButton>
        {chosen !== undefined && (
          <PressButton tone="main" hint="Enter" busy={busy} onPress={print}>
            Напечатать копию
          </PressButton>
        )}
      </div>
    </Dialog>
  );
}
