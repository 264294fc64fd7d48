/** In which ways a till's journal can contradict what СЭП has decided, as people call them. */

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
