import { expect, test } from 'vitest';
import { hashPin, verifyPin } from '../../../main/session/pin.ts';

const pepper = new Uint8Array(32).fill(7);

test('a verifier knows its PIN, and no other', async () => {
  const verifier = await hashPin('250713', pepper);
  expect(await verifyPin('250713', pepper, verifier)).toBe(true);
  expect(await verifyPin('250714', pepper, verifier)).toBe(false);
  expect(await verifyPin('', pepper, verifier)).toBe(false);
});

test('a verifier carries its parameters and a salt of its own, and never the PIN', async () => {
  const [one, other] = await Promise.all([hashPin('250713', pepper), hashPin('250713', pepper)]);
  expect(one).toMatch(/^scrypt\$32768\$8\$1\$[\w-]{22}\$[\w-]{43}$/);
  expect(one).not.toBe(other);
  expect(one).not.toContain('250713');
});

test('without the pepper a verifier is worth nothing', async () => {
  const verifier = await hashPin('250713', pepper);
  expect(await verifyPin('250713', new Uint8Array(32), verifier)).toBe(false);
});

test.each([
  '',
  'scrypt',
  'scrypt$0$8$1$AAAA$AAAA',
  'scrypt$99999999$8$1$AAAA$AAAA',
  'bcrypt$1$2$3$4$5',
  'scrypt$32768$8$1$AAAA$AAAA',
])('what is no verifier fits no PIN: %j', async (text) => {
  expect(await verifyPin('250713', pepper, text)).toBe(false);
});
