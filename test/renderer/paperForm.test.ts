import { expect, test } from 'vitest';
import type { ReceiptEvidence } from '../../contract/adjustment.ts';
import { starterCatalogue } from '../../core/starter/starterCatalogue.ts';
import { paperLacking, readPaperForm, startPaperForm, typeTime } from '../../renderer/adjust/paperForm.ts';

const qr = {
  kind: 'qr',
  drive: '9999',
  document: 312,
  sign: '1',
  amount: 51_500,
  time: '20261120T140559',
  operation: 1,
} as ReceiptEvidence;
const mts = starterCatalogue.providers.find(({ id }) => id === 'mts') ?? null;
const whole = { ...startPaperForm(qr), providerId: 'mts', account: '8 (916) 123-45-67' };

test('a scanned receipt brings its time; the rule brings what was credited and the fee', () => {
  const read = readPaperForm(whole, mts, 51_500);
  expect(read).toMatchObject({
    creditedText: '500,00',
    feeNote: 'по правилу оператора',
    accountWrong: false,
  });
  expect(read.feeText.replace(/\s/g, ' ')).toBe('15,00 ₽');
  expect(read.entry).toMatchObject({
    account: '9161234567',
    amountCredited: 50_000,
    day: '2026-11-20',
    time: '14:05',
  });
  expect(paperLacking(whole, read, mts)).toBeNull();
});

test('a fee that is not the rule’s is said to be looked at, and taken as it stands on the paper', () => {
  const read = readPaperForm({ ...whole, credited: '505' }, mts, 51_500);
  expect(read.entry?.amountCredited).toBe(50_500);
  expect(read.feeNote).toContain('сверьте с чеком');
});

test('what is lacking is asked for in the order of the form', () => {
  const form = startPaperForm({ kind: 'typed', number: '9/9', amount: 51_500 } as ReceiptEvidence);
  const lacking = (change: object, provider = mts) => {
    const now = { ...form, ...change };
    return paperLacking(now, readPaperForm(now, provider, 51_500), provider);
  };
  expect(lacking({}, null)).toContain('оператора');
  expect(lacking({})).toContain('номер');
  expect(lacking({ account: '916' })).toContain('номер');
  expect(lacking({ account: '9161234567', credited: '600' })).toContain('зачислено');
  expect(lacking({ account: '9161234567' })).toContain('дату и время');
  expect(lacking({ account: '9161234567', day: '31.02.2026', time: '14:05' })).toContain('дату и время');
  expect(lacking({ account: '9161234567', day: '20.11.2026', time: '14:05' })).toBeNull();
});

test('the colon of a time comes by itself', () => {
  expect(['1', '14', '140', '1405', '14:05', '14055'].map(typeTime)).toEqual([
    '1',
    '14',
    '14:0',
    '14:05',
    '14:05',
    '14:05',
  ]);
});
