/** What a till copies and writes, pasted into the desk's search just so: the payment that is meant is found, and no other. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { searchPayments } from '../../../sep/desk/search.ts';
import type { TestSep } from '../../tools/sepSystem.ts';
import { startSep } from '../../tools/sepSystem.ts';
import { endTills, pay, phone, type Till } from '../../tools/workstation.ts';
import { completed, enrolledTill, newTradePoint, startShift } from './ground.ts';

let sep: TestSep;
beforeAll(async () => {
  sep = await startSep();
});
afterAll(() => sep.close());
afterEach(endTills);

async function working(): Promise<Till> {
  const till = await enrolledTill(sep, newTradePoint(), 1);
  await startShift(till);
  await till.must('sync.claim', { takeOver: false });
  return till;
}

const found = async (text: string): Promise<string[]> =>
  (await searchPayments(sep.database, text, Date.now())).found.map(({ id }) => id).sort();

test('a row or several as Ctrl+C copies them, the whole letter, its table, its receipt', async () => {
  const till = await working();
  const mine = [
    await pay(till, phone, 60_000),
    await pay(till, { ...phone, sum: '1234,50' }, 200_000),
    await pay(till, { ...phone, account: '916 777-66-55' }, 60_000),
  ];
  for (const id of mine) await completed(till, id);
  // The same numbers of payments, and of receipts, at another trade point; the same client and sum too.
  const other = await working();
  const theirs = await pay(other, phone, 60_000);
  await completed(other, theirs);
  const [first = '', second = '', third = ''] = mine;

  await till.must('report.copy', { paymentIds: [second] });
  const [row = ''] = till.copied;
  expect(row).toMatch(/^\d\d\.\d\d\.\d{4} [\d:]+\t916 123-45-67\tМТС\t1\s?2\d\d,\d\d\t/);
  expect(await found(row)).toEqual([second]);
  expect(await found(`  ${row.trim()}  `)).toEqual([second]);
  await till.must('report.copy', { paymentIds: [second, third] });
  expect(await found(till.copied.at(-1) ?? '')).toEqual([second, third].sort());

  const letter = await till.must('letter.compose', {
    paymentIds: [second, third],
    kind: 'reconduct',
    detail: '',
  });
  await till.must('letter.copy', letter);
  const whole = till.copied.at(-1) ?? '';
  expect(whole).toContain('Перепроведите, пожалуйста');
  expect(await found(whole)).toEqual([second, third].sort());
  // As a mail program gives a table's row back: tabs, no heading.
  const inMail = whole.split('\n').find((line) => line.includes('\t1-3\t')) ?? '';
  expect(await found(inMail)).toEqual([third]);

  // Two trade points have a payment 1-1 of this client and sum: both are shown, the trade point tells them apart.
  await till.must('report.copy', { paymentIds: [first] });
  expect(await found(till.copied.at(-1) ?? '')).toEqual([first, theirs].sort());
  const { receipt } = await till.must('adjust.open', { paymentId: second });
  expect(await found(`чек ${receipt}, 1 234,50`)).toContain(second);
  const qr = /t=\d{8}T\d{4,6}&s=[\d.]+&fn=\d+&i=\d+&fp=\d+&n=1/.exec(
    (till.papers().findLast(({ kind }) => kind === 'receipt')?.text ?? '').replace(/\s*\n\s*/g, ''),
  )?.[0];
  expect(await found(qr ?? '')).toEqual([third]);
});
