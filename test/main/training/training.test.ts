import { afterEach, describe, expect, test } from 'vitest';
import { Catalogue, NumberRange } from '../../../contract/provider.ts';
import { Settings, TradePoint } from '../../../contract/settings.ts';
import { normaliseAccount } from '../../../core/account.ts';
import { isWeakPin } from '../../../core/pinPause.ts';
import { feeOf } from '../../../core/provider.ts';
import { starterCatalogue } from '../../../core/starter/starterCatalogue.ts';
import { openChance } from '../../../main/cli/seed/chance.ts';
import { openClients } from '../../../main/cli/seed/clients.ts';
import { starterSettings } from '../../../main/training/starter.ts';
import { starterRanges } from '../../../main/training/starterRanges.ts';
import { createTrainingSet, trainingKey, trainingPeople } from '../../../main/training/trainingSet.ts';
import { must, rejectedCode, removeFolders, reopen } from '../store/station.ts';

afterEach(removeFolders);

const hash = (pin: string) => Promise.resolve(`verifier of ${pin}`);

describe('the training set', () => {
  test('makes a whole workstation of an empty profile', async () => {
    const opened = reopen({});
    must(await createTrainingSet(opened.store, hash));
    const { local, read } = opened.store;
    expect(read.station()).toMatchObject({ workstation: 1, zone: 'Europe/Moscow' });
    expect(TradePoint.parse(local.tradePoint()).name).toBe('Мира, 12');
    expect(local.setting(trainingKey)).toEqual(trainingPeople);
    expect(
      local.cashiers
        .list()
        .map(({ role }) => role)
        .sort(),
    ).toEqual(['administrator', 'cashier', 'cashier', 'senior']);
    expect(local.operatorOf('9161234567')).toContain('Мобильные ТелеСистемы');
    expect(rejectedCode(await createTrainingSet(opened.store, hash))).toBe('alreadySetUp');
    opened.store.close();
  });

  test('is made by the next start, when a kill stopped it half-way', async () => {
    const opened = reopen({});
    const dying = { ...opened.store, begin: () => ({ ok: false, failure: { code: 'diskFull' } }) as const };
    expect(rejectedCode(await createTrainingSet(dying, hash))).toBe('diskFull');
    opened.store.close();
    const again = reopen({ folder: opened.folder, seed: 2 });
    expect(again.store.begun()).toBe(false);
    must(await createTrainingSet(again.store, hash));
    expect(again.store.local.cashiers.list()).toHaveLength(trainingPeople.length);
    again.store.close();
  });

  test('has PINs that the program itself would take', () => {
    for (const { pin } of trainingPeople) {
      expect(pin).toMatch(/^\d{6}$/);
      expect(isWeakPin(pin)).toBe(false);
    }
    expect(new Set(trainingPeople.map(({ pin }) => pin)).size).toBe(trainingPeople.length);
  });
});

/** The check digit of a legal person's INN. */
function isInn(inn: string): boolean {
  const weights = [2, 4, 10, 3, 5, 9, 4, 6, 8];
  const sum = weights.reduce((total, weight, index) => total + weight * Number(inn[index]), 0);
  return (sum % 11) % 10 === Number(inn[9]);
}

/** WCAG contrast of a colour against white. */
function contrastOnWhite(color: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 1.05 / (0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05);
}

describe('the starter catalogue', () => {
  test('fits its schema, as the settings and the ranges do', () => {
    expect(Catalogue.parse(starterCatalogue)).toEqual(starterCatalogue);
    expect(Settings.parse(starterSettings)).toEqual(starterSettings);
    for (const range of starterRanges) expect(NumberRange.parse(range)).toEqual(range);
    const keys = starterSettings.vatRates.map(({ key }) => key);
    expect(keys).toEqual(
      expect.arrayContaining([starterSettings.feeVat, ...starterCatalogue.providers.map(({ vat }) => vat)]),
    );
  });

  test('has at least fourteen providers of six kinds, each picked by a code of its own', () => {
    const { providers } = starterCatalogue;
    expect(providers.length).toBeGreaterThanOrEqual(14);
    expect(new Set(providers.map(({ kind }) => kind)).size).toBeGreaterThanOrEqual(6);
    for (const key of ['id', 'keypadCode', 'name'] as const)
      expect(new Set(providers.map((one) => one[key])).size).toBe(providers.length);
  });

  test.each(starterCatalogue.providers.map((provider) => [provider.name, provider] as const))(
    '%s: a real INN, a colour that can be read, groups that fit the mask, a fee within reason',
    (_, provider) => {
      expect(isInn(provider.inn)).toBe(true);
      expect(contrastOnWhite(provider.color)).toBeGreaterThanOrEqual(4.5);
      expect(feeOf(provider.fee, provider.maximum)).toBeLessThan(provider.maximum / 10);
      const { mask } = provider;
      if (mask.kind !== 'pattern') return;
      const longest = mask.groups.reduce((sum, size) => sum + size, 0);
      expect(normaliseAccount('1'.repeat(longest), mask).ok).toBe(true);
    },
  );

  test('ranges don’t overlap', () => {
    const sorted = [...starterRanges].sort((left, right) => left.from - right.from);
    expect(sorted.every((range, index) => index === 0 || range.from > (sorted[index - 1]?.to ?? 0))).toBe(
      true,
    );
  });
});

test('seeded clients pay sums and numbers that the rules take, the same for the same number', () => {
  const paid = (seed: number) => {
    const clients = openClients(starterCatalogue, openChance(seed));
    return Array.from({ length: 500 }, () => clients.next());
  };
  expect(paid(5)).toEqual(paid(5));
  expect(paid(5)).not.toEqual(paid(6));
  for (const { amountTaken, amountCredited, fee } of paid(5)) expect(amountTaken).toBe(amountCredited + fee);
});
