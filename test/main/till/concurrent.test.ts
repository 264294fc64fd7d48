// The same key pressed twice at once: one thing happens, the other press is refused and changes nothing.
import { afterEach, expect, test } from 'vitest';
import type { Till } from '../../tools/workstation.ts';
import {
  askPreCheck,
  cashierAnna,
  codeOf,
  endTills,
  enter,
  enterSigned,
  phone,
  signIn,
  startTraining,
  startWorking,
} from '../../tools/workstation.ts';

afterEach(endTills);

const countOf = (till: Till, type: string): number =>
  till.events().filter((event) => event.type === type).length;
const papersOf = (till: Till, kind: string): number =>
  till.papers().filter((paper) => paper.kind === kind).length;

test('two «Пречек» at once make one payment and one pre-check', async () => {
  const till = await startWorking({});
  const draft = await enter(till, phone);
  const answers = await Promise.all([askPreCheck(till, draft), askPreCheck(till, draft)]);
  expect(answers.map(codeOf).sort()).toEqual(['ok', 'wrongStage']);
  expect([
    countOf(till, 'paymentEntered'),
    countOf(till, 'preCheckIssued'),
    papersOf(till, 'preCheck'),
  ]).toEqual([1, 1, 1]);
});

test('five «Чек» at once make one receipt', async () => {
  const till = await startWorking({});
  const paymentId = await enterSigned(till, phone);
  const answers = await Promise.all(
    Array.from({ length: 5 }, () => till.ask('payment.receipt', { paymentId, tendered: 51_500 })),
  );
  expect(answers.map(codeOf).sort()).toEqual(['deviceBusy', 'deviceBusy', 'deviceBusy', 'deviceBusy', 'ok']);
  expect([countOf(till, 'receiptStarted'), till.documents(), papersOf(till, 'receipt')]).toEqual([
    1,
    ['shiftOpening', 'receipt'],
    1,
  ]);
  expect(codeOf(await till.ask('payment.receipt', { paymentId, tendered: 51_500 }))).toBe(
    'receiptAlreadyMade',
  );
});

test('two receipts of different payments at once: the second waits for its own key', async () => {
  const till = await startWorking({});
  const first = await enterSigned(till, phone);
  const second = await enterSigned(till, { ...phone, sum: '100' });
  const answers = await Promise.all([
    till.ask('payment.receipt', { paymentId: first, tendered: 51_500 }),
    till.ask('payment.receipt', { paymentId: second, tendered: 10_500 }),
  ]);
  expect(answers.map(codeOf)).toEqual(['ok', 'deviceBusy']);
  expect(codeOf(await till.ask('payment.receipt', { paymentId: second, tendered: 10_500 }))).toBe('ok');
  expect(till.documents()).toEqual(['shiftOpening', 'receipt', 'receipt']);
});

test('«Провести» twice at once conducts once', async () => {
  const till = await startWorking({});
  const paymentId = await enterSigned(till, phone);
  await till.must('payment.receipt', { paymentId, tendered: 51_500 });
  const answers = await Promise.all([
    till.ask('payment.conduct', { paymentId }),
    till.ask('payment.conduct', { paymentId }),
  ]);
  expect(answers.map(codeOf).sort()).toEqual(['ok', 'wrongStage']);
  expect(countOf(till, 'paymentConducted')).toBe(1);
});

/** A receipt is at the device, which waits until it is let go on; whoever asks it meanwhile waits too, as at a real one. */
async function startHeld() {
  let entered: () => void = () => undefined;
  let release: () => void = () => undefined;
  const atDevice = new Promise<void>((resolve) => {
    entered = resolve;
  });
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  let holding: Promise<unknown> = Promise.resolve();
  const till = await startWorking({
    register: (real) => ({
      ...real,
      lastDocument: () => holding.then(() => real.lastDocument()),
      async closeReceipt(order) {
        entered();
        const made = held.then(() => real.closeReceipt(order));
        holding = made;
        return made;
      },
    }),
  });
  return { till, atDevice, release };
}

test('closing the shift while the receipt is at the device waits for it, and is refused over it', async () => {
  const { till, atDevice, release } = await startHeld();
  const paymentId = await enterSigned(till, phone);
  const printing = till.ask('payment.receipt', { paymentId, tendered: 51_500 });
  await atDevice;
  const closing = till.ask('shift.close', { counted: [] });
  release();
  expect([codeOf(await printing), codeOf(await closing)]).toEqual(['ok', 'unfinishedPayments']);
  expect(countOf(till, 'receiptMade')).toBe(1);
  expect(till.events().findLast(({ type }) => type === 'receiptMade')?.body).toMatchObject({
    source: 'device',
  });
});

