/** Secrets of a profile in files of their own, readable by their owner only, or wrapped by the system's key store. */
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import type { Result } from '../../contract/failure.ts';
import { refuse } from '../../contract/failure.ts';
import { guarded } from './engineFailure.ts';

/** What protects secrets: Electron's safeStorage, or nothing but the file's mode. */
export interface Vault {
  readonly name: 'system' | 'file';
  protect(secret: Uint8Array): Uint8Array;
  /** Throws when it can't: another machine, another user, a key store that is gone. */
  reveal(wrapped: Uint8Array): Uint8Array;
}

/** No key store: the secret stands in the file as it is. */
export const fileVault: Vault = { name: 'file', protect: (secret) => secret, reveal: (wrapped) => wrapped };

type Stored = { readonly protection: Vault['name']; readonly secret: string; readonly publicKey?: string };

export type Secret =
  | { readonly kind: 'missing' }
  /** There, but this vault can't open it. `publicKey` is what the file says of it. */
  | { readonly kind: 'sealed'; readonly publicKey: string | null }
  | {
      readonly kind: 'open';
      readonly bytes: Uint8Array;
      readonly protection: Vault['name'];
      readonly publicKey: string | null;
    };

function parsed(text: string): Stored | null {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return null;
    const { protection, secret, publicKey } = value as Partial<Record<keyof Stored, unknown>>;
    if ((protection !== 'system' && protection !== 'file') || typeof secret !== 'string') return null;
    return typeof publicKey === 'string' ? { protection, secret, publicKey } : { protection, secret };
  } catch {
    return null;
  }
}

export function readSecret(path: string, vault: Vault): Secret {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    // A file that is there but can't be read now, held by another program perhaps, is not lost.
    const gone =
      error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
    return gone ? { kind: 'missing' } : { kind: 'sealed', publicKey: null };
  }
  const stored = parsed(text);
  if (!stored) return { kind: 'missing' };
  const publicKey = stored.publicKey ?? null;
  // A secret that was stored without a key store opens with one too: then it is wrapped anew by whoever asked.
  const opener = stored.protection === 'file' ? fileVault : vault;
  if (opener.name !== stored.protection) return { kind: 'sealed', publicKey };
  try {
    const bytes = opener.reveal(Buffer.from(stored.secret, 'base64'));
    return { kind: 'open', bytes, protection: stored.protection, publicKey };
  } catch {
    return { kind: 'sealed', publicKey };
  }
}

/** Where a secret lies that was moved aside as the n-th, from 1 on. */
export const asideName = (path: string, number: number): string => `${path}.old-${number}`;

/** The first name beside `path` that nothing has taken. */
function freeName(path: string): string {
  for (let number = 1; ; number += 1) {
    const name = asideName(path, number);
    if (!existsSync(name)) return name;
  }
}

/**
 * Replaces the file as a whole: a crash leaves the old one or the new one. `anew`: another secret than the one that is
 * there, which is moved aside, as nobody can make it again.
 */
export function writeSecret(
  path: string,
  bytes: Uint8Array,
  vault: Vault,
  { publicKey, anew }: { readonly publicKey: string | null; readonly anew: boolean },
): Result<null> {
  let secret: string;
  try {
    secret = Buffer.from(vault.protect(bytes)).toString('base64');
  } catch {
    return refuse('keyStoreShut');
  }
  const stored: Stored =
    publicKey === null ? { protection: vault.name, secret } : { protection: vault.name, secret, publicKey };
  const fresh = `${path}.new`;
  return guarded(() => {
    const file = openSync(fresh, 'w', 0o600);
    try {
      writeSync(file, `${JSON.stringify(stored)}\n`);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    if (anew && existsSync(path)) renameSync(path, freeName(path));
    renameSync(fresh, path);
    return null;
  });
}
