/** Where letters go and through whom: settings beside the journal, the password in a file that the vault wraps. */
import type { Result } from '../../contract/failure.ts';
import { ok } from '../../contract/failure.ts';
import { MailSettings } from '../../contract/letter.ts';
import { centralOfficeAddress, readAddresses } from '../../core/letter.ts';
import type { Vault } from '../store/secretFile.ts';
import { readSecret, writeSecret } from '../store/secretFile.ts';
import type { LocalStore } from '../store/types.ts';
import type { SmtpAccount } from './smtp.ts';

const settingKey = 'mail';

const usualMail: MailSettings = {
  to: centralOfficeAddress,
  from: '',
  host: '',
  // Submission with STARTTLS, RFC 6409.
  port: 587,
  secure: false,
  user: '',
};

export type MailParts = {
  readonly local: Pick<LocalStore, 'setting' | 'setSetting'>;
  /** The password's file. */
  readonly file: string;
  readonly vault: Vault;
};

export type Mail = ReturnType<typeof openMail>;

export function openMail({ local, file, vault }: MailParts) {
  const settings = (): MailSettings => MailSettings.safeParse(local.setting(settingKey)).data ?? usualMail;
  function password(): string | null {
    const secret = readSecret(file, vault);
    return secret.kind === 'open' && secret.bytes.length > 0 ? Buffer.from(secret.bytes).toString() : null;
  }
  return {
    settings,
    hasPassword: (): boolean => password() !== null,
    /** The account to send by; null: none is set. */
    account(): SmtpAccount | null {
      const { host, port, secure, user } = settings();
      return host === '' ? null : { host, port, secure, user, password: password() };
    },
    /** `password`: null keeps the one that is stored, an empty one forgets it. Refuses addresses that are none. */
    set(next: MailSettings, nextPassword: string | null): Result<null> {
      const to = readAddresses(next.to);
      if (!to.ok) return to;
      const from = next.from === '' ? ok([]) : readAddresses(next.from);
      if (!from.ok) return from;
      if (nextPassword !== null) {
        const kept = writeSecret(file, Buffer.from(nextPassword), vault, { publicKey: null, anew: false });
        if (!kept.ok) return kept;
      }
      return local.setSetting(settingKey, next);
    },
  };
}
