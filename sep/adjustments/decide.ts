/** A person of the central office decides on a request; what was agreed to happens in the same transaction. */
import type { CorrectedDetails, RequestView } from '../../contract/adjustment.ts';
import { endedStates } from '../../core/adjustment.ts';
import type { SepParts } from '../parts.ts';
import type { Connection } from '../store/database.ts';
import { lockAcceptanceAlone } from '../store/locks.ts';
import { agree, others, readApprovals } from './approvals.ts';
import { perform } from './effects.ts';
import { kindBarred, maybeSame, needsTwo, placeBarred, sameDoubt } from './judge.ts';
import { lockTask, settleTask } from './operatorTasks.ts';
import { paperOf } from './paperDetails.ts';
import type { Doing } from './reconduct.ts';
import {
  contentOf,
  lockRequest,
  type RequestRow,
  readView,
  receiptLacks,
  type StoredContent,
  stepRequest,
} from './rows.ts';
import { readSubject, type Subject } from './subject.ts';

export type Decision = {
  readonly requestId: string;
  readonly person: { readonly id: string; readonly role: string };
  readonly decision: 'approve' | 'deny';
  /** For the cashier and the story. */
  readonly reason: string;
  /** Other details than the request's; null: as it has them. */
  readonly corrected: CorrectedDetails | null;
  /** The person has compared the receipt on the scan with the payment. */
  readonly scanChecked?: boolean;
  /** What the operator said; `approve` then says that it did it, `deny` that it refused. */
  readonly operatorAnswer: string | null;
};

export type Decided =
  | { readonly kind: 'decided'; readonly view: RequestView }
  /** Not possible now; why, for people. Nothing was changed. */
  | { readonly kind: 'barred'; readonly why: string }
  | { readonly kind: 'notFound' };

type Result =
  | { readonly kind: 'decided'; readonly changed: string | null }
  | { readonly kind: 'barred'; readonly why: string };

const decided = (changed: string | null = null): Result => ({ kind: 'decided', changed });
const barred = (why: string): Result => ({ kind: 'barred', why });

/** Nobody agrees to what no receipt speaks for; null: one was shown, or the person has seen it on the scan. */
function receiptBarred(
  { state }: RequestRow,
  content: StoredContent,
  { scanChecked }: Decision,
): string | null {
  if (!receiptLacks(content)) return null;
  if (state === 'awaitsReceipt')
    return 'Чек клиента ещё не показан: согласовать нельзя. Его показывают на кассе, в «Моих обращениях».';
  return scanChecked === true ? null : 'Сверьте чек на скане с платежом и отметьте, что он проверен.';
}

async function approve(
  tx: Connection,
  row: RequestRow,
  subject: Subject,
  decision: Decision,
  doing: Doing,
): Promise<Result> {
  const content = contentOf(row);
  const { person } = decision;
  const unseen = receiptBarred(row, content, decision);
  if (unseen !== null) return barred(unseen);
  const reason = receiptLacks(content) ? `Чек на скане проверен. ${decision.reason}` : decision.reason;
  const approvals = await readApprovals(tx, row.id);
  const takesDetails = content.kind === 'reconduct' || content.kind === 'transfer';
  // Never what another person has agreed to meanwhile: nobody agrees to what they have not seen.
  const corrected = takesDetails ? (decision.corrected ?? content.corrected) : null;
  const place = placeBarred(content.kind, subject);
  if (place !== null) return barred(place);
  const bar = await kindBarred(tx, subject, content, corrected, doing.at);
  if (bar !== null) return barred(bar);
  const word = corrected && JSON.stringify({ providerId: corrected.providerId, account: corrected.account });
  const details = subject.details ?? paperOf(subject, content);
  // Asked anew: the other request may have come after this one.
  const isSame = await maybeSame(tx, subject, content);
  // Once two have to agree they have to, whatever the details become.
  const two = row.two_people || isSame || needsTwo(content, corrected, details);
  if (two && others(approvals, person.id, word) === 0) {
    const isRepeat = approvals.some((one) => one.person === person.id && one.corrected === word);
    await agree(tx, row.id, { person, reason }, word, doing.at);
    await tx.run('UPDATE request SET two_people = true WHERE id = $1', [row.id]);
    if (isRepeat && row.state === 'halfApproved') return decided();
    const text = `Согласовано: ${reason}. ${isSame ? `${sameDoubt} ` : ''}Нужен второй сотрудник.`;
    await stepRequest(tx, {
      request: row.id,
      state: 'halfApproved',
      answer: null,
      who: person.id,
      at: doing.at,
      text,
    });
    return decided();
  }
  const effect = await perform(tx, {
    request: row.id,
    workstation: row.workstation,
    subject,
    content,
    corrected,
    doing,
  });
  if (effect.kind === 'barred') return barred(effect.why);
  await agree(tx, row.id, { person, reason }, word, doing.at);
  await stepRequest(tx, {
    request: row.id,
    state: effect.state,
    answer: effect.answer,
    who: person.id,
    at: doing.at,
    text: `${reason}. ${effect.answer}`,
  });
  // Who agreed stays in the story; the next question, whether it was paid out, is asked anew.
  if (effect.state === 'granted') await tx.run('DELETE FROM approval WHERE request = $1', [row.id]);
  if (effect.state === 'atOperator' && decision.operatorAnswer !== null) {
    return answerOperator(tx, row, decision, doing);
  }
  return decided(subject.owner?.tradePoint ?? null);
}

