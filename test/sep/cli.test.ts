import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readEnrolmentCode } from '../../core/enrolment.ts';
import { starterCatalogue } from '../../core/starter/starterCatalogue.ts';
import { runCommand } from '../../sep/cli/main.ts';
import { contactInput, enrol, newSepClient } from '../tools/sepClient.ts';

const entrance = fileURLToPath(new URL('../../sep/cli/sep.ts', import.meta.url));
const root = mkdtempSync(join(tmpdir(), 'kassa-sep-cli-'));
const data = join(root, 'data');
const handles = join(root, '.kassa/sep');

const environment = (): NodeJS.ProcessEnv => {
  // Its own PostgreSQL, its own home.
  const { DATABASE_URL: _, KASSA_SEP_SECRET: __, ...rest } = process.env;
  return { ...rest, HOME: root, USERPROFILE: root };
};

type Ended = { readonly code: number | null; readonly out: string; readonly err: string };

function start(...args: readonly string[]) {
  const child = spawn(process.execPath, [entrance, ...args], { env: environment() });
  let out = '';
  let err = '';
  const line = new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString();
      if (out.includes('\n')) resolve(out);
    });
    child.once('close', () => reject(new Error(`it ended: ${err}`)));
  });
  // Only some are waited for.
  line.catch(() => undefined);
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString();
  });
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (code) => resolve({ code, out, err }));
  });
  return { child, line, ended };
}

const run = (...args: readonly string[]): Promise<Ended> => start(...args).ended;

