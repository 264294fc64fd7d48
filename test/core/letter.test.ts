import { expect, test } from 'vitest';
import type { Catalogue, Provider } from '../../contract/provider.ts';
import type { ReportRow } from '../../contract/report.ts';
import { composeLetter, letterBody, readAddresses } from '../../core/letter.ts';

const provider = { id: 'mts', name: 'МТС', mask: { kind: 'tenDigits' } } as Provider;
const catalogue: Catalogue = { version: 1, providers: [provider] };
const names = { catalogue, zone: 'Europe/Moscow', enrolled: true };
const place = 'Ленина, 1';

const row = (number: string): ReportRow =>
  ({
    paymentId: number,
    number,
    takenAt: Date.UTC(2026, 10, 22, 11, 5),
    providerId: 'mts',
    account: '9161234567',
    amountTaken: 123_456,
    fee: 3_456,
    amountCredited: 120_000,
    receipt: '128/12 ФД 312',
    cashierName: 'Анна',
    workstation: 1,
    stage: 'conducted',
    standing: null,
  }) as unknown as ReportRow;

const composed = (kind: 'reconduct' | 'transfer' | 'cancel' | 'cashRefund', detail: string, count = 1) => {
  const rows = Array.from({ length: count }, (_, place) => row(`1-${place + 1}`));
  const rights = rows.map(({ paymentId }) => ({ paymentId, account: detail }));
  const order = kind === 'transfer' ? { kind, detail: '', rights } : { kind, detail };
  const letter = composeLetter(order, rows, names, place);
  return letter.ok ? letter.value : letter.failure.code;
};

test.each([
  ['reconduct', '', 'Добрый день! Перепроведите, пожалуйста, платеж.'],
  [
    'transfer',
    '9161234568',
    'Добрый день! Переведите, пожалуйста, платёж с неверного номера 916 123-45-67 на верный 916 123-45-68.',
  ],
  ['cancel', 'ошибка кассира', 'Добрый день! Отмените, пожалуйста, платёж. Причина: ошибка кассира.'],
  [
    'cashRefund',
    'номер закрыт.',
    'Добрый день! Разрешите, пожалуйста, вернуть клиенту деньги за платёж. Причина: номер закрыт.',
  ],
] as const)('%s: the wording', (kind, detail, words) => {
  expect(composed(kind, detail)).toMatchObject({ words });
});

test('several payments are named as several', () => {
  expect(composed('reconduct', '', 3)).toEqual({
    subject: 'Перепроведение платежей (3), ТТ «Ленина, 1»',
    words: 'Добрый день! Перепроведите, пожалуйста, платежи.',
  });
});

test('a transfer of several names the right number of each; one that lacks it is not written', () => {
  const rows = [row('1-1'), row('1-2')];
  const rights = rows.map(({ paymentId }, place) => ({ paymentId, account: `916123456${place}` }));
  const order = { kind: 'transfer' as const, detail: '', rights };
  expect(composeLetter(order, rows, names, place)).toMatchObject({
    value: {
      words: [
        'Добрый день! Переведите, пожалуйста, платежи на верные номера:',
        '1-1: с 916 123-45-67 на 916 123-45-60',
        '1-2: с 916 123-45-67 на 916 123-45-61',
      ].join('\n'),
    },
  });
  expect(composeLetter({ ...order, rights: rights.slice(0, 1) }, rows, names, place)).toMatchObject({
    failure: { code: 'reasonRequired' },
  });
});

test('a payment that is missing at the till is said to be', () => {
  expect(composed('reconduct', '', 0)).toEqual({
    subject: 'Перепроведение платежа по чеку, ТТ «Ленина, 1»',
    words: 'Добрый день! Перепроведите, пожалуйста, платеж.\nПлатежа нет в программе. Чек клиента приложен.',
  });
});

test.each(['transfer', 'cancel', 'cashRefund'] as const)('%s is not asked for without its detail', (kind) => {
  expect(composed(kind, '')).toBe('reasonRequired');
});

test('words can’t become part of the page, and stand in lines as they were typed', () => {
  const sender = { tradePoint: { name: 'Ленина', address: 'ул. Ленина, 1' }, cashierName: 'Анна' };
  const { html, text } = letterBody('Раз <b>\nдва & три', [row('1-1')], names, sender);
  expect(html).toContain('<p>Раз &lt;b&gt;<br>два &amp; три</p>');
  expect(html).toContain('<p>Торговая точка: Ленина, ул. Ленина, 1<br>Кассир: Анна</p>');
  const [words, table, signature] = text.split('\n\n');
  expect(words).toBe('Раз <b>\nдва & три');
  expect(table?.split('\n').map((line) => line.split('\t').slice(0, 3))).toEqual([
    ['Дата', 'Номер', 'Оператор'],
    ['22.11.2026 14:05', '916 123-45-67', 'МТС'],
  ]);
  expect(signature).toBe('Торговая точка: Ленина, ул. Ленина, 1\nКассир: Анна\n');
});

test('addresses are read one by one, and one that is none is named', () => {
  expect(readAddresses('sto@maxus.ru; a@b.ru, c@d.ru')).toEqual({
    ok: true,
    value: ['sto@maxus.ru', 'a@b.ru', 'c@d.ru'],
  });
  expect(readAddresses('a@b.ru, nobody')).toMatchObject({
    failure: { code: 'badMailAddress', details: { address: 'nobody' } },
  });
  expect(readAddresses(' ')).toMatchObject({ failure: { code: 'badMailAddress' } });
});
