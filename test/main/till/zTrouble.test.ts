// The Z and what can go wrong with it: a shift closes all the same, its Z is printed later, the register catches up.
import { afterEach, expect, test } from 'vitest';
import type { FiscalRegister } from '../../../core/devices.ts';
import { endPrinters, mend, startOnPty, trouble, troubleInMidst, troubles } from '../../tools/tillOnPty.ts';
import type { Till } from '../../tools/workstation.ts';
import {
  cashierAnna,
  codeOf,
  crashCopy,
  endTills,
  enterSigned,
  pay,
  phone,
  printFailure,
  setDevices,
  signIn,
  startTill,
  startTraining,
  startWorking,
} from '../../tools/workstation.ts';

afterEach(async () => {
  await endTills();
  await endPrinters();
});

const counted = [{ value: 151_500, count: 1 }];

const zLines = (lines: readonly string[]): number => lines.filter((line) => line.includes('Z-ОТЧЁТ')).length;

async function lastShift(till: Till): Promise<string> {
  const [closed] = await till.must('shift.list', null);
  if (!closed) throw new Error('no closed shift');
  return closed.id;
}

test.each(troubles)(
  '%s at the Z: the shift is closed and counted, and its Z is printed later',
  async (kind) => {
    const { till, paper } = await startOnPty('virtual');
    await pay(till, phone, 51_500);
    trouble(paper, kind);
    expect(printFailure(await till.ask('shift.close', { counted }))).toBe(kind);
    expect(await till.view()).toMatchObject({ shift: null, lastCountedCash: 151_500 });
    expect(zLines(paper.text())).toBe(0);

    const shiftId = await lastShift(till);
    expect(codeOf(await till.ask('shift.reprintZ', { shiftId }))).toBe(kind);
    mend(paper);
    expect(printFailure(await till.ask('shift.reprintZ', { shiftId }))).toBe('printed');
    expect(zLines(paper.text())).toBe(1);
    const z = paper.text().join('\n');
    expect(z).toMatch(/Принято платежей +515,00/);
    expect(z).toMatch(/Пересчитано +1 515,00/);
    // It was the register's own: nothing of it comes out again before the next shift.
    expect(till.documents().at(-1)).toBe('shiftClosing');
    await till.must('shift.open', { openingCash: 151_500 });
    expect(zLines(paper.text())).toBe(1);
  },
);

test('a Z torn in the midst is printed again whole, with the head that the shift was closed with', async () => {
  const { till, paper } = await startOnPty('virtual');
  await pay(till, phone, 51_500);
  troubleInMidst(paper, 6, () => trouble(paper, 'paperOut'));
  expect(printFailure(await till.ask('shift.close', { counted }))).toBe('paperOut');
  expect(till.documents().at(-1)).toBe('shiftClosing');
  mend(paper);
  await till.must('shift.open', { openingCash: 151_500 });
  const before = paper.text().length;
  expect(printFailure(await till.ask('shift.reprintZ', { shiftId: await lastShift(till) }))).toBe('printed');
  const [line = ''] = paper
    .text()
    .slice(before)
    .filter((text) => text.startsWith('Журнал: событие'));
  // The event that closed the shift, though others have followed it.
  const seq = Number(line.replace(/\D/g, ''));
  expect(till.events()[seq - 1]?.type).toBe('shiftClosed');
  expect(till.events().length).toBeGreaterThan(seq);
});

test('a register’s shift that a failed Z left open is closed before the next one is opened', async () => {
  const { till, paper } = await startOnPty('virtual');
  trouble(paper, 'coverOpen');
  await till.must('shift.close', { counted: [] });
  expect(till.documents()).toEqual(['shiftOpening']);
  mend(paper);
  expect(printFailure(await till.ask('shift.open', { openingCash: 0 }))).toBe('printed');
  expect(till.documents()).toEqual(['shiftOpening', 'shiftClosing', 'shiftOpening']);
  expect(zLines(paper.text())).toBe(1);
});

test('an opening that the printer refused is made good before the first receipt, in the right order', async () => {
  const { till, paper } = await startOnPty('virtual');
  trouble(paper, 'paperOut');
  await till.must('shift.close', { counted: [] });
  expect(printFailure(await till.ask('shift.open', { openingCash: 0 }))).toBe('paperOut');
  expect((await till.view()).shift).toMatchObject({ number: 2 });
  mend(paper);
  const paymentId = await enterSigned(till, phone);
  expect(printFailure(await till.ask('payment.receipt', { paymentId, tendered: 51_500 }))).toBe('printed');
  expect(till.documents()).toEqual(['shiftOpening', 'shiftClosing', 'shiftOpening', 'receipt']);
});

