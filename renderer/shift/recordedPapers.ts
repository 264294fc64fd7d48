/** What is said of a paper that did not come out, though what it tells of is recorded. */
import type { CashMoveView } from '../../contract/till.ts';
import { formatMoney } from '../../core/money.ts';
import type { Recorded } from '../parts/ErrorPanel.tsx';

export const moveNames: Readonly<Record<CashMoveView['kind'], string>> = {
  cashIn: 'Внесение',
  cashOut: 'Изъятие',
  cashCollection: 'Инкассация',
};

type Owed = { readonly recorded: Recorded; readonly retryName: string };
const retryName = 'Напечатать ещё раз';

export function moveOwed({ kind, amount }: Pick<CashMoveView, 'kind' | 'amount'>): Owed {
  const done = kind === 'cashCollection' ? 'записана' : 'записано';
  return {
    retryName,
    recorded: {
      says: `${moveNames[kind]} ${formatMoney(amount)} ${done}. Не напечатан только документ.`,
      money: `Деньги в кассе учтены, второй раз ${kind === 'cashIn' ? 'вносить' : 'изымать'} не нужно.`,
    },
  };
}

export const zOwed = (shift: number): Owed => ({
  retryName,
  recorded: {
    says: `Смена № ${shift} закрыта. Не напечатан только Z-отчёт.`,
    money: 'Деньги пересчитаны и записаны. Z-отчёт можно напечатать и позже, из списка прошлых смен.',
  },
});

export const xOwed: Owed = {
  retryName,
  recorded: { says: 'X-отчёт не напечатан.', money: 'Смена и деньги в порядке.' },
};
