/** What a workstation begins with before anything was set: devices, VAT table. */
import type { Day, Kopecks } from '../../contract/primitives.ts';
import type { Settings } from '../../contract/settings.ts';

const day = (text: string): Day => text as Day;

export const starterSettings: Settings = {
  printer: { driver: 'virtual', width: '80' },
  register: { driver: 'virtual' },
  autoLockMinutes: 10,
  blindEntryFrom: 500_000 as Kopecks,
  feeVat: 'none',
  // Codes of FFD tag 1199 as of 2026; a table, because rates change by law.
  vatRates: [
    { key: 'standard', since: day('2019-01-01'), code: 1, basisPoints: 2_000, name: 'НДС 20%' },
    { key: 'standard', since: day('2026-01-01'), code: 11, basisPoints: 2_200, name: 'НДС 22%' },
    { key: 'reduced', since: day('2019-01-01'), code: 2, basisPoints: 1_000, name: 'НДС 10%' },
    { key: 'five', since: day('2025-01-01'), code: 7, basisPoints: 500, name: 'НДС 5%' },
    { key: 'seven', since: day('2025-01-01'), code: 8, basisPoints: 700, name: 'НДС 7%' },
    { key: 'zero', since: day('2019-01-01'), code: 5, basisPoints: 0, name: 'НДС 0%' },
    { key: 'none', since: day('2019-01-01'), code: 6, basisPoints: null, name: 'Без НДС' },
  ],
};
