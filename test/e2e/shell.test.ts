// The window can reach nothing but its own pages and the one door; the program is one per profile, and ends whole.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { takeLock } from '../../main/store/lock.ts';
import { profileAt } from '../../main/store/profile.ts';
import { people } from '../../scripts/driver/cashier.ts';
import { launchProgram } from '../../scripts/driver/launch.ts';
import { ensureElectron } from '../../scripts/electron.ts';
import { projectRoot } from '../../scripts/lib/install.mjs';
import { descendantsOf, endTree } from '../../scripts/lib/processTree.ts';
import { newStation } from './station.ts';
import { ask } from './view.ts';

const station = newStation();

beforeAll(async () => {
  await station.start();
  await station.cashier.ready(station.cashier.field('ПИН-код'));
});

test('the page is sandboxed, isolated and without Node, on its own origin', async () => {
  const { page, app } = station;
  expect(await page.evaluate(() => location.origin)).toBe('app://kassa');
  const globals = await page.evaluate(() =>
    ['require', 'process', 'Buffer', 'module', 'electron'].filter((name) => name in globalThis),
  );
  expect(globals).toEqual([]);
  const preferences = await app.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    // Known to every Electron, published by none.
    const contents = window?.webContents as unknown as { getLastWebPreferences(): Record<string, unknown> };
    return contents.getLastWebPreferences();
  });
  expect(preferences).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webviewTag: false,
  });
});

test('the window’s bridge is exactly three functions, frozen', async () => {
  const surface = await station.page.evaluate(() => ({
    names: Object.getOwnPropertyNames(window.kassa).sort(),
    kinds: Object.values(window.kassa).map((value) => typeof value),
    replaced: Reflect.set(window, 'kassa', {}) && window.kassa.call === undefined,
  }));
  expect(surface).toEqual({
    names: ['call', 'listen', 'usable'],
    kinds: ['function', 'function', 'function'],
    replaced: false,
  });
});

test('the policy stands on the page’s own response, without any unsafe word, and every page is under it', async () => {
  const answers = await station.app.evaluate(async ({ net }) => {
    const about = async (url: string) => {
      const answer = await net.fetch(url);
      return [answer.status, answer.headers.get('content-security-policy') ?? ''] as const;
    };
    return {
      page: await about('app://kassa/'),
      again: await about('app://kassa/index.html'),
      outside: await about('app://kassa/..%2f..%2fpackage.json').catch(() => 'refused'),
    };
  });
  const [status, policy] = answers.page;
  expect(status).toBe(200);
  const directives = Object.fromEntries(
    policy.split('; ').map((directive) => [directive.split(' ')[0], directive.split(' ').slice(1)]),
  );
  expect(directives).toMatchObject({
    'default-src': ["'none'"],
    'script-src': ["'self'"],
    'connect-src': ["'self'"],
    'object-src': ["'none'"],
    'base-uri': ["'none'"],
    'form-action': ["'none'"],
    'frame-ancestors': ["'none'"],
  });
  expect(policy).not.toMatch(/unsafe|\*|https?:/);
  // A nonce is worth something only when nobody can guess the next.
  expect(answers.again[1]).not.toBe(policy);
  expect(answers.outside).toEqual([404, '']);
});

test('a script that got into the page does not run', async () => {
  // Appended as a page's own code would: what a tester evaluates is outside the policy, what it appends is not.
  const seen = await station.page.evaluate(async () => {
    const blocked: string[] = [];
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) =>
      blocked.push(effectiveDirective),
    );
    const inline = document.createElement('script');
    inline.textContent = 'globalThis.intruded = true';
    const foreign = document.createElement('script');
    foreign.src = 'https://example.invalid/x.js';
    const picture = document.createElement('img');
    picture.src = 'https://example.invalid/x.png';
    const frame = document.createElement('iframe');
    frame.src = 'https://example.invalid/';
    document.body.append(inline, foreign, picture, frame);
    await fetch('https://example.invalid/').catch(() => undefined);
    for (let left = 50; left > 0 && new Set(blocked).size < 4; left -= 1) {
      await new Promise((done) => requestAnimationFrame(done));
    }
    for (const element of [inline, foreign, picture, frame]) element.remove();
    return { blocked: [...new Set(blocked)].sort(), intruded: 'intruded' in globalThis };
  });
  expect(seen).toEqual({
    blocked: ['connect-src', 'frame-src', 'img-src', 'script-src-elem'],
    intruded: false,
  });
});

