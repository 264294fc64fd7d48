/** «Сумма»: what is to be credited. */
import { formatSum } from '../../core/money.ts';
import { GroupedInput } from '../parts/GroupedInput.tsx';
import { typeSum } from '../parts/typing.ts';
import styles from './PaymentPanel.module.css';
import { limitsOf } from './reading.ts';
import type { PaymentInHand } from './usePayment.ts';

export function SumRow({
  payment,
  error,
}: {
  readonly payment: PaymentInHand;
  readonly error: string | null;
}) {
  const { fields, change, provider, entering, details } = payment;
  const bare = fields.sum;
  return (
    <div className={styles['row']}>
      <span className={styles['label']} aria-hidden="true">
        Сумма
      </span>
      <GroupedInput
        label="Сумма"
        spot="sum"
        large
        decimal
        align="right"
        suffix="₽"
        value={
          entering
            ? typeSum({ text: bare, caret: bare.length }).text
            : formatSum(details?.amountCredited ?? 0)
        }
        readOnly={!entering}
        type={typeSum}
        onType={(sum) => change({ sum })}
        error={error}
        note={provider === null ? 'Сколько зачислить' : limitsOf(provider)}
      />
    </div>
  );
}
