/** What the people who run СЭП look at, on a listener of its own: workstations and clients have no business there. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { refusalOf, statusOf } from '../http/refusals.ts';
import type { SepLog } from '../parts.ts';
import type { Readiness } from './readiness.ts';

export type OpsSettings = {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
};

export type OpsParts = {
  readonly ready: () => Promise<Readiness>;
  /** In Prometheus' form. */
  readonly metrics: () => Promise<{ readonly type: string; readonly text: string }>;
  /** The OpenAPI document of what workstations may ask. */
  readonly document: () => unknown;
  readonly log: SepLog;
};

export interface OpsServer {
  readonly port: number;
  close(): Promise<void>;
}

type Page = { readonly status: number; readonly type: string; readonly text: string };

const json = (status: number, value: unknown): Page => ({
  status,
  type: 'application/json; charset=utf-8',
  text: `${JSON.stringify(value)}\n`,
});

/** A scraper that takes longer to ask is none, milliseconds. */
const headersTime = 5_000;

/** Plain HTTP, GET only, numbers and words of the system, nothing of persons. Rejects when the port is taken. */
export async function openOpsServer(parts: OpsParts, { host, port }: OpsSettings): Promise<OpsServer> {
  const pages: Readonly<Record<string, () => Promise<Page>>> = {
    '/health': async () => json(200, { alive: true }),
    '/ready': async () => {
      const state = await parts.ready();
      return json(state.ready ? 200 : 503, state);
    },
    '/metrics': async () => {
      const { type, text } = await parts.metrics();
      return { status: 200, type, text };
    },
    '/openapi.json': async () => json(200, parts.document()),
  };

  async function pageFor({ method, url }: IncomingMessage): Promise<Page> {
    const path = (url ?? '').split('?')[0] ?? '';
    const page = Object.hasOwn(pages, path) ? pages[path] : undefined;
    if (!page) return json(404, { pages: Object.keys(pages) });
    if (method !== 'GET' && method !== 'HEAD') return json(405, { method: 'GET' });
    try {
      return await page();
    } catch (error) {
      const { refused, known } = refusalOf(error);
      if (!known) parts.log.warn({ path, error: String(error) }, 'operations could not be told');
      return json(statusOf[refused.code], refused);
    }
  }

  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    void pageFor(request).then(({ status, type, text }) => {
      response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' });
      response.end(request.method === 'HEAD' ? undefined : text);
    });
  });
  server.headersTimeout = headersTime;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      }),
  };
}
