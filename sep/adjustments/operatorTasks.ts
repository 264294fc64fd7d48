/** What is asked of operators about a payment: a cancel or a transfer, and what becomes of the answer. */
import type { Connection } from '../store/database.ts';
import { type Effect, operatorDid } from './effects.ts';
import type { Doing } from './reconduct.ts';
import { stepRequest } from './rows.ts';
import { readSubject } from './subject.ts';

export type OperatorTask = {
  readonly request: string;
  readonly payment: string;
  readonly kind: 'cancel' | 'transfer';
  readonly way: 'gateway' | 'person';
  readonly provider: string;
  readonly made_at: number;
  readonly due_at: number | null;
  readonly tries: number;
  readonly outcome: 'done' | 'refused' | null;
};

export async function lockTask(tx: Connection, request: string): Promise<OperatorTask | null> {
  const [task] = await tx.query<OperatorTask>(
    `SELECT request, payment, kind, way, provider, made_at, due_at, tries, outcome
     FROM operator_task WHERE request = $1 FOR UPDATE`,
    [request],
  );
  return task ?? null;
}

export type OperatorAnswer = {
  readonly outcome: 'done' | 'refused';
  /** The operator's words. */
  readonly said: string;
  /** `operator`, or the person who wrote it down. */
  readonly who: string;
};

/** Ends an open task: the payment's status, the request and the answer in one transaction. */
export async function settleTask(
  tx: Connection,
  task: OperatorTask,
  { outcome, said, who }: OperatorAnswer,
  doing: Doing,
): Promise<Effect> {
  let effect: Effect = {
    kind: 'done',
    state: 'operatorRefused',
    // The state says that it refused; this says how.
    answer: said === '' ? 'Причину оператор не назвал.' : `${said.charAt(0).toUpperCase()}${said.slice(1)}`,
  };
  if (outcome === 'done') {
    const { known } = await readSubject(tx, task.payment, true);
    if (!known) return { kind: 'barred', why: 'Платежа в СЭП нет.' };
    effect = await operatorDid(tx, task.kind, known, doing, said);
    if (effect.kind === 'barred') return effect;
  }
  await tx.run(
    `UPDATE operator_task SET outcome = $2, answer = $3, answered_by = $4, answered_at = $5, due_at = NULL
     WHERE request = $1`,
    [task.request, outcome, said, who, doing.at],
  );
  await stepRequest(tx, {
    request: task.request,
    state: effect.state,
    answer: effect.answer,
    who,
    at: doing.at,
  });
  return effect;
}
