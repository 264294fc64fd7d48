/** A letter as it goes over the wire, and as a mail program opens it to be sent by hand. */
import type { Scan } from './attachment.ts';

export type Message = {
  /** Null: the mail program's own account. */
  readonly from: string | null;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly scans: readonly Scan[];
  readonly at: number;
};

/** Stable: by it a repeat after a lost answer is told from a second letter. */
export const messageIdOf = (id: string, from: string): string =>
  `<${id}@${from.split('@').at(-1)?.toLowerCase() ?? 'kassa'}>`;

async function compose(message: Message, more: object): Promise<Buffer> {
  const { default: MailComposer } = await import('nodemailer/lib/mail-composer');
  const { from, to, subject, text, html, scans, at } = message;
  const composer = new MailComposer({
    ...(from === null ? {} : { from }),
    to: [...to],
    subject: subject.replace(/\s+/g, ' '),
    text,
    html,
    date: new Date(at),
    attachments: scans.map(({ name, type, bytes }) => ({
      filename: name,
      contentType: type,
      content: Buffer.from(bytes),
    })),
    // What a letter holds is given, never fetched.
    disableFileAccess: true,
    disableUrlAccess: true,
    ...more,
  });
  return composer.compile().build();
}

/** The bytes that every try of this letter sends. */
export const wireLetter = (message: Message, messageId: string): Promise<Buffer> =>
  compose(message, { messageId });

/** The same for a mail program: `X-Unsent` opens it as a draft, with table and scans. */
export const draftLetter = (message: Message): Promise<Buffer> =>
  compose(message, { headers: { 'X-Unsent': '1' } });
