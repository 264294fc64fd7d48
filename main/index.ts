/** The program: one copy per profile, the window first, then everything behind its door. */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserWindow } from 'electron';
import { app, ipcMain, Menu } from 'electron';
import type { Result } from '../contract/result.ts';
import { ok, refuse } from '../contract/result.ts';
import type { EnrolForm } from '../contract/sync.ts';
import { appOrigin, registerAppScheme, serveApp } from './shell/appScheme.ts';
import { errorStory } from './shell/errorStory.ts';
import { hangDoor, pushTo } from './shell/ipc.ts';
import { keepPage } from './shell/keepPage.ts';
import type { LaterLog } from './shell/laterLog.ts';
import { logLater } from './shell/laterLog.ts';
import { hearEnrolOrders } from './shell/startOrders.ts';
import { createWindow, showWindow } from './shell/window.ts';
import { windowFolder } from './shell/windowFolder.ts';
import { profileAt, profileFolder } from './store/profile.ts';
import type { Workstation } from './workstation.ts';

/** After the first screen, when reading the log's writer holds nobody up. */
const unhurriedMs = 500;
/** A page that does not come holds the till up no longer than this. */
const pageMs = 1_000;
const pause = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

const profile = profileFolder(process.env, process.platform, app.getPath('home'));
// Chromium's own files lie apart from the money, and the lock against a second copy is the profile's.
app.setPath('userData', windowFolder(profile, tmpdir()));
// The page loads nothing from a network, and the till speaks to СЭП by Node: no process of its own for what nobody uses.
app.commandLine.appendSwitch('enable-features', 'NetworkServiceInProcess2');
// Forms and tables need no graphics card: cashiers' old drivers can't spoil what is drawn, and no start waits for them.
app.disableHardwareAcceleration();
registerAppScheme();
// Asked for before the app is ready, Electron's own menu is not even made.
Menu.setApplicationMenu(null);

// Not awaited: Electron says it is ready only once this module has been read to its end.
if (app.requestSingleInstanceLock()) void run();
else app.exit(0);

async function run(): Promise<void> {
  const orders = process.argv.includes('--enrol-from-stdin') ? keepOrders() : null;
  await app.whenReady();
  const root = app.getAppPath();
  const pages = serveApp(join(root, 'out/renderer'));
  const window = createWindow({ preload: join(root, 'out/preload/index.cjs') });
  pages.readAhead();
  app.on('second-instance', () => showWindow(window));
  app.on('window-all-closed', () => app.quit());

  const log = logLater(async (clock) => {
    const { openLog } = await import('./shell/log.ts');
    return openLog(join(profile, 'logs'), clock);
  }, Date.now);
  keepPage(window.webContents, log, () => performance.now());
  // The page's process and the program want this thread, which also hands the page its scripts and their code cache. So
  // the program is read before the page asks for them, and opened once they run: then the page asks through the door.
  let tellAsked = (): void => undefined;
  const asked = new Promise<void>((resolve) => {
    tellAsked = resolve;
  });
  const read = Promise.race([pages.given, pause(pageMs)]).then(readProgram);
  const program = Promise.all([read, Promise.race([asked, pause(pageMs)])]).then(([modules]) =>
    openProgram(window, root, log, modules),
  );
  hangDoor(window, async (...ask) => {
    tellAsked();
    return (await program).door(...ask);
  });
  ipcMain.once('kassa:usable', (_event, at: unknown) => {
    // The bench reads this line; nobody else asks for it.
    if (process.env['KASSA_MEASURE'] === '1') process.stdout.write(`${JSON.stringify({ usable: at })}\n`);
    setTimeout(() => void log.begin(), unhurriedMs);
  });
  orders?.obey(async (form) => {
    const opened = await (await program).workstation;
    if (opened.ok) await opened.value.enrolTraining(form);
  });
  closeInOrder(program, log);
}

/** `npm start` gets its СЭП ready while the till starts: what it says is kept until somebody can act on it. */
function keepOrders() {
  const kept: EnrolForm[] = [];
  let act = async (form: EnrolForm): Promise<void> => void kept.push(form);
  hearEnrolOrders(process.stdin, (form) => void act(form));
  return {
    obey(enrol: (form: EnrolForm) => Promise<void>): void {
      act = enrol;
      for (const form of kept.splice(0)) void enrol(form);
    },
  };
}

type Modules = Awaited<ReturnType<typeof readProgram>>;

/**
 * All that opening the profile takes, the native driver included: none of it is waited for later. One after the other, so
 * that the window's own work on this thread comes in between.
 */
async function readProgram() {
  const { createDoor } = await import('./door/door.ts');
  const { openWorkstation } = await import('./workstation.ts');
  const { machineId } = await import('./store/machineId.ts');
  const { systemVault } = await import('./shell/vault.ts');
  const { createDesktop } = await import('./shell/desktop.ts');
  const { usualNetwork } = await import('./till/network.ts');
  const { readDriver } = await import('./store/driver.ts');
  readDriver();
  return { createDoor, openWorkstation, machineId, systemVault, createDesktop, usualNetwork };
}

function openProgram(window: BrowserWindow, root: string, log: LaterLog, modules: Modules) {
  const workstation = open(window, root, log, modules);
  const handlers = workstation.then((opened) => (opened.ok ? ok(opened.value.handlers) : opened));
  return { workstation, door: modules.createDoor(appOrigin, handlers, log, () => performance.now()) };
}

async function open(
  window: BrowserWindow,
  root: string,
  log: LaterLog,
  { openWorkstation, machineId, systemVault, createDesktop, usualNetwork }: Modules,
): Promise<Result<Workstation>> {
  try {
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
      desktop: createDesktop(window, profileAt(profile).letters),
      push: (name, payload) => pushTo(window, name, payload),
      training: process.argv.includes('--training'),
      network: usualNetwork(),
    });
    if (!opened.ok) log.error(opened.failure, 'the profile does not open');
    return opened;
  } catch (error) {
    log.error({ error: errorStory(error) }, 'start failed');
    return refuse('internalError');
  }
}

/** The store is closed before the process ends, once, however the end was asked for. */
function closeInOrder(program: Promise<ReturnType<typeof openProgram>>, log: LaterLog): void {
  let closed = false;
  app.on('will-quit', (event) => {
    if (closed) return;
    event.preventDefault();
    closed = true;
    void program
      .then(async ({ workstation }) => {
        const opened = await workstation;
        if (opened.ok) await opened.value.close();
      })
      .catch(() => undefined)
      .then(() => log.close())
      // Not within this very event, when there was nothing to wait for: Electron would take it for the quit it has just given up.
      .finally(() => setImmediate(() => app.quit()));
  });
}
