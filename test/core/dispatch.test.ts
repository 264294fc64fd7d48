/** What is decided of a payment at the operator: every code, state and doubt, and any sequence of outcomes. */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Hash, PaymentId } from '../../contract/primitives.ts';
import {
  type Attempt,
  type AttemptState,
  afterCheck,
  afterPay,
  begin,
  type DispatchRules,
  type Move,
  newAttempt,
  type Outcome,
  pauseAfter,
  readOutcome,
  unsendable,
} from '../../core/dispatch.ts';
import { osmpDialect, readOsmpSum, readOsmpTime, writeOsmpSum, writeOsmpTime } from '../../core/osmp.ts';
import { checkIdOf, txnIdOf } from '../../core/txnId.ts';

const minute = 60_000;
const day = 24 * 60 * minute;
const rules: DispatchRules = {
  dialect: osmpDialect,
  retry: {
    firstMs: 5 * minute,
    factor: 1.3,
    mostMs: 30 * minute,
    unreachedMs: minute,
    mostAgeMs: day,
  },
};
const start = Date.UTC(2026, 10, 23, 9);

const attemptOf = (state: AttemptState, maybeTaken: boolean): Attempt => ({
  ...newAttempt(start),
  state,
  maybeTaken,
  checks: 1,
  pays: state === 'new' ? 0 : 1,
  firstPayAt: state === 'new' ? null : start,
  lastPayAt: state === 'new' ? null : start,
});
const answered = (code: number): Outcome => ({
  kind: 'answered',
  code,
  operatorNumber: code === 0 ? '77' : null,
  comment: null,
});
const silent = (['unreached', 'timeout', 'broken', 'http', 'garbled'] as const).map((kind) => ({ kind }));
const fatalCodes = Object.keys(osmpDialect)
  .map(Number)
  .filter((code) => osmpDialect[String(code)]?.meaning === 'fatal');

describe('After a pay', () => {
  const states: readonly AttemptState[] = ['paying', 'answered'];
  const table = states.flatMap((state) => [true, false].map((maybe) => [state, maybe] as const));

  test.each(table)('of an attempt that is %s (maybe taken: %s) every code has its end', (state, maybe) => {
    const attempt = attemptOf(state, maybe);
    const said = (outcome: Outcome) => afterPay(attempt, rules, outcome, start + minute);
    expect(said(answered(0))).toMatchObject({
      attempt: { state: 'credited' },
      told: { status: 'completed', operatorNumber: '77', reason: null },
      send: null,
      dueAt: null,
    });
    expect(fatalCodes).toHaveLength(12);
    for (const code of fatalCodes)
      expect(said(answered(code))).toMatchObject({
        attempt: { state: maybe ? 'unknown' : 'refused' },
        told: { status: maybe ? 'hung' : 'rejected', resultCode: code },
        dueAt: null,
      });
    const pause = start + minute + 5 * minute;
    for (const code of [1, 90])
      expect(said(answered(code))).toMatchObject({
        attempt: { state: 'answered', maybeTaken: true },
        told: { status: 'forwarded' },
        dueAt: pause,
      });
    for (const outcome of [answered(90), answered(4711), ...silent.slice(1)])
      expect(said(outcome)).toMatchObject({
        attempt: { maybeTaken: true },
        told: { status: 'forwarded' },
        dueAt: pause,
      });
    expect(said({ kind: 'unreached' })).toMatchObject({
      attempt: { state: maybe ? 'answered' : 'new', maybeTaken: maybe, pays: 0, unreached: 1 },
      told: { status: maybe ? 'forwarded' : 'checking' },
      dueAt: start + 2 * minute,
    });
  });

  test('a provider whose table differs is read by its own', () => {
    const own: DispatchRules = {
      ...rules,
      dialect: { ...osmpDialect, 8: { meaning: 'notFinished', name: 'повтор' } },
    };
    expect(afterPay(attemptOf('paying', false), own, answered(8), start)).toMatchObject({
      told: { status: 'forwarded' },
      attempt: { maybeTaken: true },
    });
    expect(readOutcome({}, answered(0))).toBe('unclear');
  });

  test.each([
    // What a pay was answered first, by whose table, and what a refusal of its repeat makes of the payment.
    [1, 'OSMP’s own', {}, 'hung'],
    [90, 'OSMP’s own', {}, 'hung'],
    [4711, 'OSMP’s own', {}, 'hung'],
    [1, 'an operator’s that promises to have taken nothing', { 1: 'retry' }, 'rejected'],
    [90, 'an operator’s that promises to have taken nothing', { 90: 'retry' }, 'rejected'],
    [77, 'an operator’s that times out within itself', { 77: 'unsure' }, 'hung'],
  ] as const)(
    '%i by %s table, then a refusal, is not believed unless it was proven',
    (code, _, own, status) => {
      const dialect = Object.fromEntries(
        Object.entries(own).map(([key, meaning]) => [key, { meaning, name: 'позже' }]),
      );
      const its: DispatchRules = { ...rules, dialect: { ...osmpDialect, ...dialect } };
      const first = afterPay(attemptOf('paying', false), its, answered(code), start);
      const again = begin({ attempt: first.attempt, cancelled: null, doubted: false }, its, start + minute);
      expect(again.send).toBe('pay');
      for (const refusal of fatalCodes)
        expect(afterPay(again.attempt, its, answered(refusal), start + minute).told.status).toBe(status);
      expect(afterPay(again.attempt, its, answered(0), start + minute).told.status).toBe('completed');
    },
  );

  test('past a day nothing is asked any more: it hangs and says what was said last', () => {
    for (const outcome of [answered(1), answered(90), ...silent]) {
      const move = afterPay(attemptOf('paying', false), rules, outcome, start + day);
      expect(move).toMatchObject({ attempt: { state: 'unknown' }, told: { status: 'hung' }, dueAt: null });
      expect(move.told.reason).toContain('Последнее:');
    }
  });
});