test('a register that is broken keeps its Z for later; the paper comes out of the printer', async () => {
  const broken = { register: false };
  const till = await startWorking({
    register: (real): FiscalRegister => ({
      ...real,
      ensureShiftClosed: async (document) =>
        broken.register
          ? { kind: 'notMade', failure: { code: 'registerFault' } }
          : real.ensureShiftClosed(document),
    }),
  });
  broken.register = true;
  expect(printFailure(await till.ask('shift.close', { counted: [] }))).toBe('registerFault');
  const shiftId = await lastShift(till);
  expect(printFailure(await till.ask('shift.reprintZ', { shiftId }))).toBe('printed');
  expect(till.papers().filter(({ kind }) => kind === 'zReport').length).toBe(1);
  expect(till.documents()).toEqual(['shiftOpening']);
  broken.register = false;
  await till.must('shift.open', { openingCash: 0 });
  expect(till.documents()).toEqual(['shiftOpening', 'shiftClosing', 'shiftOpening']);
});

test('with a plain printer too, the shift closes over an open cover and the Z comes later', async () => {
  const { till, paper } = await startOnPty('slipPrinter');
  await pay(till, phone, 51_500);
  trouble(paper, 'coverOpen');
  expect(printFailure(await till.ask('shift.close', { counted }))).toBe('coverOpen');
  mend(paper);
  expect(printFailure(await till.ask('shift.reprintZ', { shiftId: await lastShift(till) }))).toBe('printed');
  expect(zLines(paper.text())).toBe(1);
});

test('an open shift has no Z to print again', async () => {
  const { till } = await startOnPty('slipPrinter');
  const { shift } = await till.view();
  expect(codeOf(await till.ask('shift.reprintZ', { shiftId: shift?.id ?? '' }))).toBe('shiftNotOpen');
});

/** A copy of the files as a crash leaves them at the register's documents of the shift. */
async function crashedAt(
  step: 'before' | 'after',
  at: 'ensureShiftOpen' | 'ensureShiftClosed',
): Promise<string> {
  let copy = '';
  let profile = '';
  const till = await startWorking({
    register: (real): FiscalRegister => ({
      ...real,
      async [at](document: Parameters<FiscalRegister['ensureShiftOpen']>[0]) {
        if (step === 'before' && profile !== '') copy = crashCopy(profile);
        const outcome = await real[at](document);
        if (step === 'after' && profile !== '') copy = crashCopy(profile);
        return outcome;
      },
    }),
  });
  if (at === 'ensureShiftOpen') await till.must('shift.close', { counted: [] });
  profile = till.profile;
  if (at === 'ensureShiftOpen') await till.must('shift.open', { openingCash: 0 });
  else await till.must('shift.close', { counted: [] });
  return copy;
}

test.each(['before', 'after'] as const)(
  'a crash %s the register’s Z: the shift is closed, and the register has one Z when the next is open',
  async (step) => {
    const till = await startTill({ profile: await crashedAt(step, 'ensureShiftClosed') });
    await signIn(till, cashierAnna);
    expect((await till.view()).shift).toBeNull();
    await till.must('shift.open', { openingCash: 0 });
    expect(till.documents()).toEqual(['shiftOpening', 'shiftClosing', 'shiftOpening']);
  },
);

test.each(['before', 'after'] as const)(
  'a crash %s the register’s opening: the shift is open, and the first receipt finds one opening before it',
  async (step) => {
    const till = await startTill({ profile: await crashedAt(step, 'ensureShiftOpen') });
    await signIn(till, cashierAnna);
    expect((await till.view()).shift).toMatchObject({ number: 2 });
    await pay(till, phone, 51_500);
    expect(till.documents()).toEqual(['shiftOpening', 'shiftClosing', 'shiftOpening', 'receipt']);
    expect((await till.view()).shift).toMatchObject({ payments: 1 });
  },
);

test('a register that had no shift of ours gives no Z of another: ours comes out of the slip printer', async () => {
  const till = await startTraining({});
  await setDevices(till, { register: { driver: 'slipPrinter' } });
  await signIn(till, cashierAnna);
  await till.must('shift.open', { openingCash: 100_000 });
  await setDevices(till, { register: { driver: 'virtual' } });
  await signIn(till, cashierAnna);
  expect(printFailure(await till.ask('shift.close', { counted: [] }))).toBe('printed');
  expect(till.papers().filter(({ kind }) => kind === 'zReport').length).toBe(1);
});
