// СЭП beside the till: a training one with simulated operators, a child of the start script that ends with it.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { askRunning } from '../../sep/cli/ask.ts';
import { projectRoot } from './install.mjs';
import { endTree } from './processTree.ts';

/** The first start of all makes a PostgreSQL cluster; a slow disk takes its time. */
const patienceMs = 120_000;
/** It stops its database first. */
const endingMs = 15_000;
/** Of what it said before it failed, the end is of interest. */
const keptWords = 2_000;

export interface SepPlace {
  readonly sep: string;
  /** The simulated operators' page. */
  readonly operators: string | null;
  /** The central office desk. */
  readonly desk: string | null;
  /** «Статус платежа». */
  readonly status: string | null;
}

export type SepOutcome =
  | ({ readonly kind: 'ready' } & SepPlace)
  | { readonly kind: 'failed'; readonly why: string };

export interface SepServer {
  /** Its folder was empty: whoever was enrolled in what lay there before is enrolled nowhere. */
  readonly isNew: boolean;
  /** Never rejects. */
  readonly outcome: Promise<SepOutcome>;
  /** Ends it with everything that it started. */
  end(): Promise<void>;
}

/** Where a till keeps its port: workstations go on calling it at the address at which they were enrolled. */
const portFile = (folder: string): string => join(folder, 'port.json');

function keptPort(folder: string): number | null {
  try {
    const port: unknown = JSON.parse(readFileSync(portFile(folder), 'utf8'));
    return typeof port === 'number' && Number.isInteger(port) && port > 0 && port < 65_536 ? port : null;
  } catch {
    return null;
  }
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });

/** Starts СЭП on a folder of its own, at the port of the first start. */
export async function startSep(folder: string): Promise<SepServer> {
  mkdirSync(folder, { recursive: true });
  const before = keptPort(folder);
  const port = before ?? (await freePort());
  const lifeline = pathToFileURL(join(projectRoot, 'scripts/runtime/serverLifeline.mjs')).href;
  const program = join(projectRoot, 'sep/cli/sep.ts');
  // A database or a secret of a real СЭП is no business of this one.
  const { DATABASE_URL: _, KASSA_SEP_SECRET: __, ...env } = process.env;
  const child = spawn(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      '--import',
      lifeline,
      program,
      ...['--data', folder, '--host', '127.0.0.1', '--port', String(port), '--operators', 'simulated'],
    ],
    // Out of the terminal's group: Ctrl+C reaches it through us, after the till.
    { cwd: projectRoot, env, stdio: ['pipe', 'pipe', 'pipe'], detached: process.platform !== 'win32' },
  );
  child.stdin?.on('error', () => undefined);
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const outcome = readiness(child).then((known) => {
    if (known.kind === 'ready') writeFileSync(portFile(folder), `${port}\n`);
    return known;
  });
  return {
    isNew: before === null,
    outcome,
    async end() {
      child.stdin?.end();
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<'late'>((resolve) => {
        timer = setTimeout(() => resolve('late'), endingMs);
      });
      if ((await Promise.race([ended, late])) === 'late') await endTree(child);
      clearTimeout(timer);
    },
  };
}

/** Its ready line, or why there is none. What it says otherwise stands in its own log. */
function readiness(child: ChildProcess): Promise<SepOutcome> {
  return new Promise((resolve) => {
    let out = '';
    let said = '';
    const fail = (why: string) => resolve({ kind: 'failed', why });
    const timer = setTimeout(() => fail(`не готова через ${patienceMs / 1000} с`), patienceMs);
    timer.unref();
    child.stderr?.on('data', (data: Buffer) => {
      said = (said + data.toString()).slice(-keptWords);
    });
    child.stdout?.on('data', (data: Buffer) => {
      out += data.toString();
      const place = readyLine(out);
      if (!place) return;
      clearTimeout(timer);
      resolve({ kind: 'ready', ...place });
    });
    child.once('error', (error) => fail(error.message));
    child.once('exit', (code) => {
      clearTimeout(timer);
      fail(lastWords(said) || `код выхода ${code}`);
    });
  });
}

const lastWords = (said: string): string =>
  said
    .trim()
    .split('\n')
    .at(-1)
    ?.trim()
    .replace(/^СЭП не запущена: /, '') ?? '';

/** Null: not yet. */
function readyLine(out: string): SepPlace | null {
  for (const line of out.split('\n').slice(0, -1)) {
    try {
      const { ready, sep, operators, desk, status } = JSON.parse(line) as Readonly<Record<string, unknown>>;
      const address = (said: unknown): string | null => (typeof said === 'string' ? said : null);
      if (ready === true && typeof sep === 'string')
        return { sep, operators: address(operators), desk: address(desk), status: address(status) };
    } catch {
      // No line of ours.
    }
  }
  return null;
}

export interface CodeWish {
  readonly tradePoint: string;
  readonly workstation: number;
  /** Details of the trade point, as people call them; what is left out is made up. */
  readonly words: Readonly<Record<string, string>>;
}

/** A one-time code of this СЭП; undefined when it gives none. */
export async function enrolmentCode(sep: string, wish: CodeWish): Promise<string | undefined> {
  const asked = await askRunning(homedir(), sep, 'enrol-code', wish).catch(() => undefined);
  if (asked?.kind !== 'answered') return undefined;
  const { code } = asked.value as { readonly code?: unknown };
  return typeof code === 'string' ? code : undefined;
}
