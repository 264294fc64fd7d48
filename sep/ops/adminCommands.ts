/** What the command line may ask of a running СЭП. */
import { z } from 'zod';
import { WorkstationNumber } from '../../contract/primitives.ts';
import { TradePoint } from '../../contract/settings.ts';
import type { SepParts, SepResult } from '../parts.ts';
import { answer } from '../parts.ts';
import { markRestored } from '../restore/raise.ts';
import type { Authority } from '../trust/authority.ts';
import { newCode } from '../trust/codes.ts';
import type { Revoked } from '../trust/revoke.ts';
import type { Place } from '../trust/rows.ts';
import type { AdminCommands } from './adminDoor.ts';
import { adminCommand } from './adminDoor.ts';

const PlaceInput = z.object({ tradePoint: TradePoint.shape.id, workstation: WorkstationNumber });

/** Only what was said; the rest of a trade point's details stays as it is. */
const Words = TradePoint.omit({ id: true }).partial();

const wordsOf = (words: z.infer<typeof Words>) =>
  Object.fromEntries(Object.entries(words).filter(([, value]) => value !== undefined));

const who = 'command line';

export type AdminParts = {
  readonly parts: SepParts;
  readonly authority: Authority;
  readonly training: boolean;
  readonly revoke: (place: Place, reason: string) => Promise<SepResult<Revoked>>;
};

export function createAdminCommands({ parts, authority, training, revoke }: AdminParts): AdminCommands {
  return {
    'enrol-code': adminCommand(PlaceInput.extend({ words: Words }), ({ words, ...place }) =>
      newCode(parts, authority, training, place, wordsOf(words)),
    ),
    revoke: adminCommand(
      PlaceInput.extend({ reason: z.string().trim().min(1).max(300) }),
      async ({ reason, ...place }) => {
        const revoked = await revoke(place, reason);
        if (!revoked.ok) return revoked;
        return answer({ certificates: revoked.value.certificates.length, journals: revoked.value.journals });
      },
    ),
    restored: adminCommand(z.object({}), async () => answer(await markRestored(parts, who))),
  };
}
