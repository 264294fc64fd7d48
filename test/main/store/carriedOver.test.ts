// A shift that ran past 24 hours over more unfinished payments than one event can name.
import { afterEach, expect, test } from 'vitest';
import type { Payment } from '../../../core/payment.ts';
import { decideShift } from '../../../core/shift.ts';
import { cachedDayOf } from '../../../main/store/dayCache.ts';
import { driverLocation } from '../../../main/store/driver.ts';
import { profileAt } from '../../../main/store/profile.ts';
import { rebuild } from '../../../main/store/rebuild.ts';
import { verifyProfile } from '../../../main/store/verify.ts';
import {
  cashierId,
  dumpTables,
  migrations,
  must,
  openBegun,
  openShift,
  removeFolders,
  reopen,
} from './station.ts';

afterEach(removeFolders);

test.each([
  [999, ['shiftClosed']],
  [1_000, ['shiftClosed']],
  [2_000, ['shiftClosed', 'paymentsCarriedOver']],
  [2_001, ['shiftClosed', 'paymentsCarriedOver', 'paymentsCarriedOver']],
])('closes over %i and names them all; it verifies, and reads the same again', async (count, events) => {
  const opened = openBegun({});
  openShift(opened);
  const unfinished = Array.from({ length: count }, () => ({ id: opened.store.newId() }) as Payment);
  opened.clock.now += 25 * 3_600_000;
  const now = opened.store.now();
  const closed = must(
    opened.store.commit((read) =>
      decideShift(read.openShift(), {
        type: 'close',
        counted: [],
        unfinished,
        refunding: [],
        cashierId,
        now,
      }),
    ),
  );
  expect(closed.map(({ type }) => type)).toEqual(events);
  const [shift] = opened.store.read.closedShifts(1);
  expect(shift?.closing?.carriedOver).toEqual(unfinished.map(({ id }) => id));
  const before = dumpTables(opened.database);
  opened.store.close();

  const again = reopen({ folder: opened.folder, clock: opened.clock });
  rebuild(again.database, cachedDayOf(), () => undefined);
  expect(dumpTables(again.database)).toEqual(before);
  again.store.close();
  const report = must(
    await verifyProfile({
      profile: profileAt(opened.folder),
      driver: driverLocation(),
      migrations,
      printed: null,
      signatures: 'every',
      heard: () => undefined,
    }),
  );
  expect(report.findings).toEqual([]);
});
