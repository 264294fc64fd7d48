/** Settings of this workstation, read through their schemas: what is stored is input too. */
import { z } from 'zod';
import type { Result } from '../../contract/failure.ts';
import type { Kopecks } from '../../contract/primitives.ts';
import { Role } from '../../contract/primitives.ts';
import { Settings, TradePoint } from '../../contract/settings.ts';
import type { LocalStore } from '../store/types.ts';

export const settingsKey = 'settings';
export const tradePointKey = 'tradePoint';
export const trainingKey = 'training';

/** VAT rates as of 2026: settings, because the law changes them. */
const defaultVatRates: Settings['vatRates'] = [
  { key: 'none', code: 6, name: 'НДС не облагается' },
  { key: 'vat22', code: 11, name: 'НДС 22%' },
  { key: 'vat10', code: 2, name: 'НДС 10%' },
  { key: 'vat0', code: 5, name: 'НДС 0%' },
];

export const defaultSettings: Settings = {
  printer: { driver: 'virtual', width: '80' },
  register: { driver: 'virtual' },
  autoLockMinutes: 10,
  blindEntryFrom: 500_000 as Kopecks,
  feeVat: 'none',
  vatRates: defaultVatRates,
};

const TrainingPins = z.array(z.object({ name: z.string(), role: Role, pin: z.string() }));
export type TrainingPins = z.infer<typeof TrainingPins>;

/** The stored settings; the defaults where none are stored or what is stored no longer fits. */
export const readSettings = (local: LocalStore): Settings =>
  Settings.safeParse(local.setting(settingsKey)).data ?? defaultSettings;

export const writeSettings = (local: LocalStore, settings: Settings): Result<null> =>
  local.setSetting(settingsKey, settings);

/** Null before the set-up. */
export const readTradePoint = (local: LocalStore): TradePoint | null =>
  TradePoint.safeParse(local.setting(tradePointKey)).data ?? null;

export const writeTradePoint = (local: LocalStore, tradePoint: TradePoint): Result<null> =>
  local.setSetting(tradePointKey, tradePoint);

/** PINs to show on the sign-in screen; null on a real profile. */
export const readTraining = (local: LocalStore): TrainingPins | null =>
  TrainingPins.safeParse(local.setting(trainingKey)).data ?? null;
