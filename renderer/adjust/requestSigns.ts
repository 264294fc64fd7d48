/** How letters and requests are called by where they stand. Pure. */
import type { RequestState, RequestView } from '../../contract/adjustment.ts';
import type { LetterView } from '../../contract/letter.ts';
import type { IconName } from '../parts/Icon.tsx';
import { dayAndClock } from '../parts/time.ts';

export type Sign = {
  readonly name: string;
  readonly icon: IconName;
  readonly tone: 'good' | 'wait' | 'bad';
  /** What there is to say of it; null: its name says it all. */
  readonly words: string | null;
};

export function letterSign({ state, tries, trouble, deliveredAt }: LetterView, zone: string): Sign {
  switch (state) {
    case 'delivered':
      return {
        name: 'Доставлено',
        icon: 'check',
        tone: 'good',
        words: deliveredAt === null ? null : `Сервер принял его ${dayAndClock(deliveredAt, zone)}.`,
      };
    case 'refused':
      return {
        name: 'Не принято',
        icon: 'stop',
        tone: 'bad',
        words: `Почтовый сервер отказал: ${trouble ?? 'причина не названа'}. Исправьте и отправьте новое.`,
      };
    case 'waiting':
      return {
        name: 'В очереди',
        icon: 'clock',
        tone: 'wait',
        words:
          trouble === null
            ? 'Уходит сейчас.'
            : `${trouble}. Попыток: ${tries}; программа повторит сама, и после перезапуска тоже.`,
      };
  }
}

/** A request by its state, told to the cashier. */
export const requestNames: Readonly<Record<RequestState, Omit<Sign, 'words'>>> = {
  awaitsReceipt: { name: 'Ждёт чек', icon: 'warning', tone: 'wait' },
  open: { name: 'Ждёт центральный офис', icon: 'clock', tone: 'wait' },
  halfApproved: { name: 'Один согласен, нужен второй', icon: 'clock', tone: 'wait' },
  atOperator: { name: 'У оператора', icon: 'send', tone: 'wait' },
  granted: { name: 'Разрешено: выдайте деньги', icon: 'warning', tone: 'wait' },
  done: { name: 'Исполнено', icon: 'check', tone: 'good' },
  denied: { name: 'Отказано', icon: 'stop', tone: 'bad' },
  operatorRefused: { name: 'Оператор отказал', icon: 'stop', tone: 'bad' },
};

/** A request in «Мои обращения». */
export function requestSign({
  state,
  sent,
  receiptWaits,
}: Pick<RequestView, 'state'> & { readonly sent: boolean; readonly receiptWaits: boolean }): Sign {
  if (!sent)
    return {
      name: 'Ещё не отправлено',
      icon: 'clock',
      tone: 'wait',
      words: 'Сохранено здесь; уйдёт, когда СЭП ответит.',
    };
  if (receiptWaits)
    return {
      name: 'Чек показан',
      icon: 'clock',
      tone: 'wait',
      words: 'Чек сохранён здесь и уйдёт, когда СЭП ответит.',
    };
  return {
    ...requestNames[state],
    words:
      state === 'awaitsReceipt'
        ? 'Оставлено письмом. Центральный офис решит, когда вы покажете здесь чек клиента.'
        : null,
  };
}
