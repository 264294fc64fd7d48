/**
 * Copies of one profile on computers of one id, started, cut short, ended and copied again in any order, with СЭП in reach
 * or not: no number of a journal is ever given to two events. СЭП here is its own rule about marks, and no contact ever
 * helps: what is proven holds within the seconds between two of them.
 */
import { cpSync, rmSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Origin } from '../../../contract/primitives.ts';
import { ok } from '../../../contract/result.ts';
import type { SepInput } from '../../../contract/sep.ts';
import { driverLocation, openReader } from '../../../main/store/driver.ts';
import { profileAt } from '../../../main/store/profile.ts';
import { enrolledKey } from '../../../main/store/statusTable.ts';
import { askWitnesses } from '../../../main/sync/witnesses.ts';
import { judgeMarks } from '../../../sep/journals/start.ts';
import type { Opened } from '../store/station.ts';
import { cashierId, must, newFolder, noon, openBegun, removeFolders, reopen } from '../store/station.ts';

/** A profile with some events, ended as it should. */
let profile = '';
beforeAll(() => {
  const begun = openBegun({});
  profile = begun.folder;
  append(begun);
  begun.store.close();
});
afterAll(removeFolders);

type Mark = { mark: string | null };
type Copy = { folder: string; running: Opened | null };
type World = { readonly sep: Map<Origin, Mark>; readonly copies: Copy[]; readonly enrolled: boolean };

/** `startAlone`: СЭП is away; `startUnheard`: its answer is lost; `cut`: killed. */
const steps = [
  'start',
  'startAlone',
  'startUnheard',
  'ask',
  'append',
  'append',
  'end',
  'cut',
  'copy',
  'enrol',
] as const;
type Step = readonly [(typeof steps)[number], number];

function append({ store }: Opened): void {
  const body = { clock: store.now(), lastAt: store.now(), cashierId };
  must(store.commit(() => ok([{ type: 'clockAccepted', body }])));
}

const away = { ok: false, failure: { code: 'sepUnavailable' }, refusal: null };
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

type Reach = 'inReach' | 'away' | 'unheard';

/** What a start asks, and what СЭП answers by its rule. */
async function ask({ sep }: World, { store }: Opened, reach: Reach): Promise<void> {
  const answer = (name: string, input: unknown): object => {
    if (name === 'heads') return { heads: [] };
    if (name === 'pull') return { chunk: null };
    const question = input as SepInput<'start'>;
    const row = sep.get(question.origin as Origin) ?? { mark: null };
    const verdict = judgeMarks(
      { ...row, generation: 1, told_seq: 0, told_hash: null },
      question,
      { trade_point: 'tt-1', workstation: 1, bound_at: noon },
      { generation: 1, generation_since: 0 },
    );
    if (verdict === 'goOn') sep.set(question.origin as Origin, { mark: question.next });
    return { verdict, heads: [], told: null, generation: 1 };
  };
  await askWitnesses({
    store,
    link: {
      call: async (name: string, input: unknown) => {
        const value = reach === 'away' ? null : answer(name, input);
        return value && reach === 'inReach' ? { ok: true, value } : away;
      },
      bindJournals: async () => reach !== 'away',
    } as never,
    peers: null,
    pace: { witnessMs: 1 } as never,
    log: quiet,
  });
}

let seeds = 10;
const duplicate = (folder: string): string => {
  const copy = newFolder();
  cpSync(folder, copy, { recursive: true });
  return copy;
};

async function start(world: World, copy: Copy, reach: Reach): Promise<void> {
  if (copy.running) return;
  seeds += 1;
  copy.running = reopen({ folder: copy.folder, seed: seeds });
  // Nobody pulls a plug here: a busy disk would make minutes of it.
  copy.running.database.pragma('synchronous = OFF');
  if (copy.running.store.local.setting(enrolledKey) === true) await ask(world, copy.running, reach);
}

async function take(world: World, [step, index]: Step): Promise<void> {
  const { copies, enrolled } = world;
  const copy = copies[index % copies.length];
  if (!copy) return;
  const { running } = copy;
  switch (step) {
    case 'start':
      return start(world, copy, 'inReach');
    case 'startAlone':
      return start(world, copy, 'away');
    case 'startUnheard':
      return start(world, copy, 'unheard');
    case 'ask':
      if (running?.store.doubted() && running.store.local.setting(enrolledKey) === true)
        await ask(world, running, 'inReach');
      return;
    case 'append':
      if (running) append(running);
      return;
    case 'end':
      running?.store.close();
      copy.running = null;
      return;
    case 'cut': {
      if (!running) return;
      const left = duplicate(copy.folder);
      running.store.close();
      copies[copies.indexOf(copy)] = { folder: left, running: null };
      return;
    }
    case 'copy':
      // Of two copies of a till without a СЭП that had ended nobody could say that the other is there.
      if (copies.length < 4 && (enrolled || running))
        copies.push({ folder: duplicate(copy.folder), running: null });
      return;
    case 'enrol':
      if (!running || running.store.local.setting(enrolledKey) === true) return;
      must(running.store.local.setSetting(enrolledKey, true));
      running.store.doubt(true);
      await ask(world, running, 'inReach');
  }
}

