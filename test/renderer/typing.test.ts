import { describe, expect, test } from 'vitest';
import type { AccountMask } from '../../contract/provider.ts';
import { typeAccount, typeSum } from '../../renderer/parts/typing.ts';

const atEnd = (text: string) => ({ text, caret: text.length });
const contract = {
  kind: 'pattern',
  pattern: '^\\d{10}$',
  hint: 'договор, 10 цифр',
  groups: [4, 4, 2],
  letters: false,
} satisfies AccountMask;

/** Types key by key at the end, as a person does. */
const typing = (
  keys: string,
  type: (typed: { text: string; caret: number }) => { text: string; caret: number },
) =>
  [...keys].reduce(
    (typed, key) =>
      type({
        text: typed.text.slice(0, typed.caret) + key + typed.text.slice(typed.caret),
        caret: typed.caret + 1,
      }),
    atEnd(''),
  );

describe('a number being typed', () => {
  test('is grouped digit by digit, the caret at its end', () => {
    expect(typing('9161234567', (typed) => typeAccount(typed, null))).toEqual(atEnd('916 123-45-67'));
    expect(typing('9161', (typed) => typeAccount(typed, null))).toEqual(atEnd('916 1'));
  });

  test('with 8 or +7 before it becomes ten digits when complete', () => {
    expect(typing('89161234567', (typed) => typeAccount(typed, null))).toEqual(atEnd('916 123-45-67'));
    expect(typeAccount(atEnd('+7 (916) 123-45-67'), null)).toEqual(atEnd('916 123-45-67'));
  });

  test('keeps the caret inside when a digit in the middle is deleted', () => {
    // 916 1|3-45-67 after the 2 was deleted
    expect(typeAccount({ text: '916 13-45-67', caret: 5 }, null)).toEqual({ text: '916 134-56-7', caret: 5 });
  });

  test('follows the groups of its provider', () => {
    expect(typing('1234567890', (typed) => typeAccount(typed, contract))).toEqual(atEnd('1234 5678 90'));
  });

  test('of a provider unknown yet stands as typed', () => {
    expect(typeAccount(atEnd('44012'), null).text).toBe('44012');
  });
});

describe('a sum being typed', () => {
  test('is grouped by thousands', () => {
    expect(typing('1234567', typeSum)).toEqual(atEnd('1\u00a0234\u00a0567'));
  });

  test('takes the comma from any layout', () => {
    for (const key of [',', '.', 'ю', 'Б']) expect(typing(`500${key}5`, typeSum).text).toBe('500,5');
  });

  test('has at most two decimals and no letters', () => {
    expect(typing('12,345', typeSum).text).toBe('12,34');
    expect(typing('1a2', typeSum).text).toBe('12');
    expect(typing('1,2,3', typeSum).text).toBe('1,23');
  });

  test('that begins with a comma begins with zero', () => {
    expect(typing(',5', typeSum).text).toBe('0,5');
  });
});
