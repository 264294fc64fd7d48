/** What may become of a request by СЭП's own facts: denied, done by rule, or left to people. */
import type { CorrectedDetails, ReceiptEvidence } from '../../contract/adjustment.ts';
import type { AdjustmentFacts, Verdict } from '../../core/adjustment.ts';
import { adjustmentTable, judgeAdjustment, transferBarred } from '../../core/adjustment.ts';
import { isFiscalKey, keysOfEvidence, type Workplace } from '../../core/receiptKeys.ts';
import { waitsForTills } from '../payments/heard.ts';
import { notWhole } from '../restore/whole.ts';
import type { Connection } from '../store/database.ts';
import { detailsBarred } from './details.ts';
import { paperOf } from './paperDetails.ts';
import { refundBegun } from './refundBegun.ts';
import { readOpen, type StoredContent } from './rows.ts';
import { broughtBy } from './split.ts';
import type { Subject } from './subject.ts';

export type Judged =
  | { readonly kind: 'denied'; readonly why: string }
  /** СЭП does it now. */
  | { readonly kind: 'byRule' }
  | {
      readonly kind: 'open';
      readonly twoPeople: boolean;
      readonly note: string;
      /** Why СЭП does not trust what it knows of the payment, for whoever decides; null: it does. */
      readonly doubt: string | null;
    };

const denied = (why: string): Judged => ({ kind: 'denied', why });

const sameDetails = (one: CorrectedDetails | null, other: Subject['details']): boolean =>
  one === null || (one.providerId === other?.providerId && one.account === other.account);

/** A changed number, a transfer and a refund need two people. */
export const needsTwo = (
  { kind }: Pick<StoredContent, 'kind'>,
  corrected: CorrectedDetails | null,
  details: Subject['details'],
): boolean => kind === 'transfer' || kind === 'cashRefund' || !sameDetails(corrected, details);

/** Whether the shift in which the money was taken is closed, as far as its journal has come. */
async function shiftClosed(tx: Connection, { lane }: Subject): Promise<boolean> {
  if (!lane?.receipt) return false;
  const rows = await tx.query(
    `SELECT FROM event WHERE subject = $1 AND (type = 'shiftClosed'
       -- Told again: the texts within are quoted once more, so this is the carried event's own.
       OR (type = 'shiftRerecorded' AND strpos(body, '"type":"shiftClosed"') > 0)) LIMIT 1`,
    [lane.receipt.shiftId],
  );
  return rows.length > 0;
}

/** Scanners and people drop zeros at the beginning. */
const bareDigits = (digits: string): string => digits.replace(/^0+(?=.)/, '');

/** The receipt against what is known of the payment; a text: why it is not this payment's. */
export async function judgeReceipt(
  tx: Connection,
  subject: Subject,
  evidence: ReceiptEvidence | null,
  caller: Workplace,
): Promise<AdjustmentFacts['receipt'] | { readonly why: string }> {
  if (subject.owner && subject.owner.tradePoint !== caller.tradePoint) return 'foreign';
  if (!evidence) return 'missing';
  if (evidence.kind === 'qr' && evidence.operation !== 1)
    return { why: 'Это чек не прихода: нужен чек платежа.' };
  if (subject.taken !== null && subject.taken !== evidence.amount) {
    return { why: 'Сумма на чеке не сходится с суммой платежа.' };
  }
  const own = subject.lane?.receipt?.document?.fiscal?.sign;
  if (evidence.kind === 'qr' && own !== undefined && bareDigits(own) !== bareDigits(evidence.sign)) {
    return { why: 'Фискальный признак на чеке не тот: это чек другого платежа.' };
  }
  // What is typed names a receipt of the workstation that took the money.
  const keys = keysOfEvidence(evidence, subject.owner ?? caller);
  if (keys.length === 0) return { why: 'Номер чека не разобран. Введите его как «128/12» или «ФД 312».' };
  const rows = await tx.query<{ payment: string; key: string; source: string }>(
    `SELECT coalesce(a.payment, i.payment) AS payment, i.key, i.source
     FROM receipt_identity i LEFT JOIN payment_alias a ON a.journal_payment = i.payment
     WHERE i.key = ANY($1) OR i.payment = $2
       OR i.payment = (SELECT journal_payment FROM payment_alias WHERE payment = $2)`,
    [keys, subject.payment],
  );
  const named = rows.filter(({ key }) => keys.includes(key));
  if (named.some(({ payment }) => payment === subject.payment)) return 'own';
  // A typed number may stand on receipts of several workstations; a fiscal one on one.
  if (named.some(({ key }) => isFiscalKey(key))) return { why: 'Это чек другого платежа.' };
  // Its journal has come and calls its receipt otherwise; as long as it has not, the till's own look has to do.
  return rows.some(({ source, payment }) => source === 'journal' && payment === subject.payment)
    ? { why: 'Это чек другого платежа.' }
    : 'own';
}

