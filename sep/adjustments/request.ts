/** A request comes in: kept once for ever by its id, judged by СЭП's own facts, done by rule or left to people. */
import type { AdjustmentRequest, RequestView } from '../../contract/adjustment.ts';
import type { AdjustmentFacts } from '../../core/adjustment.ts';
import { judgeAdjustment } from '../../core/adjustment.ts';
import type { SepParts, SepResult } from '../parts.ts';
import { answer, refusal } from '../parts.ts';
import type { Connection } from '../store/database.ts';
import { lockAcceptanceAlone } from '../store/locks.ts';
import { perform } from './effects.ts';
import { type Judged, judgeReceipt, judgeRequest } from './judge.ts';
import { hashOf, keepRequest } from './keepRequest.ts';
import { bindPaper, namePaper } from './paper.ts';
import { isFiscalKey, type Workplace } from './receiptKeys.ts';
import { paperPaymentId } from './reconduct.ts';
import { readView, stepRequest } from './rows.ts';
import { findByReceipt, keysWithin, readSubject, resolvePayment, type Subject } from './subject.ts';

const largestAttachment = 4 * 1024 * 1024;

/** JSON with sorted keys: the same content has the same text, in whatever order it was sent. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, one: unknown) =>
    one !== null && typeof one === 'object' && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([left], [right]) => (left < right ? -1 : 1)))
      : one,
  );

/** `why`: it can't be told which payment is meant, or the receipt is not its. */
type Meant =
  | { readonly subject: Subject | null; readonly receipt: AdjustmentFacts['receipt'] }
  | { readonly why: string };

async function withReceipt(
  tx: Connection,
  subject: Subject,
  { receipt }: AdjustmentRequest,
  caller: Workplace,
): Promise<Meant> {
  const judged = await judgeReceipt(tx, subject, receipt, caller);
  return typeof judged === 'string' ? { subject, receipt: judged } : judged;
}

/** A payment of which only its paper, or the till's own id, is known here. */
async function meantByPaper(
  tx: Connection,
  input: AdjustmentRequest,
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
  const payment = paymentId ?? paperPaymentId(key, receipt.amount);
  const subject = await readSubject(tx, payment, true);
  await bindPaper(tx, payment, keys);
  return { subject: { ...subject, owner: subject.owner ?? caller }, receipt: 'own' };
}

async function meantBy(
  tx: Connection,
  input: AdjustmentRequest,
  caller: Workplace,
  now: number,
): Promise<Meant> {
  if (input.paymentId === null) return meantByPaper(tx, input, caller, now);
  const subject = await readSubject(tx, await resolvePayment(tx, input.paymentId), true);
  if (subject.owner) return withReceipt(tx, subject, input, caller);
  return meantByPaper(tx, input, caller, now);
}

type Left = { readonly view: RequestView; readonly changed: string | null; readonly due: boolean };

async function leave(
  tx: Connection,
  parts: SepParts,
  input: AdjustmentRequest,
  hash: Buffer,
  caller: Workplace,
): Promise<Left> {
  const now = parts.clock();
  const meant = await meantBy(tx, input, caller, now);
  const judged: Judged =
    'why' in meant
      ? { kind: 'denied', why: meant.why }
      : meant.subject && meant.receipt === 'own'
        ? await judgeRequest(
            tx,
            { subject: meant.subject, content: input, receipt: meant.receipt, id: null },
            now,
          )
        : { kind: 'denied', why: gateWords(input.kind, 'why' in meant ? 'missing' : meant.receipt) };
  // A receipt that is not the payment's binds the request to nothing.
  const subject = 'subject' in meant && meant.receipt === 'own' ? meant.subject : null;
  const twoPeople = judged.kind === 'open' && judged.twoPeople;
  const who = `${caller.tradePoint}/${caller.workstation}`;
  await keepRequest(tx, input, hash, caller, { subject, twoPeople, now, who });
  const step = { request: input.id, who: 'rule', at: now };
  const finish = async (changed: string | null = null): Promise<Left> => ({
    view: await readView(tx, input.id),
    changed,
    due: changed !== null,
  });
  if (judged.kind === 'denied') {
    await stepRequest(tx, { ...step, state: 'denied', answer: judged.why });
    return finish();
  }
  if (judged.kind === 'open' && judged.doubt !== null) {
    await stepRequest(tx, { ...step, state: 'open', answer: null, text: judged.doubt });
  }
  if (judged.kind === 'open' || !subject) return finish();
  const [sep] = await tx.query<{ generation: number }>('SELECT generation FROM sep');
  const effect = await perform(tx, {
    request: input.id,
    workstation: caller.workstation,
    subject,
    content: input,
    corrected: input.corrected,
    doing: { at: now, generation: sep?.generation ?? parts.generation(), cause: input.id },
  });
  if (effect.kind === 'barred') await stepRequest(tx, { ...step, state: 'denied', answer: effect.why });
  else await stepRequest(tx, { ...step, state: effect.state, answer: effect.answer });
  return finish(subject.owner?.tradePoint ?? null);
}

/** The gates' own words, the same as at the till. */
function gateWords(kind: AdjustmentRequest['kind'], receipt: AdjustmentFacts['receipt']): string {
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

/** Null: no such request yet. */
async function readKnown(
  connection: Connection,
  { id }: AdjustmentRequest,
  hash: Buffer,
  caller: Workplace,
): Promise<SepResult<RequestView> | null> {
  const [row] = await connection.query<{ hash: Buffer; trade_point: string; workstation: number }>(
    'SELECT hash, trade_point, workstation FROM request WHERE id = $1',
    [id],
  );
  if (!row) return null;
  const isSame =
    row.hash.equals(hash) && row.trade_point === caller.tradePoint && row.workstation === caller.workstation;
  return isSame
    ? answer(await readView(connection, id))
    : refusal('badRequest', `request ${id} was left before with another content or by another workstation`);
}

/**
 * Leaves a request once for ever: sent again it answers where it stands. One that can't be done is kept as denied, with
 * the reason. Refuses `badRequest` for an id under which something else was asked, or an attachment that is too large.
 * Of two that meet, one comes first; the other is told which stands.
 */
export async function leaveRequest(
  parts: SepParts,
  input: AdjustmentRequest,
  caller: Workplace,
): Promise<SepResult<RequestView>> {
  const hash = hashOf(canonical(input));
  const large = input.attachments.find(
    ({ content }) => Buffer.byteLength(content, 'base64') > largestAttachment,
  );
  if (large) return refusal('badRequest', `the attachment «${large.name}» is larger than 4 MB`);
  const known = await readKnown(parts.database, input, hash, caller);
  if (known) return known;
  const left = await parts.database.transaction(async (tx): Promise<Left | SepResult<RequestView>> => {
    await lockAcceptanceAlone(tx);
    return (await readKnown(tx, input, hash, caller)) ?? leave(tx, parts, input, hash, caller);
  });
  if ('ok' in left) return left;
  if (left.changed !== null) parts.signals.changed(left.changed);
  if (left.due) parts.signals.due();
  const { state, kind } = left.view;
  parts.log.info({ request: input.id, kind, state, ...caller }, 'a request was left');
  return answer(left.view);
}
