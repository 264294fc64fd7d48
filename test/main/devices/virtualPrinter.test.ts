import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { explain } from '../../../core/remedies.ts';
import { toText } from '../../../core/text.ts';
import type { Paper } from '../../../main/devices/virtual/virtualPrinter.ts';
import { createVirtualPrinter } from '../../../main/devices/virtual/virtualPrinter.ts';
import { plainDocument } from '../../tools/escposBench.ts';

let profile = '';
beforeEach(async () => {
  profile = await mkdtemp(join(tmpdir(), 'kassa-paper-'));
});
afterEach(() => rm(profile, { recursive: true, force: true }));

function printerIn(folder: string, onPaper: (paper: Paper) => void) {
  // 2026-11-22 23:59:58 UTC is the next day in Moscow.
  const clock = (): number => Date.UTC(2026, 10, 22, 23, 59, 58);
  return createVirtualPrinter({ width: '58', folder, zone: 'Europe/Moscow', clock, onPaper });
}

test('each document rolls out and lies in a file of its own, by the day of the trade point', async () => {
  const rolled: Paper[] = [];
  const printer = printerIn(join(profile, 'paper'), (paper) => rolled.push(paper));
  const document = plainDocument(2, 'Ёлка ₽');
  expect(await printer.state()).toEqual({ ready: true, failure: null, paperNearEnd: false });
  const outcomes = await Promise.all([
    printer.print(document),
    printer.print({ ...document, kind: 'zReport' }),
  ]);
  expect(outcomes).toEqual([{ kind: 'printed' }, { kind: 'printed' }]);
  expect(rolled).toEqual([
    { document, columns: 32 },
    { document: { ...document, kind: 'zReport' }, columns: 32 },
  ]);
  const folder = join(profile, 'paper', '2026-11-23');
  expect(await readdir(folder)).toEqual(['025958-001-receipt.txt', '025958-002-zReport.txt']);
  expect(await readFile(join(folder, '025958-001-receipt.txt'), 'utf8')).toBe(toText(document, 32));
});

test('numbers go on after a restart, and no paper is written over', async () => {
  await printerIn(profile, () => undefined).print(plainDocument(1, 'первый'));
  await printerIn(profile, () => undefined).print(plainDocument(1, 'второй'));
  expect(await readdir(join(profile, '2026-11-23'))).toEqual([
    '025958-001-receipt.txt',
    '025958-002-receipt.txt',
  ]);
});

test('a disk that refuses is «not printed», and nothing rolls out', async () => {
  const rolled: Paper[] = [];
  const blocked = join(profile, 'paper');
  await writeFile(blocked, 'a file where the folder should be');
  const outcome = await printerIn(blocked, (paper) => rolled.push(paper)).print(plainDocument(1, 'строка'));
  expect(outcome).toMatchObject({ kind: 'notPrinted', failure: { code: 'fileNotWritten' } });
  const failure = outcome.kind === 'notPrinted' ? outcome.failure : null;
  expect(failure && explain(failure).todo).toContain(`в папку ${blocked} можно писать`);
  expect(rolled).toEqual([]);
});

test('a window that fails to show the paper does not undo the print', async () => {
  const printer = printerIn(profile, () => {
    throw new Error('window gone');
  });
  expect(await printer.print(plainDocument(1, 'строка'))).toEqual({ kind: 'printed' });
});

test('a closed printer refuses', async () => {
  const printer = printerIn(profile, () => undefined);
  await printer.close();
  expect(await printer.print(plainDocument(1, 'строка'))).toMatchObject({ kind: 'notPrinted' });
  expect((await printer.state()).ready).toBe(false);
});
