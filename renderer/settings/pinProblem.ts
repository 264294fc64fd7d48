/** What is wrong with a new PIN typed twice. */
import { isWeakPin } from '../../core/pinPause.ts';

export type Pins = { readonly pin: string; readonly again: string };

type Problem = { readonly field: 'pin' | 'again'; readonly says: string };

/** What is wrong with the two, or null. */
export function pinProblem({ pin, again }: Pins): Problem | null {
  if (pin.length < 6) return { field: 'pin', says: 'Нужны шесть цифр.' };
  if (isWeakPin(pin)) return { field: 'pin', says: 'Слишком простой: не одинаковые цифры и не подряд.' };
  return pin === again ? null : { field: 'again', says: 'Не совпадает с первым.' };
}
