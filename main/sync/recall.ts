/** A СЭП that was put back from a dump asks what it had told of payments since: it is told, before anything else is sent of them. */
import type { ContactAnswer } from '../../contract/sep.ts';
import type { PaymentStatus } from '../../contract/status.ts';
import type { DoorLog } from '../door/door.ts';
import type { Store } from '../store/types.ts';
import type { Link } from './link.ts';
import { breathe } from './loop.ts';
import type { SyncPace } from './pace.ts';

export type RecallParts = {
  readonly store: Store;
  readonly link: Link;
  readonly pace: SyncPace;
  readonly log: DoorLog;
};

/** As the contract bounds a piece. */
const piece = 300;

/**
 * Tells it all, from the beginning, if СЭП asks for it; what could not be told is told again at the next contact, as СЭП
 * then asks again. `ended`: stop. True: there is nothing that СЭП still waits for.
 */
export async function recall(
  { store, link, pace, log }: RecallParts,
  { generation, recall: asked }: ContactAnswer,
  ended: () => boolean,
): Promise<boolean> {
  if (!asked) return true;
  let after: PaymentStatus | null = null;
  for (let count = 0; ; ) {
    if (ended()) return false;
    const told: readonly PaymentStatus[] = store.statuses.toldBefore(generation, asked.since, after, piece);
    const last = told.length < piece;
    const answer = await link.call('recall', { generation, told: [...told], last }, pace.answerMs);
    if (!answer.ok) {
      log.info({ code: answer.failure.code, count }, 'СЭП was not told what it asked for');
      return false;
    }
    count += told.length;
    after = told.at(-1) ?? null;
    if (last) {
      log.info(
        { generation, count },
        'СЭП was put back from a copy and is told what it had said of payments',
      );
      return true;
    }
    await breathe();
  }
}
