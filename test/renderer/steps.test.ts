import { describe, expect, test } from 'vitest';
import type { Progress } from '../../renderer/payment/steps.ts';
import { afterEnter, nextField, previousField, restingSpot } from '../../renderer/payment/steps.ts';

const empty: Progress = {
  stage: 'entered',
  preCheck: null,
  stored: false,
  paperOwed: false,
  accountGood: false,
  providerKnown: false,
  sumGood: false,
  tenderedEnough: false,
};
const filled: Progress = { ...empty, accountGood: true, providerKnown: true, sumGood: true };

describe('the next key belongs', () => {
  test('to the first field that is not good', () => {
    expect(restingSpot(empty)).toBe('account');
    expect(restingSpot({ ...empty, accountGood: true })).toBe('provider');
    expect(restingSpot({ ...filled, sumGood: false })).toBe('sum');
    expect(restingSpot(filled)).toBe('preCheck');
  });

  test('to the signature, or to printing again when nothing came out', () => {
    expect(restingSpot({ ...filled, stage: 'preChecked', preCheck: 'printed' })).toBe('sign');
    expect(restingSpot({ ...filled, stage: 'preChecked', preCheck: 'notPrinted' })).toBe('reprint');
  });

  test('to the money, and past it when it was entered before', () => {
    expect(restingSpot({ ...filled, stage: 'signed' })).toBe('tendered');
    expect(restingSpot({ ...filled, stage: 'signed', tenderedEnough: true })).toBe('receipt');
  });

  test('to the copy as long as the receipt’s paper is owed, and only then to conducting', () => {
    const receipted: Progress = { ...filled, stage: 'receipted' };
    expect(restingSpot({ ...receipted, paperOwed: true })).toBe('copy');
    expect(nextField('copy', { ...receipted, paperOwed: true })).toBe('paperless');
    expect(previousField('paperless', { ...receipted, paperOwed: true })).toBe('copy');
    expect(restingSpot(receipted)).toBe('conduct');
    expect(previousField('conduct', receipted)).toBeNull();
  });

  test('to no button while a receipt is unknown', () => {
    expect(restingSpot({ ...filled, stage: 'receipting' })).toBe('unknown');
  });
});

test('Enter goes past the operator when the number named it', () => {
  expect(afterEnter('account', { ...empty, accountGood: true, providerKnown: true })).toBe('sum');
  expect(afterEnter('account', { ...empty, accountGood: true })).toBe('provider');
});

test('Enter stays on a field that is not good', () => {
  expect(afterEnter('account', empty)).toBe('account');
  expect(afterEnter('sum', { ...filled, sumGood: false })).toBe('sum');
});

test('an operator whose mask the number misses sends back to the number', () => {
  expect(afterEnter('provider', { ...filled, accountGood: false })).toBe('account');
});

test('plus visits every field in turn, minus goes the same way back', () => {
  const way = ['account', 'provider', 'sum', 'tendered', 'preCheck'] as const;
  for (const [index, spot] of way.entries()) {
    expect(nextField(spot, empty)).toBe(way[Math.min(index + 1, 4)]);
    expect(previousField(spot, empty)).toBe(way[index - 1] ?? null);
  }
});

test('plus comes to «Отложить» last, wherever there is something to set aside, and minus leads back from it', () => {
  const stored = { ...filled, stored: true };
  const before = (progress: Progress) => previousField('aside', progress);
  expect(nextField('preCheck', stored)).toBe('aside');
  for (const [progress, last] of [
    [{ ...stored, stage: 'preChecked', preCheck: 'printed' }, 'sign'],
    [{ ...stored, stage: 'signed' }, 'receipt'],
    [{ ...stored, stage: 'receipting' }, 'unknown'],
    [{ ...stored, stage: 'receipted', paperOwed: true }, 'paperless'],
    [{ ...stored, stage: 'receipted' }, 'conduct'],
  ] as const) {
    expect([nextField(last, progress), before(progress)]).toEqual(['aside', last]);
    expect(nextField('aside', progress)).toBe('aside');
  }
});

test('back from a printed pre-check is a question', () => {
  expect(previousField('sign', { ...filled, stage: 'preChecked', preCheck: 'printed' })).toBeNull();
});
