import { expect, test } from 'vitest';
import type { Instant } from '../../contract/primitives.ts';
import { mergeStory, withoutReceiptNumber } from '../../core/paymentStory.ts';

const at = (minute: number) => (1_795_000_000_000 + minute * 60_000) as Instant;

test('an event that till and СЭП both tell stands once, in the words of the till', () => {
  const own = [
    { id: 'entered', at: at(1), text: 'Введён: 9161234567, кассир Анна' },
    { id: 'conducted', at: at(3), text: 'Проведён на кассе, кассир Анна' },
  ];
  const told = [
    { event: 'entered', at: at(1), text: 'Платёж введён' },
    { event: 'conducted', at: at(3), text: 'Проведён на кассе' },
    { at: at(3), text: 'СЭП: принят' },
    // Of a workstation whose journal has not come here.
    { event: 'refund', at: at(5), text: 'Деньги отданы клиенту' },
    { at: at(2), text: 'Обращение' },
  ];
  expect(mergeStory(own, told)).toEqual([
    { at: at(1), where: 'till', text: 'Введён: 9161234567, кассир Анна' },
    { at: at(2), where: 'sep', text: 'Обращение' },
    { at: at(3), where: 'till', text: 'Проведён на кассе, кассир Анна' },
    { at: at(3), where: 'sep', text: 'СЭП: принят' },
    { at: at(5), where: 'till', text: 'Деньги отданы клиенту' },
  ]);
});

test('two events with the same words are two lines, and a line of an older СЭП is not dropped', () => {
  const words = 'Чек пробит';
  const own = [
    { id: 'a', at: at(1), text: words },
    { id: 'b', at: at(1), text: words },
  ];
  expect(mergeStory(own, [{ at: at(1), text: words }])).toHaveLength(3);
});

test.each([
  [
    'Чек 5 на 500,00 ₽: отправлен на печать, кассир Анна',
    'Чек на 500,00 ₽: отправлен на печать, кассир Анна',
  ],
  ['Чек пробит, ФД 312 (ответила касса)', 'Чек пробит (ответила касса)'],
  [
    'Обращение «Отменить платёж»: подано. Показан чек 128/12',
    'Обращение «Отменить платёж»: подано. Показан чек',
  ],
  ['Пречек № 7 напечатан', 'Пречек № 7 напечатан'],
  ['Обращение: код 251, письмо 12', 'Обращение: код 251, письмо 12'],
])('before the client has shown the receipt, «%s» is told without its number', (text, told) => {
  expect(withoutReceiptNumber(text)).toBe(told);
});
