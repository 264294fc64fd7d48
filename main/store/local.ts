/** What a workstation keeps beside its journal: settings, cashiers, the draft, the catalogue, the numbering plan. */

import type { Result } from '../../contract/failure.ts';
import { ok } from '../../contract/failure.ts';
import { Settings, TradePoint } from '../../contract/settings.ts';
import { Draft } from '../../contract/till.ts';
import { openCashierTable } from './cashierTable.ts';
import { openCatalogueReader, openCatalogueWriter } from './catalogueTable.ts';
import type { Database } from './driver.ts';
import { guarded } from './engineFailure.ts';
import { openRangeTable } from './rangeTable.ts';
import type { LocalStore } from './types.ts';

/** Plain values only: what a stored text may lack, and what it may have too much. */
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Settings of another shape: each field that fits is kept, each that is missing or does not fit is the starter's. */
function settingsFrom(stored: unknown, fallback: Settings): Settings {
  if (!isObject(stored)) return fallback;
  const fields = Object.entries(Settings.shape).flatMap(([name, schema]) => {
    const field = schema.safeParse(stored[name]);
    return field.success ? [[name, field.data] as const] : [];
  });
  return Settings.safeParse({ ...fallback, ...Object.fromEntries(fields) }).data ?? fallback;
}

/** A value that is read often and changes seldom: read once, replaced when it is set. */
function remembered<T>(read: () => T): { get(): T; forget(): void } {
  let known: { readonly value: T } | null = null;
  return {
    get() {
      known ??= { value: read() };
      return known.value;
    },
    forget: () => {
      known = null;
    },
  };
}

export function openLocal(database: Database, starterSettings: Settings): LocalStore {
  const selectSetting = database.prepare<[string], string>('SELECT value FROM setting WHERE key = ?').pluck();
  const putSetting = database.prepare<[string, string]>(
    'INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
  );
  const selectDraft = database.prepare<[], string>('SELECT value FROM draft').pluck();
  const putDraft = database.prepare<[string]>(
    'INSERT INTO draft (one, value) VALUES (1, ?) ON CONFLICT (one) DO UPDATE SET value = excluded.value',
  );
  const dropDraft = database.prepare<[]>('DELETE FROM draft');
  const readCatalogue = openCatalogueReader(database);
  const putCatalogue = openCatalogueWriter(database);
  const ranges = openRangeTable(database);

  function setting(key: string): unknown {
    const text = selectSetting.get(key);
    return text === undefined ? undefined : parsed(text);
  }
  const settings = remembered(() => settingsFrom(setting('settings'), starterSettings));
  // Without a name and an address there is nothing to print: what does not fit is asked for again.
  const tradePoint = remembered(() => TradePoint.safeParse(setting('tradePoint')).data ?? null);
  const held = remembered(readCatalogue);

  function stored(step: () => unknown, ...changed: readonly { forget(): void }[]): Result<null> {
    const done = guarded(step);
    if (!done.ok) return done;
    for (const value of changed) value.forget();
    return ok(null);
  }

  return {
    cashiers: openCashierTable(database),
    settings: settings.get,
    setSettings: (value) => stored(() => putSetting.run('settings', JSON.stringify(value)), settings),
    tradePoint: tradePoint.get,
    setTradePoint: (value) => stored(() => putSetting.run('tradePoint', JSON.stringify(value)), tradePoint),
    setting,
    setSetting: (key, value) =>
      stored(() => putSetting.run(key, JSON.stringify(value)), settings, tradePoint),
    draft() {
      const text = selectDraft.get();
      // A draft of an older program that no longer fits is typed anew: it was never entered.
      return text === undefined ? null : (Draft.safeParse(parsed(text)).data ?? null);
    },
    setDraft: (draft) => stored(() => (draft ? putDraft.run(JSON.stringify(draft)) : dropDraft.run())),
    catalogue: () => held.get().catalogue,
    catalogueStanding: () => held.get().standing,
    mendCatalogue() {
      const { catalogue, standing, spoilt } = held.get();
      if (!spoilt || standing !== 'sound') return ok(false);
      const mended = stored(() => putCatalogue(catalogue), held);
      return mended.ok ? ok(true) : mended;
    },
    setCatalogue: (value) => stored(() => putCatalogue(value), held),
    replaceRanges: ranges.replace,
    operatorOf: ranges.operatorOf,
    rangeCount: ranges.count,
  };
}
