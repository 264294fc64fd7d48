/** The payments of a letter: what each still wants, and why one can't be asked for. */
import { TextInput } from '@mantine/core';
import type { AdjustmentKind } from '../../contract/adjustment.ts';
import { formatAnyAccount } from '../../core/account.ts';
import { formatMoney } from '../../core/money.ts';
import { Icon } from '../parts/Icon.tsx';
import { PressButton } from '../parts/PressButton.tsx';
import { providerOf, useProviders } from '../till/catalogue.ts';
import styles from './LetterRows.module.css';
import type { AskedRow, LetterRows as Rows } from './useLetterRows.ts';

type Props = {
  readonly asked: Rows;
  readonly kind: AdjustmentKind;
  /** Requests are left too: receipts count. */
  readonly asData: boolean;
  /** A scan goes along. */
  readonly hasScan: boolean;
};

const outcomes = {
  confirmed: 'Оператор подтвердил номер',
  refused: 'Не подходит',
  notChecked: 'Оператор не ответил: номер не проверен',
} as const;

export function LetterRows({ asked, kind, asData, hasScan }: Props) {
  const providers = useProviders();
  const { rows } = asked;
  const wantsRight = kind === 'transfer';
  const wantsReceipts = asData && kind !== 'reconduct';
  const barred = rows.filter((row) => row.barred !== null).length;
  return (
    <section className={styles['box']} aria-label="Платежи письма">
      <ul
        className={styles['list']}
        data-right={wantsRight || undefined}
        data-receipts={wantsReceipts || undefined}
      >
        {rows.map((row) => (
          <li key={row.paymentId} className={styles['one']} data-barred={row.barred !== null || undefined}>
            <span className={styles['payment']}>
              <strong>{row.number}</strong> {providerOf(providers, row.providerId)?.name ?? row.providerId}{' '}
              {formatAnyAccount(row.account)}
            </span>
            <span className={styles['sum']}>{formatMoney(row.amountTaken)}</span>
            {wantsRight && (
              <span>
                {row.barred === null && (
                  <TextInput
                    aria-label={rows.length > 1 ? `Верный номер, платёж ${row.number}` : 'Верный номер'}
                    placeholder="Верный номер"
                    maxLength={40}
                    value={row.right}
                    onChange={(event) => asked.type(row.paymentId, event.currentTarget.value)}
                    onBlur={() => row.check === null && asked.check(row)}
                  />
                )}
              </span>
            )}
            {wantsReceipts && (
              <span className={styles['receipt']}>
                {row.barred === null && <Receipt row={row} hasScan={hasScan} />}
              </span>
            )}
            {row.barred !== null && (
              <span className={styles['why']}>
                <Icon name="lock" size={16} /> {row.barred}
              </span>
            )}
            {kind === 'transfer' && row.barred === null && row.check !== null && (
              <span className={styles['check']} data-outcome={row.check.outcome} role="status">
                {outcomes[row.check.outcome]}
                {row.check.reason !== null && `: ${row.check.reason}`}
                {row.check.payer !== null && `: ${row.check.payer}`}
              </span>
            )}
          </li>
        ))}
      </ul>
      {asked.leaveOut !== null && (
        <div className={styles['out']}>
          <span>
            Так исправить можно не всё: {rows.length - barred} из {rows.length}.
          </span>
          <PressButton hint="F3" onPress={asked.leaveOut}>
            Убрать остальные
          </PressButton>
        </div>
      )}
    </section>
  );
}

const Receipt = ({ row, hasScan }: { readonly row: AskedRow; readonly hasScan: boolean }) =>
  row.receipt === null ? (
    <span className={styles['lacks']}>{hasScan ? 'чек на скане' : 'чек не показан'}</span>
  ) : (
    <span className={styles['shown']}>
      <Icon name="check" size={16} /> чек показан
    </span>
  );
