// Both makers of signatures give the same bytes, so a journal does not show which one was there.
import { generateKeyPairSync, verify } from 'node:crypto';
import { expect, test } from 'vitest';
import { loadSodium, signBy, signText } from '../../../main/store/signing.ts';

const keys = Array.from({ length: 5 }, () => generateKeyPairSync('ed25519'));
const texts = ['', 'а', '["kassa-head",1,"x",1,"y"]', 'длинный '.repeat(5_000)];

test('libsodium is there, signs as OpenSSL does, and OpenSSL believes it', () => {
  const sodium = loadSodium('sodium-native');
  expect(sodium).not.toBeNull();
  for (const { privateKey, publicKey } of keys)
    for (const text of texts) {
      const signature = signBy(sodium, privateKey, text);
      expect(signature.equals(signBy(null, privateKey, text))).toBe(true);
      expect(signText(privateKey, text).equals(signature)).toBe(true);
      expect(verify(null, Buffer.from(text), publicKey, signature)).toBe(true);
    }
});

test('where its native part does not load, OpenSSL signs', () => {
  expect(loadSodium('no-such-addon')).toBeNull();
});
