/** СЭП's listener: HTTPS with client certificates asked for, JSON in and out, every error a refusal that helps. */
import type { IncomingMessage } from 'node:http';
import type { Server } from 'node:https';
import type { Socket } from 'node:net';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { FastifyRequest } from 'fastify';
import Fastify from 'fastify';
import { largestBody } from '../../contract/sep.ts';
import type { SepLog } from '../parts.ts';
import { refusal } from '../parts.ts';
import { readBody } from './body.ts';
import { describeRoutes } from './document.ts';
import { refusalOf } from './refusals.ts';
import type { RouteParts } from './routes.ts';
import { addRoutes, callerName, sendRefusal } from './routes.ts';

const compress = promisify(gzip);

/** Below this, gzip's own frame eats what it saves, bytes. */
const worthCompressing = 1_024;
/** A request must be in by then: a slow sender does not hold a connection for ever, milliseconds. */
const requestTime = 60_000;
const headersTime = 15_000;
/** Longer than the longest poll, so that a till goes on by the same connection. */
const keepAliveTime = 75_000;
/** Running requests get this long to end when the server stops; long polls are answered at once. */
const stopTime = 10_000;

export type Certificates = { readonly key: string; readonly chain: string };

/** What stands about the listener: for balancers in front of it, and for whoever counts what it answered. */
export interface Watch {
  isReady(): Promise<boolean>;
  answered(route: string, outcome: string, tookMs: number): void;
}

export type ServerParts = Omit<RouteParts, 'stopping'> & {
  readonly certificates: Certificates;
  readonly authority: Buffer;
  readonly log: SepLog;
  readonly watch: Watch;
};

export interface SepServer {
  /** Takes the port, 0: any free one; gives the one it has. Throws when it is taken. */
  listen(host: string, port: number): Promise<number>;
  /** New connections get this certificate. */
  renew(certificates: Certificates): void;
  document(): unknown;
  /** Takes nothing new, answers who waits, lets the rest end within a bound. */
  close(): Promise<void>;
}

const authorityPem = (der: Buffer): string =>
  `-----BEGIN CERTIFICATE-----\n${der.toString('base64')}\n-----END CERTIFICATE-----\n`;

/** What could not even be read as HTTP. */
function answerRaw(socket: Socket): void {
  if (!socket.writable) return void socket.destroy();
  const body = JSON.stringify(refusal('badRequest', 'this is no HTTP request that can be read').refusal);
  socket.end(
    `HTTP/1.1 400 Bad Request\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}

export async function createServer(parts: ServerParts): Promise<SepServer> {
  const { log, watch } = parts;
  const stopping = new AbortController();
  const server = Fastify({
    https: {
      key: parts.certificates.key,
      cert: parts.certificates.chain,
      ca: authorityPem(parts.authority),
      // Asked for, judged by admission.ts, which can say what is wrong with it; TLS itself could only hang up.
      requestCert: true,
      rejectUnauthorized: false,
      minVersion: 'TLSv1.2',
    },
    logger: false,
    bodyLimit: largestBody,
    requestTimeout: requestTime,
    keepAliveTimeout: keepAliveTime,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    clientErrorHandler: (_error, socket) => answerRaw(socket),
    frameworkErrors: (error, request, reply) => sendRefusal(request, reply, refusalOf(error).refused),
  });
  // With `https` given, this is what Fastify listens by.
  const listener = server.server as Server;
  listener.headersTimeout = headersTime;
  // A till that does not know our authority hangs up here: its fitter finds the reason in our log too.
  listener.on('tlsClientError', (error, socket) => {
    log.info({ from: socket.remoteAddress, why: error.message }, 'TLS did not come about');
  });

  server.removeAllContentTypeParsers();
  server.addContentTypeParser('application/json', (request: FastifyRequest, payload: IncomingMessage) =>
    readBody(payload, request.headers['content-encoding']),
  );
  server.decorateRequest('caller', null);
  server.decorateRequest('refusedWith', null);

  let running = 0;
  let idle: (() => void) | null = null;
  server.addHook('onRequest', async (request, reply) => {
    running += 1;
    let counted = true;
    reply.raw.once('close', () => {
      if (!counted) return;
      counted = false;
      running -= 1;
      if (running === 0) idle?.();
    });
    if (!stopping.signal.aborted) return;
    reply.header('connection', 'close');
    sendRefusal(request, reply, refusal('unavailable', 'this node of СЭП is stopping: try again').refusal);
  });

  server.addHook('onSend', async (request, reply, payload) => {
    if (stopping.signal.aborted) reply.header('connection', 'close');
    if (typeof payload !== 'string' || payload.length < worthCompressing) return payload;
    if (!/\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''))) return payload;
    reply.header('content-encoding', 'gzip').header('vary', 'accept-encoding');
    reply.removeHeader('content-length');
    return compress(payload);
  });

  server.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unknown';
    const outcome = request.refusedWith ?? 'ok';
    watch.answered(route, outcome, reply.elapsedTime);
    const workstation = callerName(request);
    // Whoever has no name yet, as with a wrong code, is known by the address.
    const who = workstation === undefined ? { from: request.ip } : { workstation };
    const entry = { route, outcome, took: Math.round(reply.elapsedTime), ...who };
    if (request.refusedWith) log.info(entry, 'refused');
  });

  server.setErrorHandler((error, request, reply) => {
    const { refused, known } = refusalOf(error);
    const route = request.routeOptions.url;
    if (!known) log.error({ route, error }, 'a request failed');
    // Nobody is there any more to be answered, so nothing else tells of it.
    else if (request.raw.readableAborted)
      log.warn({ route, from: request.ip }, 'a caller hung up in mid-request');
    return sendRefusal(request, reply, refused);
  });

  await describeRoutes(server);
  addRoutes(server, { ...parts, stopping: stopping.signal });

  const hidden = { schema: { hide: true } };
  // Without a certificate, as a balancer has none, and so without a word more than it needs.
  server.get('/health', hidden, async (_request, reply) =>
    reply.type('application/json').send('{"alive":true}'),
  );
  server.get('/ready', hidden, async (_request, reply) => {
    const ready = await watch.isReady();
    return reply
      .code(ready ? 200 : 503)
      .type('application/json')
      .send(JSON.stringify({ ready }));
  });
  await server.ready();

  return {
    async listen(host, port) {
      await server.listen({ host, port });
      const address = listener.address();
      return typeof address === 'object' && address ? address.port : port;
    },
    renew: ({ key, chain }) => {
      listener.setSecureContext({
        key,
        cert: chain,
        ca: authorityPem(parts.authority),
        minVersion: 'TLSv1.2',
      });
    },
    document: () => server.swagger(),
    async close() {
      stopping.abort();
      const closed = server.close();
      let timer: NodeJS.Timeout | undefined;
      await Promise.race([
        running === 0 ? Promise.resolve() : new Promise<void>((resolve) => (idle = resolve)),
        new Promise<void>((resolve) => {
          timer = setTimeout(resolve, stopTime);
        }),
      ]);
      clearTimeout(timer);
      listener.closeAllConnections();
      await closed;
    },
  };
}
