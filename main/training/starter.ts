/** What a workstation begins with before anything was set: catalogue, devices, VAT table. */
import type { Kopecks } from '../../contract/primitives.ts';
import type { Settings } from '../../contract/settings.ts';
import { starterCatalogue } from '../../core/starter/starterCatalogue.ts';
import type { Starter } from '../store/local.ts';

export const starterSettings: Settings = {
  printer: { driver: 'virtual', width: '80' },
  register: { driver: 'virtual' },
  autoLockMinutes: 10,
  blindEntryFrom: 500_000 as Kopecks,
  feeVat: 'none',
  // Codes of FFD tag 1199 as of 2026; a table, because rates change by law.
  vatRates: [
    { key: 'standard', code: 11, name: 'НДС 22%' },
    { key: 'reduced', code: 2, name: 'НДС 10%' },
    { key: 'five', code: 7, name: 'НДС 5%' },
    { key: 'seven', code: 8, name: 'НДС 7%' },
    { key: 'zero', code: 5, name: 'НДС 0%' },
    { key: 'none', code: 6, name: 'Без НДС' },
  ],
};

export const starter: Starter = { catalogue: starterCatalogue, settings: starterSettings };
