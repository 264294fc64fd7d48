/** The number under which a vendor's printers keep a Russian code page (ESC t n), as its manuals give it. */
import type { CodePage } from '../../contract/settings.ts';

export type Preset = { readonly name: string; readonly codePage: CodePage; readonly number: number };

export const presets: readonly Preset[] = [
  { name: 'Epson, CP866', codePage: 'cp866', number: 17 },
  { name: 'Xprinter, Sunmi, CP866', codePage: 'cp866', number: 17 },
  { name: 'Citizen, HP, MPT, CP866', codePage: 'cp866', number: 7 },
  { name: 'Epson, Windows-1251', codePage: 'windows1251', number: 46 },
  { name: 'Xprinter, POS-5890, Windows-1251', codePage: 'windows1251', number: 23 },
  { name: 'Bixolon, Windows-1251', codePage: 'windows1251', number: 28 },
];

/** The preset's place in the list; −1: numbers of its own. */
export const presetOf = (codePage: CodePage, number: number): number =>
  presets.findIndex((preset) => preset.codePage === codePage && preset.number === number);
