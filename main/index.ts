/** The program: one copy per profile, the window first, then everything behind its door. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserWindow } from 'electron';
import { app, ipcMain } from 'electron';
import type { Result } from '../contract/result.ts';
import { ok, refuse } from '../contract/result.ts';
import { appOrigin, registerAppScheme, serveApp } from './shell/appScheme.ts';
import { hangDoor, pushTo } from './shell/ipc.ts';
import type { Log } from './shell/log.ts';
import { createWindow, showWindow } from './shell/window.ts';
import { profileFolder } from './store/profile.ts';
import type { Workstation } from './workstation.ts';

const profile = profileFolder(process.env, process.platform, app.getPath('home'));
mkdirSync(profile, { recursive: true });
// Chromium's own files lie apart from the money, and the lock against a second copy is the profile's.
app.setPath('userData', join(profile, 'window'));
registerAppScheme();

// Not awaited: Electron says it is ready only once this module has been read to its end.
if (app.requestSingleInstanceLock()) void run();
else app.exit(0);

async function run(): Promise<void> {
  await app.whenReady();
  const root = app.getAppPath();
  serveApp(join(root, 'out/renderer'));
  const window = createWindow({ preload: join(root, 'out/preload/index.cjs') });
  app.on('second-instance', () => showWindow(window));
  app.on('window-all-closed', () => app.quit());

  // The window's process starts while the rest of main is still being read: nothing that can wait stands before it.
  const program = openProgram(window, root);
  hangDoor(window, async (...ask) => (await program).door(...ask));
  ipcMain.once('kassa:usable', (_event, at: unknown) => {
    // The bench reads this line; nobody else asks for it.
    if (process.env['KASSA_MEASURE'] === '1') process.stdout.write(`${JSON.stringify({ usable: at })}\n`);
  });
  closeInOrder(program);
}

async function openProgram(window: BrowserWindow, root: string) {
  const [{ openLog }, { createDoor }] = await Promise.all([
    import('./shell/log.ts'),
    import('./door/door.ts'),
  ]);
  const log = openLog(join(profile, 'logs'), Date.now);
  const workstation = open(window, root, log);
  const handlers = workstation.then((opened) => (opened.ok ? ok(opened.value.handlers) : opened));
  return { log, workstation, door: createDoor(appOrigin, handlers, log, () => performance.now()) };
}

async function open(window: BrowserWindow, root: string, log: Log): Promise<Result<Workstation>> {
  try {
    const [{ openWorkstation }, { createDesktop }, { systemVault }, { machineId }] = await Promise.all([
      import('./workstation.ts'),
      import('./shell/desktop.ts'),
      import('./shell/vault.ts'),
      import('./store/machineId.ts'),
    ]);
    const opened = await openWorkstation({
      profile,
      migrations: join(root, 'migrations/station'),
      reportWorker: new URL('./reportWorker.js', import.meta.url),
      vault: systemVault(),
      machineId: machineId(),
      clock: Date.now,
      monotonic: () => performance.now(),
      every: (milliseconds, action) => {
        const timer = setInterval(action, milliseconds);
        return () => clearInterval(timer);
      },
      log,
      desktop: createDesktop(window),
      push: (name, payload) => pushTo(window, name, payload),
      training: process.argv.includes('--training'),
    });
    if (!opened.ok) log.error(opened.failure, 'the profile does not open');
    return opened;
  } catch (error) {
    log.error({ error: error instanceof Error ? error.stack : String(error) }, 'start failed');
    return refuse('internalError');
  }
}

/** The store is closed before the process ends, once, however the end was asked for. */
function closeInOrder(program: ReturnType<typeof openProgram>): void {
  let closed = false;
  app.on('will-quit', (event) => {
    if (closed) return;
    event.preventDefault();
    closed = true;
    void program
      .then(async ({ workstation, log }) => {
        const opened = await workstation;
        if (opened.ok) await opened.value.close();
        await log.close();
      })
      .catch(() => undefined)
      .finally(() => app.quit());
  });
}
