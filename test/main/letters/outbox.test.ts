import { randomUUID } from 'node:crypto';
import { createServer } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { mayOpen } from '../../../main/letters/draftFile.ts';
import { messageIdOf, wireLetter } from '../../../main/letters/message.ts';
import type { OutboxParts } from '../../../main/letters/outbox.ts';
import { openOutbox } from '../../../main/letters/outbox.ts';
import type { SmtpAccount } from '../../../main/letters/smtp.ts';
import { sendBySmtp } from '../../../main/letters/smtp.ts';
import type { LetterTable } from '../../../main/store/letterTable.ts';
import { endTills, startWorking } from '../../tools/workstation.ts';
import { answering, readLetter, startMailServer, startSilentServer } from './mailServer.ts';

const ends: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const quick = { connectMs: 2_000, greetingMs: 200, answerMs: 400 };
const never = new AbortController().signal;
const accountAt = (port: number): SmtpAccount => ({
  host: '127.0.0.1',
  port,
  secure: false,
  user: '',
  password: null,
});

async function newLetter() {
  const id = randomUUID();
  const raw = await wireLetter(
    {
      from: 'tt@example.ru',
      to: ['sto@maxus.ru'],
      subject: 'Перепроведение: платежа 1-7',
      text: 'Добрый день!',
      html: '<p>Добрый день!</p>',
      scans: [],
      at: 0,
    },
    messageIdOf(id, 'tt@example.ru'),
  );
  return { id, envelope: { from: 'tt@example.ru', to: ['sto@maxus.ru'] }, raw };
}

test('an answer that is lost after the letter: the repeat has the same bytes and the same Message-ID', async () => {
  let answers = 0;
  const held = new Promise<void>(() => undefined);
  const server = await startMailServer({
    // The first time nothing is said for longer than anybody waits.
    beforeAnswer: () => {
      answers += 1;
      return answers === 1 ? held : Promise.resolve();
    },
  });
  ends.push(server.close);
  const letter = await newLetter();
  const first = await sendBySmtp(accountAt(server.port), letter, quick, never, null);
  expect(first.kind).toBe('later');
  expect(await sendBySmtp(accountAt(server.port), letter, quick, never, null)).toEqual({ kind: 'delivered' });
  const [one, other] = server.taken;
  expect(server.taken).toHaveLength(2);
  expect(one?.raw).toBe(other?.raw);
  expect(readLetter(one?.raw ?? '').headers).toContain(`Message-ID: <${letter.id}@example.ru>`);
});

test.each([
  ['a full mailbox', 452, 'later'],
  ['a letter that it will not have', 554, 'refused'],
  ['a server that wants a password first', 530, 'later'],
] as const)('%s, answer %i: %s', async (_what, code, kind) => {
  const server = await startMailServer({ onLetter: () => answering(code, 'words of the server') });
  ends.push(server.close);
  const outcome = await sendBySmtp(accountAt(server.port), await newLetter(), quick, never, null);
  expect(outcome).toMatchObject({ kind, words: expect.stringContaining('words of the server') });
});

test('a server that never says a word is given up after its time', async () => {
  const server = await startSilentServer();
  ends.push(server.close);
  const outcome = await sendBySmtp(accountAt(server.port), await newLetter(), quick, never, null);
  expect(outcome).toMatchObject({ kind: 'later' });
  expect(server.asked()).toBe(1);
});

