/** What a payer is told of a payment: one plain sentence and what to do next; the same words are shown and spoken. Pure. */
import type { PublicPayment, PublicPlace, PublicQuestion, PublicRequest } from '../contract/publicStatus.ts';

export type StatusTone = 'good' | 'wait' | 'bad' | 'plain';

export type StatusWords = {
  readonly tone: StatusTone;
  readonly title: string;
  readonly says: string;
  readonly todo: string;
};

/** How the provider is called, in the cases that the sentences need. */
type Who = { readonly who: string; readonly toWhom: string; readonly ofWhom: string };

const operator: Who = { who: 'оператор', toWhom: 'оператору', ofWhom: 'оператора' };
const provider: Who = { who: 'поставщик услуги', toWhom: 'поставщику услуги', ofWhom: 'поставщика услуги' };

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const places: Readonly<Record<PublicPlace, (name: Who) => StatusWords>> = {
  notConducted: () => ({
    tone: 'wait',
    title: 'Чек пробит, платёж ещё не отправлен',
    says: 'Деньги приняты, кассир ещё не отправил платёж.',
    todo: 'Обычно на это уходит несколько минут. Если через час ничего не изменится, покажите чек там, где платили.',
  }),
  notReceived: () => ({
    tone: 'wait',
    title: 'Платёж разыскивается',
    says: 'Чек нам известен, но сам платёж до нас не дошёл. С ним разбираются сотрудники.',
    todo: 'Сохраните чек и проверьте позже. Платить ещё раз не нужно.',
  }),
  accepted: ({ toWhom }) => ({
    tone: 'wait',
    title: 'Платёж принят',
    says: `Платёж у нас и ждёт отправки ${toWhom}.`,
    todo: 'Обычно деньги зачисляют за несколько минут. Проверьте позже, платить ещё раз не нужно.',
  }),
  checking: ({ ofWhom }) => ({
    tone: 'wait',
    title: 'Номер проверяется',
    says: `Спрашиваем ${ofWhom}, верен ли номер. Деньги пока не отправлены.`,
    todo: 'Обычно это занимает несколько минут. Проверьте позже, платить ещё раз не нужно.',
  }),
  forwarded: ({ toWhom }) => ({
    tone: 'wait',
    title: 'Платёж отправлен',
    says: `Платёж отправлен ${toWhom}, ждём подтверждения.`,
    todo: 'Обычно ответ приходит за несколько минут, иногда в течение суток. Платить ещё раз не нужно: деньги могут уйти дважды.',
  }),
  completed: ({ who, ofWhom }) => ({
    tone: 'good',
    title: 'Деньги зачислены',
    says: `${capital(who)} подтвердил: деньги зачислены.`,
    todo: `Если денег на счёте не видно, спросите ${ofWhom}.`,
  }),
  rejected: ({ who }) => ({
    tone: 'bad',
    title: 'Платёж не прошёл',
    says: `${capital(who)} не принял платёж. Деньги не зачислены и не пропали.`,
    todo: 'Проверьте номер на чеке и придите с чеком туда, где платили: платёж проведут на верный номер или вернут деньги.',
  }),
  hung: ({ ofWhom }) => ({
    tone: 'wait',
    title: 'Ответа пока нет',
    says: `Платёж отправлен, но окончательного ответа от ${ofWhom} нет. С ним разбираются сотрудники.`,
    todo: 'Не платите ещё раз: деньги могли зачислить. Проверьте завтра; если ничего не изменится, придите с чеком туда, где платили.',
  }),
  cancelled: () => ({
    tone: 'plain',
    title: 'Платёж отменён',
    says: 'Платёж отменён, деньги на счёт не поступят.',
    todo: 'Если деньги вам ещё не вернули, придите с чеком и паспортом туда, где платили.',
  }),
  refunded: () => ({
    tone: 'plain',
    title: 'Деньги возвращены',
    says: 'Деньги по этому чеку возвращены наличными.',
    todo: 'Если вы их не получали, придите с чеком туда, где платили.',
  }),
  transferred: ({ who, ofWhom }) => ({
    tone: 'good',
    title: 'Платёж переведён',
    says: `${capital(who)} перевёл деньги на другой номер, как вы просили.`,
    todo: `Если денег на верном номере не видно, спросите ${ofWhom}.`,
  }),
};

const about: Readonly<Record<PublicRequest['kind'], string>> = {
  reconduct: 'о повторном проведении',
  transfer: 'о переводе на верный номер',
  cancel: 'об отмене платежа',
  cashRefund: 'о возврате денег',
};

/** The number on the receipt may be the payer's mistake, which an operator's «зачислено» does not show. */
const wrongNumber = 'Если номер на чеке не тот, придите с чеком и паспортом туда, где платили.';

/** Instead of what the status alone would advise: it may be done already. */
const requestWords: Readonly<
  Record<PublicRequest['stage'], (kind: PublicRequest['kind'], name: Who) => string>
> = {
  considered: (kind) =>
    `Подождите: ваше обращение ${about[kind]} рассматривается. Ответ будет здесь и там, где вы платили.`,
  atOperator: (kind, { ofWhom }) =>
    `Подождите: по вашему обращению ${about[kind]} ждём решения ${ofWhom}. Это может занять несколько дней, возможен отказ.`,
  granted: () => 'Возврат разрешён: придите за деньгами туда, где платили. Возьмите чек и паспорт.',
  refused: (kind) => `Ваше обращение ${about[kind]} отклонено. Причину скажут там, где вы платили.`,
};

/** A refusal doesn't replace what the status advises where money or number still have to be settled. */
const keepsAdvice = ({ stage }: PublicRequest): boolean => stage === 'refused';

export function statusWords({
  place,
  request,
  isMobile,
  isCorrected,
}: Pick<PublicPayment, 'place' | 'request' | 'isMobile' | 'isCorrected'>): StatusWords {
  const name = isMobile ? operator : provider;
  const plain = places[place](name);
  const words =
    place === 'completed' && !isCorrected ? { ...plain, todo: `${plain.todo} ${wrongNumber}` } : plain;
  if (!request) return words;
  const said = requestWords[request.stage](request.kind, name);
  return { ...words, todo: keepsAdvice(request) ? `${said} ${words.todo}` : said };
}

/** Whether it changes by itself soon: worth asking again in a moment. */
export const isUnderWay = (place: PublicPlace): boolean =>
  place === 'accepted' || place === 'checking' || place === 'forwarded' || place === 'notConducted';

/**
 * What everybody is told who can't show a receipt of a payment here, whatever the reason is; by how it was asked, as only
 * what was typed can be mistyped.
 */
export const unknownWords = (asked: PublicQuestion['kind']): StatusWords => ({
  tone: 'plain',
  title: 'Такого чека пока не видим',
  says:
    asked === 'qr'
      ? 'Платежа по этому QR-коду у нас пока нет.'
      : 'Проверьте, что ввели: номер, на который платили, номер чека и сумму «Принято».',
  todo: 'Если чек пробит только что, подождите несколько минут: без связи в торговой точке платёж приходит позже, иногда через несколько часов. Сохраните чек; если и завтра его не видно, покажите чек там, где платили.',
});
