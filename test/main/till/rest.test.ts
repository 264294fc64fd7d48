// When SQLite's log is carried over into the database: in quiet moments, not while a cashier works.
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { driverLocation, openReader } from '../../../main/store/driver.ts';
import { endTills, pay, startWorking } from '../../tools/workstation.ts';

afterEach(endTills);

const payment = { account: '916 123-45-67', provider: 'mts', sum: '500' } as const;

/** When the database file itself was written last; what is only in the log leaves it alone. */
const written = (profile: string): bigint =>
  statSync(join(profile, 'kassa.sqlite'), { bigint: true }).mtimeNs;

test('a payment waits for no checkpoint; the second quiet round does it', async () => {
  const till = await startWorking({});
  till.beat();
  till.beat();
  const before = written(till.profile);
  for (let turn = 0; turn < 20; turn += 1) {
    till.beat();
    await pay(till, payment, 100_000);
  }
  till.beat();
  expect(written(till.profile)).toBe(before);
  till.beat();
  expect(written(till.profile)).toBeGreaterThan(before);
  const reader = openReader(join(till.profile, 'kassa.sqlite'), driverLocation());
  expect(
    reader.prepare('SELECT count(*) AS count FROM payment WHERE conducted_at IS NOT NULL').get(),
  ).toEqual({
    count: 20,
  });
  reader.close();
});
