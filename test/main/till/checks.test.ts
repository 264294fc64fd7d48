// What the till looks at before a pre-check: numbers, sums, limits, oddities, the last digits typed blind.
import { afterEach, describe, expect, test } from 'vitest';
import type { DraftInput, Till, Typed } from '../../tools/workstation.ts';
import {
  askPreCheck,
  codeOf,
  endTills,
  enter,
  enterSigned,
  minute,
  pay,
  phone,
  startWorking,
} from '../../tools/workstation.ts';

afterEach(endTills);

type Kind = 'sameWithinHour' | 'otherOperatorByRange';

const preCheck = (till: Till, draft: DraftInput, confirmed: Kind[], blindDigits: string | null) =>
  till.ask('payment.preCheck', { draft, confirmed, blindDigits });

const warningsOf = async (till: Till, draft: DraftInput): Promise<string[]> =>
  (await till.must('payment.check', draft)).warnings.map(({ kind }) => kind);

test.each([
  [{ ...phone, account: '' }, 'badAccount'],
  [{ ...phone, account: '916 123-45-6' }, 'badAccount'],
  [{ ...phone, account: '495 123-45-67' }, 'badAccount'],
  [{ ...phone, provider: 'mosenergosbyt', account: '123' }, 'badAccount'],
  [{ ...phone, provider: 'nobody' }, 'unknownProvider'],
  [{ ...phone, sum: '' }, 'badSum'],
  [{ ...phone, sum: '-500' }, 'badSum'],
  [{ ...phone, sum: '1,234' }, 'badSum'],
  [{ ...phone, sum: '9,99' }, 'sumTooSmall'],
  [{ ...phone, sum: '15000,01' }, 'sumTooLarge'],
] satisfies (readonly [Typed, string])[])(
  '%o is refused with %s, and nothing is entered or printed',
  async (typed, code) => {
    const till = await startWorking({});
    const draft = await enter(till, typed);
    const events = till.events().length;
    expect(codeOf(await till.ask('payment.check', draft))).toBe(code);
    expect(codeOf(await askPreCheck(till, draft))).toBe(code);
    expect(till.events()).toHaveLength(events);
    expect(till.papers().map(({ kind }) => kind)).toEqual(['shiftOpening']);
    expect((await till.view()).current).toBeNull();
  },
);

test('a sum at the limit passes', async () => {
  const till = await startWorking({});
  for (const sum of ['10', '15000']) {
    const draft = await enter(till, { ...phone, sum });
    expect(codeOf(await preCheck(till, draft, [], '4567'))).toBe('ok');
  }
});

test('the provider follows from the number until the cashier chooses one', async () => {
  const till = await startWorking({});
  expect(await till.must('payment.hint', { account: '8 (926) 123-45-67' })).toEqual({
    providerId: 'megafon',
  });
  expect(await till.must('payment.hint', { account: '9' })).toEqual({ providerId: null });
  const draft = await enter(till, phone);
  const hinted = { ...draft, account: '9261234567', providerId: null, providerChosen: false };
  expect((await till.must('payment.check', hinted)).details.providerId).toBe('megafon');
  const nobodys = { ...hinted, account: '9511234567' };
  expect(codeOf(await askPreCheck(till, nobodys))).toBe('unknownProvider');
});

