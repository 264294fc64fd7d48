/** How times and numbers are written on the page. */

const days = new Intl.DateTimeFormat('ru-RU', { day: 'numeric', month: 'long' });
const times = new Intl.DateTimeFormat('ru-RU', { hour: '2-digit', minute: '2-digit' });

/** «22 ноября в 14:05», by this device's clock. */
export const moment = (at: number): string => `${days.format(at)} в ${times.format(at)}`;

/** «… 45-67»: what is left of the client's number. */
export const maskedNumber = (end: string): string =>
  `… ${/^\d{4}$/.test(end) ? `${end.slice(0, 2)}-${end.slice(2)}` : end}`;
