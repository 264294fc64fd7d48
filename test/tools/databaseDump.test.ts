/** A dump is one instant of the database, and putting it back brings exactly that instant. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDatabase } from '../../sep/store/database.ts';
import { putBack, takeDump } from './databaseDump.ts';
import type { SepDatabase } from './sepDatabase.ts';
import { newSepDatabase } from './sepDatabase.ts';

let sep: SepDatabase;
beforeEach(async () => {
  sep = await newSepDatabase();
});
afterEach(() => sep.drop());

const note = (connection: Pick<SepDatabase['database'], 'run'>, what: string) =>
  connection.run(`INSERT INTO audit (at, who, what, details) VALUES ($1, 'test', $2, 'Мира, 12 "\\"')`, [
    Date.UTC(2026, 10, 23),
    what,
  ]);

test('what was written later is gone, what was there is there to the byte, counting goes on', async () => {
  const { database } = sep;
  await database.run(`INSERT INTO trade_point (id, details) VALUES ('tt-1', '{"name":"Мира"}')`);
  await database.run(`INSERT INTO workstation (trade_point, number) VALUES ('tt-1', 1)`);
  await database.run(
    `INSERT INTO journal (origin, trade_point, workstation, public_key, bound_at, hash)
     VALUES ('00000000-0000-4000-8000-000000000001', 'tt-1', 1, 'key', 1, $1)`,
    [Buffer.from([0, 255, 10, 92, 34])],
  );
  await note(database, 'before');
  const dump = await takeDump(database);
  await note(database, 'after');
  await database.run(`UPDATE trade_point SET epoch = 7`);

  await putBack(sep.url, dump);
  const restored = openDatabase(sep.url, 2, () => undefined);
  try {
    expect(await takeDump(restored)).toEqual(dump);
    await note(restored, 'anew');
    expect(await restored.query('SELECT id, what FROM audit ORDER BY id')).toEqual([
      { id: 1, what: 'before' },
      { id: 2, what: 'anew' },
    ]);
    expect(await restored.query('SELECT hash FROM journal')).toEqual([
      { hash: Buffer.from([0, 255, 10, 92, 34]) },
    ]);
  } finally {
    await restored.close();
  }
});

test('a transaction that was open at the dump is in it as a whole or not at all', async () => {
  const { database } = sep;
  const dump = await database.transaction(async (tx) => {
    await note(tx, 'half');
    const seen = await takeDump(database);
    await note(tx, 'whole');
    return seen;
  });
  expect(dump.tables.find(({ name }) => name === 'audit')?.rows).toBe('[]');
});
