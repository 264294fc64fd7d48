/** The command line of СЭП: reads the arguments, then serves, or asks a server that runs. */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { OperatorsChoice } from '../system.ts';
import { askRunning } from './ask.ts';
import type { AdminCall, Given } from './commands.ts';
import { adminCalls } from './commands.ts';
import { exitCodes } from './exitCodes.ts';
import { opsOptions, opsSettings } from './opsOptions.ts';
import type { ServeOptions, Streams } from './serve.ts';
import { portOf, statusOptions, statusSettings } from './statusOptions.ts';
import { usage } from './usage.ts';

const standardPort = 8443;
const standardDeskPort = 8444;

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
  'registry-url': option,
  authority: option,
  day: option,
  login: option,
  role: option,
  'desk-port': option,
  'desk-cert': option,
  'desk-key': option,
  'ops-host': option,
  'ops-port': option,
  'status-port': option,
  'status-cert': option,
  'status-key': option,
  'status-proxy': option,
  file: option,
  help: { type: 'boolean', short: 'h' },
} as const;

/** What a command line has of the outside. */
export type Outside = {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The user's own folder: there running servers say how they are asked. */
  readonly home: string;
  readonly streams: Streams;
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
function startIt(given: Given, { environment, home, streams }: Outside): Promise<number> | null {
  const own = ['data', 'host', 'port', 'desk-port', 'desk-cert', 'desk-key', 'operators'];
  if (!only(given, [...own, ...statusOptions, ...opsOptions])) return null;
  const port = portOf(given['port'] ?? String(standardPort));
  if (port === null) return null;
  const desk = given['desk-port'];
  // Beside a СЭП on a port of somebody's choice the desk asks for none that was not named.
  const deskPort =
    desk === 'none' ? null : portOf(desk ?? (given['port'] === undefined ? String(standardDeskPort) : '0'));
  if (deskPort === null && desk !== 'none') return null;
  const certificate = written(given['desk-cert']);
  const key = written(given['desk-key']);
  if ((certificate === null) !== (key === null)) return null;
  const status = statusSettings(
    given,
    given['port'] === undefined,
    written(environment['KASSA_SEP_VOICE_TOKEN']),
  );
  if (status === undefined) return null;
  const ops = opsSettings(given, given['port'] === undefined);
  if (ops === undefined) return null;
  const choice = operatorsOf(given['operators']);
  if (!choice) return null;
  const folder =
    written(given['data']) ??
    written(environment['KASSA_SEP_DATA']) ??
    resolve(import.meta.dirname, '../../profile/sep');
  const options: ServeOptions = {
    folder: resolve(folder),
    host: written(given['host']) ?? '0.0.0.0',
    port,
    deskPort,
    deskFiles: certificate !== null && key !== null ? { certificate, key } : null,
    status,
    ops,
    operators: choice,
    databaseUrl: written(environment['DATABASE_URL']),
    secret: written(environment['KASSA_SEP_SECRET']),
    home: home,
  };
  // Loaded when it is needed: a server is heavy, and a question to one is not.
  return import('./serve.ts').then(({ serve }) => serve(options, streams));
}

async function describeIt(given: Given, { streams }: Outside): Promise<number | null> {
  if (!only(given, [])) return null;
  const { writeDocument } = await import('../http/document.ts');
  streams.say((await writeDocument()).trimEnd());
  return exitCodes.done;
}

async function askIt(
  name: string,
  call: AdminCall,
  given: Given,
  { home, streams }: Outside,
): Promise<number | null> {
  if (!only(given, [...call.takes, 'sep'])) return null;
  const sep = written(given['sep']);
  try {
    const input = call.input(given);
    if (!input) return null;
    const asked = await askRunning(home, sep, name, input);
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

/** The exit code. */
export async function runCommand(args: readonly string[], outside: Outside): Promise<number> {
  const { streams } = outside;
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
        ? startIt(given, outside)
        : name === 'openapi'
          ? describeIt(given, outside)
          : name !== undefined && call
            ? askIt(name, call, given, outside)
            : null;
  const code = await done;
  if (code !== null) return code;
  streams.note(usage);
  return exitCodes.usage;
}
