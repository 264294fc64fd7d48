import { describe, expect, test } from 'vitest';
import type { AccountMask } from '../../contract/provider.ts';
import { normaliseAccount } from '../../core/account.ts';
import { pasteSum, typeAccount, typeSum } from '../../renderer/parts/typing.ts';

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

describe('a number that was pasted', () => {
  test('loses the invisible marks that address books copy along', () => {
    expect(typeAccount(atEnd('\u2066+7 916 123-45-67\u2069'), null)).toEqual(atEnd('916 123-45-67'));
    expect(typeAccount(atEnd('\ufeff916\u200b1234567\u00ad'), null)).toEqual(atEnd('916 123-45-67'));
  });

  test('of more signs than any provider has is refused, not cut to another one’s', () => {
    const mask: AccountMask = { ...contract, pattern: '^\\d{6,20}$', groups: [] };
    const { text } = typeAccount(atEnd('1234567890123456789012345'), mask);
    expect(normaliseAccount(text, mask)).toMatchObject({ ok: false, failure: { code: 'badAccount' } });
    expect(normaliseAccount(typeAccount(atEnd('12345678901234567890'), mask).text, mask).ok).toBe(true);
  });
});

describe('a sum that is pasted', () => {
  const pasted = (text: string) => pasteSum('', 0, 0, text)?.text ?? null;

  test.each([
    ['500', '500'],
    ['1 000,5', '1\u00a0000,5'],
    ['1\u00a0000.50', '1\u00a0000,50'],
    [' 500,00 ₽\n', '500,00'],
    ['500 руб.', '500'],
    ['500\u200b', '500'],
  ])('is read as people write it: %j', (text, shown) => {
    expect(pasted(text)).toBe(shown);
  });

  test.each([
    '1e9',
    '-5',
    '−500',
    '1,000.50',
    '1.000,50',
    '5,5,5',
    '10,005',
    '0x10',
    '1000000000',
    '５００',
    'Infinity',
    '916 123-45-67',
    ' ',
  ])('is refused rather than turned into another: %j', (text) => {
    expect(pasted(text)).toBeNull();
  });

  test('goes where the caret is, and takes the place of what was marked', () => {
    expect(pasteSum('500', 3, 3, ',50')).toEqual(atEnd('500,50'));
    expect(pasteSum('500', 0, 3, '70')).toEqual(atEnd('70'));
    expect(pasteSum('1\u00a0500,50', 5, 5, ',2')).toBeNull();
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
