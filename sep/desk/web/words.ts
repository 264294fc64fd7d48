/** How things are called and written on the desk's screens. */

import type { RequestState } from '../../../contract/adjustment.ts';
import type { DeskRole } from '../../../contract/desk.ts';
import type { SepStatus } from '../../../contract/status.ts';

export const roleNames: Readonly<Record<DeskRole, string>> = {
  operator: 'Оператор',
  supervisor: 'Старший',
  administrator: 'Администратор',
};

export const roleMeanings: Readonly<Record<DeskRole, string>> = {
  operator: 'Решает по обращениям, ищет платежи.',
  supervisor: 'Ещё закрывает расхождения и противоречия, проводит зависшие, видит журнал действий.',
  administrator: 'Ещё заводит и закрывает сотрудников.',
};

const actors: Readonly<Record<string, string>> = {
  'command line': 'команда на сервере',
  registry: 'следующий реестр',
};

/** Who did it, as the tables keep it: `desk/ivanova`. */
export const personText = (who: string | null): string =>
  who === null ? '' : (actors[who] ?? who.replace(/^desk\//, ''));

export const stateNames: Readonly<Record<RequestState, string>> = {
  awaitsReceipt: 'ждёт чек',
  open: 'ждёт решения',
  halfApproved: 'нужен второй',
  atOperator: 'у оператора',
  granted: 'возврат разрешён',
  done: 'выполнено',
  denied: 'отклонено',
  operatorRefused: 'оператор отказал',
};

export type Tone = 'good' | 'warn' | 'bad' | 'accent' | 'plain';

export const stateTones: Readonly<Record<RequestState, Tone>> = {
  awaitsReceipt: 'warn',
  open: 'accent',
  halfApproved: 'warn',
  atOperator: 'accent',
  granted: 'accent',
  done: 'good',
  denied: 'bad',
  operatorRefused: 'bad',
};

export const statusTones: Readonly<Record<SepStatus, Tone>> = {
  accepted: 'plain',
  checking: 'plain',
  forwarded: 'accent',
  completed: 'good',
  rejected: 'bad',
  hung: 'warn',
  cancelled: 'plain',
  refunded: 'plain',
  transferred: 'plain',
};

export const attemptNames: Readonly<Record<string, string>> = {
  new: 'не отправлялась',
  paying: 'отправлена, ответа нет',
  answered: 'ответ не окончательный',
  credited: 'зачислена',
  refused: 'не зачислена',
  unknown: 'исход неизвестен',
};

const moments = new Intl.DateTimeFormat('ru-RU', {
  day: '2-digit',
  month: '2-digit',
  year: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
});
const exactMoments = new Intl.DateTimeFormat('ru-RU', {
  day: '2-digit',
  month: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});
const hours = new Intl.DateTimeFormat('ru-RU', { hour: '2-digit' });

/** `22.11.26, 14:05`, by this computer's clock. */
export const moment = (at: number): string => moments.format(at);
export const exactMoment = (at: number): string => exactMoments.format(at).replace(',', '');
/** `14`. */
export const hourOf = (at: number): string => hours.format(at);

/** How long ago: `меньше минуты`, `7 мин`, `3 ч 12 мин`, `5 дн`. */
export function age(at: number, now: number): string {
  const minutes = Math.max(0, Math.floor((now - at) / 60_000));
  if (minutes === 0) return 'меньше минуты';
  if (minutes < 60) return `${minutes} мин`;
  const whole = Math.floor(minutes / 60);
  if (whole < 24) return minutes % 60 === 0 ? `${whole} ч` : `${whole} ч ${minutes % 60} мин`;
  const days = Math.floor(whole / 24);
  return whole % 24 === 0 || days > 6 ? `${days} дн` : `${days} дн ${whole % 24} ч`;
}

/** `1 234`. */
export const count = (number: number): string => number.toLocaleString('ru-RU');

/** `6,3 %` of all; of nothing: a dash. */
export const percent = (part: number, whole: number): string =>
  whole === 0 ? '—' : `${((part / whole) * 100).toLocaleString('ru-RU', { maximumFractionDigits: 1 })} %`;

/** 1 платёж, 2 платежа, 5 платежей. */
export function plural(number: number, one: string, few: string, many: string): string {
  const tens = number % 100;
  const units = number % 10;
  if (tens > 10 && tens < 15) return many;
  return units === 1 ? one : units > 1 && units < 5 ? few : many;
}
