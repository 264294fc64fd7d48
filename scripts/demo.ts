// The demonstration: plays a cashier's working day in the real program, with a real СЭП and simulated operators, and
// leaves its pictures, papers and report.
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { trainingTradePoint } from '../main/training/trainingSet.ts';
import { Cashier, people } from './driver/cashier.ts';
import { killProgram, launchProgram, type Program } from './driver/launch.ts';
import { papersOf } from './driver/paper.ts';
import { projectRoot } from './lib/install.mjs';
import { run } from './lib/run.ts';
import { enrolmentCode, type SepServer, startSep } from './lib/sepServer.ts';
import { onceEnding } from './lib/signals.mjs';

const results = join(projectRoot, 'out/demo');
const folder = mkdtempSync(join(tmpdir(), 'kassa-demo-'));
// PostgreSQL, which doesn't run as root, must get at its data in it.
chmodSync(folder, 0o755);
const profile = join(folder, 'till');
/** An operator takes its time, and СЭП asks again after pauses. */
const patienceMs = 90_000;
rmSync(results, { recursive: true, force: true });
mkdirSync(join(results, 'paper'), { recursive: true });

let pictures = 0;

/** One picture more, its caption on the console. */
async function show({ page }: Cashier, name: string, caption: string): Promise<void> {
  pictures += 1;
  const number = String(pictures).padStart(2, '0');
  const file = `${number}-${name}.png`;
  await page.screenshot({ path: join(results, file), animations: 'disabled' });
  console.log(`  ${number}  ${caption}  → ${file}`);
}

async function morning(cashier: Cashier): Promise<void> {
  await cashier.ready(cashier.field('ПИН-код'));
  await show(cashier, 'sign-in', 'Вход: кассиры учебной точки и их ПИН-коды');
  await cashier.signIn(people.anna.pin);
  await cashier.ready(cashier.field('Наличные в кассе'));
  await show(cashier, 'shift-closed', 'Смена закрыта: Анна считает деньги в кассе');
  await cashier.openShift('2000');
  await show(
    cashier,
    'shift-open',
    'Смена открыта, отчёт об открытии на бумаге; платежи к СЭП никто не везёт',
  );
  const box = cashier.page.getByRole('checkbox', { name: 'Синхронизировать автоматически', exact: true });
  await box.click();
  await cashier.page
    .getByRole('region', { name: 'Синхронизация', exact: true })
    .waitFor({ state: 'detached' });
  await cashier.ready(cashier.field('Номер'));
  await show(cashier, 'sync', 'Галочка поставлена: платежи точки везёт это рабочее место');
}

async function firstPayment(cashier: Cashier): Promise<void> {
  await cashier.enter({ account: '9161234567', operator: 'МТС', sum: '500' });
  await cashier.page.getByText('Номер проверен у оператора').waitFor();
  await show(cashier, 'entered', 'Номер проверен у оператора, видны комиссия и итог');
  await cashier.keys.pad('\n');
  await cashier.ready(cashier.button('Клиент подписал'));
  await show(cashier, 'pre-check', 'Пречек напечатан: клиент проверяет его и подписывает');
  await cashier.keys.pad('\n');
  await cashier.ready(cashier.field('Получено'));
  await cashier.keys.pad('1000\n');
  await cashier.ready(cashier.button('Чек'));
  await show(cashier, 'change', 'Получена тысяча: сдача посчитана');
  await cashier.keys.pad('\n');
  await cashier.ready(cashier.button('Провести'));
  await show(cashier, 'receipt', 'Чек напечатан: остаётся подписать его, отдать и провести платёж');
  await cashier.conduct();
  await recent(cashier).filter({ hasText: 'Проведён' }).waitFor({ timeout: patienceMs });
  await show(cashier, 'completed', 'Платёж проведён: СЭП передала его оператору, деньги зачислены');
}

const recent = ({ page }: Cashier) =>
  page.getByRole('region', { name: 'Последние платежи' }).getByRole('listitem');