/** For whoever decides: money of one receipt may be asked for under two names. */
export const sameDoubt =
  'По торговой точке есть ещё обращение о чеке на ту же сумму, а журнала его платежа нет: это может быть тот же платёж. Сверьте чеки.';

/**
 * Another payment that СЭП has not got either, known by a receipt of the same sum: it may be the same one. Only a journal
 * that has come as far as the receipt tells them apart.
 */
export async function maybeSame(
  tx: Connection,
  subject: Subject,
  { receipt, missing }: StoredContent,
): Promise<boolean> {
  const amount = receipt?.amount ?? missing?.amountTaken;
  if (subject.known || !subject.owner || amount === undefined) return false;
  const rows = await tx.query(
    `SELECT FROM request r WHERE r.trade_point = $1 AND r.payment <> $2 AND r.state <> 'denied'
       AND coalesce(r.content::json #>> '{receipt,amount}', r.content::json #>> '{missing,amountTaken}')::bigint = $3
       AND NOT EXISTS (SELECT FROM receipt_identity i WHERE i.payment IN (r.payment, $2) AND i.source = 'journal') LIMIT 1`,
    [subject.owner.tradePoint, subject.payment, amount],
  );
  return rows.length > 0;
}

/** Cash that a till gives by its own cancel, or gave by a word that СЭП has forgotten: no request here tells of it. */
const cashBegun = async (tx: Connection, payment: string): Promise<boolean> =>
  (await tx.query(`SELECT WHERE ${refundBegun('$1')}`, [payment])).length > 0;

/** What the kind itself asks beside the table; null: nothing is against it. */
export async function kindBarred(
  tx: Connection,
  subject: Subject,
  content: StoredContent,
  corrected: CorrectedDetails | null,
  now: number,
): Promise<string | null> {
  const { place, details, credited } = subject;
  switch (content.kind) {
    case 'cancel':
      return null;
    case 'cashRefund':
      if (await cashBegun(tx, subject.payment))
        return 'По этому платежу на рабочем месте уже начат возврат денег.';
      // Its till may cancel it by itself as long as it has not heard, and give the same cash.
      return (await waitsForTills(tx, subject.payment))
        ? 'Рабочее место, где приняли деньги, ещё не знает об отмене и может вернуть их само. Дождитесь связи с ним.'
        : null;
    case 'transfer': {
      if (!corrected) return 'Не указан верный номер.';
      if (!details || credited === null) return 'Платёж в СЭП не найден.';
      const takenAt = subject.lane?.takenAt ?? subject.known?.conducted_at ?? now;
      return (
        transferBarred(
          {
            providerId: details.providerId,
            rightProviderId: corrected.providerId,
            wrong: details.account,
            right: corrected.account,
            amount: credited,
            takenAt,
          },
          now,
        ) ?? detailsBarred(tx, corrected, credited)
      );
    }
    case 'reconduct': {
      // A grant that a restored СЭП has forgotten, or none: what was paid back is not credited beside.
      if (await cashBegun(tx, subject.payment))
        return 'По этому платежу на рабочем месте вернули деньги или начали возвращать: провести его нельзя.';
      if (place === 'hung' && !sameDetails(corrected, details)) {
        return 'Неизвестно, зачислен ли платёж: перепровести его можно только с теми же данными.';
      }
      const paper = paperOf(subject, content);
      if (!subject.known && !paper) return 'СЭП не получила платёж: нужны поставщик, номер и сумма с чека.';
      const brought = await broughtBy(tx, subject, content, corrected);
      if ('why' in brought) return brought.why;
      if (subject.known || !paper) return corrected ? detailsBarred(tx, corrected, brought.credited) : null;
      if (content.receipt && paper.amountTaken !== content.receipt.amount) {
        return 'Сумма на чеке не сходится с суммой платежа.';
      }
      if (paper.amountCredited > paper.amountTaken || paper.amountCredited === 0) {
        return 'Зачислить можно не больше принятого.';
      }
      return detailsBarred(tx, corrected ?? paper, brought.credited);
    }
  }
}