describe('the same number and sum again', () => {
  /** The first one was taken; so many minutes later it is typed again. */
  async function again(minutes: number, typed: Typed) {
    const till = await startWorking({});
    await pay(till, phone, 51_500);
    till.pass(minutes * minute);
    return { till, draft: await enter(till, typed) };
  }

  test('59 minutes later must be confirmed, and the journal says that it was', async () => {
    const { till, draft } = await again(59, phone);
    const { warnings } = await till.must('payment.check', draft);
    expect(warnings).toEqual([
      expect.objectContaining({
        kind: 'sameWithinHour',
        number: '1-1',
        amountCredited: 50_000,
        minutesAgo: 59,
      }),
    ]);
    const events = till.events().length;
    expect(await preCheck(till, draft, [], null)).toMatchObject({
      failure: { code: 'warningNotConfirmed', details: { kind: 'sameWithinHour' } },
    });
    expect(await preCheck(till, draft, ['otherOperatorByRange'], null)).toMatchObject({ ok: false });
    expect(till.events()).toHaveLength(events);
    await preCheck(till, draft, ['sameWithinHour'], null);
    expect(
      till.events().find(({ type, body }) => type === 'paymentEntered' && body['counter'] === 2)?.body,
    ).toMatchObject({ details: { confirmed: ['sameWithinHour'] } });
  });

  test('61 minutes later is a new payment', async () => {
    const { till, draft } = await again(61, phone);
    expect(await warningsOf(till, draft)).toEqual([]);
    expect(codeOf(await askPreCheck(till, draft))).toBe('ok');
  });

  test('typed otherwise is the same number all the same; another sum or number is not', async () => {
    const { till, draft } = await again(5, { ...phone, account: '8 916 1234567', sum: '500,00' });
    expect(await warningsOf(till, draft)).toEqual(['sameWithinHour']);
    expect(await warningsOf(till, { ...draft, sum: '500,01' })).toEqual([]);
    expect(await warningsOf(till, { ...draft, account: '916 123-45-68' })).toEqual([]);
  });

  test('is warned of even while the first one’s receipt is in question', async () => {
    const till = await startWorking({
      register: (real) => ({
        ...real,
        closeReceipt: async () => ({ kind: 'unknown', failure: { code: 'unplugged' } }),
      }),
    });
    const paymentId = await enterSigned(till, phone);
    await till.must('payment.receipt', { paymentId, tendered: 51_500 });
    expect(await warningsOf(till, await enter(till, phone))).toEqual(['sameWithinHour']);
  });

  test('does not count a payment that was abandoned, nor the payment itself', async () => {
    const till = await startWorking({});
    const paymentId = await enterSigned(till, phone);
    const { draft } = await till.view();
    if (draft) expect(await warningsOf(till, draft)).toEqual([]);
    await till.must('payment.abandon', { paymentId, returned: 0 });
    expect(await warningsOf(till, await enter(till, phone))).toEqual([]);
  });
});

test('a number of another operator’s range must be confirmed', async () => {
  const till = await startWorking({});
  const draft = await enter(till, { ...phone, provider: 'beeline' });
  expect(await warningsOf(till, draft)).toEqual(['otherOperatorByRange']);
  expect(codeOf(await preCheck(till, draft, [], null))).toBe('warningNotConfirmed');
  expect((await till.view()).current).toBeNull();
  expect(codeOf(await preCheck(till, draft, ['otherOperatorByRange'], null))).toBe('ok');
});

test('each oddity is confirmed by itself', async () => {
  const till = await startWorking({});
  await pay(till, { ...phone, provider: 'beeline' }, 51_500);
  const draft = await enter(till, { ...phone, provider: 'beeline' });
  expect((await warningsOf(till, draft)).sort()).toEqual(['otherOperatorByRange', 'sameWithinHour']);
  for (const one of ['sameWithinHour', 'otherOperatorByRange'] as const) {
    expect(codeOf(await preCheck(till, draft, [one], null))).toBe('warningNotConfirmed');
  }
  expect(codeOf(await preCheck(till, draft, ['sameWithinHour', 'otherOperatorByRange'], null))).toBe('ok');
});

describe('a large sum', () => {
  test('just below the limit needs no blind digits', async () => {
    const till = await startWorking({});
    // 4 854,36 + 3 % = 4 999,99.
    const draft = await enter(till, { ...phone, sum: '4854,36' });
    expect(await till.must('payment.check', draft)).toMatchObject({
      blindEntry: false,
      details: { amountTaken: 499_999 },
    });
    expect(codeOf(await preCheck(till, draft, [], null))).toBe('ok');
  });

  test('needs the last four digits again, and takes no others', async () => {
    const till = await startWorking({});
    const draft = await enter(till, { ...phone, sum: '4854,37' });
    expect(await till.must('payment.check', draft)).toMatchObject({
      blindEntry: true,
      details: { amountTaken: 500_000 },
    });
    const events = till.events().length;
    for (const digits of [null, '', '4568', '567', '1234']) {
      expect(codeOf(await preCheck(till, draft, [], digits))).toBe('blindEntryMismatch');
    }
    expect(till.events()).toHaveLength(events);
    expect(codeOf(await preCheck(till, draft, [], '4567'))).toBe('ok');
  });
});