describe('After a check', () => {
  const standing = (maybe: boolean) => ({
    attempt: attemptOf('new', maybe),
    cancelled: null,
    doubted: false,
  });

  test('0 pays, a fatal code ends it, anything else asks again', () => {
    expect(afterCheck(standing(false), rules, answered(0), start + 1)).toMatchObject({
      attempt: { state: 'paying', maybeTaken: false, pays: 1, firstPayAt: start + 1 },
      told: { status: 'forwarded' },
      send: 'pay',
    });
    for (const code of fatalCodes) {
      expect(afterCheck(standing(false), rules, answered(code), start)).toMatchObject({
        attempt: { state: 'refused' },
        told: { status: 'rejected', resultCode: code },
      });
      expect(afterCheck(standing(true), rules, answered(code), start).told.status).toBe('hung');
    }
    for (const outcome of [answered(1), answered(90), answered(4711), ...silent])
      expect(afterCheck(standing(false), rules, outcome, start)).toMatchObject({
        attempt: { state: 'new', maybeTaken: false },
        told: { status: 'checking' },
        send: null,
      });
  });
});

describe('When it is due', () => {
  const begun = (attempt: Attempt, more: { cancelled?: string; doubted?: boolean } = {}) =>
    begin(
      { attempt, cancelled: more.cancelled ?? null, doubted: more.doubted ?? false },
      rules,
      start + minute,
    );

  test('a new one is checked, another repeats its pay with its first date', () => {
    expect(begun(newAttempt(start))).toMatchObject({ send: 'check', told: { status: 'checking' } });
    expect(begun(attemptOf('answered', false))).toMatchObject({
      send: 'pay',
      attempt: { maybeTaken: false, firstPayAt: start, lastPayAt: start + minute, pays: 2 },
    });
  });

  test('one that was left «paying» may have been taken', () => {
    expect(begun(attemptOf('paying', false))).toMatchObject({ send: 'pay', attempt: { maybeTaken: true } });
  });

  test('a cancel ends it only as long as nothing was sent', () => {
    expect(begun(newAttempt(start), { cancelled: 'зачем', doubted: true })).toMatchObject({
      told: { status: 'cancelled', reason: 'зачем' },
      attempt: { state: 'refused' },
      send: null,
    });
    for (const attempt of [attemptOf('paying', false), attemptOf('answered', false), attemptOf('new', true)])
      expect(begun(attempt, { cancelled: 'зачем' }).told.status).not.toBe('cancelled');
  });

  test('what a restored СЭП doubts may have been taken', () => {
    expect(begun(newAttempt(start), { doubted: true }).attempt.maybeTaken).toBe(true);
  });

  test('a day old and never sent it hangs and says that nothing was sent', () => {
    const move = begin({ attempt: newAttempt(start), cancelled: null, doubted: false }, rules, start + day);
    expect(move.told.status).toBe('hung');
    expect(move.told.reason).toContain('не отправлен');
  });

  test('what cannot be sent hangs with its reason', () => {
    expect(unsendable(newAttempt(start), 'Нет адреса')).toMatchObject({
      told: { status: 'hung', reason: 'Нет адреса' },
      dueAt: null,
    });
  });
});

