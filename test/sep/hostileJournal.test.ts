/** A journal that is soundly signed and says impossible things: what can't be understood waits for a person, the rest flows. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { acceptChunk } from '../../sep/journals/accept.ts';
import { beginJournal } from '../tools/madeJournal.ts';
import { newSepDatabase, type SepDatabase } from '../tools/sepDatabase.ts';
import { type Json, nasty, placesIn, put } from '../tools/spoilt.ts';
import { bind, callerOf, type Ground, newGround } from './ground.ts';

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

const epoch = { generation: 1, epoch: 1 };
let journals = 0;

/** A journal with two payments; in the first something is put where it does not belong. */
function hostile(event: number, place: readonly string[], what: Json | undefined) {
  journals += 1;
  const journal = beginJournal({ seed: journals, tradePointId: `hostile-${journals}` });
  const template = journal.copy();
  template.pay();
  const middle = template.events.length;
  const second = template.pay();
  template.events.slice(journal.events.length).forEach(({ type, body, seq }, index) => {
    const read = JSON.parse(body) as Json;
    const spoilt = index === event && seq <= middle ? (put(read, place, what) ?? null) : read;
    journal.append([{ type, body: JSON.stringify(spoilt) }]);
  });
  return { journal, second };
}

/** Each place of a payment's events, by their order. */
function places() {
  const template = beginJournal({ seed: 1 });
  const before = template.events.length;
  template.pay();
  return template.events
    .slice(before)
    .flatMap(({ body }, event) => placesIn(JSON.parse(body) as Json).map((place) => ({ event, place })));
}

/** All of them would take a minute: each place gets two of the values, each place others. */
const share = 11;

test('whatever one payment’s events hold, the journal is taken and the next payment goes its way', async () => {
  const all = places();
  expect(all.length).toBeGreaterThan(25);
  const values = [undefined, ...nasty];
  for (const [index, { event, place }] of all.entries())
    for (const [turn, what] of values.entries()) {
      if ((turn + index) % share !== 0) continue;
      const told = `event ${event}, ${place.join('.')}: ${JSON.stringify(what)?.slice(0, 40)}`;
      const { journal, second } = hostile(event, place, what);
      await bind(sep.database, journal);
      const chunk = journal.chunk();
      const taken = await acceptChunk(ground, {
        caller: callerOf(journal.tradePointId),
        epoch,
        chunk,
        epochCheck: true,
      }).catch((error: unknown) => error);
      expect(taken, told).toMatchObject({ ok: true, value: { kind: 'accepted', seq: chunk.events.length } });
      const rows = await sep.database.query('SELECT id FROM payment WHERE id = $1', [second.id]);
      expect(rows, told).toHaveLength(1);
    }
});
