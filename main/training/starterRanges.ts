/** A few real ranges of the public numbering plan, so that the hint works before the whole plan is imported. */
import type { NumberRange } from '../../contract/provider.ts';

const mts = 'ПАО "Мобильные ТелеСистемы"';
const beeline = 'ПАО "Вымпел-Коммуникации"';
const megafon = 'ПАО "МегаФон"';
const t2 = 'ООО "Т2 Мобайл"';
const yota = 'ООО "Скартел"';
const moscow = 'г. Москва и Московская область';

/** Whole codes: nearly all of their numbers were given out to this operator; portability is the till's warning, not its block. */
const codes: readonly (readonly [code: number, operator: string, region: string])[] = [
  [900, t2, 'Санкт-Петербург и Ленинградская область'],
  [903, beeline, moscow],
  [905, beeline, moscow],
  [906, beeline, moscow],
  [909, beeline, moscow],
  [910, mts, moscow],
  [911, mts, 'Санкт-Петербург и Ленинградская область'],
  [912, mts, 'Урал'],
  [913, mts, 'Сибирь'],
  [914, mts, 'Дальний Восток'],
  [915, mts, moscow],
  [916, mts, moscow],
  [917, mts, 'Поволжье'],
  [918, mts, 'Краснодарский край'],
  [919, mts, moscow],
  [920, megafon, 'Центр'],
  [921, megafon, 'Санкт-Петербург и Ленинградская область'],
  [922, megafon, 'Урал'],
  [923, megafon, 'Сибирь'],
  [924, megafon, 'Дальний Восток'],
  [925, megafon, moscow],
  [926, megafon, moscow],
  [927, megafon, 'Поволжье'],
  [928, megafon, 'Юг'],
  [929, megafon, moscow],
  [960, beeline, 'Северо-Запад'],
  [961, beeline, 'Юг'],
  [962, beeline, moscow],
  [963, beeline, moscow],
  [964, beeline, moscow],
  [965, beeline, moscow],
  [966, beeline, moscow],
  [967, beeline, moscow],
  [968, beeline, moscow],
  [977, t2, moscow],
  [985, mts, moscow],
  [999, yota, moscow],
];

export const starterRanges: readonly NumberRange[] = codes.map(([code, operator, region]) => ({
  from: code * 10_000_000,
  to: code * 10_000_000 + 9_999_999,
  operator,
  region,
}));
