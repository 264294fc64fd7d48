/** How numbers are said. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { accountOf, amountOf, isRestart, receiptOf } from '../../../../sep/status/voice/keys.ts';
import { spokenDigits, spokenNumber, spokenReceipt, spokenSum } from '../../../../sep/status/voice/speech.ts';

test.each([
  [0, 'ноль рублей'],
  [1, 'одна копейка'],
  [2, 'две копейки'],
  [11, 'одиннадцать копеек'],
  [100, 'один рубль'],
  [102, 'один рубль две копейки'],
  [200, 'два рубля'],
  [50_000, 'пятьсот рублей'],
  [51_521, 'пятьсот пятнадцать рублей двадцать одна копейка'],
  [1_100, 'одиннадцать рублей'],
  [2_100, 'двадцать один рубль'],
  [11_200, 'сто двенадцать рублей'],
  [100_000, 'одна тысяча рублей'],
  [2_100_205, 'двадцать одна тысяча два рубля пять копеек'],
  [99_999_999, 'девятьсот девяносто девять тысяч девятьсот девяносто девять рублей девяносто девять копеек'],
])('%i kopecks are «%s»', (kopecks, words) => {
  expect(spokenSum(kopecks)).toBe(words);
});

/** What stands after a number, by the rule of Russian grammar: the second opinion on the package. */
const form = (count: number, [one, few, many]: readonly [string, string, string]): string => {
  const tens = count % 100;
  if (tens >= 11 && tens <= 14) return many;
  return count % 10 === 1 ? one : count % 10 >= 2 && count % 10 <= 4 ? few : many;
};

test('every sum up to 999 999,99 ends as grammar has it, in words alone', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 99_999_999 }), (kopecks) => {
      const words = spokenSum(kopecks);
      expect(words).toMatch(/^[а-яё ]+$/);
      const roubles = Math.floor(kopecks / 100);
      const cents = kopecks % 100;
      if (roubles > 0) expect(words).toContain(` ${form(roubles, ['рубль', 'рубля', 'рублей'])}`);
      else expect(words).not.toContain('рубл');
      if (cents > 0) expect(words.endsWith(` ${form(cents, ['копейка', 'копейки', 'копеек'])}`)).toBe(true);
      else expect(words).not.toContain('копе');
      // Feminine before «тысяча» and «копейка», masculine before «рубль».
      expect(words).not.toMatch(/один тысяч|два тысяч|один копе|два копе|одна рубл|две рубл/);
    }),
    { numRuns: 2_000, seed: 42 },
  );
});

test('numbers are said digit by digit in groups, counts in words', () => {
  expect(spokenDigits('9161234567')).toBe('девять один шесть, один два три, четыре пять, шесть семь');
  expect(spokenDigits('4567')).toBe('четыре пять, шесть семь');
  expect(spokenDigits('1234567')).toBe('один два три, четыре пять шесть, семь');
  expect(spokenDigits('А1')).toBe('А один');
  expect(spokenNumber(128)).toBe('сто двадцать восемь');
  expect(spokenNumber(1)).toBe('один');
  expect(spokenReceipt('128/12')).toBe('смена сто двадцать восемь, чек двенадцать');
  expect(spokenReceipt('ФД 312')).toBe('фискальный документ триста двенадцать');
});

describe('Keys', () => {
  test.each([
    ['9161234567', '9161234567'],
    ['9 1 6 1 2 3 4 5 6 7', '9161234567'],
    ['89161234567', '9161234567'],
    ['12345', '12345'],
    ['123', null],
    ['1'.repeat(21), null],
    ['916*123', null],
    ["916' OR 1", null],
    ['', null],
  ])('«%s» is the account %s', (said, account) => expect(accountOf(said)).toBe(account));

  test.each([
    ['128*12', '128/12'],
    ['1 2 8 star 1 2', '128/12'],
    ['312', 'ФД 312'],
    ['0', null],
    ['0*5', null],
    ['1*2*3', null],
    ['*', null],
  ])('«%s» is the receipt %s', (said, receipt) => expect(receiptOf(said)).toBe(receipt));

  test.each([
    ['515', 51_500],
    ['515*50', 51_550],
    ['0*01', 1],
    ['0', null],
    ['515*5', null],
    ['12345678', null],
    ['', null],
  ])('«%s» are %s kopecks', (said, amount) => expect(amountOf(said)).toBe(amount));

  test('a zero alone begins anew', () => {
    expect([isRestart('0'), isRestart(' 0 '), isRestart('00'), isRestart('10')]).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});