/** How many journals there are in all of the copies, and the places that were given to two events. */
function written({ copies }: World): { readonly journals: number; readonly twice: readonly string[] } {
  const known = new Map<string, string>();
  const twice = new Set<string>();
  const journals = new Set<string>();
  for (const { folder } of copies) {
    const database = openReader(profileAt(folder).database, driverLocation());
    const rows = database
      .prepare<[], { origin: string; seq: number; hash: string }>(
        'SELECT origin, seq, hex(event.hash) AS hash FROM event JOIN journal ON journal.key = event.journal',
      )
      .all();
    database.close();
    for (const { origin, seq, hash } of rows) {
      const place = `${origin}/${seq}`;
      journals.add(origin);
      if ((known.get(place) ?? hash) !== hash) twice.add(place);
      known.set(place, hash);
    }
  }
  return { journals: journals.size, twice: [...twice] };
}

const anySteps = fc.array(fc.tuple(fc.constantFrom(...steps), fc.nat(3)), { minLength: 8, maxLength: 24 });

/** «start0 append0 copy0»: the ways that are known, whatever chance brings. */
const way = (text: string): [Step[]] => [
  text.split(' ').map((word): Step => {
    const step = steps.find((name) => name === word.slice(0, -1));
    if (!step) throw new Error(`no step ${word}`);
    return [step, Number(word.at(-1))];
  }),
];
const knownWays = [
  // A copy of a running program: beside it, after its end, after its death, of one that waits for СЭП.
  'start0 append0 copy0 start1 append1 append0 end0 start0 append0',
  'start0 copy0 start1 append1 append0',
  'start0 append0 copy0 end0 start1 append1 start0 append0',
  'start0 append0 copy0 cut0 start0 start1 append0 append1',
  'start0 append0 copy0 start1 end1 start1 append1 append0',
  'startAlone0 copy0 ask0 append0 start1 append1',
  'startUnheard0 copy0 end0 start0 append0 start1 append1',
  'startUnheard0 copy0 ask0 append0 start1 append1',
  // Of one that had ended: both with СЭП, one, none; put back when the other has gone on.
  'copy0 start0 start1 append0 append1',
  'copy0 start0 startAlone1 append0 append1 end1 start1 append1',
  'copy0 startAlone0 startAlone1 append0 append1',
  'copy0 startAlone0 start1 append1 ask0 append0',
  'copy0 startUnheard0 start1 append1 ask0 append0',
  'copy0 start0 append0 end0 start1 append1',
  // Cut short again and again, beside a copy of each life.
  'start0 append0 cut0 start0 copy0 append0 cut0 start0 append0 start1 append1',
  // Enrolled while a copy is at work, and when it was cut short before.
  'start0 copy0 enrol0 append0 start1 append1 enrol1 append1',
  'start0 append0 copy0 cut0 start0 enrol0 append0 start1 enrol1 append1',
].map(way);

test.each([
  { till: 'of a СЭП', enrolled: true },
  { till: 'that is enrolled in the midst of it', enrolled: false },
])('a till $till', async ({ enrolled }) => {
  let begunAnew = 0;
  const check = fc.asyncProperty(anySteps, async (taken) => {
    const world: World = {
      sep: new Map(),
      copies: [{ folder: duplicate(profile), running: null }],
      enrolled,
    };
    if (enrolled) {
      const { store } = reopen({ folder: world.copies[0]?.folder ?? '' });
      must(store.local.setSetting(enrolledKey, true));
      store.close();
    }
    for (const step of taken) await take(world, step);
    for (const { running } of world.copies) running?.store.close();
    const { journals, twice } = written(world);
    begunAnew += journals - 1;
    for (const { folder } of world.copies) rmSync(folder, { recursive: true });
    expect(twice).toEqual([]);
  });
  const numRuns = knownWays.length + (process.env['KASSA_PROVE'] === '1' ? 1_000 : 12);
  await fc.assert(check, { numRuns, seed: 7, examples: knownWays });
  expect(begunAnew).toBeGreaterThan(knownWays.length / 2);
});
