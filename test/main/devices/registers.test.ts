import { appendFile, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { PrintedDocument } from '../../../contract/document.ts';
import type { Failure } from '../../../contract/failure.ts';
import type { Instant, Kopecks } from '../../../contract/primitives.ts';
import type { FiscalRegister, PrintOutcome, ReceiptOrder, SlipPrinter } from '../../../core/devices.ts';
import { longestShiftMs } from '../../../core/shift.ts';
import { toText } from '../../../core/text.ts';
import { createPlainRegister } from '../../../main/devices/plainRegister.ts';
import { createVirtualRegister } from '../../../main/devices/virtual/virtualRegister.ts';
import { plainDocument } from '../../tools/escposBench.ts';

const morning = Date.UTC(2026, 10, 22, 6, 0, 0);
const sum = 15_200 as Kopecks;

let folder = '';
let path = '';
let now = morning;
let failure: Failure | null = null;
let outcome: PrintOutcome = { kind: 'printed' };
let papers: PrintedDocument[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kassa-register-'));
  path = join(folder, 'register', 'documents.jsonl');
  now = morning;
  failure = null;
  outcome = { kind: 'printed' };
  papers = [];
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const printer: SlipPrinter = {
  name: 'бумага',
  columns: 48,
  state: async () => ({ ready: failure === null, failure, paperNearEnd: false }),
  print: async (document) => {
    papers.push(document);
    return outcome;
  },
  openDrawer: async () => undefined,
  close: async () => undefined,
};

/** As it is drawn for a new register. */
const drive = (): string => '9999000000000001';

const start = (): FiscalRegister =>
  createVirtualRegister({ path, zone: 'Europe/Moscow', clock: () => now as Instant, printer, drive });

const paper = plainDocument(2, 'строка');
const order = (kind: ReceiptOrder['kind']): ReceiptOrder => ({
  kind,
  amountCredited: 15_000 as Kopecks,
  fee: 200 as Kopecks,
  amountTaken: sum,
  tendered: 20_000 as Kopecks,
  document: paper,
});

describe('the virtual register', () => {
  test('numbers its documents and remembers the last one', async () => {
    const register = start();
    expect(await register.lastDocument()).toEqual({ kind: 'document', document: null });
    const opening = await register.ensureShiftOpen(paper);
    expect(opening).toMatchObject({ kind: 'made', document: { number: 1, kind: 'shiftOpening', amount: 0 } });
    const receipt = await register.closeReceipt(order('income'));
    expect(receipt).toMatchObject({
      kind: 'made',
      document: { number: 2, kind: 'receipt', amount: sum, at: morning },
    });
    if (receipt.kind !== 'made') throw new Error('not made');
    expect(await register.lastDocument()).toEqual({ kind: 'document', document: receipt.document });
    expect([register.fiscal, register.remembers]).toEqual([false, true]);
  });

  test('marks its paper as training, with drive, number, sign and QR, before the knife', async () => {
    const register = start();
    await register.ensureShiftOpen(paper);
    await register.closeReceipt(order('income'));
    const printed = papers[1];
    if (!printed) throw new Error('no paper');
    const text = toText(printed, 48);
    expect(text).toContain('УЧЕБНАЯ КАССА · НЕ ФИСКАЛЬНЫЙ ЧЕК');
    expect(text).toMatch(/ФН \(учебный\) +9999000000000001/);
    expect(text).toMatch(/ФД 2 +ФПД \d{10}/);
    const qr = printed.lines.find((line) => line.type === 'qr');
    expect(qr?.type === 'qr' && qr.data).toMatch(
      /^t=20261122T0900&s=152\.00&fn=9999000000000001&i=2&fp=\d{10}&n=1$/,
    );
    expect(printed.lines.at(-1)).toEqual({ type: 'cut' });
  });

  test('a return is marked as one', async () => {
    const register = start();
    await register.ensureShiftOpen(paper);
    await register.closeReceipt(order('incomeReturn'));
    const qr = papers[1]?.lines.find((line) => line.type === 'qr');
    expect(qr?.type === 'qr' && qr.data.endsWith('&n=2')).toBe(true);
  });

  test('opening an open shift and closing a closed one make no second document', async () => {
    const register = start();
    const first = await register.ensureShiftOpen(paper);
    expect(await register.ensureShiftOpen(paper)).toEqual(first);
    const closing = await register.ensureShiftClosed(paper);
    expect(closing).toMatchObject({ kind: 'made', document: { number: 2, kind: 'shiftClosing' } });
    expect(await register.ensureShiftClosed(paper)).toEqual(closing);
    expect(papers).toHaveLength(2);
  });

  test('closing where no shift ever was makes nothing', async () => {
    expect(await start().ensureShiftClosed(paper)).toEqual({ kind: 'made', document: null });
  });

  test('a receipt is refused while the shift is closed', async () => {
    const register = start();
    const refusal = { kind: 'notMade', failure: { code: 'registerShift', details: { reason: 'closed' } } };
    expect(await register.closeReceipt(order('income'))).toEqual(refusal);
    await register.ensureShiftOpen(paper);
    await register.ensureShiftClosed(paper);
    expect(await register.closeReceipt(order('income'))).toEqual(refusal);
  });

  test('a receipt is refused from 24 hours on; the shift can still be closed', async () => {
    const register = start();
    await register.ensureShiftOpen(paper);
    now = morning + longestShiftMs - 1;
    expect((await register.closeReceipt(order('income'))).kind).toBe('made');
    now = morning + longestShiftMs;
    const over = { kind: 'notMade', failure: { code: 'registerShift', details: { reason: 'over24h' } } };
    expect(await register.closeReceipt(order('income'))).toMatchObject(over);
    expect(await register.ensureShiftOpen(paper)).toMatchObject(over);
    expect((await register.ensureShiftClosed(paper)).kind).toBe('made');
    expect((await register.ensureShiftOpen(paper)).kind).toBe('made');
    expect((await register.closeReceipt(order('income'))).kind).toBe('made');
  });

  test('a clock that was set back does not date a document before the last one', async () => {
    const register = start();
    await register.ensureShiftOpen(paper);
    now = morning - 60_000;
    expect(await register.closeReceipt(order('income'))).toMatchObject({ document: { at: morning } });
  });

  test('over an empty roll nothing is made', async () => {
    const register = start();
    await register.ensureShiftOpen(paper);
    failure = { code: 'paperOut' };
    expect(await register.closeReceipt(order('income'))).toEqual({ kind: 'notMade', failure });
    expect(await register.lastDocument()).toMatchObject({ document: { number: 1 } });
  });

  test.each(['notPrinted', 'unknown'] as const)(
    'paper that fails (%s) after the document does not unmake it',
    async (kind) => {
      const register = start();
      await register.ensureShiftOpen(paper);
      outcome = { kind, failure: { code: 'paperOut' } };
      const made = await register.closeReceipt(order('income'));
      expect(made).toMatchObject({ kind: 'made', document: { number: 2 }, unprinted: { code: 'paperOut' } });
      expect(await register.lastDocument()).toMatchObject({ document: { number: 2, kind: 'receipt' } });
    },
  );

  test('two receipts at once get two numbers', async () => {
    const register = start();
    await register.ensureShiftOpen(paper);
    const made = await Promise.all([
      register.closeReceipt(order('income')),
      register.closeReceipt(order('income')),
    ]);
    expect(made.map((each) => each.kind === 'made' && each.document?.number)).toEqual([2, 3]);
  });

  test('a closed register is silent', async () => {
    const register = start();
    await register.close();
    expect((await register.lastDocument()).kind).toBe('silent');
    expect((await register.closeReceipt(order('income'))).kind).toBe('notMade');
  });
});

describe('the virtual register after a kill', () => {
  async function withReceipts(count: number): Promise<void> {
    const register = start();
    await register.ensureShiftOpen(paper);
    for (let made = 0; made < count; made += 1) await register.closeReceipt(order('income'));
    await register.close();
  }

  test('a document is in its memory before its paper is begun', async () => {
    let inMemory = '';
    const register = createVirtualRegister({
      drive,
      path,
      zone: 'Europe/Moscow',
      clock: () => now as Instant,
      printer: {
        state: printer.state,
        print: async () => {
          inMemory = await readFile(path, 'utf8');
          return { kind: 'printed' };
        },
      },
    });
    await register.ensureShiftOpen(paper);
    expect(inMemory.endsWith('\n')).toBe(true);
    expect(JSON.parse(inMemory)).toMatchObject({ number: 1, kind: 'shiftOpening' });
  });

  test('cut off at every byte, it stands at the last whole document and goes on from there', async () => {
    await withReceipts(1);
    const whole = await readFile(path);
    const ends = [...whole.entries()].filter(([, byte]) => byte === 0x0a).map(([index]) => index + 1);
    for (let length = 0; length <= whole.length; length += 1) {
      await writeFile(path, whole);
      await truncate(path, length);
      const register = start();
      const last = await register.lastDocument();
      const expected = ends.filter((end) => end <= length).length;
      expect(last.kind === 'document' && (last.document?.number ?? 0)).toBe(expected);
      await register.ensureShiftOpen(paper);
      const next = await register.closeReceipt(order('income'));
      expect(next).toMatchObject({ kind: 'made', document: { number: Math.max(expected, 1) + 1 } });
      await register.close();
      const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
      expect(lines.map((line) => JSON.parse(line).number)).toEqual(lines.map((_, index) => index + 1));
    }
  });

  test('a receipt whose answer was lost is found in the register, with its number and sum', async () => {
    await withReceipts(1);
    const before = await start().lastDocument();
    // The program dies while the register prints: the answer never comes.
    const dying = createVirtualRegister({
      drive,
      path,
      zone: 'Europe/Moscow',
      clock: () => now as Instant,
      printer: { state: printer.state, print: () => new Promise(() => undefined) },
    });
    void dying.closeReceipt(order('income'));
    await expect.poll(async () => (await readFile(path, 'utf8')).split('\n').length).toBe(4);
    const after = await start().lastDocument();
    expect(before).toMatchObject({ document: { number: 2 } });
    expect(after).toMatchObject({ kind: 'document', document: { number: 3, kind: 'receipt', amount: sum } });
  });

  test('damage in the middle is said, and never written over', async () => {
    await withReceipts(2);
    const whole = await readFile(path, 'utf8');
    await writeFile(path, whole.replace('"number":2', '"numer":2'));
    const damaged = await readFile(path, 'utf8');
    const register = start();
    expect(await register.lastDocument()).toMatchObject({
      kind: 'silent',
      failure: { code: 'registerFault' },
    });
    expect((await register.state()).failure?.code).toBe('registerFault');
    expect(await register.closeReceipt(order('income'))).toMatchObject({ kind: 'notMade' });
    expect(await readFile(path, 'utf8')).toBe(damaged);
  });

  test('a torn line that is longer than the next one leaves nothing behind it', async () => {
    await withReceipts(1);
    await appendFile(path, `{"number":3,"kind":"${'x'.repeat(500)}`);
    const register = start();
    expect(await register.lastDocument()).toMatchObject({ document: { number: 2 } });
    await register.closeReceipt(order('income'));
    await register.close();
    expect(await start().lastDocument()).toMatchObject({ document: { number: 3, amount: sum } });
    expect(await readFile(path, 'utf8')).not.toContain('xxx');
  });
});

describe('a slip printer in place of a register', () => {
  test.each([
    [{ kind: 'printed' }, { kind: 'made', document: null }],
    [
      { kind: 'notPrinted', failure: { code: 'coverOpen' } },
      { kind: 'notMade', failure: { code: 'coverOpen' } },
    ],
    [
      { kind: 'unknown', failure: { code: 'unplugged' } },
      { kind: 'unknown', failure: { code: 'unplugged' } },
    ],
  ] as const)('%j becomes %j', async (printed, made) => {
    outcome = printed;
    const register = createPlainRegister(printer);
    expect(await register.closeReceipt(order('income'))).toEqual(made);
    expect(await register.ensureShiftOpen(paper)).toEqual(made);
    expect(papers).toEqual([paper, paper]);
  });

  test('can tell nothing of what it made', async () => {
    const register = createPlainRegister(printer);
    expect(await register.lastDocument()).toEqual({ kind: 'cannotTell' });
    expect([register.fiscal, register.remembers]).toEqual([false, false]);
  });
});
