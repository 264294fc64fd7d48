/** `npm run sep`: runs СЭП alone, or asks a running one. */
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { writeDocument } from '../http/document.ts';
import type { OperatorsChoice } from '../system.ts';
import { askRunning } from './ask.ts';
import type { AdminCall, Given } from './commands.ts';
import { adminCalls } from './commands.ts';
import { exitCodes } from './exitCodes.ts';
import type { Streams } from './serve.ts';
import { serve } from './serve.ts';
import { usage } from './usage.ts';

const standardPort = 8443;

const option = { type: 'string' } as const;
const options = {
  data: option,
  host: option,
  port: option,
  operators: option,
  sep: option,
  'trade-point': option,
  workstation: option,
  name: option,
  address: option,
  zone: option,
  'agent-name': option,
  'agent-inn': option,
  'agent-phone': option,
  reason: option,
  provider: option,
  url: option,
  day: option,
  file: option,
  help: { type: 'boolean', short: 'h' },
} as const;

const streams: Streams = {
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

const only = (given: Given, takes: readonly string[]): boolean =>
  Object.keys(given).every((name) => takes.includes(name));

const written = (value: string | boolean | undefined): string | null =>
  typeof value === 'string' && value !== '' ? value : null;

/** Null: neither a word nor an address that is known here. */
function operatorsOf(given: string | boolean | undefined): OperatorsChoice | null {
  if (given === undefined) return 'real';
  if (given === 'simulated') return 'simulated';
  return typeof given === 'string' && /^https?:\/\/./.test(given) ? { simulatedAt: given } : null;
}

/** Null: the options don't fit. */
function startIt(given: Given): Promise<number> | null {
  if (!only(given, ['data', 'host', 'port', 'operators'])) return null;
  const port = Number(given['port'] ?? standardPort);
  if (!Number.isInteger(port) || port < 0 || port > 65_535 || given['port'] === '') return null;
  const choice = operatorsOf(given['operators']);
  if (!choice) return null;
  const folder =
    written(given['data']) ??
    written(process.env['KASSA_SEP_DATA']) ??
    resolve(import.meta.dirname, '../../profile/sep');
  return serve(
    {
      folder: resolve(folder),
      host: written(given['host']) ?? '0.0.0.0',
      port,
      operators: choice,
      databaseUrl: written(process.env['DATABASE_URL']),
      secret: written(process.env['KASSA_SEP_SECRET']),
      home: homedir(),
    },
    streams,
  );
}

async function describeIt(given: Given): Promise<number | null> {
  if (!only(given, [])) return null;
  streams.say((await writeDocument()).trimEnd());
  return exitCodes.done;
}

async function askIt(name: string, call: AdminCall, given: Given): Promise<number | null> {
  if (!only(given, [...call.takes, 'sep'])) return null;
  const input = call.input(given);
  if (!input) return null;
  const sep = written(given['sep']);
  try {
    const asked = await askRunning(homedir(), sep, name, input);
    switch (asked.kind) {
      case 'answered': {
        const { say, note, code } = call.tell(asked.value, given);
        if (say !== undefined) streams.say(say);
        if (note !== undefined) streams.note(note);
        return code;
      }
      case 'refused':
        streams.note(`СЭП отказала: ${asked.refusal.message} (${asked.refusal.code})`);
        return exitCodes.refused;
      case 'noneRuns':
        streams.note(
          asked.running.length === 0
            ? 'На этом компьютере нет работающей СЭП. Запустите её: npm run sep'
            : `По адресу ${sep} СЭП не работает. Работают: ${asked.running.join(', ')}`,
        );
        return exitCodes.noneRuns;
      case 'several':
        streams.note(`Работает несколько СЭП, выберите одну ключом --sep: ${asked.running.join(', ')}`);
        return exitCodes.noneRuns;
    }
  } catch (error) {
    streams.note(`Не получилось: ${error instanceof Error ? error.message : String(error)}`);
    return exitCodes.failed;
  }
}

async function main(args: readonly string[]): Promise<number> {
  const read = parsed(args);
  if (read?.values.help === true) {
    streams.say(usage);
    return exitCodes.done;
  }
  const given: Given = { ...read?.values };
  const [name, ...rest] = read?.positionals ?? [];
  const call = name !== undefined && Object.hasOwn(adminCalls, name) ? adminCalls[name] : undefined;
  const done =
    !read || rest.length > 0
      ? null
      : name === undefined
        ? startIt(given)
        : name === 'openapi'
          ? describeIt(given)
          : name !== undefined && call
            ? askIt(name, call, given)
            : null;
  const code = await done;
  if (code !== null) return code;
  streams.note(usage);
  return exitCodes.usage;
}

// Whoever reads us may leave: a server that lost its terminal goes on.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

// `exitCode`, not `exit()`: what is still being written to a pipe gets there, and what hangs shows.
process.exitCode = await main(process.argv.slice(2));
