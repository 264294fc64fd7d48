/** Protects the profile's secrets with the system's key store, where there is one. */
import { safeStorage } from 'electron';
import type { Vault } from '../store/secretFile.ts';
import { fileVault } from '../store/secretFile.ts';

/** Without a key store (Linux without a keyring: backend `basic_text`) secrets lie in files that only their owner reads. */
export function systemVault(): Vault {
  const backend = process.platform === 'linux' ? safeStorage.getSelectedStorageBackend() : 'system';
  if (backend === 'basic_text' || backend === 'unknown' || !safeStorage.isEncryptionAvailable())
    return fileVault;
  return {
    name: 'system',
    protect: (secret) => safeStorage.encryptString(Buffer.from(secret).toString('base64')),
    reveal: (kept) => Buffer.from(safeStorage.decryptString(Buffer.from(kept)), 'base64'),
  };
}
