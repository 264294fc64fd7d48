/** The central office asks for a correction by itself: what a till's journal contradicts, what hangs in doubt. */
import type { AdjustmentKind, AdjustmentRequest, CorrectedDetails } from '../../contract/adjustment.ts';
import { judgeOfficeAdjustment } from '../../core/adjustment.ts';
import type { SepParts } from '../parts.ts';
import type { Connection } from '../store/database.ts';
import { lockAcceptanceAlone } from '../store/locks.ts';
import { agree } from './approvals.ts';
import type { Decided } from './decide.ts';
import { kindBarred } from './judge.ts';
import { hashOf, keepRequest } from './keepRequest.ts';
import { readOpen, readView, stepRequest } from './rows.ts';
import { readSubject, resolvePayment } from './subject.ts';

export type OfficeAsk = {
  /** The same id asks the same thing: sent again it changes nothing. */
  readonly id: string;
  readonly paymentId: string;
  readonly kind: AdjustmentKind;
  readonly reason: string;
  readonly corrected: CorrectedDetails | null;
  readonly person: { readonly id: string; readonly name: string; readonly role: string };
};

/** In the place of a till's workstation: who asked is the central office. */
const officeWorkstation = 0;

/** No cashier signed it. */
const nobody = '00000000-0000-0000-0000-000000000000';

const contentOf = ({ id, paymentId, kind, reason, corrected, person }: OfficeAsk, at: number) =>
  ({
    id,
    kind,
    paymentId,
    receipt: null,
    missing: null,
    corrected,
    reason,
    wording: '',
    cashierId: nobody,
    cashierName: person.name.slice(0, 60),
    seniorName: null,
    shiftOpen: false,
    madeAt: at,
    attachments: [],
  }) as unknown as AdjustmentRequest;

/** Null: there was no such request before. */
async function askedBefore(tx: Connection, { id }: OfficeAsk, hash: Buffer): Promise<Decided | null> {
  const [row] = await tx.query<{ hash: Buffer }>('SELECT hash FROM request WHERE id = $1', [id]);
  if (!row) return null;
  if (row.hash.equals(hash)) return { kind: 'decided', view: await readView(tx, id) };
  return { kind: 'barred', why: 'Такое обращение уже есть, с другим содержанием. Откройте платёж заново.' };
}

async function askIn(tx: Connection, ask: OfficeAsk, now: number): Promise<Decided> {
  const { id, kind, reason, person } = ask;
  const corrected = kind === 'reconduct' ? ask.corrected : null;
  const hash = hashOf(JSON.stringify([ask.paymentId, kind, reason, corrected, person.id]));
  const before = await askedBefore(tx, ask, hash);
  if (before) return before;
  const subject = await readSubject(tx, await resolvePayment(tx, ask.paymentId), true);
  const { known } = subject;
  if (!known) return { kind: 'notFound' };
  const verdict = judgeOfficeAdjustment(kind, known.status, await readOpen(tx, known.id, null));
  if (!verdict.possible) return { kind: 'barred', why: verdict.why };
  const content = contentOf({ ...ask, corrected }, now);
  const bar = await kindBarred(tx, subject, content, corrected, now);
  if (bar !== null) return { kind: 'barred', why: bar };
  const caller = { tradePoint: known.trade_point, workstation: officeWorkstation };
  await keepRequest(tx, content, hash, caller, { subject, twoPeople: true, now, who: person.id });
  const word = corrected && JSON.stringify({ providerId: corrected.providerId, account: corrected.account });
  await agree(tx, id, { person, reason }, word, now);
  const text = 'Подал центральный офис. Нужен второй сотрудник.';
  await stepRequest(tx, { request: id, state: 'halfApproved', answer: null, who: person.id, at: now, text });
  return { kind: 'decided', view: await readView(tx, id) };
}

/**
 * Leaves a request of the central office's own, to which whoever asks has agreed: it waits for a second person. Nothing is
 * kept where it isn't possible.
 */
export async function askByOffice(parts: SepParts, ask: OfficeAsk): Promise<Decided> {
  const done = await parts.database.transaction(async (tx) => {
    await lockAcceptanceAlone(tx);
    return askIn(tx, ask, parts.clock());
  });
  if (done.kind === 'decided')
    parts.log.info({ request: ask.id, kind: ask.kind, by: ask.person.id }, 'the central office asked');
  return done;
}
