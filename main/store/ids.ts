/** UUIDv7: identities that sort by the time they were made. */

/** So many random bytes. */
export type Random = (size: number) => Uint8Array;

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
