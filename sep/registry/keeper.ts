/** Registries by themselves: ours after Moscow's midnight, then the operators', compared as soon as they are there. */
import { moscow } from '../../core/osmp.ts';
import { moscowDay } from '../../core/registry.ts';
import { startOfDay } from '../../core/zone.ts';
import { readGateway } from '../dispatch/gateway.ts';
import type { SepParts } from '../parts.ts';
import { takeRegistry } from './compare.ts';
import { fetchRegistry } from './fetch.ts';
import { daysOver, makeDueRegistries } from './ours.ts';

/** How often it looks whether a day is over, milliseconds. */
const lookMs = 60_000;
/** Operators make theirs some minutes after midnight; a difference has to be told within two hours. */
const afterMidnightMs = 15 * 60_000;
/** Null: it could not be read, and why is logged. */
async function read(
  parts: SepParts,
  url: string,
  authority: string | null,
  day: string,
  stopped: AbortSignal,
): Promise<string | null> {
  try {
    return await fetchRegistry(url, authority, day, stopped);
  } catch (error) {
    parts.log.warn({ error: String(error), day }, "an operator's registry could not be read");
    return null;
  }
}

/** Reads and compares the registries of the last days that are not here yet, of operators that publish them. */
async function takeDueRegistries(parts: SepParts, stopped: AbortSignal): Promise<void> {
  const now = parts.clock();
  const today = moscowDay(now);
  if (now < startOfDay(today, moscow) + afterMidnightMs) return;
  const rows = await parts.database.query<{ provider: string; day: string; value: string }>(
    `SELECT g.provider, d.day, g.value FROM gateway g CROSS JOIN unnest($1::text[]) AS d (day)
     WHERE NOT EXISTS (SELECT FROM registry r WHERE r.provider = g.provider AND r.day = d.day AND r.direction = 'theirs')
     ORDER BY d.day DESC, g.provider`,
    [await daysOver(parts)],
  );
  const silent = new Set<string>();
  for (const { provider, day, value } of rows) {
    if (stopped.aborted) return;
    const gateway = readGateway(value)?.gateway;
    const url = gateway?.registryUrl;
    // Who does not answer for yesterday is not asked for the days before in the same look.
    if (url === undefined || silent.has(provider)) continue;
    const content = await read(parts, url, gateway?.authority ?? null, day, stopped);
    if (content === null) {
      silent.add(provider);
      continue;
    }
    const result = await takeRegistry(parts, provider, day, content);
    if (!result.ok)
      parts.log.error({ provider, day, ...result.fault }, "an operator's registry is malformed");
    else if (result.compared.found.length > result.compared.settled.length)
      parts.log.error({ provider, day, found: result.compared.found.length }, 'registries differ');
  }
}

export interface RegistryKeeper {
  /** Does what is due by the clock. */
  look(): Promise<void>;
  start(): void;
  stop(): Promise<void>;
}

export function createRegistryKeeper(parts: SepParts): RegistryKeeper {
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> = Promise.resolve();
  const stopping = new AbortController();
  async function look(): Promise<void> {
    await makeDueRegistries(parts);
    await takeDueRegistries(parts, stopping.signal);
  }
  function again(): void {
    looking = look().catch((error: unknown) =>
      parts.log.error({ error: String(error) }, 'registries could not be looked after'),
    );
    void looking.then(() => {
      if (timer) timer = setTimeout(again, lookMs);
    });
  }
  return {
    look,
    start() {
      timer ??= setTimeout(again, 0);
    },
    async stop() {
      clearTimeout(timer);
      timer = undefined;
      stopping.abort();
      await looking;
    },
  };
}
