/** `npm run kassa -- verify | rebuild | report | seed | enrol | reset-pins`: a profile from the command line, without a window. */
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { profileFolder } from '../store/profile.ts';
import type { Console } from './console.ts';
import { exitCodes } from './console.ts';
import { enrolCommand } from './enrolCommand.ts';
import { rebuildCommand } from './rebuildCommand.ts';
import { reportCommand } from './reportCommand.ts';
import { resetPinsCommand } from './resetPinsCommand.ts';
import { seedCommand } from './seedCommand.ts';
import { verifyCommand } from './verifyCommand.ts';

const usage = `Касса: работа с профилем из командной строки. Профиль задаёт переменная KASSA_DATA.

  npm run kassa -- verify [--head НОМЕР:ХЕШ] [--quick]
      Проверяет журнал: цепочку, подписи, записанные снаружи головы, таблицы. Можно и во время работы.
      --head   номер события и хеш с напечатанного Z-отчёта
      --quick  из подписей проверяет только последнюю: она ручается за цепочку

  npm run kassa -- rebuild
      Собирает таблицы заново из журнала. Программа должна быть закрыта.

  npm run kassa -- report --from ДАТА --to ДАТА [--operator НАЗВАНИЕ] [--number НОМЕР] [--csv ФАЙЛ]
      «ОтчетПлат» за дни от и до включительно, ДАТА — 22.11.2026 или 2026-11-22.

  npm run kassa -- seed --payments ЧИСЛО --days ЧИСЛО [--seed-number ЧИСЛО]
      Наполняет учебный профиль платежами за последние дни. Программа должна быть закрыта.

  npm run kassa -- seed --unsent --payments ЧИСЛО [--days ЧИСЛО] [--seed-number ЧИСЛО]
      То же платежами последних минут, которые ещё не отправлены в СЭП.

  npm run kassa -- enrol --sep АДРЕС --code КОД
      Подключает рабочее место к СЭП. Пустой профиль начинает как место, для которого выдан код.

  npm run kassa -- reset-pins [--force]
      Если пропал файл pepper.key (К-610): новый ключ и новые ПИН-коды администраторов. Программа должна быть закрыта.
      --force  и при целом ключе: когда ПИН-кода не помнит ни один администратор

Коды выхода: 0 — в порядке, 1 — найдены нарушения, 2 — неверная команда, 3 — профиль занят,
4 — профиля нет, 5 — не получилось.`;

const options = {
  head: { type: 'string' },
  quick: { type: 'boolean' },
  from: { type: 'string' },
  to: { type: 'string' },
  operator: { type: 'string' },
  number: { type: 'string' },
  csv: { type: 'string' },
  payments: { type: 'string' },
  days: { type: 'string' },
  'seed-number': { type: 'string' },
  unsent: { type: 'boolean' },
  sep: { type: 'string' },
  code: { type: 'string' },
  force: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

export type Arguments = Readonly<Record<string, string | boolean | undefined>>;

export type CommandParts = {
  /** The profile's folder. */
  readonly folder: string;
  readonly migrations: string;
  readonly given: Arguments;
  readonly console: Console;
};

/** The exit code; null: the arguments don't fit the command. */
type Command = (parts: CommandParts) => number | null | Promise<number | null>;

const commands: Readonly<Record<string, { readonly run: Command; readonly takes: readonly string[] }>> = {
  verify: { run: verifyCommand, takes: ['head', 'quick'] },
  rebuild: { run: rebuildCommand, takes: [] },
  report: { run: reportCommand, takes: ['from', 'to', 'operator', 'number', 'csv'] },
  seed: { run: seedCommand, takes: ['payments', 'days', 'seed-number', 'unsent'] },
  enrol: { run: enrolCommand, takes: ['sep', 'code'] },
  'reset-pins': { run: resetPinsCommand, takes: ['force'] },
};

const console_: Console = {
  say: (line) => process.stdout.write(`${line}\n`),
  note: (line) => process.stderr.write(`${line}\n`),
};

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch {
    return null;
  }
}

async function main(args: readonly string[]): Promise<number> {
  const read = parsed(args);
  if (read?.values.help === true) {
    console_.say(usage);
    return exitCodes.sound;
  }
  const [name = '', ...rest] = read?.positionals ?? [];
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  const given: Arguments = { ...read?.values };
  const foreign = Object.keys(given).filter((key) => command?.takes.includes(key) !== true);
  const code =
    command && rest.length === 0 && foreign.length === 0
      ? await command.run({
          folder: profileFolder(process.env, process.platform, homedir()),
          migrations: resolve(import.meta.dirname, '../../migrations/station'),
          given,
          console: console_,
        })
      : null;
  if (code !== null) return code;
  // Last, where it is read: what was typed stands above a screen of usage.
  // A code is good for one enrolment: it does not get into anybody's terminal log.
  const typed = args.map((arg, index) => (args[index - 1] === '--code' ? '…' : arg)).join(' ');
  console_.note(`${usage}\n\nНе понято: ${typed === '' ? 'команда не названа' : `kassa ${typed}`}`);
  return exitCodes.usage;
}

// `exitCode`, not `exit()`: what is still being written to a pipe gets there.
process.exitCode = await main(process.argv.slice(2));
