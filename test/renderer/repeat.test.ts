import { expect, test } from 'vitest';
import { PaymentStage } from '../../contract/till.ts';
import type { Action } from '../../renderer/payment/repeat.ts';
import { toRepeat } from '../../renderer/payment/repeat.ts';

const stages = PaymentStage.options;
const actions: readonly Action[] = [
  'preCheck',
  'reprint',
  'sign',
  'edit',
  'receipt',
  'settle',
  'copy',
  'paperOut',
  'conduct',
  'abandon',
  'setAside',
];

test('«Повторить» does what failed or the paper of it, whatever the stage: never a step that nobody asked for', () => {
  const others = actions.flatMap((action) =>
    stages.flatMap((stage) =>
      [false, true].flatMap((paperOwed) => {
        const repeated = toRepeat(action, stage, paperOwed);
        return repeated === null || repeated === action ? [] : [`${action}, ${stage}: ${repeated}`];
      }),
    ),
  );
  expect([...new Set(others)]).toEqual(['preCheck, preChecked: reprint', 'receipt, receipted: copy']);
});

test('a receipt is printed again only where none was made', () => {
  expect(stages.filter((stage) => toRepeat('receipt', stage, true) === 'receipt')).toEqual(['signed']);
  expect(toRepeat('receipt', 'receipted', false)).toBeNull();
});

test('whoever could not put it aside, give it up or change it does just that', () => {
  expect(toRepeat('setAside', 'receipted', true)).toBe('setAside');
  expect(toRepeat('setAside', 'signed', false)).toBe('setAside');
  expect(toRepeat('abandon', 'signed', false)).toBe('abandon');
  expect(toRepeat('edit', 'preChecked', false)).toBe('edit');
  expect(toRepeat('paperOut', 'receipted', true)).toBe('paperOut');
});
