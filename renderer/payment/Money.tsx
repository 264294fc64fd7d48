/** The three sums, what was received and the change: the sum to take is the largest thing on the screen. */
import { formatMoney, formatSum } from '../../core/money.ts';
import { GroupedInput } from '../parts/GroupedInput.tsx';
import { typeSum } from '../parts/typing.ts';
import styles from './Money.module.css';
import type { PaymentInHand } from './usePayment.ts';

export function Money({ payment, wrong }: { readonly payment: PaymentInHand; readonly wrong: boolean }) {
  const { fields, change, reading, details, stage, current } = payment;
  const sums = details ?? reading.sums;
  const receipt = stage === 'receipting' || stage === 'receipted' ? (current?.receipt ?? null) : null;
  const given = receipt
    ? formatSum(receipt.tendered)
    : typeSum({ text: fields.tendered, caret: fields.tendered.length }).text;
  const due = sums?.amountTaken ?? null;
  const back = receipt ? receipt.change : reading.change;
  return (
    <div className={styles['money']}>
      <dl className={styles['sums']}>
        <div data-empty={sums === null || undefined}>
          <dt>Зачислено</dt>
          <dd data-testid="credited">{sums ? formatMoney(sums.amountCredited) : '–'}</dd>
        </div>
        <div data-empty={sums === null || undefined}>
          <dt>Комиссия</dt>
          <dd data-testid="fee">{sums ? formatMoney(sums.fee) : '–'}</dd>
        </div>
        <div className={styles['due']} data-empty={due === null || undefined}>
          <dt>К оплате</dt>
          <dd data-testid="due">{due === null ? '–' : formatMoney(due)}</dd>
        </div>
      </dl>
      <div className={styles['cash']}>
        <span className={styles['label']} aria-hidden="true">
          Получено
        </span>
        <GroupedInput
          label="Получено"
          spot="tendered"
          large
          decimal
          align="right"
          suffix="₽"
          value={given}
          readOnly={receipt !== null || stage === 'receipted'}
          type={typeSum}
          onType={(tendered) => change({ tendered })}
          error={
            wrong
              ? reading.missing === null
                ? 'Введите, сколько дал клиент.'
                : `Не хватает ${formatMoney(reading.missing)}.`
              : null
          }
        />
        <div
          className={styles['change']}
          data-missing={reading.missing !== null || undefined}
          data-empty={(reading.missing === null && back === null) || undefined}
          aria-live="polite"
        >
          <span>{reading.missing === null ? 'Сдача' : 'Не хватает'}</span>
          <strong data-testid="change">
            {reading.missing !== null
              ? formatMoney(reading.missing)
              : back === null
                ? '–'
                : formatMoney(back)}
          </strong>
        </div>
      </div>
    </div>
  );
}
