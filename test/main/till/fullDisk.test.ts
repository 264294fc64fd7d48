// A disk that fills up at the worst moment: it is said, nothing that was acknowledged is lost, and work goes on afterwards.
import { afterEach, expect, test } from 'vitest';
import type { EventType } from '../../../contract/journal.ts';
import type { Database } from '../../../main/store/driver.ts';
import type { Till } from '../../tools/workstation.ts';
import {
  askPreCheck,
  cashierAnna,
  codeOf,
  crashCopy,
  endTills,
  enter,
  enterSigned,
  phone,
  printFailure,
  setDevices,
  signIn,
  startTill,
  startTraining,
  startWorking,
} from '../../tools/workstation.ts';

afterEach(endTills);

/**
 * The engine's own «database or disk is full», at the event of one type: on the writer's connection alone each such
 * event needs far more pages than the file may still grow by.
 */
function smallDisk() {
  let writer: Database | null = null;
  const need = (): Database => {
    if (!writer) throw new Error('the store is not open');
    return writer;
  };
  return {
    tune: (database: Database): void => {
      writer = database;
    },
    fullAt(type: EventType): void {
      const database = need();
      database.exec('CREATE TABLE IF NOT EXISTS main.ballast (bytes BLOB)');
      database.exec(`CREATE TEMP TRIGGER full AFTER INSERT ON main.event WHEN new.type = '${type}'
        BEGIN INSERT INTO ballast (bytes) VALUES (zeroblob(4000000)); END`);
      const pages = Number(database.pragma('page_count', { simple: true }));
      database.pragma(`max_page_count = ${pages + 50}`);
    },
    makeSpace(): void {
      need().exec('DROP TRIGGER temp.full');
      need().pragma('max_page_count = 1000000000');
    },
  };
}

const receiptPapers = (till: Till): number => till.papers().filter(({ kind }) => kind === 'receipt').length;

test('at the outcome of a receipt: said, stored as a question, found in the register when there is space', async () => {
  const disk = smallDisk();
  const till = await startWorking({ tune: disk.tune });
  const paymentId = await enterSigned(till, phone);
  disk.fullAt('receiptMade');
  expect(codeOf(await till.ask('payment.receipt', { paymentId, tendered: 60_000 }))).toBe('diskFull');
  expect((await till.view()).current?.stage).toBe('receipting');
  // Asking changes nothing while there is no space, and a person's word is not taken instead.
  expect(codeOf(await till.ask('payment.askRegister', { paymentId }))).toBe('diskFull');
  expect(codeOf(await till.ask('payment.settleReceipt', { paymentId, made: false }))).toBe('diskFull');
  expect(codeOf(await till.ask('payment.receipt', { paymentId, tendered: 60_000 }))).toBe('receiptUnknown');
  expect(await till.view()).toMatchObject({ current: { stage: 'receipting' }, shift: { payments: 0 } });

  disk.makeSpace();
  expect(printFailure(await till.ask('payment.askRegister', { paymentId }))).toBe('printed');
  // The device had said that its paper was out.
  expect((await till.view()).current?.paperOwed).toBe(false);
  await till.must('payment.conduct', { paymentId });
  expect(till.documents()).toEqual(['shiftOpening', 'receipt']);
  expect(receiptPapers(till)).toBe(1);
  expect((await till.view()).shift).toMatchObject({ payments: 1, taken: 51_500, expectedCash: 151_500 });
});

test('at the outcome of a pre-check: nobody knows whether it came out, and who holds it may have it signed', async () => {
  const disk = smallDisk();
  const till = await startWorking({ tune: disk.tune });
  const draft = await enter(till, phone);
  disk.fullAt('preCheckPrinted');
  expect(codeOf(await askPreCheck(till, draft))).toBe('diskFull');
  expect(till.pushed().current).toMatchObject({ stage: 'preChecked', preCheck: { state: 'unknown' } });
  disk.makeSpace();
  expect(codeOf(await till.ask('payment.sign', { paymentId: draft.paymentId }))).toBe('ok');
});

