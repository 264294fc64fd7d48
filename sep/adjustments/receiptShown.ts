/** The receipt of a request that was left without one: shown at a till of the trade point, and compared here. */
import type { ReceiptEvidence, RequestId, RequestView } from '../../contract/adjustment.ts';
import { endedStates } from '../../core/adjustment.ts';
import { evidenceText } from '../../core/fiscalQr.ts';
import type { Workplace } from '../../core/receiptKeys.ts';
import type { SepParts, SepResult } from '../parts.ts';
import { answer, refusal } from '../parts.ts';
import type { Connection } from '../store/database.ts';
import { lockAcceptanceAlone } from '../store/locks.ts';
import { type Acted, act, signalActed } from './act.ts';
import { judgeMeant, meantBy } from './meant.ts';
import {
  contentOf,
  lockRequest,
  plain,
  type RequestRow,
  readView,
  receiptLacks,
  stepRequest,
  storedText,
} from './rows.ts';

async function show(
  tx: Connection,
  parts: SepParts,
  row: RequestRow,
  receipt: ReceiptEvidence,
  caller: Workplace,
): Promise<Acted> {
  const now = parts.clock();
  const content = { ...contentOf(row), receipt };
  const meant = await meantBy(tx, content, caller, now);
  const step = { request: row.id, who: `${caller.tradePoint}/${caller.workstation}`, at: now };
  const { judged, subject } = await judgeMeant(tx, content, meant, row.id, now);
  if (!subject) {
    // What was shown is not this payment's: the request waits for the right one.
    const why = judged.kind === 'denied' ? judged.why : '';
    await stepRequest(tx, { ...step, state: row.state, answer: `Чек не подошёл. ${why}` });
    return { view: await readView(tx, row.id), changed: null };
  }
  const waited = row.state === 'awaitsReceipt';
  await tx.run(
    `UPDATE request SET content = $2, payment = $3,
       place = CASE WHEN $4 THEN $5 ELSE place END, two_people = two_people OR $6
     WHERE id = $1`,
    [
      row.id,
      storedText(content),
      subject.payment,
      waited,
      subject.place,
      judged.kind === 'open' && judged.twoPeople,
    ],
  );
  const state = waited ? 'open' : row.state;
  const text = plain(`Показан чек ${evidenceText(receipt)}`);
  await stepRequest(tx, { ...step, state, answer: null, text });
  // What people look at already stays theirs.
  if (!waited) return { view: await readView(tx, row.id), changed: null };
  return act(tx, parts, { content, workstation: row.workstation, state: 'open', judged, subject, now });
}

/**
 * Shown again, or for a request that needs none any more, nothing changes; the answer is where it stands. Refuses
 * `badRequest` for a request that the trade point never left.
 */
export async function showReceipt(
  parts: SepParts,
  { id, receipt }: { readonly id: RequestId; readonly receipt: ReceiptEvidence },
  caller: Workplace,
): Promise<SepResult<RequestView>> {
  const acted = await parts.database.transaction(async (tx): Promise<Acted | null> => {
    await lockAcceptanceAlone(tx);
    const row = await lockRequest(tx, id);
    if (row?.trade_point !== caller.tradePoint) return null;
    if (endedStates.includes(row.state) || !receiptLacks(contentOf(row)))
      return { view: await readView(tx, id), changed: null };
    return show(tx, parts, row, receipt, caller);
  });
  if (!acted) return refusal('badRequest', `request ${id} was not left by this trade point`);
  signalActed(parts, acted);
  parts.log.info({ request: id, state: acted.view.state, ...caller }, 'a receipt was shown for a request');
  return answer(acted.view);
}
