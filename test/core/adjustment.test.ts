import { describe, expect, test } from 'vitest';
import type { AdjustmentFacts, PaymentPlace } from '../../core/adjustment.ts';
import {
  adjustmentKinds,
  adjustmentTable,
  digitDistance,
  judgeAdjustment,
  judgeAdjustments,
  judgeOfficeAdjustment,
  transferBarred,
} from '../../core/adjustment.ts';

const places = Object.keys(adjustmentTable) as PaymentPlace[];

const facts = (changed: Partial<AdjustmentFacts>): AdjustmentFacts => ({
  place: 'completed',
  receipt: 'own',
  fresh: true,
  shiftOpen: true,
  senior: true,
  open: [],
  ...changed,
});

const possible = (changed: Partial<AdjustmentFacts>) =>
  judgeAdjustments(facts(changed))
    .filter((verdict) => verdict.possible)
    .map(({ kind }) => kind);

describe('where the payment stands decides what is possible', () => {
  const table: readonly [PaymentPlace, readonly string[]][] = [
    ['receipted', ['cancel', 'cashRefund']],
    ['notReceived', ['reconduct', 'cancel']],
    ['accepted', ['cancel']],
    ['checking', ['cancel']],
    ['forwarded', []],
    ['hung', ['reconduct', 'cancel']],
    ['rejected', ['reconduct', 'cancel', 'cashRefund']],
    ['completed', ['transfer', 'cancel']],
    ['cancelled', ['cashRefund']],
    ['refunded', []],
    ['transferred', []],
  ];
  test.each(table)('%s: %j', (place, expected) => {
    expect(possible({ place })).toEqual(expected);
  });

  test('every place has its row', () => {
    expect(table.map(([place]) => place).sort()).toEqual([...places].sort());
  });

  test('what is not possible says why, in whole sentences', () => {
    for (const place of places) {
      for (const verdict of judgeAdjustments(facts({ place }))) {
        expect(verdict.possible ? verdict.note : verdict.why).toMatch(/^[А-Я].{10,}[.»]$/);
      }
    }
  });
});

test('the central office begins a re-conduct or a cancel, where the table allows it and nothing else is open', () => {
  for (const place of places.filter((one) => one !== 'receipted' && one !== 'notReceived')) {
    const verdicts = adjustmentKinds.map((kind) => judgeOfficeAdjustment(kind, place, []));
    const begun = verdicts.filter((verdict) => verdict.possible).map(({ kind }) => kind);
    expect(begun).toEqual(possible({ place }).filter((kind) => kind === 'reconduct' || kind === 'cancel'));
    for (const verdict of verdicts)
      expect(verdict.possible ? verdict.note : verdict.why).toMatch(/^[А-Я].{10,}[.»]$/);
  }
  const open = [{ kind: 'cancel', state: 'halfApproved' }] as const;
  expect(judgeOfficeAdjustment('reconduct', 'hung', open)).toMatchObject({ possible: false });
  expect(judgeOfficeAdjustment('cancel', 'hung', open)).toMatchObject({ possible: false });
  expect(judgeOfficeAdjustment('cancel', null, [])).toMatchObject({ possible: false });
});

describe('the gates', () => {
  test.each(['foreign', 'missing'] as const)('a %s receipt bars everything', (receipt) => {
    for (const place of places) expect(possible({ place, receipt })).toEqual([]);
  });

  test('without a fresh status only what never left the till is possible; an unsent payment leaves requests', () => {
    for (const place of places) {
      const found = judgeAdjustments(facts({ place, fresh: false })).filter((verdict) => verdict.possible);
      if (place === 'receipted') {
        expect(found.every((verdict) => verdict.possible && !verdict.requestOnly)).toBe(true);
        expect(found.map(({ kind }) => kind)).toEqual(['cancel', 'cashRefund']);
      } else if (place === 'notReceived') {
        expect(found.every((verdict) => verdict.possible && verdict.requestOnly)).toBe(true);
      } else expect(found).toEqual([]);
    }
  });

  test('after the shift is closed the central office decides on cancel and refund', () => {
    expect(judgeAdjustment('cashRefund', facts({ place: 'cancelled', shiftOpen: false }))).toMatchObject({
      decider: 'centralOffice',
      needsSenior: false,
    });
    expect(judgeAdjustment('cancel', facts({ place: 'rejected', shiftOpen: true }))).toMatchObject({
      decider: 'sep',
    });
  });

  test('within the shift a second person signs', () => {
    expect(judgeAdjustment('cancel', facts({ place: 'accepted', senior: false }))).toMatchObject({
      needsSenior: true,
    });
    expect(judgeAdjustment('cancel', facts({ place: 'accepted', senior: true }))).toMatchObject({
      needsSenior: false,
    });
  });

  test('re-conduct and refund are never open together, whichever came first', () => {
    for (const place of places) {
      for (const kind of adjustmentKinds) {
        const open = [{ kind, state: 'open' as const }];
        expect(possible({ place, open })).toEqual([]);
      }
    }
  });

  test('a granted refund bars everything until it is answered', () => {
    for (const place of places) {
      expect(possible({ place, open: [{ kind: 'cashRefund', state: 'granted' }] })).toEqual([]);
    }
  });

  test('a request that has ended bars nothing', () => {
    for (const state of ['done', 'denied', 'operatorRefused'] as const) {
      expect(possible({ place: 'rejected', open: [{ kind: 'cancel', state }] })).toEqual(
        possible({ place: 'rejected' }),
      );
    }
  });
});

describe('a transfer keeps to the operator’s rules', () => {
  const day = 86_400_000;
  const mts = {
    providerId: 'mts',
    rightProviderId: 'mts',
    wrong: '9161234567',
    right: '9161234568',
    amount: 50_000,
    takenAt: 0,
  };
  test.each([
    ['one wrong digit, the same day', mts, day, null],
    ['three wrong digits', { ...mts, right: '9161234111' }, day, null],
    ['four wrong digits', { ...mts, right: '9161230111' }, day, 'отличаются'],
    ['four digits in another order', { ...mts, right: '9161235476' }, day, null],
    ['after a fortnight', mts, 15 * day, 'больше 14'],
    ['the same number', { ...mts, right: mts.wrong }, day, 'одинаковы'],
    ['another operator', { ...mts, rightProviderId: 't2' }, day, 'другого оператора'],
    [
      'a large sum at Beeline',
      { ...mts, providerId: 'beeline', rightProviderId: 'beeline', amount: 300_001 },
      day,
      'не больше 3000',
    ],
  ])('%s', (_name, transfer, now, barred) => {
    const why = transferBarred(transfer, now);
    if (barred === null) expect(why).toBeNull();
    else expect(why).toContain(barred);
  });

  test('numbers of another length differ by what is missing', () => {
    expect(digitDistance('123', '1234')).toEqual({ different: 1, transposed: false });
  });
});
