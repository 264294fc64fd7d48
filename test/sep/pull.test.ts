import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JournalChunk } from '../../contract/peer.ts';
import { acceptChunk } from '../../sep/journals/accept.ts';
import { createPull } from '../../sep/journals/pull.ts';
import type { SepResult } from '../../sep/parts.ts';
import type { MadeJournal } from '../tools/madeJournal.ts';
import { beginJournal, madeJournal } from '../tools/madeJournal.ts';
import type { SepDatabase } from '../tools/sepDatabase.ts';
import { newSepDatabase } from '../tools/sepDatabase.ts';
import type { Ground } from './ground.ts';
import { addTradePoint, bind, callerOf, newGround } from './ground.ts';

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

async function accepted(journal: MadeJournal): Promise<MadeJournal> {
  await bind(sep.database, journal);
  for (const chunk of journal.chunks(2_000)) {
    const result = await acceptChunk(ground, {
      caller: callerOf(journal.tradePointId),
      epoch: { generation: 1, epoch: 1 },
      chunk,
      epochCheck: true,
    });
    expect(result).toMatchObject({ value: { kind: 'accepted' } });
  }
  return journal;
}
const pull = (journal: MadeJournal, from: number, tradePoint = journal.tradePointId) =>
  createPull(ground)({ origin: journal.origin, from }, callerOf(tradePoint), new AbortController().signal);
function chunkOf(result: SepResult<{ chunk: JournalChunk | null }>): JournalChunk | null {
  if (!result.ok) throw new Error(result.refusal.message);
  return result.value.chunk;
}

test('a journal is handed on as it came, in runs that end at signed heads', async () => {
  const journal = await accepted(madeJournal(300, { tradePointId: 'on' }));
  const events: JournalChunk['events'] = [];
  const heads: JournalChunk['heads'] = [];
  for (
    let chunk = chunkOf(await pull(journal, 1));
    chunk;
    chunk = chunkOf(await pull(journal, events.length + 1))
  ) {
    expect(chunk.events.length).toBeLessThanOrEqual(1_000);
    expect(chunk.heads.at(-1)?.seq).toBe(chunk.events.at(-1)?.seq);
    events.push(...chunk.events);
    heads.push(...chunk.heads);
  }
  expect(events).toEqual(journal.events);
  expect(heads).toEqual(journal.heads);
});

test('a transaction longer than a run is handed on whole, large bodies in shorter runs', async () => {
  const journal = beginJournal({ tradePointId: 'long' });
  journal.append(Array.from({ length: 1_500 }, () => ({ type: 'noise', body: '{}' })));
  const body = JSON.stringify({ filler: 'x'.repeat(60_000) });
  for (let count = 0; count < 40; count += 1) journal.append([{ type: 'noise', body }]);
  await accepted(journal);
  expect(chunkOf(await pull(journal, 3))?.events).toHaveLength(1_500);
  const large = chunkOf(await pull(journal, 1_503));
  expect(large?.events.length).toBeGreaterThan(1);
  expect(large?.events.length).toBeLessThan(40);
  expect(large?.heads.at(-1)?.seq).toBe(large?.events.at(-1)?.seq);
});

test('beyond its end there is nothing; of another trade point’s journal nothing is told', async () => {
  const journal = await accepted(madeJournal(1, { tradePointId: 'end' }));
  expect(chunkOf(await pull(journal, journal.events.length + 1))).toBeNull();
  expect(chunkOf(await pull(journal, 2 ** 40))).toBeNull();
  await addTradePoint(sep.database, 'nosy');
  expect(await pull(journal, 1, 'nosy')).toMatchObject({ refusal: { code: 'notBound' } });
});
