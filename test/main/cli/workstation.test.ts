/** A trade point tried from a shell: enrolled, filled with payments that were not sent, run without a window. */
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { cpSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { TestSep } from '../../tools/sepSystem.ts';
import { startSep } from '../../tools/sepSystem.ts';
import { newFolder, removeFolders } from '../store/station.ts';

const source = (name: string): string => resolve(import.meta.dirname, `../../../main/cli/${name}.ts`);

let sep: TestSep;
beforeAll(async () => {
  sep = await startSep();
});
afterAll(async () => {
  await sep.close();
  removeFolders();
});

const running: ChildProcess[] = [];
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});

function run(program: string, folder: string, args: readonly string[]) {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', source(program), ...args], {
    env: { ...process.env, KASSA_DATA: folder },
  });
  running.push(child);
  const said = { out: '', err: '' };
  let look = (): void => undefined;
  child.stdout.on('data', (data: Buffer) => {
    said.out += data.toString();
    look();
  });
  child.stderr.on('data', (data: Buffer) => {
    said.err += data.toString();
    look();
  });
  const ended = new Promise<number | null>((done) => {
    child.on('close', (code) => {
      done(code);
      look();
    });
  });
  return {
    child,
    said,
    ended,
    /** Resolves as soon as it has said that. */
    until: (expected: (told: typeof said) => boolean): Promise<void> =>
      new Promise((done) => {
        look = () => {
          if (expected(said)) done();
        };
        look();
      }),
  };
}

async function kassa(folder: string, ...args: readonly string[]) {
  const { said, ended } = run('kassa', folder, args);
  return { code: await ended, ...said };
}

async function enrolled(place: string, workstation: number): Promise<string> {
  const folder = newFolder();
  const code = await sep.newCode(place, workstation);
  const done = await kassa(folder, 'enrol', '--sep', sep.url, '--code', code);
  expect(done).toMatchObject({ code: 0, err: '' });
  expect(done.out).toContain(`точка ${place}`);
  expect(done.out).toContain(`рабочее место ${workstation}`);
  return folder;
}

/** Resolves when СЭП has completed so many payments of a trade point. */
async function completed(place: string, count: number): Promise<void> {
  const { signals } = sep.system.parts;
  for (;;) {
    // Before it is asked: what changes meanwhile is not missed.
    let stop = (): void => undefined;
    const changed = new Promise<void>((done) => {
      stop = signals.onChanged(() => done());
    });
    const [row] = await sep.database.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM payment WHERE trade_point = $1 AND status = 'completed'`,
      [place],
    );
    const enough = (row?.count ?? 0) >= count;
    if (!enough) await changed;
    stop();
    if (enough) return;
  }
}

test('two workstations without a window bring what both have taken to СЭП, and the box is moved by hand', async () => {
  const place = 'shell';
  const [first, second] = await Promise.all([enrolled(place, 1), enrolled(place, 2)]);
  const filled = await kassa(first, 'seed', '--unsent', '--payments', '7');
  expect(filled).toMatchObject({ code: 0 });
  expect(filled.out).toContain('Готово: платежей 7');

  const one = run('workstation', first, ['--auto-sync']);
  await one.until(({ err }) => err.includes('Синхронизацию ведёт это рабочее место.'));
  expect(JSON.parse(one.said.out)).toMatchObject({
    ready: true,
    workstation: 1,
    tradePoint: place,
    enrolled: true,
  });
  await completed(place, 7);

  const two = run('workstation', second, ['--auto-sync']);
  await two.until(({ err }) => err.includes('Синхронизацию ведёт рабочее место 1 с '));
  two.child.kill('SIGTERM');
  expect(await two.ended).toBe(0);
  await kassa(second, 'seed', '--unsent', '--payments', '5', '--seed-number', '2');
  const again = run('workstation', second, ['--take-over']);
  await one.until(({ err }) => err.includes('Синхронизацию забрало рабочее место 2'));
  await completed(place, 12);
  for (const { child } of [one, again]) child.kill('SIGTERM');
  expect(await Promise.all([one.ended, again.ended])).toEqual([0, 0]);
});

test('a copy that was put back and filled before anybody could be asked begins a journal of its own: nothing is lost', async () => {
  const place = 'copied';
  const folder = await enrolled(place, 1);
  let expected = 0;
  const fillAndSend = async (at: string, payments: number): Promise<void> => {
    await kassa(at, 'seed', '--unsent', '--payments', String(payments));
    expected += payments;
    const { child, ended } = run('workstation', at, ['--auto-sync']);
    await completed(place, expected);
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
  };
  await fillAndSend(folder, 3);
  const copy = newFolder();
  cpSync(folder, copy, { recursive: true });
  await fillAndSend(folder, 4);
  await fillAndSend(copy, 5);
  const [kept] = await sep.database.query<{ count: number }>('SELECT count(*)::int AS count FROM set_aside');
  expect(kept?.count).toBe(0);
});

test('a code that does not fit, an address that does not answer, and an empty profile say so', async () => {
  const folder = newFolder();
  expect(await kassa(folder, 'enrol', '--sep', sep.url)).toMatchObject({ code: 2 });
  const unread = await kassa(folder, 'enrol', '--sep', sep.url, '--code', 'ABCD');
  expect(unread).toMatchObject({ code: 5 });
  expect(unread.err).toContain('К-804');
  const code = await sep.newCode('shell', 3);
  const silent = await kassa(folder, 'enrol', '--sep', 'https://127.0.0.1:1', '--code', code);
  expect(silent.err).toContain('К-810');
  const empty = run('workstation', newFolder(), []);
  expect(await empty.ended).toBe(4);
});

test('a folder without a profile is told, and stays empty', async () => {
  const folder = newFolder();
  const { said, ended } = run('workstation', folder, []);
  expect(await ended).toBe(4);
  expect(said.err).toContain('нет профиля');
  expect(readdirSync(folder)).toEqual([]);
});
