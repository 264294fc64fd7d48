/** A request as it is written down at the till: what is asked, and its line in «Мои обращения» until СЭП tells its own. */
import type { AdjustmentRequest, RequestId, RequestView } from '../../contract/adjustment.ts';
import { evidenceText } from '../../core/fiscalQr.ts';
import type { Payment } from '../../core/payment.ts';
import { paymentNumber } from '../../core/payment.ts';
import type { Cashier } from '../store/types.ts';
import type { Till } from './context.ts';

export type WrittenRequest = { readonly request: AdjustmentRequest; readonly view: RequestView };

/** What СЭП makes a payment by that it has not got. */
export const detailsOf = ({ details, takenAt, enteredAt }: Payment): AdjustmentRequest['missing'] => ({
  providerId: details.providerId,
  account: details.account,
  amountTaken: details.amountTaken,
  amountCredited: details.amountCredited,
  takenAt: takenAt ?? enteredAt,
});

type Asked = Omit<
  AdjustmentRequest,
  'id' | 'cashierId' | 'cashierName' | 'seniorName' | 'madeAt' | 'wording'
> & { readonly wording?: string | undefined };

/** `payment` null: missing at the till. `senior` null: nobody signed with a PIN. */
export function writeRequest(
  { store }: Till,
  { wording = '', ...asked }: Asked,
  payment: Payment | null,
  { cashier, senior }: { readonly cashier: Cashier; readonly senior: Cashier | null },
): WrittenRequest {
  const madeAt = store.now();
  const { kind, paymentId, receipt, receiptLater, attachments } = asked;
  const request: AdjustmentRequest = {
    ...asked,
    id: store.newId() as RequestId,
    wording,
    cashierId: cashier.id,
    cashierName: cashier.name,
    seniorName: senior?.name ?? null,
    madeAt,
  };
  const awaits = receiptLater === true && receipt === null && attachments.length === 0;
  const view: RequestView = {
    id: request.id,
    kind,
    paymentId,
    number: payment ? paymentNumber(payment) : '',
    workstation: store.read.station().workstation,
    state: awaits ? 'awaitsReceipt' : 'open',
    answer: null,
    madeAt,
    changedAt: madeAt,
    ...(receipt && { receipt: evidenceText(receipt) }),
  };
  return { request, view };
}
