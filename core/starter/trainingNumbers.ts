/** Numbers at which the simulated operators behave as real ones do on bad days. */

export type TrainingConduct =
  /** The check refuses it. */
  | 'checkRefused'
  /** The check passes, the pay is refused for good: `rejected`. */
  | 'payRefused'
  /** The pay is taken, its answer lost, and its repeats are answered 300: `hung`. */
  | 'lostThen300'
  /** «Not finished yet» for half a minute, then credited. */
  | 'slow';

/** By the last six digits of a ten-digit number of any operator: `900 000-00-05`. */
export const trainingNumbers: readonly {
  readonly ending: string;
  readonly conduct: TrainingConduct;
  /** For people, in Russian. */
  readonly tells: string;
}[] = [
  { ending: '000003', conduct: 'checkRefused', tells: 'оператор не знает такого номера' },
  {
    ending: '000005',
    conduct: 'payRefused',
    tells: 'проверка проходит, платёж оператор отклоняет: «ошибочный»',
  },
  {
    ending: '000007',
    conduct: 'lostThen300',
    tells: 'ответ оператора теряется, на повтор он отвечает ошибкой 300: «завис»',
  },
  { ending: '000009', conduct: 'slow', tells: 'оператор проводит платёж около полуминуты' },
];

/** Null: an ordinary number. */
export function trainingConductOf(account: string): TrainingConduct | null {
  if (!/^\d{10}$/.test(account)) return null;
  return trainingNumbers.find(({ ending }) => account.endsWith(ending))?.conduct ?? null;
}
