/** Why something was set aside or parked, in words for people: the system keeps it in those of whoever mends the program. */

const exact: Readonly<Record<string, string>> = {
  'another event under a known number': 'под известным номером пришло другое событие',
  'after its workstation was revoked': 'записано после отзыва рабочего места',
  hash: 'содержимое не сходится с хешем',
  chain: 'цепочка событий разорвана',
  signature: 'подпись неверна',
  unsignedEnd: 'конец присланного не подписан',
  firstEvent: 'журнал начинается не так, как должен',
  otherPlace: 'журнал другого места',
  'an earlier event is parked': 'ждёт: не понято более раннее событие',
  'the payment is another workstation’s': 'платёж другого рабочего места',
  'the account is no text': 'номер клиента записан негодными знаками',
};

const patterns: readonly (readonly [RegExp, string])[] = [
  [/^\S+ of version \d+ is not known$/, 'событие новой версии программы: обновите СЭП, оно разберётся само'],
  [/^payment .* entered twice$/, 'платёж введён второй раз, с другими данными'],
  [/ of a payment that was never entered$/, 'платёж не введён, а событие о нём есть'],
  [/^payment .* has no receipt$/, 'исход чека есть, а печать чека не начата'],
  [/ of a refund that was never granted$/, 'возврат не начат, а событие о нём есть'],
  [/^refund .* has no receipt$/, 'исход чека возврата есть, а печать не начата'],
  [/^refund .* belongs to workstation \d+$/, 'возврат другого рабочего места'],
  [
    /^refund .* and a receipt is begun again$/,
    'возврат завершён, а чек возврата начат снова: проверьте деньги',
  ],
  [/^the counter \d+ is too large$/, 'номер платежа слишком велик'],
];

/** A body that fits no schema has as many reasons as it has fields: a screen keeps the own text beside it. */
export const asideText = (why: string): string =>
  exact[why] ??
  patterns.find(([pattern]) => pattern.test(why))?.[1] ??
  'событие записано не по правилам: передайте его разработчику программы';
