// `npm start`: gets ready whatever is missing, then opens the program; without a display plays the demonstration.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { profileAt } from '../main/store/profile.ts';
import { trainingTradePoint } from '../main/training/trainingSet.ts';
import { type ElectronStep, ensureElectron } from './electron.ts';
import { ensureBuilt } from './lib/build.ts';
import { hasDisplay, onVirtualScreen } from './lib/display.ts';
import { projectRoot } from './lib/install.mjs';
import { endTree, runTree } from './lib/processTree.ts';
import { enrolmentCode, type SepServer, startSep } from './lib/sepServer.ts';
import { exitCodeOf, onceEnding } from './lib/signals.mjs';
import { parseStart, type StartRequest, startUsage } from './lib/startArguments.ts';
import { Steps } from './lib/steps.ts';
import { ensureSystemLibraries } from './lib/systemLibraries.ts';

async function start(request: StartRequest): Promise<number> {
  // The first step, the dependencies, was scripts/bootstrap.mjs.
  const steps = new Steps(5, 1);
  const visible = hasDisplay();
  await steps.run('Системные библиотеки', () => ensureSystemLibraries(visible ? 'window' : 'headless'));
  const electron = await steps.run('Electron', (report) =>
    ensureElectron((step) => report(electronWords[step])),
  );
  await steps.run('Сборка', () => ensureBuilt());
  if (!visible) {
    console.error(
      'Экрана нет (DISPLAY и WAYLAND_DISPLAY пусты), поэтому показ: рабочий день кассира → out/demo/',
    );
    return steps.run('Показ', () =>
      runTree(...onVirtualScreen(process.execPath, [join(projectRoot, 'scripts/demo.ts')]), {
        cwd: projectRoot,
      }),
    );
  }
  const program = await steps.run('Запуск', async () => open(electron.path, request));
  // The window does not wait for it: it has its own way to be told.
  const sep = startSep(request.sepFolder);
  void sep.then((server) => introduce(server, program, request)).catch(report);
  try {
    return await untilClosed(program);
  } finally {
    await sep.then((server) => server.end()).catch(report);
  }
}

/** From the project's folder, if it lies in it. */
const shortly = (path: string): string => {
  const inside = relative(projectRoot, path);
  return inside.startsWith('..') ? path : inside;
};

const report = (error: unknown) => console.error(error instanceof Error ? error.message : error);

/** Says where СЭП is, and hands the till what enrols it, unless it is enrolled already. */
async function introduce(server: SepServer, program: ChildProcess, request: StartRequest): Promise<void> {
  const outcome = await server.outcome;
  if (program.exitCode !== null || program.signalCode !== null) return;
  if (outcome.kind === 'failed') {
    console.error(`СЭП не запущена: ${outcome.why}`);
    console.error(
      `Касса работает одна: платежи хранятся в ней. Подробности: ${shortly(join(request.sepFolder, 'logs'))}`,
    );
    return;
  }
  const { sep, operators, desk, status } = outcome;
  console.error(`СЭП (учебная): ${sep}, данные в ${shortly(request.sepFolder)}`);
  if (operators !== null) console.error(`Учебные операторы: ${operators}`);
  if (status !== null) console.error(`Страница «Статус платежа» для клиентов: ${status}`);
  if (desk !== null) {
    console.error(`Рабочий стол центрального офиса: ${desk}`);
    console.error(
      `  учётная запись для него: npm run -s sep -- desk-user --login anna --name 'Анна' --role supervisor --sep ${sep}`,
    );
    console.error(
      '  возврат, перевод и другой номер согласуют двое: заведите и вторую, например --login boris',
    );
  }
  const enrolled = existsSync(profileAt(request.profile).sep);
  if (enrolled && !server.isNew) return;
  if (enrolled) console.error('Прежней СЭП этой кассы больше нет: её папка пуста. Запущена новая.');
  const { id, ...words } = request.training ? trainingTradePoint : { id: 'own' };
  const code = await enrolmentCode(sep, { tradePoint: id, workstation: 1, words });
  if (code === undefined) console.error('СЭП не дала кода подключения.');
  else if (request.training) program.stdin?.write(`${JSON.stringify({ enrol: { address: sep, code } })}\n`);
  else if (enrolled) console.error(`Подключить кассу к ней: «Настройки», «СЭП», адрес ${sep}, код ${code}`);
  else console.error(`Для первой настройки: адрес ${sep}, код ${code}`);
}

function open(electron: string, request: StartRequest): ChildProcess {
  const lifeline = join(projectRoot, 'scripts/runtime/lifeline.cjs');
  const program = spawn(electron, ['-r', lifeline, projectRoot, ...request.programArguments], {
    cwd: projectRoot,
    env: { ...process.env, KASSA_DATA: request.profile },
    // The open stdin is the lifeline: it breaks however this process ends.
    stdio: ['pipe', 'inherit', 'inherit'],
    // Out of the terminal's group: Ctrl+C would reach it beside our SIGTERM, and a second signal orphans its children.
    detached: process.platform !== 'win32',
  });
  program.stdin?.on('error', () => undefined);
  return program;
}

async function untilClosed(program: ChildProcess): Promise<number> {
  let asked = false;
  let killed: Promise<void> | undefined;
  onceEnding(() => {
    asked = true;
    if (process.platform === 'win32') program.stdin?.end();
    else program.kill('SIGTERM');
    // If it doesn't end in time, its whole tree goes.
    setTimeout(() => {
      killed = endTree(program);
    }, 8000).unref();
  });
  const status = await new Promise<number>((done, fail) => {
    program.on('error', fail);
    program.on('exit', (code, signal) => done(exitCodeOf(code, signal)));
  });
  await killed;
  return asked ? 0 : status;
}

const electronWords: Record<ElectronStep, string> = {
  looking: 'ищу официальный выпуск',
  downloading: 'скачиваю среду из реестра npm (195 МБ)',
  unpacking: 'распаковываю среду',
  waiting: 'её готовит другой запуск, жду',
};

const request = parseStart(process.argv.slice(2), {
  data: process.env['KASSA_DATA'],
  root: projectRoot,
  from: resolve(process.env['INIT_CWD'] ?? projectRoot),
});
if (request === undefined) {
  console.error(startUsage);
  process.exit(2);
}
let interrupted = false;
onceEnding(() => {
  interrupted = true;
});
try {
  process.exit(await start(request));
} catch (error) {
  if (interrupted) process.exit(130);
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
