/** Which start goes on with a journal: one at a time, and none that knows less than another did. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SepInput } from '../../contract/sep.ts';
import { createStart, keepTold } from '../../sep/journals/start.ts';
import { markRestored } from '../../sep/restore/raise.ts';
import type { MadeJournal } from '../tools/madeJournal.ts';
import { madeJournal } from '../tools/madeJournal.ts';
import type { SepDatabase } from '../tools/sepDatabase.ts';
import { newSepDatabase } from '../tools/sepDatabase.ts';
import type { Ground } from './ground.ts';
import { bind, callerOf, newGround } from './ground.ts';

let sep: SepDatabase;
let ground: Ground;
beforeAll(async () => {
  sep = await newSepDatabase();
  ground = await newGround(sep.database);
});
afterAll(async () => {
  ground.close();
  await sep.drop();
});

const markOf = (letter: string): string => letter.repeat(36);
const headAt = ({ events }: MadeJournal, seq = events.length) => {
  const hash = events[seq - 1]?.hash;
  if (!hash) throw new Error(`no event ${seq}`);
  return { seq, hash };
};

async function bound(tradePointId: string): Promise<MadeJournal> {
  const journal = madeJournal(2, { tradePointId });
  await bind(sep.database, journal);
  await sep.database.run('UPDATE journal SET bound_at = $2 WHERE origin = $1', [
    journal.origin,
    ground.clock(),
  ]);
  return journal;
}

type Known = Partial<Omit<SepInput<'start'>, 'next' | 'last'>> & { readonly last?: string | null };

async function start(journal: MadeJournal, next: string, known: Known = {}, workstation = 1) {
  const { last = null, ...rest } = known;
  const question = {
    origin: journal.origin,
    head: headAt(journal),
    last: last === null ? null : markOf(last),
    pending: [],
    next: markOf(next),
    ...rest,
  };
  const gone = new AbortController().signal;
  const result = await createStart(ground)(question, callerOf(journal.tradePointId, workstation), gone);
  return result.ok ? result.value.verdict : result.refusal.code;
}

test('each start hands its mark to the next; a copy of before is told that it is older', async () => {
  const journal = await bound('marks');
  expect(await start(journal, 'a')).toBe('goOn');
  // The answer was lost: the same start asks again.
  expect(await start(journal, 'a')).toBe('goOn');
  expect(await start(journal, 'b', { last: 'a' })).toBe('goOn');
  expect(await start(journal, 'x', { last: 'a' })).toBe('older');
  expect(await start(journal, 'x')).toBe('older');
  // Being asked by an older copy takes nothing from the one that goes on.
  expect(await start(journal, 'c', { last: 'b' })).toBe('goOn');
  const audits = await sep.database.query("SELECT FROM audit WHERE what = 'start with an older journal'");
  expect(audits).toHaveLength(2);
});

test('a start whose answer never came is known to the next by its pending mark', async () => {
  const journal = await bound('pending');
  expect(await start(journal, 'a')).toBe('goOn');
  expect(await start(journal, 'c', { pending: [markOf('a')] })).toBe('goOn');
  // Never arrived: it is not known here, and the last one still is.
  expect(await start(journal, 'e', { last: 'c', pending: [markOf('d')] })).toBe('goOn');
});

test('of two copies that start at the same moment one goes on', async () => {
  const journal = await bound('twins');
  expect(await start(journal, 'a')).toBe('goOn');
  const twins = ['b', 'c', 'd', 'e'].map((next) => start(journal, next, { last: 'a' }));
  expect((await Promise.all(twins)).sort()).toEqual(['goOn', 'older', 'older', 'older']);
});

test('what a workstation said of its journal at a contact counts, whoever has its events', async () => {
  const journal = await bound('told');
  const { origin } = journal;
  const caller = callerOf('told');
  expect(await keepTold(sep.database, caller, { origin, ...headAt(journal, 5) })).toBeNull();
  expect(await start(journal, 'a', { head: headAt(journal, 3) })).toBe('older');
  expect(await start(journal, 'a', { head: { ...headAt(journal, 5), hash: headAt(journal, 4).hash } })).toBe(
    'older',
  );
  expect(await start(journal, 'a', { head: headAt(journal, 5) })).toBe('goOn');
  expect(await keepTold(sep.database, caller, { origin, ...headAt(journal, 3) })).toBe(markOf('a'));
  expect(await start(journal, 'b', { last: 'a', head: headAt(journal, 4) })).toBe('older');
  // Of another's journal nobody's word counts.
  expect(await keepTold(sep.database, callerOf('told', 2), { origin, ...headAt(journal, 6) })).toBeNull();
  expect(await start(journal, 'b', { last: 'a', head: headAt(journal, 5) })).toBe('goOn');
});

test('a journal of another workstation, or one that is not bound, is not asked about', async () => {
  const journal = await bound('foreign');
  expect(await start(journal, 'a', {}, 2)).toBe('notBound');
  expect(await start(madeJournal(1, { tradePointId: 'nowhere' }), 'a')).toBe('notBound');
});

test('after СЭП was put back nobody goes on with a journal of before, whatever the dump knows of its starts', async () => {
  const [marked, unmarked] = [await bound('restoredMarked'), await bound('restoredUnmarked')];
  expect(await start(marked, 'a')).toBe('goOn');
  ground.pass(60_000);
  await markRestored(ground, 'test');
  expect(await start(marked, 'b', { last: 'a' })).toBe('unknown');
  expect(await start(unmarked, 'b')).toBe('unknown');
  expect(
    await keepTold(sep.database, callerOf('restoredMarked'), { origin: marked.origin, ...headAt(marked) }),
  ).toBeNull();
  expect(await start(await bound('boundAfter'), 'b')).toBe('goOn');
  // Known to the till, and not here: a dump that nobody noticed.
  expect(await start(await bound('unnoticed'), 'b', { last: 'a' })).toBe('unknown');
});
