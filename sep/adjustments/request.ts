/** A request comes in: kept once for ever by its id, judged by СЭП's own facts, done by rule or left to people. */
import type { AdjustmentRequest, RequestView } from '../../contract/adjustment.ts';
import type { Workplace } from '../../core/receiptKeys.ts';
import type { SepParts, SepResult } from '../parts.ts';
import { answer, refusal } from '../parts.ts';
import type { Connection } from '../store/database.ts';
import { lockAcceptanceAlone } from '../store/locks.ts';
import { type Acted, act, signalActed } from './act.ts';
import { hashOf, keepRequest } from './keepRequest.ts';
import { judgeMeant, meantBy } from './meant.ts';
import { readView, receiptLacks } from './rows.ts';

const largestAttachment = 4 * 1024 * 1024;

/** JSON with sorted keys: the same content has the same text, in whatever order it was sent. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, one: unknown) =>
    one !== null && typeof one === 'object' && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([left], [right]) => (left < right ? -1 : 1)))
      : one,
  );

async function leave(
  tx: Connection,
  parts: SepParts,
  input: AdjustmentRequest,
  hash: Buffer,
  caller: Workplace,
): Promise<Acted> {
  const now = parts.clock();
  const { judged, subject } = await judgeMeant(tx, input, await meantBy(tx, input, caller, now), null, now);
  const waits = judged.kind !== 'denied' && receiptLacks(input) && input.attachments.length === 0;
  const state = waits ? 'awaitsReceipt' : 'open';
  const twoPeople = judged.kind === 'open' && judged.twoPeople;
  const who = `${caller.tradePoint}/${caller.workstation}`;
  await keepRequest(tx, input, hash, caller, { subject, state, twoPeople, now, who });
  return act(tx, parts, { content: input, workstation: caller.workstation, state, judged, subject, now });
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
  const left = await parts.database.transaction(async (tx): Promise<Acted | SepResult<RequestView>> => {
    await lockAcceptanceAlone(tx);
    return (await readKnown(tx, input, hash, caller)) ?? leave(tx, parts, input, hash, caller);
  });
  if ('ok' in left) return left;
  signalActed(parts, left);
  const { state, kind } = left.view;
  parts.log.info({ request: input.id, kind, state, ...caller }, 'a request was left');
  return answer(left.view);
}
