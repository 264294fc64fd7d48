import iconv from 'iconv-lite';
import { afterEach, describe, expect, test } from 'vitest';
import { refuse } from '../../../contract/failure.ts';
import type { CashierId, PaymentId, ProviderId } from '../../../contract/primitives.ts';
import type { NumberRange } from '../../../contract/provider.ts';
import { starterCatalogue } from '../../../core/starter/starterCatalogue.ts';
import { importRanges, parseRanges } from '../../../main/store/ranges.ts';
import { starterSettings } from '../../../main/training/starter.ts';
import { must, noon, openBegun, rejectedCode, removeFolders, reopen } from './station.ts';

afterEach(removeFolders);

const person = (number: number, name: string) =>
  ({
    id: `00000000-0000-4000-8000-00000000000${number}` as CashierId,
    name,
    role: 'cashier',
    verifier: `v${number}`,
  }) as const;

describe('cashiers', () => {
  test('are listed by name, found, closed, and keep their tries over a restart', () => {
    const opened = openBegun({});
    const { cashiers } = opened.store.local;
    for (const one of [person(1, 'Яна'), person(2, 'Ёлкина'), person(3, 'Анна')]) must(cashiers.create(one));
    expect(cashiers.list().map(({ name }) => name)).toEqual(['Анна', 'Ёлкина', 'Яна']);
    must(cashiers.setTries(person(1, '').id, { failedTries: 5, pauseMs: 59_999.5 }));
    must(cashiers.close(person(2, '').id));
    opened.store.close();
    const again = reopen({ folder: opened.folder, seed: 2 });
    expect(again.store.local.cashiers.find(person(1, '').id)).toEqual({
      ...person(1, 'Яна'),
      closed: false,
      tries: { failedTries: 5, pauseMs: 60_000 },
    });
    expect(again.store.local.cashiers.find(person(2, '').id)?.closed).toBe(true);
    again.store.close();
  });

  test('don’t share a name while both are open', () => {
    const { store } = openBegun({});
    const { cashiers } = store.local;
    must(cashiers.create(person(1, 'Анна')));
    expect(rejectedCode(cashiers.create(person(2, ' анна ')))).toBe('cashierNameTaken');
    must(cashiers.close(person(1, '').id));
    must(cashiers.create(person(2, 'Анна')));
    store.close();
  });

  test('a new PIN ends a pause; nobody is refused by name', () => {
    const { store } = openBegun({});
    const { cashiers } = store.local;
    const { id } = person(1, '');
    expect(rejectedCode(cashiers.setVerifier(id, 'x'))).toBe('cashierNotFound');
    must(cashiers.create(person(1, 'Анна')));
    must(cashiers.setTries(id, { failedTries: 6, pauseMs: 1_000 }));
    must(cashiers.setVerifier(id, 'new'));
    expect(cashiers.find(id)).toMatchObject({ verifier: 'new', tries: { failedTries: 0, pauseMs: 0 } });
    store.close();
  });
});

describe('settings, draft and catalogue', () => {
  test('are the starter’s until they are set, and stay over a restart', () => {
    const opened = openBegun({});
    const { local } = opened.store;
    expect(local.settings()).toEqual(starterSettings);
    expect(local.catalogue()).toEqual(starterCatalogue);
    expect(local.tradePoint()).toBeNull();
    expect(local.draft()).toBeNull();
    const settings = { ...starterSettings, autoLockMinutes: 3 };
    const draft = {
      paymentId: '01a2027b-d680-7700-b016-d71b7acfe0aa' as PaymentId,
      account: '+7 916',
      providerId: 'mts' as ProviderId,
      providerChosen: false,
      sum: '5',
      tendered: '',
    };
    const catalogue = { ...starterCatalogue, version: 7 };
    must(local.setSettings(settings));
    must(local.setDraft(draft));
    must(local.setCatalogue(catalogue));
    must(local.setSetting('anything', { of: ['any', 'form'] }));
    opened.store.close();
    const again = reopen({ folder: opened.folder, seed: 2 }).store;
    expect(again.local.settings()).toEqual(settings);
    expect(again.local.draft()).toEqual(draft);
    expect(again.local.catalogue()).toEqual(catalogue);
    expect(again.local.setting('anything')).toEqual({ of: ['any', 'form'] });
    expect(again.local.setting('nothing')).toBeUndefined();
    must(again.local.setDraft(null));
    expect(again.local.draft()).toBeNull();
    again.close();
  });
});

describe('what an older or another program stored', () => {
  const kept = (rows: readonly (readonly [string, unknown])[], catalogue: unknown) => {
    const opened = openBegun({});
    const { store, database } = opened;
    for (const [key, value] of rows) must(store.local.setSetting(key, value));
    if (catalogue !== undefined)
      database
        .prepare('INSERT INTO catalogue (one, version, value) VALUES (1, 1, ?)')
        .run(JSON.stringify(catalogue));
    const { local } = store;
    const read = { settings: local.settings(), tradePoint: local.tradePoint(), catalogue: local.catalogue() };
    store.close();
    return read;
  };

  test('settings keep each field that fits; what is missing or wrong is the starter’s', () => {
    const { printer: _, ...older } = { ...starterSettings, autoLockMinutes: 7, feeVat: 5, gone: true };
    expect(kept([['settings', older]], undefined).settings).toEqual({
      ...starterSettings,
      autoLockMinutes: 7,
    });
    for (const stored of [null, 'text', 5, [], {}])
      expect(kept([['settings', stored]], undefined).settings).toEqual(starterSettings);
  });

  test('a trade point and a catalogue of another shape throw nothing', () => {
    const read = kept([['tradePoint', { name: 'Мира, 12' }]], { version: 3, providers: [{ id: 'mts' }] });
    expect(read.tradePoint).toBeNull();
    expect(read.catalogue).toEqual(starterCatalogue);
  });
});