export type Asked = {
  readonly subject: Subject;
  readonly content: StoredContent;
  readonly receipt: AdjustmentFacts['receipt'];
  /** The request itself, when it is judged again. */
  readonly id: string | null;
};

/** The table and its gates, by what is true now. */
async function judgeNow(tx: Connection, { subject, content, receipt, id }: Asked): Promise<Verdict> {
  return judgeAdjustment(content.kind, {
    place: subject.place,
    receipt,
    fresh: true,
    shiftOpen: content.shiftOpen && !(await shiftClosed(tx, subject)),
    senior: content.seniorName !== null,
    open: await readOpen(tx, subject.payment, id),
  });
}

const afterRestore =
  'СЭП восстановлена из копии: после этого отказа платёж могли провести ещё раз. Сначала спросите оператора.';

const held =
  'СЭП восстановлена из копии и о платеже знает меньше касс: причина — в его истории. Сначала спросите оператора.';
const notTold =
  'СЭП восстановлена из копии, и не все рабочие места точки рассказали, что знают: деньги могли уже вернуть. Спросите их.';

/**
 * A refusal of before a restore: the copy does not know whether the payment was brought to its operator again after it
 * was made, so the refusal does not prove that no money went out. And of what was cancelled then the cash may have been
 * given back at a workstation that has not been heard since.
 */
async function doubtOf(tx: Connection, { known }: Subject, now: number): Promise<string | null> {
  if (!known || !['rejected', 'cancelled', 'hung'].includes(known.status)) return null;
  const [row] = await tx.query<{ generation: number; since: number }>(
    `SELECT s.generation, s.generation_since AS since FROM payment p, sep s,
       LATERAL (SELECT EXISTS (SELECT FROM status_change c WHERE c.payment = p.id AND c.generation = p.generation
         AND c.revision = p.revision AND c.cause = 'recalled') AS recalled) r
     WHERE p.id = $1 AND s.generation > 1
       AND (r.recalled OR p.status <> 'hung' AND (p.generation < s.generation OR p.status_at < s.generation_since))`,
    [known.id],
  );
  if (!row) return null;
  if (known.status === 'rejected') return afterRestore;
  if (known.status === 'hung') return held;
  return (await notWhole(tx, row.generation, row.since, now)).includes(known.trade_point) ? notTold : null;
}

/** Under the locks that keep everything as it is found. */
export async function judgeRequest(tx: Connection, asked: Asked, now: number): Promise<Judged> {
  const { subject, content } = asked;
  const verdict = await judgeNow(tx, asked);
  if (!verdict.possible) return denied(verdict.why);
  const bar = await kindBarred(tx, subject, content, content.corrected, now);
  if (bar !== null) return denied(bar);
  // Missing at the till, or perhaps known under two names: only a person can look at the paper.
  const onPaper = content.paymentId === null && !subject.known && !subject.lane;
  const isSame = await maybeSame(tx, subject, content);
  const doubt = isSame ? sameDoubt : await doubtOf(tx, subject, now);
  const isRule = verdict.decider === 'sep' && !verdict.needsSenior && !onPaper && doubt === null;
  if (isRule) return { kind: 'byRule' };
  const details = subject.details ?? paperOf(subject, content);
  return {
    kind: 'open',
    twoPeople: isSame || needsTwo(content, content.corrected, details),
    note: verdict.note,
    doubt,
  };
}

/** Why this kind is not possible where the payment stands now; null: it is. */
export function placeBarred(kind: StoredContent['kind'], { place }: Subject): string | null {
  const cell = adjustmentTable[place][kind];
  return cell.possible ? null : cell.why;
}
