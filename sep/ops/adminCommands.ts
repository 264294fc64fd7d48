/** What the command line may ask of a running СЭП. */
import { z } from 'zod';
import { DeskLogin, DeskRole } from '../../contract/desk.ts';
import { ProviderId, WorkstationNumber } from '../../contract/primitives.ts';
import { TradePoint } from '../../contract/settings.ts';
import { importCatalogue } from '../catalogue/catalogue.ts';
import { closePerson, savePerson } from '../desk/people.ts';
import { changeGateway, showGateway } from '../dispatch/gatewayFile.ts';
import type { SepParts, SepResult } from '../parts.ts';
import { answer, refusal } from '../parts.ts';
import { compareCommand, fetchAndCompare, registryCommand } from '../registry/commands.ts';
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

/** Read by the command itself, which says in Russian what is wrong. */
const RegistryDay = z.object({ provider: z.string().max(100), day: z.string().max(100) });

/** Without what was not said. */
const defined = (words: object) =>
  Object.fromEntries(Object.entries(words).filter(([, value]) => value !== undefined));

const who = 'command line';

export type AdminParts = {
  readonly parts: SepParts;
  readonly authority: Authority;
  readonly training: boolean;
  /** Lies outside the database; seals second factors. */
  readonly secret: Buffer;
  readonly revoke: (place: Place, reason: string) => Promise<SepResult<Revoked>>;
};

export function createAdminCommands(options: AdminParts): AdminCommands {
  const { parts, authority, training, secret, revoke } = options;
  return {
    'enrol-code': adminCommand(PlaceInput.extend({ words: Words }), ({ words, ...place }) =>
      newCode(parts, authority, training, place, defined(words)),
    ),
    revoke: adminCommand(
      PlaceInput.extend({ reason: z.string().trim().min(1).max(300) }),
      async ({ reason, ...place }) => {
        const revoked = await revoke(place, reason);
        if (!revoked.ok) return revoked;
        return answer({ certificates: revoked.value.certificates.length, journals: revoked.value.journals });
      },
    ),
    gateway: adminCommand(
      z.object({
        provider: ProviderId,
        url: z.string().max(500).optional(),
        registryUrl: z.string().max(500).optional(),
        authority: z.string().max(20_000).optional(),
        file: z.string().max(100_000).nullable().default(null),
      }),
      ({ provider, ...change }) =>
        Object.values(change).every((value) => value === undefined || value === null)
          ? showGateway(parts, provider)
          : changeGateway(parts, provider, change, who),
    ),
    registry: adminCommand(RegistryDay, async (which) => answer(await registryCommand(parts, which))),
    compare: adminCommand(
      RegistryDay.extend({ content: z.string().max(4_000_000).optional() }),
      async ({ content, ...which }) =>
        answer(
          await (content === undefined
            ? fetchAndCompare(parts, which)
            : compareCommand(parts, which, content)),
        ),
    ),
    catalogue: adminCommand(z.object({ content: z.string().max(4_000_000) }), ({ content }) =>
      importCatalogue(parts, content, who),
    ),
    'desk-user': adminCommand(
      z.object({ login: DeskLogin, name: z.string().trim().min(1).max(60), role: DeskRole }),
      async (person) => answer(await savePerson(parts, secret, person, who)),
    ),
    'desk-close': adminCommand(z.object({ login: DeskLogin }), async ({ login }) =>
      (await closePerson(parts, login, who))
        ? answer({})
        : refusal('badRequest', 'there is no such open account'),
    ),
    restored: adminCommand(z.object({}), async () => answer(await markRestored(parts, who))),
  };
}
