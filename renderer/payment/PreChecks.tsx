/** «Пречеки»: every pre-check by number, number of the client or provider, with what became of it. */
import { useEffect, useRef, useState } from 'react';
import type { Failure } from '../../contract/failure.ts';
import type { PreCheckRow } from '../../contract/till.ts';
import { formatAccount } from '../../core/account.ts';
import { formatMoney } from '../../core/money.ts';
import { Dialog } from '../parts/Dialog.tsx';
import { ErrorPanel } from '../parts/ErrorPanel.tsx';
import { PressButton } from '../parts/PressButton.tsx';
import { dayAndClock } from '../parts/time.ts';
import { useScrollStop } from '../parts/useScrollStop.ts';
import { call } from '../till/bridge.ts';
import { useProviders } from '../till/catalogue.ts';
import { useTill } from '../till/till.ts';
import styles from './PreChecks.module.css';
import { preCheckNames } from './stages.ts';

const pageSize = 100;
const askAfterMs = 150;

type Found = { readonly count: number; readonly rows: readonly PreCheckRow[] };

/** The search counts no further than this: «более чем 1000» says as much as the exact number would. */
const countedAtMost = 1000;

const shown = ({ rows, count }: { readonly rows: readonly unknown[]; readonly count: number }): string =>
  `Показано ${rows.length} из ${count === countedAtMost + 1 ? `более чем ${countedAtMost}` : count}`;

export function PreChecks({ onClose }: { readonly onClose: () => void }) {
  const zone = useTill().tradePoint?.zone ?? 'Europe/Moscow';
  const providers = useProviders();
  const [text, setText] = useState('');
  const [found, setFound] = useState<Found | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const list = useRef<HTMLDivElement>(null);
  useScrollStop(list);

  useEffect(() => {
    let stale = false;
    const timer = setTimeout(async () => {
      const answer = await call('preChecks.list', { text: text.trim(), offset: 0, limit: pageSize });
      if (stale) return;
      setFailure(answer.ok ? null : answer.failure);
      if (answer.ok) setFound(answer.value);
    }, askAfterMs);
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  }, [text]);

  const more = async () => {
    if (found === null) return;
    const answer = await call('preChecks.list', {
      text: text.trim(),
      offset: found.rows.length,
      limit: pageSize,
    });
    if (answer.ok) setFound({ count: answer.value.count, rows: [...found.rows, ...answer.value.rows] });
  };

  const account = (row: PreCheckRow) => {
    const provider = providers.find(({ name }) => name === row.providerName);
    return provider === undefined ? row.account : formatAccount(row.account, provider.mask);
  };

  return (
    <Dialog title="Пречеки" size={900} onClose={onClose} ownFocus>
      <input
        data-autofocus
        className={styles['search']}
        aria-label="Найти пречек"
        placeholder="Номер пречека, платежа или клиента"
        autoComplete="off"
        maxLength={60}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {failure !== null && <ErrorPanel failure={failure} onClose={() => setFailure(null)} retry={null} />}
      <div ref={list} className={styles['list']}>
        <table className={styles['table']}>
          <thead>
            <tr>
              <th>Пречек и платёж</th>
              <th>Когда и кто</th>
              <th>Кому и на какой номер</th>
              <th data-number>К оплате</th>
              <th>Состояние</th>
            </tr>
          </thead>
          <tbody>
            {found?.rows.map((row) => (
              <tr key={row.number} data-off={row.state === 'annulled' || undefined}>
                <td>
                  <strong>№ {row.number}</strong>
                  <span className={styles['second']}>{row.paymentNumber}</span>
                </td>
                <td>
                  {dayAndClock(row.at, zone)}
                  <span className={styles['second']}>{row.cashierName}</span>
                </td>
                <td>
                  {row.providerName}
                  <span className={styles['second']}>{account(row)}</span>
                </td>
                <td data-number>{formatMoney(row.amountTaken)}</td>
                <td className={styles['state']} data-state={row.state}>
                  {preCheckNames[row.state]}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        {found?.count === 0 && (
          <p className={styles['none']}>{text === '' ? 'Пречеков ещё не было.' : 'Ничего не найдено.'}</p>
        )}
      </div>
      <div className={styles['foot']}>
        <span>{found === null ? '' : shown(found)}</span>
        {found !== null && found.rows.length < found.count && (
          <PressButton onPress={() => void more()}>Показать ещё</PressButton>
        )}
        <PressButton hint="Esc" onPress={onClose}>
          Готово
        </PressButton>
      </div>
    </Dialog>
  );
}
