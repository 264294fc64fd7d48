/** The operator is asked before the pre-check; without an answer work goes on, and the paper says so. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { TestSep } from '../../tools/sepSystem.ts';
import { startSep } from '../../tools/sepSystem.ts';
import type { DraftInput, Till } from '../../tools/workstation.ts';
import { askPreCheck, codeOf, endTills, enter, pay, phone } from '../../tools/workstation.ts';
import { enrolledTill, newTradePoint, startShift } from './ground.ts';

let sep: TestSep;
beforeAll(async () => {
  sep = await startSep();
});
afterAll(() => sep.close());
afterEach(endTills);

async function working(workstation = 1, place = newTradePoint()): Promise<Till> {
  const till = await enrolledTill(sep, place, workstation);
  await startShift(till);
  return till;
}

const preChecks = (till: Till): string[] =>
  till
    .papers()
    .filter(({ kind }) => kind === 'preCheck')
    .map(({ text }) => text);

const issue = (till: Till, draft: DraftInput, confirmed: 'sameWithinHour'[] = []) =>
  till.ask('payment.preCheck', { draft, confirmed, blindDigits: null });

test('a number that the operator knows is confirmed, and the pre-check says nothing of it', async () => {
  const till = await working();
  const draft = await enter(till, phone);
  const { operatorCheck } = await till.must('payment.checkAtOperator', draft);
  expect(operatorCheck).toMatchObject({ outcome: 'confirmed' });
  expect(codeOf(await askPreCheck(till, draft))).toBe('ok');
  expect(preChecks(till)).toHaveLength(1);
  expect(preChecks(till)[0]).not.toContain('не проверен');
});

test('a number that the operator refuses gets no pre-check, whether the window asked before or not', async () => {
  const till = await working();
  const draft = await enter(till, { ...phone, account: '916 000-00-03' });
  expect(codeOf(await askPreCheck(till, draft))).toBe('operatorRefuses');
  const { operatorCheck } = await till.must('payment.checkAtOperator', draft);
  expect(operatorCheck?.outcome).toBe('refused');
  expect(codeOf(await askPreCheck(till, draft))).toBe('operatorRefuses');
  expect(preChecks(till)).toEqual([]);
  expect(till.events().map(({ type }) => type)).not.toContain('paymentEntered');
  const mended = { ...draft, account: '916 123-45-68' };
  await till.must('payment.saveDraft', mended);
  expect(codeOf(await askPreCheck(till, mended))).toBe('ok');
});

test('what another trade point took within the hour must be confirmed', async () => {
  const other = await working();
  await other.must('sync.claim', { takeOver: false });
  const typed = { ...phone, account: '916 222-33-44' };
  await pay(other, typed, 60_000);
  await other.until(({ sync }) => sync?.unsent === 0);
  const till = await working();
  const draft = await enter(till, typed);
  const { warnings } = await till.must('payment.checkAtOperator', draft);
  expect(warnings).toMatchObject([{ kind: 'sameWithinHour', number: null }]);
  expect(codeOf(await issue(till, draft))).toBe('warningNotConfirmed');
  expect(codeOf(await issue(till, draft, ['sameWithinHour']))).toBe('ok');
  expect(till.events().find(({ type }) => type === 'paymentEntered')?.body).toMatchObject({
    details: { confirmed: ['sameWithinHour'] },
  });
});

test('without СЭП the cashier goes on, and the paper says that nobody was asked', async () => {
  const lonely = await startSep();
  const till = await enrolledTill(lonely, newTradePoint(), 1);
  await startShift(till);
  await lonely.close();
  const draft = await enter(till, phone);
  const { operatorCheck } = await till.must('payment.checkAtOperator', draft);
  expect(operatorCheck).toMatchObject({ outcome: 'notChecked' });
  expect(codeOf(await askPreCheck(till, draft))).toBe('ok');
  expect(preChecks(till)[0]).toContain('номер не проверен');
});
