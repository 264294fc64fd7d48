/** The dashboard's numbers against payments whose hours are known: by hour, by operator, against the day before. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DeskDashboard } from '../../../contract/desk.ts';
import { readDashboard } from '../../../sep/desk/overview.ts';
import { newSepDatabase, type SepDatabase } from '../../tools/sepDatabase.ts';
import { addTradePoint } from '../ground.ts';

const hour = 3_600_000;
const now = Date.UTC(2026, 10, 22, 9, 40);
let sep: SepDatabase;
beforeAll(async () => {
  sep = await newSepDatabase();
  await addTradePoint(sep.database, 'tt-1');
});
afterAll(() => sep.drop());

let made = 0;
/** So many hours ago: accepted in the midst of that hour. */
async function payment(provider: string, hoursAgo: number, status: string, credited = 10_000): Promise<void> {
  made += 1;
  const at = Math.floor(now / hour) * hour - hoursAgo * hour + 20 * 60_000;
  await sep.database.run(
    `INSERT INTO payment (id, trade_point, workstation, counter, provider, account, credited, fee, taken, conducted_at,
       accepted_at, status, generation, revision, change, status_at)
     VALUES (gen_random_uuid(), 'tt-1', 1, $1::bigint, $2, '9161234567', $3, 0, $3, $4, $4, $5, 1, 1, $1::bigint, $4)`,
    [made, provider, credited, at, status],
  );
}

test('hours, operators, errors, what is under way, and the day before', async () => {
  await payment('mts', 0, 'completed');
  await payment('mts', 0, 'rejected');
  await payment('mts', 23, 'hung', 50_000);
  await payment('beeline', 5, 'forwarded');
  await payment('beeline', 5, 'transferred');
  // The last hour of the day before, and the first of it; older ones are nobody's any more.
  await payment('mts', 24, 'completed');
  await payment('mts', 47, 'rejected', 30_000);
  await payment('mts', 48, 'completed');
  const { hours, before, providers } = (await readDashboard(sep.database, now)) as DeskDashboard;
  expect(hours).toHaveLength(24);
  expect(hours.at(-1)).toEqual({ at: Date.UTC(2026, 10, 22, 9), payments: 2, errors: 1 });
  expect(hours[0]).toEqual({ at: Date.UTC(2026, 10, 21, 10), payments: 1, errors: 1 });
  expect(hours[18]).toMatchObject({ payments: 2, errors: 0 });
  expect(hours.reduce((sum, { payments }) => sum + payments, 0)).toBe(5);
  expect(before).toEqual({ payments: 2, amount: 40_000, errors: 1 });
  expect(providers.map(({ hours: own, ...row }) => [row, own.length])).toEqual([
    [{ provider: 'mts', payments: 3, amount: 70_000, rejected: 1, hung: 1, underWay: 0 }, 24],
    [{ provider: 'beeline', payments: 2, amount: 20_000, rejected: 0, hung: 0, underWay: 1 }, 24],
  ]);
  // Each hour is the sum of its operators.
  for (const [index, { payments, errors }] of hours.entries()) {
    const sum = (of: 'payments' | 'errors') =>
      providers.reduce((total, row) => total + (row.hours[index]?.[of] ?? 0), 0);
    expect([sum('payments'), sum('errors')]).toEqual([payments, errors]);
  }
});

test('a day without payments has its hours all the same', async () => {
  const { hours, providers, before } = await readDashboard(sep.database, now + 10 * 24 * hour);
  expect(hours).toHaveLength(24);
  expect([providers, before]).toEqual([[], { payments: 0, amount: 0, errors: 0 }]);
});
