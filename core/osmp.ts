/** The OSMP protocol as data: what result codes mean, how sums and times are written. */
import { TZDate } from '@date-fns/tz';
// By its own file: the package's index loads three hundred others.
import { format } from 'date-fns/format';
import type { Kopecks } from '../contract/primitives.ts';

/** Days and times towards operators are Moscow's. */
export const moscow = 'Europe/Moscow';

/**
 * `ok`: done. `retry`: proven not done, ask again. `unsure`: not done as far as the operator's front knows, ask again.
 * `notFinished`: begun, ask again for its end. `fatal`: refused for good, as far as this request goes. After `unsure`
 * and `notFinished` no later refusal proves anything.
 */
export const meanings = ['ok', 'retry', 'unsure', 'notFinished', 'fatal'] as const;
export type Meaning = (typeof meanings)[number];

export type ResultCode = { readonly meaning: Meaning /** For people, in Russian. */; readonly name: string };

/** A provider's own table of result codes. A code that is not in it tells nothing: the outcome is unknown. */
export type Dialect = Readonly<Record<string, ResultCode>>;

const fatal = (name: string): ResultCode => ({ meaning: 'fatal', name });

/** The table that OSMP's own description gives. */
export const osmpDialect: Dialect = {
  0: { meaning: 'ok', name: 'успешно' },
  // Many operators answer 1 when their own back end was late, and some of those have taken the payment. One that
  // promises otherwise has `retry` here in its gateway's codes.
  1: { meaning: 'unsure', name: 'временная ошибка у оператора' },
  4: fatal('неверный формат номера'),
  5: fatal('номер не найден'),
  7: fatal('приём платежа запрещён оператором'),
  8: fatal('приём платежа запрещён по техническим причинам'),
  31: fatal('неверный дополнительный параметр'),
  32: fatal('изменился курс валюты'),
  79: fatal('номер не активен'),
  90: { meaning: 'notFinished', name: 'проведение платежа не окончено' },
  241: fatal('сумма слишком мала'),
  242: fatal('сумма слишком велика'),
  243: fatal('невозможно проверить состояние счёта'),
  251: fatal('отмена невозможна'),
  300: fatal('другая ошибка оператора'),
};

/** Null: this dialect has no such code. */
export const resultOf = (dialect: Dialect, code: number): ResultCode | null => dialect[String(code)] ?? null;

/** `152.00`: a dot and always two decimals. */
export function writeOsmpSum(sum: number): string {
  const digits = String(sum).padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** Reads `152.00`, `152.5` and `152`, as operators write them. Null: no sum, or too large a one. */
export function readOsmpSum(text: string): Kopecks | null {
  const match = /^(\d{1,12})(?:\.(\d{1,2}))?$/.exec(text);
  if (!match) return null;
  return (Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'))) as Kopecks;
}

/** `YYYYMMDDHHMMSS` in Moscow. */
export const writeOsmpTime = (at: number): string => format(new TZDate(at, moscow), 'yyyyMMddHHmmss');

/** Null: not `YYYYMMDDHHMMSS`. */
export function readOsmpTime(text: string): number | null {
  const match = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(text);
  if (!match) return null;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = match.slice(1).map(Number);
  const at = new TZDate(year, month - 1, day, hour, minute, second, moscow).getTime();
  // Thirty-firsts of June roll over: written back they are another text.
  return Number.isFinite(at) && writeOsmpTime(at) === text ? at : null;
}
