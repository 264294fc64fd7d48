/** Ten thousand payments on their way to a СЭП on this computer, and how soon a key shows on the screen meanwhile. */
import type { ChildProcess } from 'node:child_process';
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { Cashier, people } from '../../scripts/driver/cashier.ts';
import { killProgram, launchProgram } from '../../scripts/driver/launch.ts';
import { projectRoot } from '../../scripts/lib/install.mjs';
import { endTree } from '../../scripts/lib/processTree.ts';
import { ask, tillOf } from '../e2e/view.ts';
import type { Row } from './measure.ts';

const payments = 10_000;
/** What a hand notices. */
const mostMs = 50;
/** A person's pace: a scanner's is taken back out of the fields. */
const keyEveryMs = 110;
const idleKeys = 250;
const patienceMs = 15 * 60_000;
const quiet = '--disable-warning=ExperimentalWarning';

type Sep = { readonly program: ChildProcess; readonly url: string };

/** СЭП with simulated operators in processes of its own, as it is in life. */
function startSep(folder: string): Promise<Sep> {
  const program = spawn(
    process.execPath,
    [quiet, join(projectRoot, 'sep/cli/sep.ts'), '--data', folder, '--port', '0', '--operators', 'simulated'],
    { stdio: ['ignore', 'pipe', 'ignore'], detached: process.platform !== 'win32' },
  );
  return new Promise((resolve, reject) => {
    let heard = '';
    program.on('exit', () => reject(new Error(`СЭП ended: ${heard}`)));
    program.stdout?.on('data', (text: Buffer) => {
      heard += text.toString();
      const line = heard.split('\n').find((one) => one.includes('"ready":true'));
      if (line !== undefined) resolve({ program, url: (JSON.parse(line) as { sep: string }).sep });
    });
  });
}

/** A profile that is enrolled, with payments that were never sent. */
function queued(profile: string, sep: string, sepFolder: string): void {
  const run = (file: string, ...args: string[]): string =>
    execFileSync(process.execPath, [quiet, join(projectRoot, file), ...args], {
      env: { ...process.env, KASSA_DATA: profile, KASSA_SEP_DATA: sepFolder },
      stdio: ['ignore', 'pipe', 'ignore'],
      encoding: 'utf8',
    });
  const place = ['--trade-point', 'bench', '--workstation', '1', '--sep', sep];
  const code = run('sep/cli/sep.ts', 'enrol-code', ...place).trim();
  run('main/cli/kassa.ts', 'enrol', '--sep', sep, '--code', code);
  run('main/cli/kassa.ts', 'seed', '--unsent', '--payments', String(payments));
}

/** From the moment a key was pressed to the frame that shows it, as the page's own clock tells; milliseconds. */
async function measureKeys(page: Page): Promise<() => Promise<number[]>> {
  await page.evaluate(() => {
    const times: number[] = [];
    const onKey = (event: KeyboardEvent): void => {
      const pressed = event.timeStamp;
      requestAnimationFrame(() => {
        // After the frame's paint.
        const channel = new MessageChannel();
        channel.port1.onmessage = () => times.push(performance.now() - pressed);
        channel.port2.postMessage(null);
      });
    };
    addEventListener('keydown', onKey, { capture: true });
    Object.assign(globalThis, {
      keysMeasured: () => {
        removeEventListener('keydown', onKey, { capture: true });
        return times;
      },
    });
  });
  return () =>
    page.evaluate(() => (globalThis as unknown as { keysMeasured: () => number[] }).keysMeasured());
}

/** Types and wipes out a number again and again for as long as it is wanted. */
async function typeWhile(page: Page, wanted: (keys: number) => boolean): Promise<number[]> {
  const measured = await measureKeys(page);
  for (let keys = 0; wanted(keys); keys += 1) {
    const inNumber = keys % 14;
    await page.keyboard.press(inNumber < 7 ? String((inNumber * 3) % 10) : 'Backspace');
    await pause(keyEveryMs);
  }
  return measured();
}

const p99 = (times: readonly number[]): number =>
  [...times].sort((left, right) => left - right)[Math.floor(times.length * 0.99)] ?? Number.NaN;

const unsentIn = async (page: Page): Promise<number> => (await tillOf(page)).sync?.unsent ?? payments;

async function measure(page: Page): Promise<readonly Row[]> {
  const cashier = await Cashier.at(page);
  await cashier.signIn(people.anna.pin, people.anna.name);
  if (!(await tillOf(page)).shift) await cashier.openShift('1000');
  await cashier.ready(cashier.field('Номер'));
  const waiting = await unsentIn(page);
  const idle = p99(await typeWhile(page, (keys) => keys < idleKeys));

  const ticked = await ask(page, 'sync.claim', { takeOver: true });
  if (!ticked.ok) throw new Error(`the box was not ticked: ${ticked.failure.code}`);
  const began = performance.now();
  let left = waiting;
  const watching = (async () => {
    while (left > 0 && performance.now() - began < patienceMs) {
      await pause(250);
      left = await unsentIn(page);
    }
    return performance.now() - began;
  })();
  const busy = p99(await typeWhile(page, () => left > 0));
  const took = await watching;
  const sound = waiting >= payments && left === 0;
  const key = (name: string, ours: number, peer: number, goal: number | null): Row => ({
    name,
    ours,
    peer,
    unit: 'ms',
    ratio: ours / peer,
    goal,
    met: goal === null ? null : sound && ours / peer <= goal,
  });
  return [
    key(`key to paint, p99, while ${payments} payments are shipped / what a hand notices`, busy, mostMs, 1),
    key('key to paint, p99, while shipping / while nothing is shipped', busy, idle, null),
    { ...key(`${payments} queued payments shipped / one minute`, took / 1000, 60, null), unit: 's' },
  ];
}

export async function measureShipping(folder: string): Promise<readonly Row[]> {
  const ground = mkdtempSync(join(folder, 'shipping-'));
  const sepFolder = join(ground, 'sep');
  const sep = await startSep(sepFolder);
  try {
    const profile = join(ground, 'profile');
    queued(profile, sep.url, sepFolder);
    const program = await launchProgram({ profile, args: [] });
    try {
      return await measure(program.page);
    } finally {
      await killProgram(program);
    }
  } finally {
    await endTree(sep.program);
    rmSync(ground, { recursive: true, force: true, maxRetries: 5 });
  }
}
