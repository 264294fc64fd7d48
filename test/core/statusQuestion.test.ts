import { expect, test } from 'vitest';
import { accountEnd, accountForms, readReceiptNumber } from '../../core/statusQuestion.ts';

test.each([
  ['9161234567', ['9161234567']],
  ['+7 (916) 123-45-67', ['9161234567']],
  ['8 916 123 45 67', ['9161234567', '89161234567']],
  ['1234-5678 90', ['1234567890']],
  ['аб/12–3', ['АБ/123']],
  ['81234567890', ['81234567890']],
  ['', []],
  ['???', []],
  ['1'.repeat(21), []],
])('«%s» may be kept as %j', (text, forms) => {
  expect(accountForms(text)).toEqual(forms);
});

test.each([
  ['128/12', '128/12'],
  [' 128 / 012 ', '128/12'],
  ['128*12', '128/12'],
  ['128-12', '128/12'],
  ['Чек 128/12', '128/12'],
  ['Смена 128 Чек 12', '128/12'],
  ['смена № 128, чек № 12', '128/12'],
  ['128/12 ФД 312', '128/12'],
  ['ФД 312', 'ФД 312'],
  ['фд: 312', 'ФД 312'],
  ['312', 'ФД 312'],
  ['', null],
  ['чек', null],
  ['12/', null],
  ['1/2/3', null],
])('«%s» is the receipt %s', (text, number) => {
  expect(readReceiptNumber(text)).toBe(number);
});

test.each([
  ['9161234567', '4567'],
  ['123456', '456'],
  ['1234', '34'],
  ['1', '1'],
])('of %s only %s is shown', (account, end) => {
  expect(accountEnd(account)).toBe(end);
});
