/** One try to hand a letter to the mail server, and what its answer means. */
import type { MailSettings } from '../../contract/letter.ts';
import type { WaitingLetter } from '../store/letterTable.ts';

export type SmtpAccount = Pick<MailSettings, 'host' | 'port' | 'secure' | 'user'> & {
  readonly password: string | null;
};

export type SendOutcome =
  | { readonly kind: 'delivered' }
  /** For good: the same letter would be refused again. */
  | { readonly kind: 'refused'; readonly words: string }
  | { readonly kind: 'later'; readonly words: string };

/** How long each part of a try may last, milliseconds. */
export type SmtpDeadlines = {
  readonly connectMs: number;
  readonly greetingMs: number;
  readonly answerMs: number;
};

/** A scan of 4 MB over a slow line still gets through: the last one counts silence, not the whole. */
export const usualSmtpDeadlines: SmtpDeadlines = { connectMs: 15_000, greetingMs: 15_000, answerMs: 60_000 };

type SmtpError = {
  readonly code?: unknown;
  readonly command?: unknown;
  readonly response?: unknown;
  readonly responseCode?: unknown;
  readonly message?: unknown;
};

const plain = (text: unknown): string =>
  String(text ?? '')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 300);

/** What these codes are about is the account, not the letter: it goes once the settings are right. */
const aboutAccount: readonly unknown[] = [503, 530, 534, 535, 538];

/** What a failed try means, in words for people. */
function outcomeOf(error: SmtpError): SendOutcome {
  const { code, command, response, responseCode } = error;
  const said = plain(response);
  const forGood =
    (code === 'EENVELOPE' || code === 'EMESSAGE') &&
    typeof responseCode === 'number' &&
    responseCode >= 500 &&
    responseCode < 600 &&
    !aboutAccount.includes(responseCode);
  if (forGood) return { kind: 'refused', words: said };
  const later = (words: string): SendOutcome => ({ kind: 'later', words });
  if (code === 'EAUTH' || code === 'ENOAUTH' || aboutAccount.includes(responseCode))
    return later(`Почтовый сервер не принял имя и пароль${said === '' ? '' : `: ${said}`}`);
  if (said !== '') return later(`Почтовый сервер просит повторить позже: ${said}`);
  if (code === 'EDNS') return later('Почтовый сервер не найден: проверьте его имя и сеть');
  if (code === 'ETLS') return later('Защищённое соединение с почтовым сервером не получилось');
  if (command === 'DATA')
    return later(
      'Связь прервалась, пока сервер принимал письмо: повтор уйдёт под тем же номером, двух писем не будет',
    );
  if (code === 'ETIMEDOUT') return later('Почтовый сервер не отвечает');
  return later(`Связи с почтовым сервером нет: ${plain(error.message)}`);
}

/** Never throws; an aborted try is `later`. `authority`: the CA of a server that the system doesn't know. */
export async function sendBySmtp(
  account: SmtpAccount,
  { envelope, raw }: Pick<WaitingLetter, 'envelope' | 'raw'>,
  deadlines: SmtpDeadlines,
  signal: AbortSignal,
  authority: string | null,
): Promise<SendOutcome> {
  const { createTransport } = await import('nodemailer');
  const { host, port, secure, user, password } = account;
  const transport = createTransport({
    host,
    port,
    secure,
    // A password goes over a protected line or not at all.
    requireTLS: user !== '',
    ...(user === '' ? {} : { auth: { user, pass: password ?? '' } }),
    connectionTimeout: deadlines.connectMs,
    greetingTimeout: deadlines.greetingMs,
    socketTimeout: deadlines.answerMs,
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(authority === null ? {} : { tls: { ca: authority } }),
  });
  try {
    const options = {
      envelope: { from: envelope.from, to: [...envelope.to] },
      raw: Buffer.from(raw),
      signal,
    };
    await transport.sendMail(options);
    return { kind: 'delivered' };
  } catch (error) {
    return outcomeOf(error instanceof Error ? error : { message: error });
  } finally {
    transport.close();
  }
}
