/** The simulated operators' own HTTP server: OSMP for every provider, faults by setting, and what was credited. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { z } from 'zod';
import { readOsmpTime } from '../../core/osmp.ts';
import { writeRegistry } from '../../core/registry.ts';
import { Book, type Known } from './book.ts';
import { type FaultForm, FaultSetting, Faults } from './faults.ts';
import { answerOsmp, type Reply } from './operator.ts';
import { commonFaults, writePage } from './page.ts';

export type OperatorsOptions = {
  readonly host?: string;
  /** 0: any that is free. */
  readonly port: number;
  /** Where `operators.jsonl` is kept; null: in memory. */
  readonly folder: string | null;
  readonly clock: () => number;
  /** Of the faults' chance. */
  readonly seed: number;
  /** Whether the training numbers behave as told. */
  readonly training: boolean;
};

/** A payment that reached its account. */
export type Credited = {
  readonly txnId: string;
  readonly provider: string;
  readonly account: string;
  /** Kopecks. */
  readonly sum: number;
  readonly prvTxn: string;
  readonly at: number;
  /** How many pays came for it since the start. */
  readonly asked: number;
};

export interface Operators {
  readonly url: string;
  /** In place of the faults before. Throws on a form that is none. */
  setFaults(form: FaultForm): Promise<void>;
  credited(): readonly Credited[];
  /** How often each fault has really done its harm since the start, by its name: `loseBefore`, `http taken`, `result pay 7`. */
  struck(): Readonly<Record<string, number>>;
  /** Connections are refused from now on, until `up`. */
  down(): Promise<void>;
  up(): Promise<void>;
  close(): Promise<void>;
}

/** A setting of faults is a page of text at most. */
const largestBody = 64 * 1024;

async function readBody(request: IncomingMessage): Promise<string | null> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > largestBody) return null;
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

const garbage = 'HTTP теперь не тот <<<\u0000';

function sendReply(response: ServerResponse, { body }: Reply): void {
  switch (body.kind) {
    case 'lost':
      response.destroy();
      return;
    case 'http':
      response.writeHead(body.status, { 'content-type': 'text/plain' }).end('error');
      return;
    case 'garbage':
      response.writeHead(200, { 'content-type': 'text/xml' }).end(garbage);
      return;
    case 'half': {
      const bytes = Buffer.from(body.xml);
      response.writeHead(200, { 'content-type': 'text/xml', 'content-length': bytes.length });
      response.write(bytes.subarray(0, bytes.length >> 1), () => response.destroy());
      return;
    }
    case 'answer':
      response.writeHead(200, { 'content-type': 'text/xml; charset=utf-8' }).end(body.xml);
  }
}

const sendJson = (response: ServerResponse, status: number, value: unknown): void =>
  void response
    .writeHead(status, { 'content-type': 'application/json; charset=utf-8' })
    .end(`${JSON.stringify(value)}\n`);

const creditedOf = ({ txnId, provider, account, sum, prvTxn, at, asked }: Known): Credited => ({
  txnId,
  provider,
  account,
  sum,
  prvTxn,
  at,
  asked,
});

/** Starts them. Rejects when the port is taken. */
export async function startOperators(options: OperatorsOptions): Promise<Operators> {
  const host = options.host ?? '127.0.0.1';
  const book = new Book(options.folder === null ? null : join(options.folder, 'operators.jsonl'));
  const faults = new Faults(options.seed);
  const parts = { book, faults, clock: options.clock, training: options.training };
  const timers = new Set<NodeJS.Timeout>();

  function reply(response: ServerResponse, one: Reply): void {
    if (one.delayMs === 0) {
      sendReply(response, one);
      return;
    }
    const timer = setTimeout(() => {
      timers.delete(timer);
      sendReply(response, one);
    }, one.delayMs);
    timers.add(timer);
  }

  function registry(provider: string, day: string): string {
    const lines = book
      .credited()
      .filter((one) => one.provider === provider)
      .map((one) => ({ ...one, at: readOsmpTime(one.txnDate) ?? one.at }));
    return writeRegistry(lines, day);
  }

  async function set(form: z.infer<typeof FaultSetting>): Promise<void> {
    faults.set(form.faults, form.seed);
    if (form.downMs > 0) {
      await down();
      const timer = setTimeout(() => {
        timers.delete(timer);
        void up();
      }, form.downMs);
      timers.add(timer);
    }
  }

  async function route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const at = new URL(request.url ?? '/', 'http://operators');
    const [, room = '', provider = '', day = ''] = at.pathname.split('/').map(decodeURIComponent);
    const method = request.method ?? 'GET';
    if (room === 'osmp' && (method === 'GET' || method === 'POST')) {
      const query = method === 'GET' ? at.searchParams : new URLSearchParams((await readBody(request)) ?? '');
      return reply(response, answerOsmp(parts, provider, query));
    }
    if (method === 'GET' && at.pathname === '/credited')
      return sendJson(response, 200, book.credited().map(creditedOf));
    if (method === 'GET' && room === 'registry' && /^\d{4}-\d\d-\d\d$/.test(day))
      return void response
        .writeHead(200, { 'content-type': 'text/plain; charset=utf-8' })
        .end(registry(provider, day));
    if (at.pathname === '/faults') {
      if (method === 'GET') return sendJson(response, 200, { faults: faults.list() });
      const isJson = /^application\/json\b/i.test(request.headers['content-type'] ?? '');
      if (method === 'PUT' || (method === 'POST' && isJson)) {
        const read = FaultSetting.safeParse(readJson((await readBody(request)) ?? ''));
        if (!read.success) return sendJson(response, 400, { error: z.prettifyError(read.error) });
        sendJson(response, 200, { faults: read.data.faults });
        return set(read.data);
      }
      if (method === 'POST') {
        const name = new URLSearchParams((await readBody(request)) ?? '').get('common') ?? '';
        const chosen = commonFaults.find((one) => one.name === name);
        if (!chosen) return sendJson(response, 400, { error: 'нет такой настройки' });
        response.writeHead(303, { location: '/' }).end();
        return set(FaultSetting.parse(chosen.form));
      }
    }
    if (method === 'GET' && at.pathname === '/')
      return void response
        .writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
        .end(writePage(book.credited().map(creditedOf), faults.list(), options.training));
    sendJson(response, 404, { error: 'нет такой страницы' });
  }

  const listen = (port: number) =>
    new Promise<ReturnType<typeof createServer>>((resolve, reject) => {
      const server = createServer((request, response) => {
        route(request, response).catch(() => response.destroy());
      });
      server.once('error', reject);
      server.listen(port, host, () => resolve(server));
    });
  let server: Awaited<ReturnType<typeof listen>> | null = await listen(options.port);
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : options.port;

  async function down(): Promise<void> {
    const open = server;
    server = null;
    if (!open) return;
    await new Promise<void>((resolve) => {
      open.close(() => resolve());
      open.closeAllConnections();
    });
  }
  async function up(): Promise<void> {
    server ??= await listen(port);
  }

  return {
    url: `http://${host}:${port}`,
    setFaults: (form) => set(FaultSetting.parse(form)),
    credited: () => book.credited().map(creditedOf),
    struck: () => faults.struck(),
    down,
    up,
    async close() {
      for (const timer of timers) clearTimeout(timer);
      await down();
      book.close();
    },
  };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
