/** Chance that can be repeated: the same number gives the same day at the till. */

export interface Chance {
  /** From 0 up to, not including, 1. */
  fraction(): number;
  /** From 0 up to, not including, `below`. */
  whole(below: number): number;
  pick<T>(values: readonly T[]): T;
  digits(count: number): string;
  bytes(size: number): Uint8Array;
}

/** mulberry32: 32 bits of state are enough for a make-believe. */
export function openChance(seed: number): Chance {
  let state = seed >>> 0;
  function bits(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }
  const whole = (below: number): number => Math.floor((bits() / 4_294_967_296) * below);
  return {
    fraction: () => bits() / 4_294_967_296,
    whole,
    pick(values) {
      const value = values[whole(values.length)];
      if (value === undefined) throw new RangeError('nothing to pick from');
      return value;
    },
    digits(count) {
      let text = '';
      while (text.length < count) text += String(bits()).padStart(10, '0').slice(1);
      return text.slice(0, count);
    },
    bytes(size) {
      const bytes = Buffer.allocUnsafe(size);
      for (let index = 0; index < size; index += 4) {
        const value = bits();
        for (let part = 0; part < 4 && index + part < size; part += 1)
          bytes[index + part] = (value >>> (8 * part)) & 0xff;
      }
      return bytes;
    },
  };
}
