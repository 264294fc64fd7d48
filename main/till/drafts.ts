/** What was typed into payments that haven't ended: the one in hand, and those set aside with their money. */
import { z } from 'zod';
import type { Result } from '../../contract/failure.ts';
import { ok } from '../../contract/failure.ts';
import type { PaymentId } from '../../contract/primitives.ts';
import { Draft } from '../../contract/till.ts';
import type { LocalStore } from '../store/types.ts';

const asideKey = 'draftsAside';
const Aside = z.record(z.string(), Draft);

export type Drafts = ReturnType<typeof openDrafts>;

export function openDrafts(local: LocalStore, hasEnded: (paymentId: PaymentId) => boolean) {
  const aside = (): Record<string, Draft> => Aside.safeParse(local.setting(asideKey) ?? {}).data ?? {};

  /** A kill, or a full disk, between a payment's end and `drop` leaves a draft that nothing waits for. */
  function inHand(): Draft | null {
    const draft = local.draft();
    return draft && !hasEnded(draft.paymentId) ? draft : null;
  }

  return {
    inHand,
    find(paymentId: PaymentId): Draft | null {
      const draft = inHand();
      return draft?.paymentId === paymentId ? draft : (aside()[paymentId] ?? null);
    },
    /** Stores a draft's fields where it stands: in hand, or aside. */
    save(draft: Draft): Result<null> {
      if (inHand()?.paymentId === draft.paymentId) return local.setDraft(draft);
      const others = aside();
      if (!others[draft.paymentId]) return ok(null);
      return local.setSetting(asideKey, { ...others, [draft.paymentId]: draft });
    },
    /** Takes a draft in hand; `keep` says whether the one before is set aside or was nothing yet. */
    putInHand(draft: Draft, keep: (before: Draft) => boolean): Result<null> {
      const before = inHand();
      const { [draft.paymentId]: _taken, ...others } = aside();
      const kept =
        before && before.paymentId !== draft.paymentId && keep(before)
          ? { ...others, [before.paymentId]: before }
          : others;
      // Set aside first: a kill between the two leaves a draft in both places, never in none.
      const set = local.setSetting(asideKey, kept);
      return set.ok ? local.setDraft(draft) : set;
    },
    /** Its payment has ended. */
    drop(paymentId: PaymentId): Result<null> {
      if (local.draft()?.paymentId === paymentId) return local.setDraft(null);
      const { [paymentId]: _ended, ...others } = aside();
      return local.setSetting(asideKey, others);
    },
  };
}