test('while the receipt is at the device nothing else can be done to its payment', async () => {
  const { till, atDevice, release } = await startHeld();
  const paymentId = await enterSigned(till, phone);
  const printing = till.ask('payment.receipt', { paymentId, tendered: 51_500 });
  await atDevice;
  const events = till.events().length;
  expect(codeOf(await till.ask('payment.abandon', { paymentId, returned: 0 }))).toBe('receiptUnknown');
  expect(codeOf(await till.ask('payment.edit', { paymentId }))).toBe('wrongStage');
  expect(codeOf(await till.ask('payment.conduct', { paymentId }))).toBe('receiptUnknown');
  // Nobody may answer for a device that is still at work.
  expect(codeOf(await till.ask('payment.settleReceipt', { paymentId, made: false }))).toBe('deviceBusy');
  expect(codeOf(await till.ask('payment.askRegister', { paymentId }))).toBe('deviceBusy');
  expect(till.events()).toHaveLength(events);
  release();
  expect(codeOf(await printing)).toBe('ok');
  expect((await till.view()).current?.stage).toBe('receipted');
});

test('«Отменить» while the pre-check comes out: the payment is abandoned, and no money is taken for it', async () => {
  const till = await startWorking({});
  const draft = await enter(till, phone);
  const printing = askPreCheck(till, draft);
  await till.until(({ current }) => current?.stage === 'preChecked');
  await till.must('payment.abandon', { paymentId: draft.paymentId, returned: 0 });
  await printing;
  expect((await till.view()).unfinished).toEqual([]);
  expect(codeOf(await till.ask('payment.receipt', { paymentId: draft.paymentId, tendered: 51_500 }))).toBe(
    'preCheckFirst',
  );
  const { rows } = await till.must('preChecks.list', { text: '', offset: 0, limit: 10 });
  expect(rows.map(({ state }) => state)).toEqual(['annulled']);
});

test('back to editing and a new pre-check while the first still comes out: each number keeps its own fate', async () => {
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  let prints = 0;
  const till = await startWorking({
    printer: (real) => ({
      ...real,
      async print(document) {
        if (document.kind !== 'preCheck') return real.print(document);
        prints += 1;
        if (prints > 1) return { kind: 'notPrinted', failure: { code: 'paperOut' } };
        await held;
        return real.print(document);
      },
    }),
  });
  const draft = await enter(till, phone);
  const first = askPreCheck(till, draft);
  await till.until(({ current }) => current?.stage === 'preChecked');
  await till.must('payment.edit', { paymentId: draft.paymentId });
  await askPreCheck(till, draft);
  release();
  await first;
  // The first number's paper came out; the second's did not, and can't be signed.
  expect((await till.view()).current?.preCheck).toEqual({ number: 2, state: 'notPrinted' });
  expect(codeOf(await till.ask('payment.sign', { paymentId: draft.paymentId }))).toBe('preCheckNotPrinted');
});

test('two «Открыть смену» at once open one, two «Закрыть смену» close it once', async () => {
  const till = await startTraining({});
  await signIn(till, cashierAnna);
  const opened = await Promise.all([
    till.ask('shift.open', { openingCash: 0 }),
    till.ask('shift.open', { openingCash: 0 }),
  ]);
  expect(opened.map(codeOf).sort()).toEqual(['ok', 'shiftAlreadyOpen']);
  const closed = await Promise.all([
    till.ask('shift.close', { counted: [] }),
    till.ask('shift.close', { counted: [] }),
  ]);
  expect(closed.map(codeOf).sort()).toEqual(['ok', 'shiftNotOpen']);
  expect(till.documents()).toEqual(['shiftOpening', 'shiftClosing']);
  expect([countOf(till, 'shiftOpened'), countOf(till, 'shiftClosed')]).toEqual([1, 1]);
});

test('a receipt and the closing of its shift at once: the money is in the shift that it was taken in', async () => {
  const till = await startWorking({});
  const paymentId = await enterSigned(till, phone);
  const [receipt, close] = await Promise.all([
    till.ask('payment.receipt', { paymentId, tendered: 51_500 }),
    till.ask('shift.close', { counted: [] }),
  ]);
  expect([codeOf(receipt), codeOf(close)]).toEqual(['ok', 'unfinishedPayments']);
  expect((await till.view()).shift).toMatchObject({ payments: 1, taken: 51_500 });
});

test('ten new payments begun at once leave one draft and nothing stored', async () => {
  const till = await startWorking({});
  const events = till.events().length;
  const answers = await Promise.all(Array.from({ length: 10 }, () => till.ask('payment.begin', null)));
  expect(answers.map(codeOf)).toEqual(Array.from({ length: 10 }, () => 'ok'));
  expect(till.events()).toHaveLength(events);
  expect((await till.view()).unfinished).toEqual([]);
});
