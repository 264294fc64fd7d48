/**
 * Papers that what is recorded still owes: the receipt was made, the drawer's cash was moved, and nobody knows of a whole
 * paper of it. Kept beside the journal, so that neither a kill nor a lock takes a missing paper for a good one.
 */
import { z } from 'zod';
import type { Result } from '../../contract/failure.ts';
import { ok } from '../../contract/failure.ts';
import type { PaymentId, ShiftId } from '../../contract/primitives.ts';
import type { Payment } from '../../core/payment.ts';
import type { Refund } from '../../core/refund.ts';
import type { LocalStore } from '../store/types.ts';

const key = 'papersOwed';
const Ids = z.array(z.string());
/** Those whose paper nobody ever printed or vouched for stand here for good: the oldest make room. */
const mostKept = 200;

/** As much of what is recorded as tells whether a paper of it is wanted still. */
type Recorded = {
  payment(id: PaymentId): { readonly stage: Payment['stage'] } | null;
  refunds(id: PaymentId): readonly { readonly stage: Refund['stage'] }[];
  openShift(): { readonly id: ShiftId } | null;
  cashMoves(shiftId: ShiftId): readonly { readonly id: string }[];
};

/**
 * Whether somebody still waits for the paper: not of a payment whose money went back, and of a cash move only as long as
 * its shift is open, as a closed one prints no more of its moves.
 */
export function isPaperWanted(read: Recorded, id: string): boolean {
  const payment = read.payment(id as PaymentId);
  if (payment) {
    const { stage } = payment;
    return (
      (stage === 'receipting' || stage === 'receipted' || stage === 'conducted') &&
      !read.refunds(id as PaymentId).some((refund) => refund.stage === 'paid')
    );
  }
  const shift = read.openShift();
  return shift !== null && read.cashMoves(shift.id).some((move) => move.id === id);
}

export type PapersOwed = ReturnType<typeof openPapersOwed>;

/** What owes is named by a payment's id, or by the id of the event that moved cash; `isWanted` as `isPaperWanted`. */
export function openPapersOwed(local: LocalStore, isWanted: (id: string) => boolean) {
  let known: readonly string[] | null = null;
  /** Out for all we know, though a full disk still has them as owed: the next change takes them off there. */
  const out = new Set<string>();
  const list = (): readonly string[] => {
    known ??= Ids.safeParse(local.setting(key) ?? []).data ?? [];
    return known;
  };
  const put = (ids: readonly string[]): Result<null> => {
    const stored = local.setSetting(key, ids);
    if (stored.ok) {
      known = ids;
      out.clear();
    }
    return stored;
  };
  const has = (id: string): boolean => list().includes(id) && !out.has(id) && isWanted(id);
  /** A person says that the paper came out. Costs nothing where nothing was owed. */
  const drop = (id: string): Result<null> =>
    list().includes(id) ? put(list().filter((other) => other !== id && !out.has(other))) : ok(null);
  return {
    has,
    /** The newest first. */
    list: (): readonly string[] => list().filter(has).toReversed(),
    /** To be called before the paper is known to be missing: durable when it returns. */
    add: (id: string): Result<null> =>
      list().includes(id) && !out.has(id)
        ? ok(null)
        : put([...list().filter((other) => other !== id && has(other)), id].slice(-mostKept)),
    drop,
    /** The paper was printed. It is in somebody's hand, whatever the disk takes: at worst it is asked about after a start. */
    printed: (id: string): void => {
      if (!drop(id).ok) out.add(id);
    },
  };
}
