import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AccountMask } from '../../contract/provider.ts';
import {
  blindEnd,
  formatAccount,
  formatTenDigits,
  normaliseAccount,
  normaliseTenDigits,
  typeBlindEnd,
} from '../../core/account.ts';

const contract: AccountMask = {
  kind: 'pattern',
  pattern: '^\\d{8,12}$',
  hint: 'лицевой счёт, 8–12 цифр',
  groups: [4, 4, 4],
  letters: false,
};
const lettered: AccountMask = {
  kind: 'pattern',
  pattern: '^[A-ZА-Я]\\d{6}$',
  hint: 'буква и 6 цифр',
  groups: [],
  letters: true,
};

describe('ten digits', () => {
  test.each([
    '9161234567',
    '89161234567',
    '79161234567',
    '+79161234567',
    '+7 (916) 123-45-67',
    '8 916 123 45 67',
    '8\u00a0916\u00a0123\u201345\u201467',
    ' 916.123.45.67 ',
  ])('%s is read as 9161234567', (typed) => {
    expect(normaliseTenDigits(typed)).toEqual({ ok: true, value: '9161234567' });
  });

  test.each([
    ['', 'short'],
    ['916123456', 'short'],
    ['+7916123456', 'short'],
    ['91612345678', 'long'],
    ['+791612345678', 'long'],
    ['+3809161234567', 'foreign'],
    ['4951234567', 'notMobile'],
    ['916123456a', 'letters'],
    ['9161234567;1', 'letters'],
    ['٩١٦١٢٣٤٥٦٧', 'letters'],
  ])('%s is refused: %s', (typed, why) => {
    const read = normaliseTenDigits(typed);
    expect(read.ok ? null : read.failure).toMatchObject({ code: 'badAccount', details: { why } });
  });

  test('10,000 random inputs: ten digits from 9 on, or a refusal, and reading twice changes nothing', () => {
    const noise = fc.constantFrom('', ' ', '-', '(', ')', '.', '\u00a0', '\u2013');
    const typed = fc.oneof(
      fc.string(),
      fc.string({ unit: fc.constantFrom(...'0123456789+ ()-.abж') }),
      fc
        .tuple(
          fc.constantFrom('', '8', '7', '+7'),
          fc.stringMatching(/^9\d{9}$/),
          fc.array(noise, { minLength: 11, maxLength: 11 }),
        )
        .map(
          ([prefix, digits, gaps]) =>
            prefix + [...digits].map((digit, index) => (gaps[index] ?? '') + digit).join(''),
        ),
    );
    let accepted = 0;
    fc.assert(
      fc.property(typed, (text) => {
        const read = normaliseTenDigits(text);
        if (!read.ok) {
          expect(read.failure.code).toBe('badAccount');
          return;
        }
        accepted += 1;
        expect(read.value).toMatch(/^9\d{9}$/);
        expect(text.replace(/\D/g, '').endsWith(read.value)).toBe(true);
        expect(normaliseTenDigits(read.value)).toEqual(read);
        expect(normaliseTenDigits(formatTenDigits(read.value))).toEqual(read);
      }),
      { numRuns: 10_000, seed: 42 },
    );
    expect(accepted).toBeGreaterThan(2_000);
  });
});

describe('other masks', () => {
  test('a contract number loses its spaces and dashes', () => {
    expect(normaliseAccount('1234-5678 90', contract)).toEqual({ ok: true, value: '1234567890' });
  });
  test('letters are upper-cased where the mask has them', () => {
    expect(normaliseAccount('б 123456', lettered)).toEqual({ ok: true, value: 'Б123456' });
  });
  test.each(['123', '1234567890123', '12345678a', ''])('%s is refused with the mask in words', (typed) => {
    const read = normaliseAccount(typed, contract);
    expect(read.ok ? null : read.failure).toMatchObject({
      code: 'badAccount',
      details: { hint: contract.hint },
    });
  });
});

describe('the end that is typed again, blind', () => {
  test.each([
    ['9161234567', '4567'],
    ['12/345/6', '45/6'],
    ['Б12', 'Б12'],
    ['7', '7'],
  ])('%s: %s', (account, end) => {
    expect(blindEnd(account)).toBe(end);
  });

  test('can be typed for every number that a mask lets through', () => {
    const any = { ...lettered, pattern: '^[0-9A-ZА-ЯЁ/]{1,20}$' };
    const sign = fc.constantFrom(...'0123456789AZazАЯЁаяё/');
    fc.assert(
      fc.property(fc.string({ unit: sign, minLength: 1, maxLength: 20 }), (text) => {
        const read = normaliseAccount(text, any);
        if (!read.ok) throw new Error(`no number: ${text}`);
        expect(typeBlindEnd(blindEnd(text))).toBe(blindEnd(read.value));
        expect(typeBlindEnd(blindEnd(read.value))).toBe(blindEnd(read.value));
      }),
      { numRuns: 500, seed: 14 },
    );
  });
});

test('numbers are grouped as far as they are typed', () => {
  expect(['', '9', '916', '9161', '916123', '9161234', '9161234567'].map(formatTenDigits)).toEqual([
    '',
    '9',
    '916',
    '916 1',
    '916 123',
    '916 123-4',
    '916 123-45-67',
  ]);
  expect(formatAccount('1234567890', contract)).toBe('1234 5678 90');
});
