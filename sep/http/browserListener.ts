/** What the two listeners for browsers share: what every answer forbids, how the page is given, how the port is held. */
import { randomBytes } from 'node:crypto';
import type { Server } from 'node:https';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Page } from './pages.ts';
import type { Certificates } from './server.ts';

export const oldestTls = 'TLSv1.2';

/** What is no page of ours runs nothing and is framed by nobody, whatever it is. `more`: a listener's own headers. */
export function addBrowserHeaders(
  server: FastifyInstance,
  more: Readonly<Record<string, string>> = {},
): void {
  server.addHook('onRequest', async (_request, reply) => {
    reply.headers({
      'strict-transport-security': 'max-age=31536000',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
      ...more,
    });
  });
}

/** What the framework says of an error: 4xx is the asker's, all else is ours. */
export const statusOf = (error: unknown): number =>
  error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number'
    ? error.statusCode
    : 500;

/** A file whose name carries its contents' hash. */
export const sendAsset = (reply: FastifyReply, type: string, body: Buffer): FastifyReply =>
  reply.type(type).header('cache-control', 'public, max-age=31536000, immutable').send(body);

/**
 * The page, its nonce new with every answer. `policy`: the page's own, of that nonce; `words`: what else its text names,
 * `__TRAINING__` for one.
 */
export function sendPage(
  reply: FastifyReply,
  page: Page | undefined,
  policy: (nonce: string) => string,
  words: Readonly<Record<string, string>> = {},
): FastifyReply {
  if (!page)
    return reply.code(503).type('text/plain; charset=utf-8').send('Страница не собрана: npm run build');
  const nonce = randomBytes(16).toString('base64');
  const text = Object.entries({ __NONCE__: nonce, ...words }).reduce(
    (told, [name, word]) => told.replaceAll(name, word),
    page.body.toString('utf8'),
  );
  return reply
    .type(page.type)
    .header('cache-control', 'no-store')
    .header('content-security-policy', policy(nonce))
    .send(text);
}

export interface BrowserListener {
  /** Takes the port, 0: any free one; gives the one it has. */
  listen(host: string, port: number): Promise<number>;
  /** New connections get this certificate. */
  renew(certificates: Certificates): void;
  close(): Promise<void>;
}

export function listenerOf(server: FastifyInstance): BrowserListener {
  const listener = server.server as Server;
  return {
    async listen(host, port) {
      await server.listen({ host, port });
      const address = listener.address();
      return typeof address === 'object' && address ? address.port : port;
    },
    renew: ({ key, chain }) => listener.setSecureContext({ key, cert: chain, minVersion: oldestTls }),
    close: () => server.close(),
  };
}
