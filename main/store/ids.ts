/** UUIDv7: identities that sort by the time they were made. */

/** So many random bytes. */
export type Random = (size: number) => Uint8Array;

/** The same chance fetched in larger portions: each call to the system's source costs more than an id. */
export function pooled(random: Random, portion: number): Random {
  let bytes: Uint8Array = new Uint8Array(0);
  let used = 0;
  return (size) => {
    if (size > portion) return random(size);
    if (used + size > bytes.length) {
      bytes = random(portion);
      used = 0;
    }
    used += size;
    return bytes.subarray(used - size, used);
  };
}

const hex = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');

/** RFC 9562, version 7: 48 bits of milliseconds, 74 random ones. */
export function uuidV7(at: number, random: Random): string {
  const time = at.toString(16).padStart(12, '0');
  const chance = hex(random(10));
  // The variant's two bits: one of 8, 9, a, b.
  const variant = ((Number.parseInt(chance.charAt(3), 16) & 0x3) | 0x8).toString(16);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${chance.slice(0, 3)}-${variant}${chance.slice(4, 7)}-${chance.slice(7, 19)}`;
}

/**
 * Identities of one transaction's events: chance is asked once, then counted on from there, as RFC 9562 allows. Their
 * place in the journal tells events apart; a new 42 + 28 random bits for every transaction tell the ids apart.
 */
export function uuidSequence(random: Random): (at: number) => string {
  const chance = hex(random(10));
  const variant = ((Number.parseInt(chance.charAt(3), 16) & 0x3) | 0x8).toString(16);
  const middle = `7${chance.slice(0, 3)}-${variant}${chance.slice(4, 7)}-${chance.slice(7, 11)}`;
  let count = Number.parseInt(chance.slice(11, 18), 16);
  return (at) => {
    const time = at.toString(16).padStart(12, '0');
    count += 1;
    return `${time.slice(0, 8)}-${time.slice(8)}-${middle}${count.toString(16).padStart(8, '0')}`;
  };
}