async function otherPayments(cashier: Cashier): Promise<void> {
  await cashier.enter({ account: '1234567890', code: '41', operator: 'Мосэнергосбыт', sum: '2350,50' });
  await show(cashier, 'utilities', 'Электроэнергия: поставщик выбран кодом 41, номер разбит по его маске');
  await cashier.preCheckAndSign();
  await cashier.receipt('2500');
  await cashier.conduct();
  await cashier.pay({ account: '4001234567', code: '51', operator: 'Тройка', sum: '1000', tendered: '1000' });

  await cashier.enter({ account: '9031234567', operator: 'Билайн', sum: '6000' });
  await cashier.keys.pad('\n');
  await cashier.ready(cashier.field('Последние четыре'));
  await cashier.keys.pad('45');
  await show(cashier, 'blind-entry', 'Крупная сумма: последние четыре цифры набираются вслепую ещё раз');
  await cashier.keys.pad('67\n');
  await cashier.ready(cashier.button('Клиент подписал'));
  await cashier.keys.pad('\n');
  await cashier.receipt('6200');
  await cashier.conduct();
}

/** The same payment again: most often typed twice by mistake, and this time given up. */
async function warning(cashier: Cashier): Promise<void> {
  await cashier.enter({ account: '9161234567', operator: 'МТС', sum: '500' });
  await cashier.page.getByRole('alert').filter({ hasText: 'Такой же платёж' }).waitFor();
  await show(cashier, 'warning', 'Такой же платёж только что был: без отдельной клавиши дальше не пройти');
  await cashier.keys.pad('+');
  await cashier.field('Получено').focus();
  await cashier.keys.pad('600');
  await cashier.button('Отказаться').click();
  await cashier.dialog('Закрыть платёж без чека?').waitFor();
  await show(cashier, 'abandon', 'Клиент передумал: касса говорит, сколько ему вернуть');
  await cashier.keys.pad('*');
  await cashier.ready(cashier.field('Номер'));
}

/** The power goes between the receipt and conducting. */
async function powerCut(cashier: Cashier, again: () => Promise<Cashier>): Promise<Cashier> {
  await cashier.enter({ account: '9265550011', operator: 'МегаФон', sum: '300' });
  await cashier.preCheckAndSign();
  await cashier.receipt('310');
  const after = await again();
  await after.signIn(people.anna.pin);
  await after.ready(after.button('Провести'));
  await show(after, 'after-power-cut', 'Свет погас после чека: платёж стоит там же, второй чек не нужен');
  await after.conduct();
  return after;
}

/** Two training numbers: one that its operator refuses for good, one whose operator falls silent and answers nonsense. */
async function badDays(cashier: Cashier): Promise<void> {
  await cashier.pay({ account: '9160000005', operator: 'МТС', sum: '100', tendered: '110' });
  await recent(cashier).filter({ hasText: 'Ошибочный' }).waitFor({ timeout: patienceMs });
  await show(cashier, 'rejected', 'Оператор платёж отклонил: «Ошибочный», деньги ждут решения');
  await cashier.pay({ account: '9160000007', operator: 'МТС', sum: '100', tendered: '110' });
  await recent(cashier).filter({ hasText: 'Завис' }).waitFor({ timeout: patienceMs });
  await show(cashier, 'hung', 'Оператор замолчал: «Завис», второй раз платёж не уйдёт');
  await cashier.keys.press('F7');
  await cashier.screen('Не дошли до оператора').waitFor();
  await cashier.keys.press('ArrowDown');
  await show(cashier, 'not-arrived', '«Не дошли»: что само не дойдёт, с причиной');
  await cashier.keys.press('Escape');
  await cashier.ready(cashier.field('Номер'));
}

/** What the operators themselves have credited, on their own page. */
async function operatorsPage({ app }: Program, address: string): Promise<void> {
  const opened = app.waitForEvent('window');
  await app.evaluate(({ BrowserWindow }, url) => {
    void new BrowserWindow({ width: 1100, height: 900 }).loadURL(url);
  }, address);
  const page = await opened;
  await page.waitForLoadState('load');
  pictures += 1;
  const file = `${String(pictures).padStart(2, '0')}-operators.png`;
  await page.screenshot({ path: join(results, file), fullPage: true });
  console.log(`  ${file.slice(0, 2)}  Страница учебных операторов: что они зачислили  → ${file}`);
  await page.close();
}

async function copyOfReceipt(cashier: Cashier): Promise<void> {
  await cashier.keys.press('F3');
  await cashier.dialog('Копия чека').waitFor();
  await cashier.keys.pad('+');
  await show(cashier, 'copy', 'Клиент потерял чек: печатается копия');
  await cashier.keys.pad('\n');
  await cashier.ready(cashier.field('Номер'));
  await show(cashier, 'copy-on-paper', 'Копия на бумаге: «КОПИЯ», не второй чек');
}