describe('the numbering plan', () => {
  const plan = (count: number): NumberRange[] =>
    Array.from({ length: count }, (_, index) => ({
      from: 9_000_000_000 + index * 60_000,
      to: 9_000_000_000 + index * 60_000 + 49_999,
      operator: `оператор ${index}`,
      region: '',
    }));

  test('of 15 000 rows answers by one step down an index', () => {
    const { store } = openBegun({});
    must(store.local.replaceRanges(plan(15_000)));
    expect(store.local.rangeCount()).toBe(15_000);
    for (const index of [0, 1, 7_777, 14_999]) {
      expect(store.local.operatorOf(String(9_000_000_000 + index * 60_000))).toBe(`оператор ${index}`);
      expect(store.local.operatorOf(String(9_000_000_000 + index * 60_000 + 49_999))).toBe(
        `оператор ${index}`,
      );
      expect(store.local.operatorOf(String(9_000_000_000 + index * 60_000 + 50_000))).toBeNull();
    }
    expect(store.local.operatorOf('8999999999')).toBeNull();
    expect(store.local.operatorOf('916')).toBeNull();
    store.close();
  });

  test('is imported in UTF-8 and windows-1251, in the short and the public form', () => {
    const short =
      'DEF;от;до;оператор;регион\r\n916;0000000;9999999;ПАО "Мобильные ТелеСистемы";г. Москва\r\n';
    const long =
      'АВС/ DEF;От;До;Емкость;Оператор;Регион\n903;0;9999999;10000000;ПАО "Вымпел-Коммуникации";Москва\n';
    const utf8 = parseRanges(Buffer.from(`\u{feff}${short}`));
    expect(utf8).toEqual({
      ranges: [
        {
          from: 9_160_000_000,
          to: 9_169_999_999,
          operator: 'ПАО "Мобильные ТелеСистемы"',
          region: 'г. Москва',
        },
      ],
      rejected: [],
    });
    expect(parseRanges(iconv.encode(short, 'windows-1251'))).toEqual(utf8);
    expect(parseRanges(iconv.encode(long, 'windows-1251'))?.ranges).toEqual([
      { from: 9_030_000_000, to: 9_039_999_999, operator: 'ПАО "Вымпел-Коммуникации"', region: 'Москва' },
    ]);
  });

  test('names each row that it can’t take, and why', () => {
    const text = [
      '916;0000000;1999999;МТС;',
      '91;1;2;МТС;',
      '917;5;4;МТС;',
      '918;x;4;МТС;',
      '919;1;2;;',
      '916;1000000;2000000;Т2;',
    ].join('\n');
    const parsed = parseRanges(Buffer.from(text));
    expect(parsed?.ranges).toHaveLength(1);
    expect(parsed?.rejected).toEqual([
      { line: 2, reason: 'код не из трёх цифр' },
      { line: 3, reason: 'начало больше конца' },
      { line: 4, reason: 'границы не из семи цифр' },
      { line: 5, reason: 'нет оператора' },
      { line: 6, reason: 'пересекается с другой строкой' },
    ]);
  });

  test('counts all rows that it can’t take, and names the first hundred', () => {
    const { store } = openBegun({});
    const text = ['916;0000000;1999999;МТС;', ...Array.from({ length: 150 }, () => 'x;1;2;МТС;')].join('\n');
    const imported = must(importRanges(store.local, Buffer.from(text)));
    expect(imported).toMatchObject({ rows: 1, rejectedCount: 150 });
    expect(imported.rejected).toHaveLength(100);
    store.close();
  });

  test('is replaced as a whole, or not at all', () => {
    const { store } = openBegun({});
    must(store.local.replaceRanges(plan(5)));
    expect(rejectedCode(importRanges(store.local, Buffer.from('just a letter, no table')))).toBe('badFile');
    expect(rejectedCode(importRanges(store.local, Buffer.alloc(0)))).toBe('badFile');
    const broken = plan(3).map((range, index) =>
      index === 2 ? { ...range, operator: null as never } : range,
    );
    expect(rejectedCode(store.local.replaceRanges(broken))).toBe('storeBroken');
    expect(store.local.rangeCount()).toBe(5);
    expect(importRanges(store.local, Buffer.from('916;0;9999999;МТС;Москва\n916;5;6;МТС;\n'))).toEqual({
      ok: true,
      value: {
        rows: 1,
        rejectedCount: 1,
        rejected: [{ line: 2, reason: 'пересекается с другой строкой' }],
      },
    });
    expect(store.local.operatorOf('9161234567')).toBe('МТС');
    store.close();
  });
});

test('writes that belong together are all kept, or none: a letter never goes without the requests it speaks of', () => {
  const { store } = openBegun({});
  const letter = (id: string) => ({
    id,
    envelope: { from: 'tt@example.ru', to: ['sto@maxus.ru'] },
    subject: 'Отмена платежа 1-1',
    raw: new Uint8Array([1]),
    madeAt: noon,
  });
  const refused = store.together(() => {
    store.letters.add(letter('one'));
    return refuse('diskFull');
  });
  expect(rejectedCode(refused)).toBe('diskFull');
  expect(() =>
    store.together(() => {
      store.letters.add(letter('two'));
      throw new Error('a fault of the program');
    }),
  ).toThrow('a fault of the program');
  expect(store.letters.list(9)).toEqual([]);
  expect(store.together(() => store.letters.add(letter('three'))).ok).toBe(true);
  expect(store.letters.list(9).map(({ id }) => id)).toEqual(['three']);
  store.close();
});
