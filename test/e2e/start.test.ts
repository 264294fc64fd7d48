// `npm start` ends cleanly however it is ended: no process of the program is left behind.
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { projectRoot } from '../../scripts/lib/install.mjs';
import { descendantsOf } from '../../scripts/lib/processTree.ts';

const patient = { timeout: 60_000, interval: 100 };

interface Running {
  readonly start: ChildProcess;
  readonly pid: number;
  readonly profile: string;
  readonly tree: number[];
  /** What it has said so far. */
  readonly said: () => string;
}

/** `connected`: waits for СЭП too, and till the till is enrolled in it. */
async function startProgram(profile: string, connected = true): Promise<Running> {
  const start = spawn(process.execPath, [join(projectRoot, 'scripts/start.ts')], {
    cwd: projectRoot,
    env: { ...process.env, KASSA_DATA: profile },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  start.stderr?.on('data', (data: Buffer) => {
    said += data.toString();
  });
  const pid = start.pid ?? 0;
  onTestFinished(() => {
    for (const one of [pid, ...descendantsOf(pid)].filter(isRunning)) process.kill(one, 'SIGKILL');
  });
  // With its page's process the window is there.
  await vi.waitFor(() => expect(descendantsOf(pid).some(isPage)).toBe(true), patient);
  if (connected) {
    await vi.waitFor(() => expect(said).toContain('СЭП (учебная): https://127.0.0.1:'), patient);
    await vi.waitFor(() => expect(linkOf(profile)).toBe('ok'), patient);
  }
  return { start, pid, profile, tree: [pid, ...descendantsOf(pid)], said: () => said };
}

/** A profile that is gone after the test, with its СЭП. */
function newProfile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'kassa-start-'));
  // PostgreSQL, which doesn't run as root, must get at its data in it, or they lie elsewhere.
  chmodSync(folder, 0o755);
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  return join(folder, 'till');
}

/** How the till's log tells that it stands with СЭП. */
const linkOf = (profile: string): string | undefined =>
  [...read(join(profile, 'logs/kassa.log')).matchAll(/"link":"(\w+)"/g)].at(-1)?.[1];

const isPostgres = (pid: number) => commandOf(pid).includes('postgres');
const commandOf = (pid: number) => read(`/proc/${pid}/cmdline`);
const isPage = (pid: number) => commandOf(pid).includes('--type=renderer');
/** Electron's own process: neither one of its helpers nor a Node. */
const isProgram = (pid: number) =>
  commandOf(pid).includes('lifeline.cjs') && !commandOf(pid).includes('--type=');
const isRunning = (pid: number) => /\) [^Z]/.test(read(`/proc/${pid}/stat`));

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

test.each([
  ['one Ctrl+C', ['SIGINT']],
  ['two Ctrl+C in a hurry', ['SIGINT', 'SIGINT']],
  ['a kill', ['SIGKILL']],
] as const)('after %s nothing is left, neither of the till nor of its СЭП', async (_, signals) => {
  const { start, tree } = await startProgram(newProfile());
  expect(tree.some(isPostgres)).toBe(true);
  for (const signal of signals) start.kill(signal);
  await vi.waitFor(() => expect(tree.filter(isRunning)).toEqual([]), patient);
});

test('when the program ends by itself, the start ends with its status; the next one is connected as before', async () => {
  const { start, pid, profile, tree, said } = await startProgram(newProfile());
  const ended = new Promise((resolve) => start.on('exit', resolve));
  const program = descendantsOf(pid).find(isProgram);
  process.kill(program ?? 0, 'SIGTERM');
  expect(await ended).toBe(0);
  await vi.waitFor(() => expect(tree.filter(isRunning)).toEqual([]), patient);

  rmSync(join(profile, 'logs'), { recursive: true });
  const again = await startProgram(profile);
  const addressIn = (text: string) => /https:\/\/127\.0\.0\.1:\d+/.exec(text)?.[0];
  expect(addressIn(again.said())).toBe(addressIn(said()));
  again.start.kill('SIGINT');
  await vi.waitFor(() => expect(again.tree.filter(isRunning)).toEqual([]), patient);
});

test('a training till whose СЭП was deleted is enrolled in the new one', async () => {
  const { start, profile, tree } = await startProgram(newProfile());
  start.kill('SIGINT');
  await vi.waitFor(() => expect(tree.filter(isRunning)).toEqual([]), patient);
  rmSync(`${profile}-sep`, { recursive: true });
  rmSync(join(profile, 'logs'), { recursive: true });

  const again = await startProgram(profile);
  expect(again.said()).toContain('Прежней СЭП этой кассы больше нет');
  again.start.kill('SIGINT');
  await vi.waitFor(() => expect(again.tree.filter(isRunning)).toEqual([]), patient);
  // Enrolled in it for good: the next start finds both halves.
  rmSync(join(profile, 'logs'), { recursive: true });
  const third = await startProgram(profile);
  expect(third.said()).not.toContain('Прежней СЭП');
  third.start.kill('SIGINT');
  await vi.waitFor(() => expect(third.tree.filter(isRunning)).toEqual([]), patient);
});

test('where СЭП can’t start, the till works alone, and the console says why', async () => {
  const profile = newProfile();
  const other = createServer();
  await new Promise<void>((done) => other.listen(0, '127.0.0.1', done));
  onTestFinished(() => void other.close());
  mkdirSync(`${profile}-sep`, { recursive: true });
  const taken = other.address();
  writeFileSync(
    join(`${profile}-sep`, 'port.json'),
    String(typeof taken === 'object' && taken ? taken.port : 0),
  );
  const { start, tree, said } = await startProgram(profile, false);
  // Two lines, which needn't arrive together.
  await vi.waitFor(() => {
    expect(said()).toMatch(/СЭП не запущена: .*EADDRINUSE/);
    expect(said()).toContain('Касса работает одна');
  }, patient);
  start.kill('SIGINT');
  await vi.waitFor(() => expect(tree.filter(isRunning)).toEqual([]), patient);
});
