import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { Till } from '../../tools/workstation.ts';
import {
  cashierAnna,
  codeOf,
  endTills,
  pay,
  phone,
  seniorMarina,
  signIn,
  startTill,
  startWorking,
} from '../../tools/workstation.ts';
import { answering, readLetter, startMailServer } from './mailServer.ts';

const servers: { close(): Promise<void> }[] = [];

afterEach(async () => {
  await endTills();
  for (const server of servers.splice(0)) await server.close();
});

async function server(options: Parameters<typeof startMailServer>[0], port = 0) {
  const started = await startMailServer(options, port);
  servers.push(started);
  return started;
}

const png = Buffer.concat([
  Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
  Buffer.from('a scan'),
]);
const scan = { name: 'чек 128-12.png', type: 'image/png', content: png.toString('base64') } as const;

async function setMail(till: Till, port: number): Promise<void> {
  await signIn(till, seniorMarina);
  await till.must('mail.set', {
    to: 'sto@maxus.ru',
    from: 'tt@example.ru',
    host: '127.0.0.1',
    port,
    secure: false,
    user: '',
    password: null,
  });
  await till.must('session.signOut', null);
  await signIn(till, cashierAnna);
}

async function compose(till: Till) {
  const paymentId = await pay(till, phone, 51_500);
  return till.must('letter.compose', { paymentIds: [paymentId], kind: 'reconduct', detail: '' });
}

