/**
 * Whether a payload is small enough to be looked at. The schemas say what fits, and look at every piece for it: a million
 * pieces would hold main up for seconds. Counting ends with the first that is too many.
 */

/** Five times what the largest call has: a thousand payments to copy. */
const mostPieces = 5_000;
/** Letters carry four scans of 4 MB as text; nothing else comes near. */
const mostCharacters = 24_000_000;

/** What a schema reads by its keys. Anything else that can be cloned, bytes or a map, it refuses unread. */
const hasKeys = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
};

export function fitsTheDoor(payload: unknown): boolean {
  let pieces = 1;
  let characters = 0;
  const waiting: unknown[] = [payload];
  const add = (piece: unknown): boolean => {
    pieces += 1;
    waiting.push(piece);
    return pieces <= mostPieces;
  };
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (typeof value === 'string') characters += value.length;
    if (characters > mostCharacters) return false;
    if (Array.isArray(value)) {
      for (const piece of value) if (!add(piece)) return false;
    } else if (typeof value === 'object' && value !== null && hasKeys(value)) {
      // Not `Object.entries`: that would read all of them before the first is counted.
      for (const key in value) if (!add(Reflect.get(value, key))) return false;
    }
  }
  return true;
}
