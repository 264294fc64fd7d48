// `npm run emulator` as a person runs it: a process of its own, typed commands, signals.
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const script = join(import.meta.dirname, '..', '..', 'scripts', 'emulator.ts');
let folder = '';
let child: ChildProcess | null = null;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kassa-emulator-'));
});
afterEach(async () => {
  child?.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

function run(args: string[], env: NodeJS.ProcessEnv) {
  const started = spawn(process.execPath, [script, ...args], { stdio: 'pipe', env });
  child = started;
  let said = '';
  const waiting: { readonly words: string; readonly resolve: () => void }[] = [];
  const hear = (bytes: Buffer): void => {
    said += bytes.toString('utf8');
    for (const { words, resolve } of waiting) if (said.includes(words)) resolve();
  };
  started.stdout.on('data', hear);
  started.stderr.on('data', hear);
  const exited = once(started, 'close');
  return {
    process: started,
    until: (words: string) =>
      new Promise<void>((resolve) => {
        if (said.includes(words)) resolve();
        else waiting.push({ words, resolve });
      }),
    ended: async () => {
      const [code] = await exited;
      return { code, said };
    },
  };
}

test.each(['SIGTERM', 'SIGINT'] as const)(
  '%s ends it cleanly: exit 0, no port left behind',
  async (signal) => {
    const link = join(folder, 'printer');
    const emulator = run(['escpos', '--link', link, '--width', '58'], process.env);
    await emulator.until('Ctrl+C');
    expect(existsSync(link)).toBe(true);
    emulator.process.stdin.write('unplug\n');
    await emulator.until('ok: unplug');
    expect(existsSync(link)).toBe(false);
    emulator.process.stdin.write('plug\n');
    await emulator.until('ok: plug');
    expect(existsSync(link)).toBe(true);
    emulator.process.stdin.write('paper 5\ncover ajar\n');
    await emulator.until('ok: paper 5');
    await emulator.until('no such command: cover ajar');
    emulator.process.kill(signal);
    expect((await emulator.ended()).code).toBe(0);
    expect(existsSync(link)).toBe(false);
  },
);

test.each([
  [[]],
  [['escpos']],
  [['epson', '--link', 'x']],
  [['escpos', '--link', 'x', '--width', '70']],
  [['--nonsense']],
])('with %j it says how it is used', async (args) => {
  const { code, said } = await run(args, process.env).ended();
  expect(code).toBe(2);
  expect(said).toContain('Usage: npm run emulator -- escpos --link PATH');
});

test('without socat it says what to install', async () => {
  const emulator = run(['escpos', '--link', join(folder, 'printer')], { ...process.env, PATH: folder });
  const { code, said } = await emulator.ended();
  expect(code).toBe(1);
  expect(said).toContain('socat is not installed');
});

test('a file where the port should appear is left as it is, and why is said in a sentence', async () => {
  const link = join(folder, 'letter.txt');
  writeFileSync(link, 'a letter');
  const refused = await run(['escpos', '--link', link], process.env).ended();
  expect(refused).toEqual({ code: 1, said: `${link} is there and is no link: choose another path\n` });
  expect(readFileSync(link, 'utf8')).toBe('a letter');
  const nowhere = await run(['escpos', '--link', join(folder, 'no', 'printer')], process.env).ended();
  expect(nowhere.said).toMatch(/^there is no folder [^\n]+\n$/);
});
