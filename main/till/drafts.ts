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

export function openDrafts(local: LocalStore) {
  const aside = (): Record<string, Draft> => Aside.safeParse(local.setting(asideKey) ?? {}).data ?? {};

  return {
    inHand: (): Draft | null => local.draft(),
    find(paymentId: PaymentId): Draft | null {
      const inHand = local.draft();
      return inHand?.paymentId === paymentId ? inHand : (aside()[paymentId] ?? null);
    },
    /** Stores a draft's fields where it stands: in hand, or aside. */
    save(draft: Draft): Result<null> {
      if (local.draft()?.paymentId === draft.paymentId) return local.setDraft(draft);
      return ok(null);
    },
    /** Takes a draft in hand; `keep` says whether the one before is set aside or was nothing yet. */
    putInHand(draft: Draft, keep: (before: Draft) => boolean): Result<null> {
      const before = local.draft();
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
