// Paper out, an open cover, silence: before a document nothing changes, in the midst of one it is said and made good.
import { afterEach, describe, expect, test } from 'vitest';
import type { Trouble } from '../../tools/tillOnPty.ts';
import { endPrinters, mend, startOnPty, trouble, troubleInMidst, troubles } from '../../tools/tillOnPty.ts';
import type { Till } from '../../tools/workstation.ts';
import {
  askPreCheck,
  codeOf,
  endTills,
  enter,
  enterSigned,
  phone,
  printFailure,
} from '../../tools/workstation.ts';

afterEach(async () => {
  await endTills();
  await endPrinters();
});

const count = (lines: readonly string[], text: string): number =>
  lines.filter((line) => line.includes(text)).length;

async function receipted(till: Till): Promise<string> {
  const paymentId = await enterSigned(till, phone);
  await till.must('payment.receipt', { paymentId, tendered: 60_000 });
  return paymentId;
}

describe.each(troubles)('%s before a document', (kind: Trouble) => {
  test('refuses pre-check, receipt, copy and X, and nothing is stored or printed', async () => {
    const { till, paper } = await startOnPty('virtual');
    const done = await receipted(till);
    const signed = await enterSigned(till, { ...phone, sum: '100' });
    const draft = await enter(till, { ...phone, sum: '200' });
    const [events, lines, documents] = [till.events().length, paper.text().length, till.documents()];
    trouble(paper, kind);
    expect(codeOf(await askPreCheck(till, draft))).toBe(kind);
    // The status line says so at once, not with the next round of asking.
    await expect.poll(async () => (await till.view()).printer.failure?.code).toBe(kind);
    expect(codeOf(await till.ask('payment.receipt', { paymentId: signed, tendered: 20_000 }))).toBe(kind);
    expect(codeOf(await till.ask('receipt.copy', { paymentId: done }))).toBe(kind);
    expect(codeOf(await till.ask('shift.xReport', null))).toBe(kind);
    mend(paper);
    expect([till.events().length, paper.text().length, till.documents()]).toEqual([events, lines, documents]);
    expect(printFailure(await askPreCheck(till, draft))).toBe('printed');
  });
});

describe('in the midst of a pre-check', () => {
  test('paper out: the cashier may take what came out as signed, or print the same number again', async () => {
    const { till, paper } = await startOnPty('virtual');
    const draft = await enter(till, phone);
    troubleInMidst(paper, 8, () => trouble(paper, 'paperOut'));
    expect(printFailure(await askPreCheck(till, draft))).toBe('paperOut');
    expect((await till.view()).current).toMatchObject({
      stage: 'preChecked',
      preCheck: { number: 1, state: 'unknown' },
    });
    mend(paper);
    expect(printFailure(await till.ask('payment.reprintPreCheck', { paymentId: draft.paymentId }))).toBe(
      'printed',
    );
    expect((await till.view()).current?.preCheck).toEqual({ number: 1, state: 'printed' });
    expect(count(paper.text(), 'ПРЕЧЕК № 1 (ПОВТОР)')).toBe(1);
    expect(codeOf(await till.ask('payment.sign', { paymentId: draft.paymentId }))).toBe('ok');
  });

  test('unplugged before it: the payment stays a draft, and prints once after re-plugging', async () => {
    const { till, paper } = await startOnPty('virtual');
    const draft = await enter(till, phone);
    await paper.unplug();
    expect(['unplugged', 'portNotFound']).toContain(codeOf(await askPreCheck(till, draft)));
    expect((await till.view()).current).toBeNull();
    await paper.plug();
    expect(printFailure(await askPreCheck(till, draft))).toBe('printed');
    expect(count(paper.text(), 'ПРЕЧЕК № 1')).toBe(1);
  });
});

describe('in the midst of a receipt with a register that remembers', () => {
  const kinds: readonly (readonly [
    string,
    (paper: Awaited<ReturnType<typeof startOnPty>>['paper']) => void,
  ])[] = [
    ['paperOut', (paper) => trouble(paper, 'paperOut')],
    ['coverOpen', (paper) => trouble(paper, 'coverOpen')],
    ['unplugged', (paper) => void paper.unplug()],
  ];
  test.each(kinds)(
    '%s: the receipt is made, its paper is a copy, and none is printed twice',
    async (code, act) => {
      const { till, paper } = await startOnPty('virtual');
      const paymentId = await enterSigned(till, phone);
      troubleInMidst(paper, 10, () => act(paper));
      expect(printFailure(await till.ask('payment.receipt', { paymentId, tendered: 60_000 }))).toBe(code);
      expect((await till.view()).current?.stage).toBe('receipted');
      expect(till.documents()).toEqual(['shiftOpening', 'receipt']);
      if (code === 'unplugged') await paper.plug();
      mend(paper);
      expect(codeOf(await till.ask('payment.receipt', { paymentId, tendered: 60_000 }))).toBe(
        'receiptAlreadyMade',
      );
      expect(printFailure(await till.ask('receipt.copy', { paymentId }))).toBe('printed');
      expect(count(paper.text(), 'КОПИЯ ЧЕКА')).toBe(1);
      expect(count(paper.text(), 'КАССОВЫЙ ЧЕК') + count(paper.text(), 'ЧЕК · ПРИХОД')).toBeLessThanOrEqual(
        1,
      );
      await till.must('payment.conduct', { paymentId });
      expect((await till.view()).shift).toMatchObject({ payments: 1, taken: 51_500 });
    },
  );
});

test('trouble in the midst of an X or a copy is said, and both can be printed again', async () => {
  const { till, paper } = await startOnPty('virtual');
  const paymentId = await receipted(till);
  for (const print of [
    () => till.ask('shift.xReport', null),
    () => till.ask('receipt.copy', { paymentId }),
  ]) {
    troubleInMidst(paper, 6, () => trouble(paper, 'coverOpen'));
    expect(printFailure(await print())).toBe('coverOpen');
    mend(paper);
    expect(printFailure(await print())).toBe('printed');
  }
  expect((await till.view()).current?.stage).toBe('receipted');
});

test('the state of the printer is on the screen before anybody prints, and again when it is well', async () => {
  const { till, paper } = await startOnPty('virtual');
  trouble(paper, 'paperOut');
  const view = await till.beatUntil(({ printer }) => printer.state === 'failed');
  expect(view.printer.failure?.code).toBe('paperOut');
  mend(paper);
  paper.machine.set({ nearEnd: true });
  expect((await till.beatUntil(({ printer }) => printer.state !== 'failed')).printer).toMatchObject({
    state: 'warning',
    paperNearEnd: true,
    failure: null,
  });
});