test('the door refuses with a value: strangers, unknown names, payloads that do not fit', async () => {
  const { page, app } = station;
  const call = (name: string, payload: unknown) =>
    page.evaluate(([asked, input]) => window.kassa.call(asked, input), [name, payload] as const);
  for (const name of ['till.open', '__proto__', 'constructor', '']) {
    expect(await call(name, null)).toMatchObject({ ok: false, failure: { code: 'unknownCall' } });
  }
  for (const payload of [null, {}, { cashierId: 'x', pin: '000000' }, 'x'.repeat(100_000)]) {
    expect(await call('session.signIn', payload)).toMatchObject({
      ok: false,
      failure: { code: 'badPayload' },
    });
  }
  expect(await ask(page, 'shift.xReport', null)).toMatchObject({ failure: { code: 'notSignedIn' } });

  // A frame of our own origin inside the page has the bridge in no case, and a caller without one is refused by main.
  const inFrame = await page.evaluate(async () => {
    const frame = document.createElement('iframe');
    document.body.append(frame);
    const found = frame.contentWindow !== null && 'kassa' in frame.contentWindow;
    frame.remove();
    return found;
  });
  expect(inFrame).toBe(false);
  const stranger = await app.evaluate(
    async ({ BrowserWindow }, preload) => {
      const window = new BrowserWindow({ show: false, webPreferences: { sandbox: true, preload } });
      await window.loadURL('data:text/html,foreign');
      const answer: unknown = await window.webContents.executeJavaScript(
        'window.kassa.call("till.view", null)',
      );
      window.destroy();
      return answer;
    },
    join(projectRoot, 'out/preload/index.cjs'),
  );
  expect(stranger).toMatchObject({ ok: false, failure: { code: 'foreignSender' } });
});

test('no graphics card is asked for, and a page whose process dies is opened again by itself', async () => {
  const { path } = await ensureElectron();
  const profile = mkdtempSync(join(tmpdir(), 'kassa-page-'));
  // Started as people start it: what drives a window in tests would hold the new page's process back.
  const program = spawn(path, [projectRoot, '--training'], {
    env: { ...process.env, KASSA_DATA: profile },
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  });
  let said = '';
  program.stderr.on('data', (text: Buffer) => {
    said += text.toString();
  });
  onTestFinished(async () => {
    await endTree(program);
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  });
  const lines = () => {
    const log = join(profile, 'logs/kassa.log');
    return existsSync(log) ? readFileSync(log, 'utf8').split('\n') : [];
  };
  const asked = () => lines().filter((line) => line.includes('"call":"till.view"')).length;
  await expect.poll(asked).toBe(1);
  // There is none here: Chromium that looked for one complains.
  expect(said).not.toContain('GPU process');
  const page = descendantsOf(program.pid ?? 0).find((pid) =>
    readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('--type=renderer'),
  );
  process.kill(page ?? 0, 'SIGKILL');
  await expect.poll(asked).toBe(2);
  expect(lines().some((line) => line.includes('the page is gone'))).toBe(true);
});

test('a second start on the same profile brings the first to the front and ends', async () => {
  const { app, profile } = station;
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.minimize());
  const { path } = await ensureElectron();
  const second = spawn(path, [projectRoot, '--training'], {
    env: { ...process.env, KASSA_DATA: profile },
    stdio: 'ignore',
  });
  expect(await new Promise((done) => second.on('exit', done))).toBe(0);
  await expect
    .poll(() => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isMinimized()))
    .toBe(false);
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
});