/** A person writes down what the operator said. */
async function answerOperator(
  tx: Connection,
  row: RequestRow,
  { person, decision, operatorAnswer, reason }: Decision,
  doing: Doing,
): Promise<Result> {
  const task = await lockTask(tx, row.id);
  if (!task || task.outcome !== null) return barred('Оператора ни о чём не спрашивали.');
  if (task.way === 'gateway') return barred('Оператора спрашивает программа: ответ придёт сам.');
  if (operatorAnswer === null || operatorAnswer.trim() === '') {
    return barred('Запишите, что ответил оператор.');
  }
  const outcome = decision === 'approve' ? 'done' : 'refused';
  const told = operatorAnswer.trim();
  const said = (reason === told ? told : `${told} (${reason})`).slice(0, 300);
  const effect = await settleTask(tx, task, { outcome, said, who: person.id }, doing);
  return effect.kind === 'barred' ? barred(effect.why) : decided(row.trade_point);
}

const stateWords = { done: 'оно выполнено', denied: 'оно отклонено', operatorRefused: 'оператор отказал' };

/** Whether it is just the same person's word once more. */
async function isRepeated(tx: Connection, row: RequestRow, { person, decision }: Decision): Promise<boolean> {
  const rows = await tx.query<{ state: string }>(
    'SELECT state FROM request_change WHERE request = $1 AND who = $2',
    [row.id, person.id],
  );
  const isDenial = row.state === 'denied' || row.state === 'operatorRefused';
  return rows.length > 0 && isDenial === (decision === 'deny');
}

async function decideIn(tx: Connection, row: RequestRow, decision: Decision, doing: Doing): Promise<Result> {
  const { person, reason } = decision;
  if (endedStates.includes(row.state)) {
    if (await isRepeated(tx, row, decision)) return decided();
    return barred(`По обращению уже решено: ${stateWords[row.state as keyof typeof stateWords]}.`);
  }
  if (row.state === 'granted') {
    if (await isRepeated(tx, row, decision)) return decided();
    return barred('Возврат уже разрешён: его завершает рабочее место, которому он разрешён.');
  }
  if (row.state === 'atOperator') {
    if (decision.operatorAnswer === null && (await isRepeated(tx, row, decision))) return decided();
    return answerOperator(tx, row, decision, doing);
  }
  const subject = row.payment === null ? null : await readSubject(tx, row.payment, true);
  if (decision.decision === 'deny') {
    const answer = `Отклонено: ${reason}`;
    await stepRequest(tx, { request: row.id, state: 'denied', answer, who: person.id, at: doing.at });
    return decided();
  }
  return subject ? approve(tx, row, subject, decision, doing) : barred('Платёж неизвестен.');
}

/**
 * Decides, or says why it can't be. The same decision again changes nothing. A changed number, a transfer, a refund and
 * what may be another request's payment wait for a second person.
 */
export async function decide(parts: SepParts, decision: Decision): Promise<Decided> {
  const { requestId, person } = decision;
  const done = await parts.database.transaction(async (tx) => {
    await lockAcceptanceAlone(tx);
    const row = await lockRequest(tx, requestId);
    if (!row) return null;
    const [sep] = await tx.query<{ generation: number }>('SELECT generation FROM sep');
    const doing = {
      at: parts.clock(),
      generation: sep?.generation ?? parts.generation(),
      cause: requestId,
    };
    const result = await decideIn(tx, row, decision, doing);
    return { result, view: await readView(tx, requestId) };
  });
  if (!done) return { kind: 'notFound' };
  const { result, view } = done;
  if (result.kind === 'barred') return result;
  if (result.changed !== null) {
    parts.signals.changed(result.changed);
    parts.signals.due();
  }
  parts.log.info({ request: requestId, by: person.id, state: view.state }, 'a request was decided on');
  return { kind: 'decided', view };
}
