/** A real mail server for tests, on this computer: keeps what it takes, and misbehaves when told to. */
import type { AddressInfo, Socket } from 'node:net';
import { createServer } from 'node:net';
import { SMTPServer } from 'smtp-server';

export type TakenLetter = {
  readonly from: string;
  readonly to: readonly string[];
  readonly raw: string;
};

export type MailServerOptions = {
  /** What it says to a recipient; null: welcome. */
  readonly onRecipient: (address: string) => Error | null;
  /** What it says after the letter; null: taken. */
  readonly onLetter: () => Error | null;
  /** Held back until this has come, before the answer to the letter. */
  readonly beforeAnswer: () => Promise<void>;
};

/** An answer with its code, as a server gives it. */
export const answering = (code: number, text: string): Error =>
  Object.assign(new Error(text), { responseCode: code });

const wellBehaved: MailServerOptions = {
  onRecipient: () => null,
  onLetter: () => null,
  beforeAnswer: async () => undefined,
};

export async function startMailServer(options: Partial<MailServerOptions>, port = 0) {
  const { onRecipient, onLetter, beforeAnswer } = { ...wellBehaved, ...options };
  const taken: TakenLetter[] = [];
  let awaited: (() => void)[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    closeTimeout: 100,
    onRcptTo: ({ address }, _session, answer) => answer(onRecipient(address) ?? undefined),
    onData(stream, session, answer) {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        const refusal = onLetter();
        if (refusal === null) {
          const { mailFrom, rcptTo } = session.envelope;
          taken.push({
            from: mailFrom === false ? '' : mailFrom.address,
            to: rcptTo.map(({ address }) => address),
            raw: Buffer.concat(parts).toString('latin1'),
          });
        }
        for (const look of awaited) look();
        void beforeAnswer().then(() => answer(refusal));
      });
    },
  });
  // A client that goes away in mid-letter is no fault of the server.
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    port: (server.server.address() as AddressInfo).port,
    taken,
    /** Resolves once so many letters were taken. */
    has: (count: number): Promise<void> =>
      new Promise((resolve) => {
        const look = (): void => {
          if (taken.length < count) return;
          awaited = awaited.filter((other) => other !== look);
          resolve();
        };
        awaited = [...awaited, look];
        look();
      }),
    close: (): Promise<void> => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** Takes the connection and never says a word. */
export async function startSilentServer() {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    asked: () => sockets.size,
    close: (): Promise<void> => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

const decodeWords = (text: string): string =>
  text
    .replace(/\r\n[ \t]/g, ' ')
    .replace(/(=\?UTF-8\?[BQ]\?[^?]*\?=) +(?==\?)/gi, '$1')
    .replace(/=\?UTF-8\?([BQ])\?([^?]*)\?=/gi, (_, how: string, words: string) =>
      how.toUpperCase() === 'B'
        ? Buffer.from(words, 'base64').toString()
        : quotedPrintable(words.replaceAll('_', ' ')),
    );

function quotedPrintable(text: string): string {
  const joined = text.replace(/=\r\n/g, '');
  const bytes = joined.replace(/=([0-9A-F]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

export type MailPart = { readonly headers: string; readonly bytes: Buffer; readonly text: string };

/** The leaves of a letter, decoded as a mail program does it, and its own headers in words. */
export function readLetter(raw: string): { readonly headers: string; readonly parts: readonly MailPart[] } {
  const [head = ''] = raw.split('\r\n\r\n', 1);
  const body = raw.slice(head.length + 4);
  const boundary = /boundary="([^"]+)"/.exec(head)?.[1];
  const headers = decodeWords(head);
  if (boundary !== undefined) {
    const inner = body.split(`--${boundary}`).slice(1, -1);
    return { headers, parts: inner.flatMap((part) => readLetter(part.replace(/^\r\n/, '')).parts) };
  }
  const encoded = body.replace(/\r\n$/, '');
  const bytes = /transfer-encoding: base64/i.test(head)
    ? Buffer.from(encoded.replace(/\s/g, ''), 'base64')
    : /transfer-encoding: quoted-printable/i.test(head)
      ? Buffer.from(quotedPrintable(encoded))
      : Buffer.from(encoded, 'latin1');
  return { headers, parts: [{ headers, bytes, text: bytes.toString('utf8') }] };
}