async function report(cashier: Cashier, program: Program): Promise<void> {
  const { page } = cashier;
  const csv = join(results, 'report.csv');
  // Nobody is there to choose a file.
  await program.app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath });
  }, csv);
  await cashier.keys.press('F8');
  await cashier.screen('Отчёт по платежам').waitFor();
  await page.getByText('Сегодня', { exact: true }).click();
  await cashier.button('Сформировать').click();
  await cashier.ready(page.getByRole('grid'));
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Control+C');
  await page.getByText('Скопировано строк: 2').waitFor();
  await show(cashier, 'report', '«ОтчетПлат» за сегодня: две строки скопированы для письма');
  await cashier.button('CSV').click();
  await page.getByText('Сохранено строк').waitFor();
  await show(cashier, 'csv', 'Отчёт сохранён для Excel (report.csv)');
  await cashier.button('Печать').click();
  await cashier.keys.press('Escape');
  await page.getByRole('article', { name: /^Отчет по платежам/ }).waitFor();
}

async function evening(cashier: Cashier): Promise<void> {
  const { page } = cashier;
  await cashier.keys.press('F9');
  await cashier.ready(cashier.button('Закрыть смену'));
  await show(cashier, 'shift', 'Конец дня: сколько должно быть в кассе');
  await cashier.keys.pad('\n');
  await cashier.ready(page.getByRole('main').getByRole('textbox').first());
  // 2000 to begin with, 515 + 2374,01 + 1000 + 6180 + 309 + 105 + 105 taken: the kopeck stays with a client.
  await cashier.keys.pad('2\n1\n\n1\n\n\n1\n3\n1\n1\n1\n');
  await show(cashier, 'count', 'Деньги пересчитаны по купюрам и монетам');
  await cashier.keys.pad('\n\n\n\n');
  await cashier.ready(cashier.button('Пересчитано'));
  await cashier.keys.pad('\n');
  await cashier.dialog('Закрыть смену № 1?').waitFor();
  await show(cashier, 'close', 'Разница показана до закрытия');
  await cashier.keys.pad('*');
  await cashier.screen('Смена закрыта').waitFor();
  await cashier.keys.press('Escape');
  await page.getByRole('article', { name: /^Z-отчёт/ }).waitFor();
  await show(cashier, 'z-report', 'Смена закрыта, Z-отчёт на бумаге');
}

/** СЭП beside the till, and the till enrolled in it, as `kassa enrol` does it. */
async function connect(server: SepServer): Promise<string> {
  const outcome = await server.outcome;
  if (outcome.kind === 'failed') throw new Error(`СЭП не запущена: ${outcome.why}`);
  const { id, ...words } = trainingTradePoint;
  const code = await enrolmentCode(outcome.sep, { tradePoint: id, workstation: 1, words });
  if (code === undefined) throw new Error('СЭП не дала кода подключения');
  const kassa = join(projectRoot, 'main/cli/kassa.ts');
  await run(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', kassa, 'enrol', '--sep', outcome.sep, '--code', code],
    { cwd: projectRoot, env: { ...process.env, KASSA_DATA: profile }, output: 'errors' },
  );
  return outcome.operators ?? '';
}

/** Ctrl+C ends the window under our hands: what fails after that is no news. */
let interrupted = false;
onceEnding(() => {
  interrupted = true;
});

const server = await startSep(join(folder, 'sep'));
let program: Program | null = null;
try {
  const operators = await connect(server);
  program = await launchProgram({ profile });
  let cashier = await Cashier.at(program.page);
  await morning(cashier);
  await firstPayment(cashier);
  await otherPayments(cashier);
  await warning(cashier);
  cashier = await powerCut(cashier, async () => {
    if (program) await killProgram(program);
    program = await launchProgram({ profile });
    return Cashier.at(program.page);
  });
  await badDays(cashier);
  await operatorsPage(program, operators);
  await copyOfReceipt(cashier);
  await report(cashier, program);
  await evening(cashier);
} catch (error) {
  if (!interrupted) throw error;
} finally {
  await program?.app.close().catch(() => undefined);
  await server.end();
  for (const { path } of papersOf(profile)) copyFileSync(path, join(results, 'paper', basename(path)));
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
if (interrupted) process.exit(130);
const here = relative(projectRoot, results);
console.log(`Снимков: ${pictures} в ${here}/, бумага в ${here}/paper/, таблица в ${here}/report.csv`);
