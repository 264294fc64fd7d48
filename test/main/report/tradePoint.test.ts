import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { JournalChunk } from '../../../contract/peer.ts';
import type { CashierId, Day, Instant } from '../../../contract/primitives.ts';
import { staleParts } from '../../../core/reportParts.ts';
import { openReportReader } from '../../../main/report/reports.ts';
import { cachedDayOf } from '../../../main/store/dayCache.ts';
import { driverLocation, openReader } from '../../../main/store/driver.ts';
import { profileAt } from '../../../main/store/profile.ts';
import { rebuild } from '../../../main/store/rebuild.ts';
import type { Opened } from '../store/station.ts';
import {
  cashierId,
  details,
  detailsOf,
  enter,
  must,
  newFolder,
  noon,
  openBegun,
  openShift,
  removeFolders,
  reopen,
  take,
} from '../store/station.ts';

afterEach(removeFolders);

/** Another workstation of the trade point, with its journal. */
function neighbour(): Opened & { readonly chunk: JournalChunk } {
  const opened = reopen({ seed: 77 });
  must(opened.store.begin({ workstation: 2, tradePointId: 'tt-1', zone: 'Europe/Moscow' }));
  openShift(opened);
  take(opened, detailsOf(30_000, 900, '9039876543', 'beeline'));
  enter(opened, details);
  const chunk = opened.store.journals.chunkFrom(opened.store.read.station().origin, 1, 1_000);
  if (!chunk) throw new Error('no journal');
  return { ...opened, chunk };
}

const whole = { from: '2026-11-01' as Day, to: '2026-12-31' as Day, providerId: null, account: null };

test('the report, its sums and «Незавершённые» are of the whole trade point, with the names of its cashiers', async () => {
  const there = neighbour();
  const here = openBegun({});
  openShift(here);
  take(here, details);
  must(here.store.accept(there.chunk.events, there.chunk.heads));
  expect(must(here.store.peers.keepNames([{ id: cashierId, name: 'Ольга' }]))).toBe(1);
  const connection = openReader(profileAt(here.folder).database, driverLocation());
  const reader = openReportReader(connection);
  const report = must(reader.build(whole, here.store.now(), 1));
  expect(report.rows.map(({ workstation, cashierName }) => [workstation, cashierName]).sort()).toEqual([
    [1, 'Ольга'],
    [2, 'Ольга'],
  ]);
  expect(report.total).toMatchObject({ count: 2, taken: 51_500 + 30_900 });
  const [elsewhere] = here.store.read.unfinishedElsewhere(10);
  expect(elsewhere).toMatchObject({ workstation: 2, stage: 'preChecked' });
  expect(here.store.read.unfinished()).toEqual([]);
  // The same number and sum are warned of, whichever workstation took them.
  const same = here.store.read.sameWithin({
    account: '9039876543',
    amountCredited: 30_000 as never,
    since: (noon - 1) as Instant,
    except: 'nobody' as never,
  });
  expect(same.map(({ workstation }) => workstation)).toEqual([2]);
  const path = join(newFolder(), 'report.csv');
  must(await reader.csv(report.key, path, ['Рабочее место 3: платежи ещё не получены']));
  const lines = readFileSync(path, 'utf8').split('\r\n');
  expect(lines.slice(3)).toEqual(['', 'Рабочее место 3: платежи ещё не получены', '']);
  connection.close();
  here.store.close();
  there.store.close();
});

test('a name of its own cashier is never taken over from elsewhere, and a name that changed is', () => {
  const here = openBegun({});
  must(here.store.local.cashiers.create({ id: cashierId, name: 'Анна', role: 'cashier', verifier: 'v' }));
  const other = '00000000-0000-4000-8000-0000000000c2' as CashierId;
  const told = [
    { id: cashierId, name: 'Чужое имя' },
    { id: other, name: 'Ольга' },
  ];
  expect(must(here.store.peers.keepNames(told))).toBe(1);
  expect(must(here.store.peers.keepNames(told))).toBe(0);
  expect(must(here.store.peers.keepNames([{ id: other, name: 'Ольга Петровна' }]))).toBe(1);
  expect(here.store.peers.nameOf(other)).toBe('Ольга Петровна');
  expect(here.store.peers.names()).toEqual(
    expect.arrayContaining([
      { id: cashierId, name: 'Анна' },
      { id: other, name: 'Ольга Петровна' },
    ]),
  );
  here.store.close();
});

test('what a report says of parts that are behind', () => {
  const parts = [
    { workstation: 2, freshAt: noon as Instant, unsent: 0 },
    { workstation: 3, freshAt: null, unsent: null },
    { workstation: 4, freshAt: (noon - 3_600_000) as Instant, unsent: 1 },
  ];
  expect(staleParts(parts, (noon + 60_000) as Instant, 'Europe/Moscow')).toEqual([
    'Рабочее место 3: платежи ещё не получены',
    'Рабочее место 4: платежи учтены на 22.11.2026 11:00',
  ]);
});

test('parked events are told by journal, and are gone once a rebuild understands them', () => {
  const there = neighbour();
  const here = openBegun({});
  must(here.store.accept(there.chunk.events, there.chunk.heads));
  expect(here.store.setAside()).toEqual([]);
  here.database
    .prepare(
      `INSERT INTO parked (journal, seq, subject, reason) VALUES (2, 3, 'x', 'made by a newer program'), (2, 5, 'x', '-')`,
    )
    .run();
  expect(here.store.setAside()).toEqual([
    {
      kind: 'parked',
      origin: there.chunk.origin,
      workstation: 2,
      count: 2,
      firstSeq: 3,
      reason: 'made by a newer program',
    },
  ]);
  rebuild(here.database, cachedDayOf(), () => undefined);
  expect(here.store.setAside()).toEqual([]);
  here.store.close();
  there.store.close();
});
