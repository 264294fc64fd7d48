// «ОтчетПлат» through the door, on a clock that was set back: time stands still there, reports don't run together.
import { afterEach, expect, test } from 'vitest';
import {
  cashierAnna,
  codeOf,
  endTills,
  hour,
  pay,
  phone,
  seniorMarina,
  signIn,
  startWorking,
} from '../../tools/workstation.ts';

afterEach(endTills);

test('each build is another report, and what is printed is the one that stands on the screen', async () => {
  const till = await startWorking({});
  await pay(till, phone, 51_500);
  await pay(till, { account: '903 123-45-67', provider: 'beeline', sum: '100' }, 20_000);
  till.setClock(till.now() - 5 * hour);
  const day = { from: '2026-11-23', to: '2026-11-23', account: null };
  const all = await till.must('report.build', { ...day, providerId: null });
  const narrowed = await till.must('report.build', { ...day, providerId: 'mts' });
  expect(narrowed.key.asOf).toBe(all.key.asOf);
  expect(narrowed.key.build).not.toBe(all.key.build);

  await pay(till, { ...phone, sum: '700' }, 100_000);
  const rows = await till.must('report.rows', { key: narrowed.key, offset: 0, limit: 200 });
  expect(rows.map(({ number }) => number)).toEqual(['1-1']);

  // Another report was built since: the older one isn't printed in its name.
  expect(codeOf(await till.ask('report.print', all.key))).toBe('reportOutdated');
  // What others build is on their screen, not on this one.
  await signIn(till, seniorMarina);
  const hers = await till.must('report.build', { ...day, providerId: 'beeline' });
  expect(codeOf(await till.ask('report.print', narrowed.key))).toBe('reportOutdated');
  await till.must('report.print', hers.key);
  await signIn(till, cashierAnna);
  await till.must('report.print', narrowed.key);
  const paper = till.papers().findLast(({ kind }) => kind === 'paymentReport')?.text ?? '';
  expect(paper).toContain('Итого: 1');
  expect(paper).toContain('515,00');
  expect(paper).not.toContain('721,00');

  const again = await till.must('report.build', { ...day, providerId: 'mts' });
  expect([again.key.asOf, again.count]).toEqual([narrowed.key.asOf, 2]);
});