test('after a day of work the logs hold neither PINs nor full numbers', async () => {
  const { cashier } = station;
  await cashier.signIn(people.anna.pin);
  await cashier.openShift('0');
  await cashier.pay({ account: '9161234567', operator: 'МТС', sum: '500', tendered: '515' });
  await cashier.pay({
    account: '98765432101',
    code: '32',
    operator: 'Спутниковое ТВ МТС',
    sum: '500',
    tendered: '515',
  });
  await cashier.keys.press('F12');
  await cashier.ready(cashier.field('ПИН-код'));
  await cashier.keys.pad('111333\n');
  await station.page.getByRole('alert').waitFor();
  const folder = join(station.profile, 'logs');
  const logs = readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n');
  expect(logs).toContain('"call":"payment.receipt"');
  for (const secret of [
    ...Object.values(people).map(({ pin }) => pin),
    '111333',
    '9161234567',
    '98765432101',
  ]) {
    expect(logs).not.toContain(secret);
  }
  expect(logs.replace(/\D/g, ' ')).not.toMatch(/916\s*123\s*45\s*67/);
});

// Late, as a navigation that is stopped leaves the tester's own view of the page waiting for its end.
test('no other page, no other window, no permission', async () => {
  const { page, app } = station;
  await page.evaluate(() => {
    location.href = 'https://example.invalid/';
  });
  const opened = await page.evaluate(() => [
    window.open('https://example.invalid/'),
    window.open('app://kassa/'),
  ]);
  expect(opened).toEqual([null, null]);
  await page.evaluate(() => {
    const link = document.createElement('a');
    link.href = 'file:///etc/passwd';
    link.target = '_blank';
    document.body.append(link);
    link.click();
    link.remove();
  });
  const denied = await page.evaluate(async () => {
    const place = await new Promise((done) =>
      navigator.geolocation.getCurrentPosition(
        () => done('told'),
        ({ code }) => done(code),
      ),
    );
    return [place, await Notification.requestPermission()];
  });
  expect(denied).toEqual([1, 'denied']);
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
  expect(page.url()).toBe('app://kassa/');
});

test('no process is started for a network that the page does not use', () => {
  const tree = descendantsOf(station.app.process().pid ?? 0);
  const commands = tree.map((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8'));
  expect(commands.filter((command) => command.includes('--type=renderer'))).toHaveLength(1);
  expect(commands.filter((command) => command.includes('network.mojom'))).toEqual([]);
});

test('closing the window leaves no process', async () => {
  const pid = station.app.process().pid ?? 0;
  const tree = [pid, ...descendantsOf(pid)];
  expect(tree.length).toBeGreaterThan(3);
  const ended = station.ended();
  await station.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  await ended;
  await vi.waitFor(() => expect(tree.filter(isRunning)).toEqual([]), { timeout: 20_000 });
});

const isRunning = (pid: number): boolean => {
  try {
    return /\) [^Z]/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
};

test('a profile that another process holds is explained, not fought over', async () => {
  const profile = mkdtempSync(join(tmpdir(), 'kassa-held-'));
  onTestFinished(() => rmSync(profile, { recursive: true, force: true, maxRetries: 5 }));
  // As the command line takes it, in this process of ours.
  const held = takeLock(profileAt(profile).lock);
  if (!held.ok) throw new Error(held.failure.code);
  onTestFinished(() => held.value.release());
  const { app, page } = await launchProgram({ profile });
  onTestFinished(() => app.close());
  const alert = page.getByRole('alert');
  await alert.waitFor();
  expect(await alert.innerText()).toContain('К-604');
  expect(await alert.innerText()).toContain('уже работает другая копия');
});

test('a profile that can not be written is explained in the window, and the program ends as usual', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kassa-closed-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  // A file in the folder's place: closed to the administrator too.
  const profile = join(folder, 'profile');
  writeFileSync(profile, 'not a folder');
  const { app, page } = await launchProgram({ profile });
  const alert = page.getByRole('alert');
  await alert.waitFor();
  expect(await alert.innerText()).toContain('К-613');
  expect(await alert.innerText()).toContain('закрыта для записи');
  await app.close();
  expect(readFileSync(profile, 'utf8')).toBe('not a folder');
});