describe('Any sequence of outcomes', () => {
  /** What an operator may do with a request, and what we then hear. */
  const events = fc.array(
    fc.record({
      takes: fc.boolean(),
      heard: fc.constantFrom(
        'truth',
        'timeout',
        'broken',
        'http',
        'garbled',
        'unreached',
        '300',
        '1',
        'crash',
      ),
      refusal: fc.constantFrom(1, 4, 5, 7, 90, 300),
    }),
    { maxLength: 60 },
  );

  test('credits at most once, and what is rejected was never credited', () => {
    fc.assert(
      fc.property(events, (steps) => {
        let now = start;
        let credited = false;
        let move: Move = begin({ attempt: newAttempt(now), cancelled: null, doubted: false }, rules, now);
        for (const { takes, heard, refusal } of steps) {
          if (move.send === null) {
            if (move.dueAt === null) break;
            now = move.dueAt;
            move = begin({ attempt: move.attempt, cancelled: null, doubted: false }, rules, now);
            continue;
          }
          if (heard === 'crash') {
            // Written, and nobody knows whether it left.
            if (move.send === 'pay' && takes) credited = true;
            now += minute;
            move = begin({ attempt: move.attempt, cancelled: null, doubted: false }, rules, now);
            continue;
          }
          if (move.send === 'check') {
            const outcome: Outcome =
              heard === 'truth'
                ? answered(takes ? 0 : refusal)
                : heard === '300' || heard === '1'
                  ? answered(Number(heard))
                  : { kind: heard };
            move = afterCheck(
              { attempt: move.attempt, cancelled: null, doubted: false },
              rules,
              outcome,
              now,
            );
            continue;
          }
          const before = credited;
          if (heard !== 'unreached' && takes) credited = true;
          const truth = credited ? answered(0) : answered(refusal);
          const outcome: Outcome =
            // Some operators answer 300 to a repeat of what they took, and 1 where their own back end was late.
            heard === '300'
              ? before
                ? answered(300)
                : truth
              : heard === '1'
                ? answered(1)
                : heard === 'truth'
                  ? truth
                  : { kind: heard };
          move = afterPay(move.attempt, rules, outcome, now);
        }
        const { status } = move.told;
        if (status === 'rejected' || status === 'cancelled') expect(credited).toBe(false);
        if (status === 'completed') expect(credited).toBe(true);
        if (move.attempt.state === 'refused') expect(move.attempt.maybeTaken).toBe(false);
        expect(move.dueAt === null).toBe(['completed', 'rejected', 'hung'].includes(status));
      }),
      { numRuns: 3_000 },
    );
  });

  test('pauses grow to half an hour and no further', () => {
    const pauses = Array.from({ length: 12 }, (_, index) => pauseAfter(rules.retry, index + 1));
    expect(pauses[0]).toBe(5 * minute);
    expect(pauses[1]).toBe(6.5 * minute);
    expect(pauses.at(-1)).toBe(30 * minute);
    expect([...pauses].sort((left, right) => left - right)).toEqual(pauses);
  });
});

describe('Numbers and texts towards operators', () => {
  const sha256 = (text: string) => createHash('sha256').update(text).digest('hex') as Hash;
  const payment = '01900000-0000-7000-8000-000000000001' as PaymentId;

  test('a txn_id is derived, decimal, short enough, and differs by attempt and purpose', () => {
    const first = txnIdOf(payment, 1, sha256);
    expect(first).toBe(txnIdOf(payment, 1, sha256));
    expect(first).toBe('87780715823753317');
    expect(new Set([first, txnIdOf(payment, 2, sha256), checkIdOf(payment, sha256)]).size).toBe(3);
    fc.assert(
      fc.property(fc.uuid(), fc.integer({ min: 1, max: 99 }), (id, attempt) => {
        const txnId = txnIdOf(id as PaymentId, attempt, sha256);
        expect(txnId).toMatch(/^\d{1,19}$/);
        expect(BigInt(txnId) < 2n ** 63n).toBe(true);
      }),
    );
  });

  test('sums have a dot and two decimals, and are read as operators write them', () => {
    expect([0, 5, 15_200, 123_456_789].map(writeOsmpSum)).toEqual(['0.00', '0.05', '152.00', '1234567.89']);
    expect(['152', '152.5', '152.05'].map(readOsmpSum)).toEqual([15_200, 15_250, 15_205]);
    expect(['', '-1', '1,5', '1.234', '1e3', ' 1'].map(readOsmpSum)).toEqual(Array(6).fill(null));
  });

  test('times are Moscow’s', () => {
    expect(writeOsmpTime(Date.UTC(2026, 10, 22, 21, 0, 5))).toBe('20261123000005');
    expect(readOsmpTime('20261123000005')).toBe(Date.UTC(2026, 10, 22, 21, 0, 5));
    expect(['2026112300000', '20261323000005', '20260631000000'].map(readOsmpTime)).toEqual([
      null,
      null,
      null,
    ]);
  });
});
