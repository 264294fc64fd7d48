/** Passwords of the desk's people: scrypt verifiers, and one-time passwords to begin with. */
import { scrypt, timingSafeEqual } from 'node:crypto';

type Cost = { readonly log2N: number; readonly r: number; readonly p: number };

/** 32 MB and some 100 ms for each guess; written into the verifier, so that it can be raised later. */
const cost: Cost = { log2N: 15, r: 8, p: 1 };
const saltBytes = 16;
const keyBytes = 32;
const memory = 128 * 1024 * 1024;

const shortestPassword = 12;

const derive = (password: string, salt: Uint8Array, { log2N, r, p }: Cost): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    // One letter can be typed as one sign or as two: NFKC makes them the same.
    scrypt(
      password.normalize('NFKC'),
      salt,
      keyBytes,
      { N: 2 ** log2N, r, p, maxmem: memory },
      (error, key) => (error ? reject(error) : resolve(key)),
    );
  });

/** `scrypt$<log2 N>$<r>$<p>$<salt>$<key>`. */
export async function makeVerifier(password: string, random: (bytes: number) => Uint8Array): Promise<string> {
  const salt = Buffer.from(random(saltBytes));
  const key = await derive(password, salt, cost);
  return ['scrypt', cost.log2N, cost.r, cost.p, salt.toString('base64'), key.toString('base64')].join('$');
}

/** A verifier that no password fits: who asks for a person that isn't there waits as long as for one who is. */
export const nobodysVerifier = `scrypt$${cost.log2N}$${cost.r}$${cost.p}$${Buffer.alloc(saltBytes).toString('base64')}$${Buffer.alloc(keyBytes).toString('base64')}`;

export async function isPassword(verifier: string, password: string): Promise<boolean> {
  const [kind, log2N, r, p, salt, key] = verifier.split('$');
  if (kind !== 'scrypt' || salt === undefined || key === undefined) return false;
  const wanted = Buffer.from(key, 'base64');
  const made = await derive(password, Buffer.from(salt, 'base64'), {
    log2N: Number(log2N),
    r: Number(r),
    p: Number(p),
  });
  return made.length === wanted.length && timingSafeEqual(made, wanted);
}

/** Why it won't do, for people; null: it will. Length is what counts; nothing about signs and capitals. */
export function passwordFault(password: string, login: string): string | null {
  const text = password.normalize('NFKC');
  if (text.length < shortestPassword)
    return `Нужно не меньше ${shortestPassword} знаков: например, четыре случайных слова.`;
  if (new Set(text).size < 5) return 'Слишком мало разных знаков: такой пароль подберут сразу.';
  if (text.toLowerCase().includes(login)) return 'Пароль не должен содержать имя для входа.';
  return null;
}

/** Signs that nobody confuses on paper; 16 of 31 make 79 bits. */
const signs = '23456789abcdefghjkmnpqrstuvwxyz';

/** `k3m9-x7qd-…`, printed once. */
export function oneTimePassword(random: (bytes: number) => Uint8Array): string {
  let text = '';
  while (text.length < 16) {
    for (const byte of random(32)) {
      // 248 = 8 · 31: what lies above would make the first signs likelier.
      if (byte < 248 && text.length < 16) text += signs[byte % signs.length];
    }
  }
  return text.replace(/(.{4})(?=.)/g, '$1-');
}
