/** The receipts that «Копия чека» offers: the last ones, and each that owes its paper, however old. */
import type { Instant, Kopecks, PaymentId, ProviderId } from '../../contract/primitives.ts';
import type { ReportRow } from '../../contract/report.ts';
import type { PaymentView } from '../../contract/till.ts';

/** As much of a receipt as tells it from the others. */
export type Receipt = {
  readonly id: PaymentId;
  readonly at: Instant;
  readonly number: string;
  readonly providerId: ProviderId;
  readonly account: string;
  readonly sum: Kopecks;
  /** Nobody knows of a whole paper of it. */
  readonly paperOwed: boolean;
};

type Taken = Pick<PaymentView, 'id' | 'number' | 'stage' | 'enteredAt' | 'takenAt' | 'paperOwed'> & {
  readonly details: Pick<PaymentView['details'], 'providerId' | 'account' | 'amountTaken'>;
};

/** The last ones come first, so that the newest is chosen at once. */
export function receiptsToCopy(recent: readonly Taken[], papersOwed: readonly Taken[]): readonly Receipt[] {
  const among = new Set(recent.map(({ id }) => id));
  return [...recent, ...papersOwed.filter(({ id }) => !among.has(id))]
    .filter(({ stage }) => stage === 'receipted' || stage === 'conducted')
    .map(({ id, takenAt, enteredAt, number, paperOwed, details: { providerId, account, amountTaken } }) => ({
      id,
      at: takenAt ?? enteredAt,
      number,
      providerId,
      account,
      sum: amountTaken,
      paperOwed,
    }));
}

type Row = Pick<ReportRow, 'paymentId' | 'takenAt' | 'number' | 'providerId' | 'account' | 'amountTaken'>;

/** The receipt of a report's row. */
export const receiptOf = (
  { paymentId, takenAt, number, providerId, account, amountTaken }: Row,
  papersOwed: readonly Pick<PaymentView, 'id'>[],
): Receipt => ({
  id: paymentId,
  at: takenAt,
  number,
  providerId,
  account,
  sum: amountTaken,
  paperOwed: papersOwed.some(({ id }) => id === paymentId),
});
