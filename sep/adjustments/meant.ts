/** Which payment a request means, and whether the receipt is that payment's. */
import type { AdjustmentFacts } from '../../core/adjustment.ts';
import { judgeAdjustment } from '../../core/adjustment.ts';
import { isFiscalKey, keysOfEvidence, paperPaymentId, type Workplace } from '../../core/receiptKeys.ts';
import type { Connection } from '../store/database.ts';
import { sha256 } from '../trust/hashing.ts';
import { type Judged, judgeReceipt, judgeRequest } from './judge.ts';
import { bindPaper, namePaper } from './paper.ts';
import { receiptLacks, type StoredContent } from './rows.ts';
import { findByReceipt, keysWithin, readSubject, resolvePayment, type Subject } from './subject.ts';

/** `why`: it can't be told which payment is meant, or the receipt is not its. */
export type Meant =
  | { readonly subject: Subject | null; readonly receipt: AdjustmentFacts['receipt'] }
  | { readonly why: string };

async function withReceipt(
  tx: Connection,
  subject: Subject,
  { receipt }: StoredContent,
  caller: Workplace,
): Promise<Meant> {
  const judged = await judgeReceipt(tx, subject, receipt, caller);
  // Until its journal tells: whoever comes with the same paper and knows no id means the same payment.
  if (judged === 'own' && receipt?.kind === 'qr' && !subject.lane)
    await bindPaper(tx, subject.payment, keysOfEvidence(receipt, caller));
  return typeof judged === 'string' ? { subject, receipt: judged } : judged;
}

/** A payment of which only its paper, or the till's own id, is known here. */
async function meantByPaper(
  tx: Connection,
  input: StoredContent,
  caller: Workplace,
  now: number,
): Promise<Meant> {
  const { paymentId, receipt } = input;
  if (!receipt) return { subject: null, receipt: 'missing' };
  const keys = await keysWithin(tx, receipt, caller);
  const [key] = keys;
  if (key === undefined) return { why: 'Номер чека не разобран. Введите его как «128/12» или «ФД 312».' };
  if (paymentId !== null && !isFiscalKey(key)) {
    // Typed numbers don't say whose they are: the id that the till knows says more.
    const subject = await readSubject(tx, paymentId, true);
    return { subject: { ...subject, owner: subject.owner ?? caller }, receipt: 'own' };
  }
  const found = await findByReceipt(tx, receipt, caller);
  if (found.kind === 'foreign') return { subject: null, receipt: 'foreign' };
  if (found.kind === 'several') {
    return { why: 'Чеков с таким номером и суммой в точке несколько: отсканируйте QR-код чека.' };
  }
  if (found.kind === 'otherSum') return { why: 'СЭП знает этот чек с другой суммой.' };
  if (found.kind === 'found') {
    const { payment } = found;
    if (paymentId === null) return withReceipt(tx, await readSubject(tx, payment, true), input, caller);
    // Somebody came with the paper before; now its till tells the payment's own id.
    const { lane } = await readSubject(tx, payment, true);
    if (lane || !(await namePaper(tx, payment, paymentId, now))) return { why: 'Это чек другого платежа.' };
    const named = await resolvePayment(tx, paymentId);
    return withReceipt(tx, await readSubject(tx, named, true), input, caller);
  }
  const payment = paymentId ?? paperPaymentId(key, receipt.amount, sha256);
  const subject = await readSubject(tx, payment, true);
  await bindPaper(tx, payment, keys);
  return { subject: { ...subject, owner: subject.owner ?? caller }, receipt: 'own' };
}

/** Which payment is meant, and whether the receipt is its. Binds a paper to it that nobody has come with before. */
export async function meantBy(
  tx: Connection,
  input: StoredContent,
  caller: Workplace,
  now: number,
): Promise<Meant> {
  if (input.paymentId === null) return meantByPaper(tx, input, caller, now);
  const subject = await readSubject(tx, await resolvePayment(tx, input.paymentId), true);
  // Whose it is stands already; the receipt that proves the rest is still to be seen.
  if (receiptLacks(input))
    return subject.owner && subject.owner.tradePoint !== caller.tradePoint
      ? { subject, receipt: 'foreign' }
      : { subject: { ...subject, owner: subject.owner ?? caller }, receipt: 'own' };
  if (subject.owner) return withReceipt(tx, subject, input, caller);
  return meantByPaper(tx, input, caller, now);
}

/** The gates' own words, the same as at the till. */
function gateWords(kind: StoredContent['kind'], receipt: AdjustmentFacts['receipt']): string {
  const verdict = judgeAdjustment(kind, {
    place: 'notReceived',
    receipt,
    fresh: true,
    shiftOpen: false,
    senior: false,
    open: [],
  });
  return verdict.possible ? '' : verdict.why;
}

/** What may become of it. A receipt that is not the payment's binds the request to nothing: `subject` is null then. */
export async function judgeMeant(
  tx: Connection,
  content: StoredContent,
  meant: Meant,
  /** The request itself, when it is judged again. */
  id: string | null,
  now: number,
): Promise<{ readonly judged: Judged; readonly subject: Subject | null }> {
  if ('why' in meant) return { judged: { kind: 'denied', why: meant.why }, subject: null };
  const { subject, receipt } = meant;
  if (receipt !== 'own') {
    return { judged: { kind: 'denied', why: gateWords(content.kind, receipt) }, subject: null };
  }
  if (!subject) return { judged: { kind: 'denied', why: gateWords(content.kind, 'own') }, subject };
  return { judged: await judgeRequest(tx, { subject, content, receipt, id }, now), subject };
}
