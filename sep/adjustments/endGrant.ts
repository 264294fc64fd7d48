/** A granted refund whose till fell silent: two persons say whether the cash went out. */
import type { SepParts } from '../parts.ts';
import type { Connection } from '../store/database.ts';
import { lockAcceptanceAlone } from '../store/locks.ts';
import { agree, others, readApprovals } from './approvals.ts';
import type { Decided } from './decide.ts';
import { type Doing, settleStatus } from './reconduct.ts';
import { lockRequest, type RequestRow, readView, stepRequest } from './rows.ts';
import { readSubject } from './subject.ts';

export type GrantEnd = {
  readonly requestId: string;
  readonly person: { readonly id: string; readonly role: string };
  /** Whether the client has the cash. */
  readonly paid: boolean;
  readonly reason: string;
};

async function endIn(tx: Connection, row: RequestRow, end: GrantEnd, doing: Doing): Promise<void> {
  const { person, reason, paid } = end;
  const word = paid ? 'paid' : 'notPaid';
  const approvals = await readApprovals(tx, row.id);
  await agree(tx, row.id, end, word, doing.at);
  const step = { request: row.id, who: person.id, at: doing.at };
  if (others(approvals, person.id, word) === 0) {
    if (approvals.some((one) => one.person === person.id && one.corrected === word)) return;
    const text = `${paid ? 'Деньги отданы' : 'Деньги не отданы'}: ${reason}. Нужен второй сотрудник.`;
    await stepRequest(tx, { ...step, state: 'granted', answer: null, text });
    return;
  }
  await tx.run('UPDATE refund_grant SET outcome = $2, settled_at = $3 WHERE request = $1', [
    row.id,
    word,
    doing.at,
  ]);
  await stepRequest(tx, {
    ...step,
    state: paid ? 'done' : 'denied',
    answer: `${paid ? 'Деньги возвращены клиенту' : 'Деньги не отданы'}: ${reason}`,
  });
  if (!paid || row.payment === null) return;
  const { known } = await readSubject(tx, row.payment, true);
  if (known) await settleStatus(tx, known, doing, 'refunded', 'Деньги возвращены клиенту');
}

/**
 * Ends an open grant by the word of two different persons. The workstation may still tell otherwise when its journal
 * comes: cash that went out counts whatever was said before.
 */
export async function endGrant(parts: SepParts, end: GrantEnd): Promise<Decided> {
  const done = await parts.database.transaction(async (tx) => {
    await lockAcceptanceAlone(tx);
    const row = await lockRequest(tx, end.requestId);
    if (!row) return null;
    if (row.state !== 'granted') return { row, view: null };
    const [sep] = await tx.query<{ generation: number }>('SELECT generation FROM sep');
    const generation = sep?.generation ?? parts.generation();
    await endIn(tx, row, end, { at: parts.clock(), generation, cause: end.requestId });
    return { row, view: await readView(tx, end.requestId) };
  });
  if (!done) return { kind: 'notFound' };
  if (!done.view) return { kind: 'barred', why: 'Возврат не ждёт завершения.' };
  parts.signals.changed(done.row.trade_point);
  return { kind: 'decided', view: done.view };
}