test('a password never goes over a line that is not protected', async () => {
  const heard: string[] = [];
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.write('220 here\r\n');
    socket.on('data', (data) => {
      heard.push(String(data));
      socket.write(/^EHLO/.test(String(data)) ? '250-here\r\n250 AUTH PLAIN LOGIN\r\n' : '502 no\r\n');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(() => new Promise((resolve) => server.close(() => resolve())));
  const address = server.address();
  const account = {
    ...accountAt(typeof address === 'object' ? (address?.port ?? 0) : 0),
    user: 'tt@example.ru',
    password: 'secret',
  };
  const outcome = await sendBySmtp(account, await newLetter(), quick, never, null);
  expect(outcome.kind).toBe('later');
  expect(heard.join('')).not.toMatch(/AUTH/);
});

/** One letter in a table of memory; what was noted of it. */
function tableWith(letter: Awaited<ReturnType<typeof newLetter>>) {
  const noted: string[] = [];
  let waiting: { tries: number; nextAt: number } | null = { tries: 0, nextAt: 0 };
  const ok = { ok: true, value: null } as const;
  const letters: LetterTable = {
    add: () => ok,
    find: () => null,
    list: () => [],
    due: (now) => (waiting && waiting.nextAt <= now ? { ...letter, tries: waiting.tries } : null),
    nextAt: () => waiting?.nextAt ?? null,
    hurry: () => ok,
    delivered: (_id, at) => {
      waiting = null;
      noted.push(`delivered ${at}`);
      return ok;
    },
    refused: () => ok,
    failed: (_id, _trouble, nextAt) => {
      waiting = { tries: (waiting?.tries ?? 0) + 1, nextAt };
      noted.push(`failed, next at ${nextAt}`);
      return ok;
    },
  };
  return { letters, noted };
}

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

test('pauses grow, spread by chance, until the server takes the letter', async () => {
  const { letters, noted } = tableWith(await newLetter());
  let now = 0;
  let done = (): void => undefined;
  const delivered = new Promise<void>((resolve) => {
    done = resolve;
  });
  const outcomes = ['later', 'later', 'later', 'delivered'] as const;
  let tries = 0;
  const parts: OutboxParts = {
    letters,
    account: () => accountAt(1),
    send: async () => {
      const kind = outcomes[tries] ?? 'delivered';
      tries += 1;
      return kind === 'delivered' ? { kind } : { kind, words: 'not now' };
    },
    // Time goes by as soon as somebody waits for it.
    timers: {
      after(milliseconds, action) {
        now += milliseconds;
        const soon = setImmediate(action);
        return () => clearImmediate(soon);
      },
    },
    chance: () => 0.5,
    pauses: { firstMs: 1_000, mostMs: 3_000 },
    clock: () => now,
    log: quiet,
    changed: () => {
      if (noted.at(-1)?.startsWith('delivered')) done();
    },
  };
  const outbox = openOutbox(parts);
  await delivered;
  await outbox.end();
  // Three quarters of 1, 2 and 3 seconds.
  expect(noted).toEqual([
    'failed, next at 750',
    'failed, next at 2250',
    'failed, next at 4500',
    'delivered 4500',
  ]);
});

test('the end of the program breaks off a slow try, and the letter still waits', async () => {
  const server = await startMailServer({ beforeAnswer: () => new Promise<void>(() => undefined) });
  ends.push(server.close);
  const { letters, noted } = tableWith(await newLetter());
  const patient = { connectMs: 60_000, greetingMs: 60_000, answerMs: 60_000 };
  const outbox = openOutbox({
    letters,
    account: () => accountAt(server.port),
    send: (account, letter, signal) => sendBySmtp(account, letter, patient, signal, null),
    timers: { after: () => () => undefined },
    chance: () => 0,
    pauses: { firstMs: 1, mostMs: 1 },
    clock: () => 0,
    log: quiet,
    changed: () => undefined,
  });
  await server.has(1);
  await outbox.end();
  expect(noted).toEqual([]);
});

test('a till without letters closes with its outbox', async () => {
  const till = await startWorking({});
  expect(await till.must('letters.list', null)).toEqual([]);
  await endTills();
});

test('nothing but a letter of the profile is handed to the system', () => {
  expect(mayOpen('/profile/letters', '/profile/letters/1.eml')).toBe(true);
  for (const path of [
    '/profile/letters/1.exe',
    '/profile/letters/../1.eml',
    '/profile/letters/deep/1.eml',
    '/elsewhere/1.eml',
    'letters/1.eml',
    'https://example.ru/1.eml',
  ]) {
    expect(mayOpen('/profile/letters', path), path).toBe(false);
  }
});