/** The server of this data folder; null: it has ended. */
function postmaster(): number | null {
  const at = join(data, 'database.at');
  const cluster = existsSync(at) ? readFileSync(at, 'utf8').trim() : join(data, 'database');
  try {
    return Number(readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n')[0]);
  } catch {
    return null;
  }
}

const lives = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

let sep: ReturnType<typeof start>;
let url = '';

beforeAll(async () => {
  sep = start('--data', data, '--port', '0', '--host', '127.0.0.1', '--operators', 'simulated');
  url = (JSON.parse(await sep.line) as { readonly sep: string }).sep;
});
afterAll(async () => {
  sep.child.kill('SIGKILL');
  await sep.ended;
  rmSync(root, { recursive: true, force: true });
});

test('its one line of stdout says where it is, and it is ready then', async () => {
  const said = JSON.parse(await sep.line) as { readonly operators: string; readonly ops: string };
  expect(said).toEqual({
    ready: true,
    sep: expect.stringMatching(/^https:\/\/127\.0\.0\.1:\d+$/),
    operators: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    desk: expect.stringMatching(/^https:\/\/127\.0\.0\.1:\d+$/),
    status: expect.stringMatching(/^https:\/\/127\.0\.0\.1:\d+$/),
    ops: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
  });
  const client = newSepClient(url, null);
  expect(await client.send({ method: 'GET', path: '/ready' })).toMatchObject({ status: 200 });
  client.close();
  expect((await fetch(`${said.operators}/credited`)).status).toBe(200);
  expect(await (await fetch(`${said.ops}/metrics`)).text()).toContain('kassa_sep_payments');
});

test('a person of the desk gets a password for one sign-in and a second factor', async () => {
  const made = await run('desk-user', '--login', 'anna', '--name', 'Анна', '--role', 'administrator');
  expect(made.code).toBe(0);
  expect(made.out).toMatch(/^[a-z0-9]{4}(-[a-z0-9]{4}){3}\notpauth:\/\/totp\/\S+secret=[A-Z2-7]{32}\S*\n$/);
  expect((await run('desk-user', '--login', 'Анна', '--name', 'Анна', '--role', 'operator')).code).toBe(4);
  expect((await run('desk-close', '--login', 'anna')).code).toBe(0);
  expect((await run('desk-close', '--login', 'anna')).code).toBe(4);
});

test('a code from the running server enrols; a revocation shuts the workstation out', async () => {
  const made = await run('enrol-code', '--trade-point', 'tt-9', '--workstation', '2', '--name', 'Южная');
  expect(made.code).toBe(0);
  expect(made.out).toMatch(/^[0-9A-Z-]{44}\n$/);
  expect(readEnrolmentCode(made.out.trim())).not.toBeNull();
  const { client, journal, answer } = await enrol(url, made.out.trim());
  expect(answer).toMatchObject({ workstation: 2, tradePoint: { id: 'tt-9', name: 'Южная' } });
  expect(await client.ok('contact', contactInput(journal, 2))).toMatchObject({ generation: 1 });
  const place = ['--trade-point', 'tt-9', '--workstation', '2'];
  const revoked = await run('revoke', ...place, '--reason', 'украдена', '--sep', url);
  expect(revoked).toMatchObject({ code: 0, out: '' });
  expect(await client.call('heads', {})).toMatchObject({ body: { code: 'certificateRevoked' } });
  client.close();
  const nobody = await run('revoke', '--trade-point', 'tt-9', '--workstation', '3', '--reason', 'x');
  expect(nobody).toMatchObject({ code: 4, err: expect.stringContaining('notBound') });
});

test('the door opens only to whoever can read the token', async () => {
  const [name = ''] = readdirSync(handles);
  const path = join(handles, name);
  if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
  const { admin } = JSON.parse(readFileSync(path, 'utf8')) as { readonly admin: string };
  const answer = await fetch(`${admin}/stop`, { method: 'POST', headers: { authorization: 'Bearer 0' } });
  expect(answer.status).toBe(401);
  expect((await fetch(`${admin}/stop`)).status).toBe(401);
});

test('an address where none runs is said to be one, and what runs is named', async () => {
  const asked = await run(
    'enrol-code',
    '--trade-point',
    't',
    '--workstation',
    '1',
    '--sep',
    'https://127.0.0.1:1',
  );
  expect(asked).toMatchObject({ code: 3, out: '', err: expect.stringContaining(url) });
});

test.each([
  [['enrol-code']],
  [['enrol-code', '--trade-point', 't', '--workstation', '0']],
  [['enrol-code', '--trade-point', 't', '--workstation', '1', '--reason', 'x']],
  [['--port', 'x']],
  [['--ops-port', 'x']],
  [['--ops-host', '']],
  [['--operators', 'real']],
  [['--nothing']],
  [['nothing']],
  [['enrol-code', 'twice']],
  [['compare', '--provider', 'mts']],
  [['gateway', '--url', 'https://osmp.example']],
  [['catalogue']],
  [['revoke', '--trade-point', 't', '--workstation', '1']],
])('%j is a wrong command', async (args) => {
  const said: string[] = [];
  const noted: string[] = [];
  const streams = {
    say: (line: string) => void said.push(line),
    note: (line: string) => void noted.push(line),
  };
  expect(await runCommand(args, { environment: {}, home: root, streams })).toBe(2);
  expect(said).toEqual([]);
  expect(noted.join()).toContain('Коды выхода');
});

test('a gateway is set by hand, and registries are made and compared', async () => {
  const set = await run('gateway', '--provider', 'mts', '--url', 'http://127.0.0.1:9/osmp');
  expect(set).toMatchObject({ code: 0, out: '', err: expect.stringContaining('mts') });
  const bad = await run('gateway', '--provider', 'mts', '--url', 'ftp://x');
  expect(bad).toMatchObject({ code: 4, out: '', err: expect.stringContaining('«ftp://x» — не адрес') });
  const unknown = await run('gateway', '--provider', 'nosuch', '--url', 'http://127.0.0.1:9/osmp');
  expect(unknown).toMatchObject({
    code: 4,
    out: '',
    err: expect.stringContaining('«nosuch» нет в каталоге'),
  });
  const which = ['--provider', 'mts', '--day', '2026-11-22'];
  const made = await run('registry', ...which);
  expect(made.code).toBe(0);
  const file = join(root, 'registry.txt');
  writeFileSync(file, made.out);
  expect(await run('compare', ...which, '--file', file)).toMatchObject({
    code: 0,
    out: expect.stringContaining('Расхождений нет'),
  });
});

test('a catalogue is put in force from a file; a file that is none is refused with the reason', async () => {
  const file = join(root, 'catalogue.json');
  writeFileSync(file, JSON.stringify({ ...starterCatalogue, version: 2 }));
  expect(await run('catalogue', '--file', file)).toMatchObject({
    code: 0,
    err: expect.stringContaining('версии 2'),
  });
  expect(await run('catalogue', '--file', file)).toMatchObject({
    code: 4,
    err: expect.stringContaining('version 2 is in force'),
  });
});

test('a second one in the same folder does not start, and the first goes on', async () => {
  const folder = await run('--data', data, '--port', '0', '--operators', 'simulated');
  expect(folder).toMatchObject({ code: 5, out: '', err: expect.stringContaining('another СЭП is running') });
  const postgres = postmaster();
  expect(postgres !== null && lives(postgres)).toBe(true);
});

test('killed without a word, it leaves no PostgreSQL behind, and the next start goes on', async () => {
  const postgres = postmaster() ?? 0;
  expect(lives(postgres)).toBe(true);
  sep.child.kill('SIGKILL');
  await sep.ended;
  // The watchdog stops it; where that is too slow the next start does.
  sep = start('--data', data, '--port', '0', '--operators', 'simulated');
  url = (JSON.parse(await sep.line) as { readonly sep: string }).sep;
  // Whoever adopted it may take a moment to notice its end.
  await expect.poll(() => lives(postgres)).toBe(false);
  // The handle of the killed one does not confuse.
  const made = await run('enrol-code', '--trade-point', 'tt-9', '--workstation', '2');
  expect(made.code).toBe(0);
});

test('SIGTERM ends it with code 0, with a poll under way, and leaves neither process nor handle', async () => {
  const made = await run('enrol-code', '--trade-point', 'tt-9', '--workstation', '4');
  const { client } = await enrol(url, made.out.trim());
  const waiting = client.call('changes', { generation: 1, cursor: 0, waitMs: 60_000, limit: 1 });
  await client.ok('heads', {});
  const postgres = postmaster() ?? 0;
  sep.child.kill('SIGTERM');
  expect(await waiting).toMatchObject({ status: 200 });
  client.close();
  const ended = await sep.ended;
  expect(ended.code).toBe(0);
  expect(ended.out.trim().split('\n')).toHaveLength(1);
  expect(lives(postgres)).toBe(false);
  expect(postmaster()).toBeNull();
  const port = new URL(url).port;
  expect(readdirSync(handles)).not.toContain(`${port}.json`);
  const none = await run('stop');
  expect(none).toMatchObject({ code: 3, err: expect.stringContaining('npm run sep') });
});
