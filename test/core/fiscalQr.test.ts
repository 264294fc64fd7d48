import { expect, test } from 'vitest';
import type { ReceiptEvidence } from '../../contract/adjustment.ts';
import type { OwnReceipt } from '../../core/fiscalQr.ts';
import { isReceiptOf, parseFiscalQr, parseReceiptNumber } from '../../core/fiscalQr.ts';

const text = 't=20261123T0905&s=515.00&fn=9999000000000001&i=312&fp=0123456789&n=1';

const own: OwnReceipt = {
  shiftNumber: 128,
  number: 12,
  amount: 51_500,
  fiscal: { drive: '9999000000000001', document: 312, sign: '0123456789' },
};

const scanned = (qr: string): ReceiptEvidence => {
  const read = parseFiscalQr(qr);
  if (!read) throw new Error(`not read: ${qr}`);
  return read;
};

test('the QR of a receipt is read, in any order of its fields and however a scanner ends it', () => {
  const evidence = {
    kind: 'qr',
    drive: '9999000000000001',
    document: 312,
    sign: '0123456789',
    amount: 51_500,
    time: '20261123T0905',
    operation: 1,
  };
  expect(parseFiscalQr(text)).toEqual(evidence);
  expect(parseFiscalQr(`  ${text}\r\n`)).toEqual(evidence);
  expect(parseFiscalQr(text.split('&').reverse().join('&'))).toEqual(evidence);
  expect(parseFiscalQr(text.replace('0905', '090559'))).toEqual({ ...evidence, time: '20261123T090559' });
  expect(parseFiscalQr(text.replace('515.00', '515'))).toEqual(evidence);
  expect(parseFiscalQr(text.replace('515.00', '515,0'))).toEqual(evidence);
});

test.each([
  '',
  'https://example.ru/?s=515.00',
  '9161234567',
  text.replace('&fn=9999000000000001', ''),
  text.replace('i=312', 'i='),
  text.replace('i=312', 'i=0'),
  text.replace('515.00', '-515.00'),
  text.replace('515.00', '515.005'),
  text.replace('n=1', 'n=7'),
  text.replace('T0905', ' 09:05'),
])('%j is no QR of a receipt', (other) => {
  expect(parseFiscalQr(other)).toBeNull();
});

test('a scanned receipt is this one only if drive, document, sign, sum and kind are', () => {
  expect(isReceiptOf(scanned(text), own)).toBe(true);
  for (const other of [
    text.replace('515.00', '515.01'),
    text.replace('i=312', 'i=313'),
    text.replace('fn=9999000000000001', 'fn=9999000000000002'),
    text.replace('fp=0123456789', 'fp=0123456780'),
    // «Возврат прихода» of the same payment is no proof that money was taken.
    text.replace('n=1', 'n=2'),
  ]) {
    expect(isReceiptOf(scanned(other), own), other).toBe(false);
  }
  expect(isReceiptOf(scanned(text), { ...own, fiscal: null })).toBe(false);
});

test.each([
  ['128/12', true],
  [' 128 / 12 ', true],
  ['Чек 128/12', true],
  ['128/12 ФД 312', true],
  ['ФД 312', true],
  ['фд312', true],
  ['312', true],
  ['128/13', false],
  ['12/128', false],
  ['ФД 313', false],
  ['сто двадцать', false],
])('«%s» typed with the sum: %s', (number, expected) => {
  const evidence = { kind: 'typed', number, amount: 51_500 } as ReceiptEvidence;
  expect(isReceiptOf(evidence, own)).toBe(expected);
  expect(isReceiptOf({ ...evidence, amount: 51_501 } as ReceiptEvidence, own)).toBe(false);
});

test('a receipt of a plain printer is known by shift and number alone', () => {
  const plain = { ...own, fiscal: null };
  expect(isReceiptOf({ kind: 'typed', number: '128/12', amount: 51_500 } as ReceiptEvidence, plain)).toBe(
    true,
  );
  expect(isReceiptOf({ kind: 'typed', number: '312', amount: 51_500 } as ReceiptEvidence, plain)).toBe(false);
  expect(parseReceiptNumber('ФД')).toBeNull();
});