/** The letter once the outbox is through with it. */
async function ended(till: Till, state: 'delivered' | 'refused') {
  for (;;) {
    const [letter] = await till.must('letters.list', null);
    if (letter?.state === state) return letter;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

test("the user's wording, the row as a table, the scan and the Cyrillic subject arrive", async () => {
  const till = await startWorking({});
  const { port, taken } = await server({});
  await setMail(till, port);
  const letter = await compose(till);
  expect(letter.to).toBe('sto@maxus.ru');
  expect(letter.words).toBe('Добрый день! Перепроведите, пожалуйста, платеж.');

  const view = await till.must('letter.send', { ...letter, attachments: [scan] });
  expect(view).toMatchObject({ state: 'waiting', to: 'sto@maxus.ru', tries: 0 });
  const delivered = await ended(till, 'delivered');
  expect(delivered).toMatchObject({ id: view.id, deliveredAt: till.now(), tries: 1, trouble: null });

  expect(taken).toHaveLength(1);
  const [arrived = { from: '', to: [], raw: '' }] = taken;
  expect(arrived.from).toBe('tt@example.ru');
  expect(arrived.to).toEqual(['sto@maxus.ru']);
  const { headers, parts } = readLetter(arrived.raw);
  expect(headers).toContain(`Subject: ${letter.subject}`);
  expect(letter.subject).toMatch(/^Перепроведение платежа 1-\d+, ТТ «/);
  expect(headers).toContain(`Message-ID: <${view.id}@example.ru>`);
  const [text, html, attached] = parts;
  expect(text?.headers).toContain('text/plain');
  expect(text?.text).toMatch(/^Добрый день! Перепроведите, пожалуйста, платеж\.\s/);
  expect(text?.text).toContain('916 123-45-67\tМТС\t');
  expect(text?.text).toContain('Кассир: Анна Соколова');
  expect(html?.headers).toContain('text/html');
  expect(html?.text).toContain('<p>Добрый день! Перепроведите, пожалуйста, платеж.</p>');
  expect(html?.text).toMatch(/<table.*<td[^>]*>916 123-45-67<\/td>.*<\/table>/);
  expect(attached?.headers).toContain('image/png');
  expect(attached?.headers).toContain('чек 128-12.png');
  expect(attached?.bytes.equals(png)).toBe(true);
});

test('a letter without rows needs a scan of the receipt, and a scan is what its bytes say', async () => {
  const till = await startWorking({});
  const letter = await till.must('letter.compose', { paymentIds: [], kind: 'reconduct', detail: '' });
  expect(letter.words).toContain('Чек клиента приложен.');
  expect(codeOf(await till.ask('letter.copy', letter))).toBe('letterWithoutScan');
  expect(codeOf(await till.ask('letter.openInMail', letter))).toBe('letterWithoutScan');
  const posing = { ...scan, content: Buffer.from('MZ no picture').toString('base64') };
  expect(codeOf(await till.ask('letter.copy', { ...letter, attachments: [posing] }))).toBe('badAttachment');
  const other = { ...scan, type: 'application/pdf' as const };
  expect(codeOf(await till.ask('letter.copy', { ...letter, attachments: [other] }))).toBe('badAttachment');
  const large = { ...scan, content: Buffer.concat([png, Buffer.alloc(4 * 1024 * 1024)]).toString('base64') };
  expect(codeOf(await till.ask('letter.openInMail', { ...letter, attachments: [large] }))).toMatch(
    /badAttachment|badPayload/,
  );
  expect(codeOf(await till.ask('letter.copy', { ...letter, attachments: [scan] }))).toBe('ok');
});

test('without a mail server a letter is copied or opened as a draft, never taken to be sent', async () => {
  const till = await startWorking({});
  const letter = await compose(till);
  expect(codeOf(await till.ask('letter.send', letter))).toBe('mailNotSet');
  expect(await till.must('letters.list', null)).toEqual([]);
  await till.must('letter.copy', letter);
  expect(till.copied.at(-1)).toContain('Перепроведите, пожалуйста, платеж.');

  await till.must('letter.openInMail', { ...letter, attachments: [scan] });
  const [path = ''] = till.openedFiles;
  expect(path.startsWith(join(till.profile, 'letters'))).toBe(true);
  const { headers, parts } = readLetter(readFileSync(path, 'latin1'));
  expect(headers).toContain('X-Unsent: 1');
  expect(headers).toContain('To: sto@maxus.ru');
  expect(headers).toContain(letter.subject);
  expect(headers).not.toMatch(/^From:/m);
  expect(parts.map((part) => /Content-Type: ([\w/]+)/.exec(part.headers)?.[1])).toEqual([
    'text/plain',
    'text/html',
    'image/png',
  ]);
});

test('a server that refuses for good ends the letter with its words', async () => {
  const till = await startWorking({});
  const { port } = await server({ onRecipient: () => answering(550, 'no such mailbox here') });
  await setMail(till, port);
  await till.must('letter.send', await compose(till));
  const refused = await ended(till, 'refused');
  expect(refused.trouble).toContain('no such mailbox here');
  expect(refused.deliveredAt).toBeNull();
});

test('letters that wait survive a restart and go once the server is there, under the same Message-ID', async () => {
  const first = await startWorking({});
  const gone = await startMailServer({});
  await gone.close();
  await setMail(first, gone.port);
  const sent = await first.must('letter.send', await compose(first));
  for (;;) {
    const [letter] = await first.must('letters.list', null);
    if (letter?.tries === 1) {
      expect(letter).toMatchObject({ state: 'waiting' });
      expect(letter.trouble).toContain('Связи с почтовым сервером нет');
      break;
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  await first.close();

  const { taken } = await server({}, gone.port);
  const second = await startTill({ profile: first.profile });
  await signIn(second, cashierAnna);
  const delivered = await ended(second, 'delivered');
  expect(delivered.id).toBe(sent.id);
  expect(taken.map(({ raw }) => readLetter(raw).headers)).toEqual([
    expect.stringContaining(`Message-ID: <${sent.id}@example.ru>`),
  ]);
});

test('only a senior sets the mail, and the password never comes back out', async () => {
  const till = await startWorking({});
  const settings = { to: 'sto@maxus.ru', from: '', host: 'mail.example.ru', port: 587, secure: false };
  const password = 'очень тайный пароль';
  expect(codeOf(await till.ask('mail.set', { ...settings, user: 'tt@example.ru', password }))).toBe(
    'roleNeeded',
  );
  await signIn(till, seniorMarina);
  await till.must('mail.set', { ...settings, user: '', password });
  const told = await till.must('mail.get', null);
  expect(told).toEqual({ ...settings, user: '', hasPassword: true });
  await till.must('mail.set', { ...settings, user: '', password: '' });
  expect(await till.must('mail.get', null)).toMatchObject({ hasPassword: false });
  expect(codeOf(await till.ask('mail.set', { ...settings, to: 'nobody', user: '', password: null }))).toBe(
    'badMailAddress',
  );
});
