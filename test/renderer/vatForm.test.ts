import { expect, test } from 'vitest';
import type { Day } from '../../contract/primitives.ts';
import { starterSettings } from '../../main/training/starter.ts';
import { readVat, vatLines } from '../../renderer/settings/vatForm.ts';

const today = '2026-11-27' as Day;
const stored = vatLines(starterSettings.vatRates);

test('what is stored is read back as it was', () => {
  expect(readVat(stored, 'none', ['standard'], today)).toMatchObject({
    rates: starterSettings.vatRates,
    table: [],
  });
});

test('a rate to come is typed as people write it; an empty percentage is no tax', () => {
  const next = {
    id: 99,
    key: 'standard',
    since: '01.07.2027',
    code: '12',
    percent: '22,5',
    name: ' НДС 22,5% ',
  };
  expect(readVat([...stored, next], 'none', [], today).rates?.at(-1)).toEqual({
    key: 'standard',
    since: '2027-07-01',
    code: 12,
    basisPoints: 2_250,
    name: 'НДС 22,5%',
  });
  const free = readVat([...stored, { ...next, percent: '' }], 'none', [], today);
  expect(free.rates?.at(-1)?.basisPoints).toBeNull();
});

test.each([
  ['since', '31.02.2027'],
  ['since', ''],
  ['percent', '51'],
  ['percent', '1,234'],
  ['code', '0'],
  ['code', '21'],
  ['name', ' '],
] as const)('a wrong field says so in its line, and nothing is saved: %s «%s»', (field, text) => {
  const good = { id: 99, key: 'standard', since: '01.07.2027', code: '12', percent: '22', name: 'НДС' };
  const reading = readVat([...stored, { ...good, [field]: text }], 'none', [], today);
  expect(reading.rates).toBeNull();
  expect(Object.keys(reading.lines.at(-1) ?? {})).toEqual([field]);
});
