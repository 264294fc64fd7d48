/** In which ways a till's journal can contradict what СЭП has decided, as people call them, and what helps. */
import type { AdjustmentKind } from '../contract/adjustment.ts';

export const contradictionKinds = [
  /** A payment that is here already was conducted with another provider, number or sum. */
  'conductedOtherwise',
  /** A till cancelled what had been sent to the operator. */
  'cancelTooLate',
  /** Cash went out that nobody had allowed, or for a payment that is not cancelled. */
  'refundUngranted',
  /** Cash for one payment went out twice. */
  'refundTwice',
  /** People said that the cash went out, the till says that it did not. */
  'refundNotPaid',
  /** A journal met a payment that was made from a paper of the same number and sum, with other details. */
  'paperAndJournal',
] as const;
export type ContradictionKind = (typeof contradictionKinds)[number];

export const contradictionNames: Readonly<Record<ContradictionKind, string>> = {
  conductedOtherwise: 'проведён второй раз с другими данными',
  cancelTooLate: 'отменён на кассе после отправки оператору',
  refundUngranted: 'деньги возвращены без разрешения',
  refundTwice: 'деньги возвращены дважды',
  refundNotPaid: 'возврат закрыт, а деньги не выданы',
  paperAndJournal: 'чек и журнал кассы расходятся',
};

/** What a person does about it; `fits`: the corrections that may lead out of it, the likelier first. */
export const contradictionAdvice: Readonly<
  Record<ContradictionKind, { readonly advice: string; readonly fits: readonly AdjustmentKind[] }>
> = {
  conductedOtherwise: {
    advice:
      'Оператор получил данные СЭП. Сверьте их с чеком: если верны данные кассы, этот платёж отменяют или проводят на верный номер.',
    fits: ['reconduct', 'cancel'],
  },
  cancelTooLate: {
    advice: 'Узнайте на кассе, вернули ли деньги. Если вернули, отмените платёж: иначе он оплачен дважды.',
    fits: ['cancel'],
  },
  refundUngranted: {
    advice: 'Клиент получил деньги, а платёж не отменён. Отмените его: иначе он оплачен дважды.',
    fits: ['cancel'],
  },
  refundTwice: {
    advice: 'Корректировка не поможет: лишние деньги возвращает точка. Запишите, чем кончилось.',
    fits: [],
  },
  refundNotPaid: {
    advice:
      'Деньги остались в кассе. Второй раз возврат не разрешить: отдайте их клиенту по заявлению и запишите как.',
    fits: [],
  },
  paperAndJournal: {
    advice: 'Сверьте чек с журналом. Если платёж один, спорный отменяют; если их два, спорный проводят.',
    fits: ['cancel', 'reconduct'],
  },
};