test('at the outcome of a receipt, and then a crash: the next start finds it in the register', async () => {
  const disk = smallDisk();
  const till = await startWorking({ tune: disk.tune });
  const paymentId = await enterSigned(till, phone);
  disk.fullAt('receiptMade');
  await till.ask('payment.receipt', { paymentId, tendered: 60_000 });
  const again = await startTill({ profile: crashCopy(till.profile) });
  await signIn(again, cashierAnna);
  await again.until(({ current }) => current?.stage === 'receipted');
  await again.must('payment.conduct', { paymentId });
  expect(again.documents()).toEqual(['shiftOpening', 'receipt']);
});

test('at the outcome of a receipt on a plain printer: what the printer said holds, whatever a person says', async () => {
  const disk = smallDisk();
  const till = await startTraining({ tune: disk.tune });
  await setDevices(till, { register: { driver: 'slipPrinter' } });
  await signIn(till, cashierAnna);
  await till.must('shift.open', { openingCash: 100_000 });
  const paymentId = await enterSigned(till, phone);
  disk.fullAt('receiptMade');
  expect(codeOf(await till.ask('payment.receipt', { paymentId, tendered: 60_000 }))).toBe('diskFull');
  disk.makeSpace();
  expect(codeOf(await till.ask('shift.xReport', null))).toBe('deviceBusy');
  expect((await till.must('payment.settleReceipt', { paymentId, made: false })).current?.stage).toBe(
    'receipted',
  );
  expect(till.events().at(-1)?.body).toMatchObject({ source: 'device', cashierId: null });
  await till.must('payment.conduct', { paymentId });
  expect(receiptPapers(till)).toBe(1);
  expect((await till.view()).shift).toMatchObject({ payments: 1, taken: 51_500 });
});

test('at the intent of a receipt: nothing goes to the device', async () => {
  const disk = smallDisk();
  const till = await startWorking({ tune: disk.tune });
  const paymentId = await enterSigned(till, phone);
  disk.fullAt('receiptStarted');
  expect(codeOf(await till.ask('payment.receipt', { paymentId, tendered: 60_000 }))).toBe('diskFull');
  expect([till.documents(), receiptPapers(till)]).toEqual([['shiftOpening'], 0]);
  expect((await till.view()).current?.stage).toBe('signed');
  disk.makeSpace();
  expect(printFailure(await till.ask('payment.receipt', { paymentId, tendered: 60_000 }))).toBe('printed');
  expect(till.documents()).toEqual(['shiftOpening', 'receipt']);
});

test('at the pre-check: nothing is printed, no number is used up, the fields stay', async () => {
  const disk = smallDisk();
  const till = await startWorking({ tune: disk.tune });
  const draft = await enter(till, phone);
  disk.fullAt('preCheckIssued');
  expect(codeOf(await askPreCheck(till, draft))).toBe('diskFull');
  expect(await till.view()).toMatchObject({ current: null, draft });
  expect(till.papers().map(({ kind }) => kind)).toEqual(['shiftOpening']);
  disk.makeSpace();
  await askPreCheck(till, draft);
  expect((await till.view()).current).toMatchObject({
    number: '1-1',
    preCheck: { number: 1, state: 'printed' },
  });
});

test('at «Провести» and at the closing: both are refused, and done when there is space', async () => {
  const disk = smallDisk();
  const till = await startWorking({ tune: disk.tune });
  const paymentId = await enterSigned(till, phone);
  await till.must('payment.receipt', { paymentId, tendered: 60_000 });
  disk.fullAt('paymentConducted');
  expect(codeOf(await till.ask('payment.conduct', { paymentId }))).toBe('diskFull');
  expect((await till.view()).current?.stage).toBe('receipted');
  disk.makeSpace();
  await till.must('payment.conduct', { paymentId });
  disk.fullAt('shiftClosed');
  expect(codeOf(await till.ask('shift.close', { counted: [] }))).toBe('diskFull');
  expect((await till.view()).shift).toMatchObject({ number: 1, payments: 1 });
  expect(till.documents()).toEqual(['shiftOpening', 'receipt']);
  disk.makeSpace();
  expect(printFailure(await till.ask('shift.close', { counted: [] }))).toBe('printed');
});
