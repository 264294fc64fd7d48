import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeAll, expect, test } from 'vitest';
import type { Day } from '../../../contract/primitives.ts';
import type { ReportQuery } from '../../../contract/report.ts';
import type { Reports } from '../../../main/report/client.ts';
import { openReports } from '../../../main/report/client.ts';
import { profileAt } from '../../../main/store/profile.ts';
import type { Opened } from '../store/station.ts';
import {
  details,
  migrations,
  must,
  newFolder,
  openBegun,
  openShift,
  rejectedCode,
  removeFolders,
  take,
} from '../store/station.ts';

const source = new URL('../../../main/report/worker.ts', import.meta.url);
const open: Reports[] = [];

function reportsOf({ folder }: Pick<Opened, 'folder'>, worker: URL): Reports {
  const reports = openReports({ worker, database: profileAt(folder).database, migrations });
  open.push(reports);
  return reports;
}

afterEach(async () => {
  for (const reports of open.splice(0)) await reports.close();
  removeFolders();
});

const query: ReportQuery = {
  from: '2026-11-01' as Day,
  to: '2026-12-31' as Day,
  providerId: null,
  account: null,
};

let faulty = '';
beforeAll(() => {
  faulty = [
    `import { parentPort, workerData } from 'node:worker_threads';`,
    `import { existsSync, writeFileSync } from 'node:fs';`,
    `const mark = workerData.database + '.crashed';`,
    `const first = !existsSync(mark);`,
    `if (!first) await import(${JSON.stringify(source.href)});`,
    `else parentPort.on('message', () => { writeFileSync(mark, ''); throw new Error('a crash'); });`,
  ].join('\n');
});

test('reports and checks come from other threads', async () => {
  const opened = openBegun({});
  openShift(opened);
  const id = take(opened, details);
  const reports = reportsOf(opened, source);
  const report = must(await reports.build(query, opened.store.now()));
  expect(report.count).toBe(1);
  expect(must(await reports.rows(report.key, 0, 10))).toEqual(report.rows);
  expect(must(await reports.byIds([id]))).toEqual(report.rows);
  expect(must(await reports.csv(report.key, join(opened.folder, 'x.csv'))).count).toBe(1);
  expect(must(await reports.verify(opened.folder))).toMatchObject({ sound: true, findings: [] });
  opened.store.close();
});

test('a refusal is a value on this side too', async () => {
  const opened = openBegun({});
  const reports = reportsOf(opened, source);
  expect(rejectedCode(await reports.build({ ...query, to: '2026-01-01' as Day }, opened.store.now()))).toBe(
    'badPeriod',
  );
  expect(rejectedCode(await reports.verify(newFolder()))).toBe('notSetUp');
  opened.store.close();
});

test('a worker that crashes is started again, and asked again', async () => {
  const opened = openBegun({});
  openShift(opened);
  take(opened, details);
  const worker = join(newFolder(), 'worker.mjs');
  writeFileSync(worker, faulty);
  const reports = reportsOf(opened, pathToFileURL(worker));
  expect(must(await reports.build(query, opened.store.now())).count).toBe(1);
  expect(must(await reports.build(query, opened.store.now())).count).toBe(1);
  opened.store.close();
});

test('a worker that always crashes is a refusal, not an endless wait', async () => {
  const opened = openBegun({});
  const worker = join(newFolder(), 'worker.mjs');
  writeFileSync(worker, `throw new Error('never')`);
  const reports = reportsOf(opened, pathToFileURL(worker));
  expect(rejectedCode(await reports.build(query, opened.store.now()))).toBe('internalError');
  opened.store.close();
});

test('after closing everything is refused, what was under way too', async () => {
  const opened = openBegun({});
  const reports = reportsOf(opened, source);
  const underWay = reports.build(query, opened.store.now());
  await reports.close();
  expect(rejectedCode(await underWay)).toBe('internalError');
  expect(rejectedCode(await reports.build(query, opened.store.now()))).toBe('internalError');
  opened.store.close();
});
