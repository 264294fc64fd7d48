/** «Получено»: what a client hands over. */
import type { Kopecks } from '../contract/primitives.ts';

/** The largest note in use: 5 000 ₽. */
const largestNote = 500_000;

/**
 * Whether more was typed than anybody hands over: the change would be the largest note or more, so at least one note was
 * superfluous. Most likely it is a digit too many.
 */
export const isTooMuch = (received: Kopecks, toPay: Kopecks): boolean => received - toPay >= largestNote;
