import { afterAll, beforeAll, expect, test } from 'vitest';
import { migrate, readMigrations } from '../../sep/store/migrate.ts';
import type { SepDatabase } from '../tools/sepDatabase.ts';
import { newSepDatabase, sepMigrations } from '../tools/sepDatabase.ts';

let sep: SepDatabase;
beforeAll(async () => {
  sep = await newSepDatabase();
});
afterAll(() => sep.drop());

test('a database in today’s form is left alone', async () => {
  await migrate(sep.database, readMigrations(sepMigrations));
  const steps = await sep.database.query<{ number: number }>('SELECT number FROM migration ORDER BY number');
  expect(steps.map(({ number }) => number)).toEqual(
    readMigrations(sepMigrations).map(({ number }) => number),
  );
});

test('a database of a newer program is refused', async () => {
  await expect(migrate(sep.database, [])).rejects.toThrow('newer program');
});

test('stored events can be neither changed nor deleted', async () => {
  const { database } = sep;
  await database.run("INSERT INTO trade_point (id, details) VALUES ('t', '{}')");
  await database.run("INSERT INTO workstation (trade_point, number) VALUES ('t', 1)");
  const origin = '01900000-0000-7000-8000-000000000001';
  const hash = Buffer.alloc(32);
  await database.run(
    "INSERT INTO journal (origin, trade_point, workstation, public_key, bound_at, hash) VALUES ($1, 't', 1, '', 0, $2)",
    [origin, hash],
  );
  await database.run(
    "INSERT INTO event (origin, seq, id, type, version, at, clock, body, hash) VALUES ($1, 1, 'i', 'x', 1, 0, 0, '{}', $2)",
    [origin, hash],
  );
  await expect(database.run("UPDATE event SET body = '{ }'")).rejects.toThrow('append-only');
  await expect(database.run('DELETE FROM event')).rejects.toThrow('append-only');
});
