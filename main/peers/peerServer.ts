/** The peer door: other workstations of the trade point ask here how far the journals are, and pull them. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Server } from 'node:https';
import { createServer } from 'node:https';
import { TLSSocket } from 'node:tls';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { z } from 'zod';
import type { PeerHeads } from '../../contract/peer.ts';
import { PullRequest } from '../../contract/peer.ts';
import type { Instant } from '../../contract/primitives.ts';
import type { DoorLog } from '../door/door.ts';
import { errorStory } from '../shell/errorStory.ts';
import type { Store } from '../store/types.ts';
import { admit, shownBy } from './admission.ts';
import type { PeerList } from './peerList.ts';
import type { PeerTls } from './types.ts';

const zip = promisify(gzip);

/** A question of a peer is a few dozen bytes. */
const largestQuestion = 16 * 1024;
/** Answers shorter than this travel as they are. */
const zippedFrom = 1_024;
/** Events of one answer: some milliseconds of work at either end. */
const eventsInAnswer = 250;
/** As many as the contract lets through. */
const mostNamed = 1_000;

export type ServerLimits = {
  /** For a TLS handshake, for the headers, and for a whole question, milliseconds. */
  readonly handshakeMs: number;
  readonly headersMs: number;
  readonly questionMs: number;
  /** A connection on which nothing moves. */
  readonly idleMs: number;
  readonly connections: number;
};
export const usualLimits: ServerLimits = {
  handshakeMs: 5_000,
  headersMs: 5_000,
  questionMs: 10_000,
  idleMs: 30_000,
  connections: 128,
};

export type ServerParts = {
  readonly workstation: number;
  readonly tradePointId: string;
  readonly tls: PeerTls;
  readonly list: () => PeerList | null;
  readonly store: Pick<Store, 'journals' | 'peers'>;
  readonly port: number;
  readonly clock: () => number;
  readonly log: DoorLog;
  readonly limits: ServerLimits;
};

export interface PeerServer {
  readonly port: number;
  setTls(tls: PeerTls): void;
  close(): Promise<void>;
}

type Answer = { readonly status: number; readonly body: unknown };

const refusal = (status: number, code: string, message: string): Answer => ({
  status,
  body: { code, message },
});

/** Null: it is longer than a question may be, or broke off. */
function readQuestion(request: IncomingMessage): Promise<string | null> {
  return new Promise((resolve) => {
    const parts: Buffer[] = [];
    let length = 0;
    request.on('data', (part: Buffer) => {
      length += part.length;
      if (length > largestQuestion) {
        resolve(null);
        request.pause();
      } else parts.push(part);
    });
    request.on('end', () => resolve(Buffer.concat(parts).toString('utf8')));
    request.on('error', () => resolve(null));
    request.on('close', () => resolve(null));
  });
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text === '' ? '{}' : text);
  } catch {
    return undefined;
  }
}

const secure = ({ certificate, key, authority }: PeerTls) => ({ cert: certificate, key, ca: authority });

/** Opens the door; rejects when the port can't be had. */
export async function openPeerServer(parts: ServerParts): Promise<PeerServer> {
  const { workstation, tradePointId, store, clock, log, limits } = parts;
  const told = new Set<string>();

  /** A stranger who knocks all day is told of once. */
  function report(from: string, why: string): void {
    const known = `${from} ${why}`;
    if (told.has(known) || told.size > 1_000) return;
    told.add(known);
    log.warn({ from, why }, 'a peer was refused');
  }

  const routes: Readonly<Record<string, (question: unknown) => Answer>> = {
    '/v1/heads': () => {
      const heads: PeerHeads = {
        workstation,
        clock: Math.max(0, Math.round(clock())) as Instant,
        // The newest: whoever lacks what they continue asks for it by itself.
        heads: store.journals.heads().slice(-mostNamed),
        cashiers: store.peers.names().slice(0, mostNamed),
      };
      return { status: 200, body: heads };
    },
    '/v1/pull': (question) => {
      const asked = PullRequest.safeParse(question);
      if (!asked.success) return refusal(400, 'badRequest', z.prettifyError(asked.error).slice(0, 400));
      const { origin, from } = asked.data;
      const chunk = store.journals.chunkFrom(origin, from, eventsInAnswer);
      const uncut = chunk ? null : store.journals.uncut(origin, from);
      if (uncut && !told.has(origin)) {
        told.add(origin);
        log.error(uncut, 'a journal can’t be handed on: too many events without a signature');
      }
      return { status: 200, body: { chunk } };
    },
  };

  async function answer(request: IncomingMessage): Promise<Answer> {
    const { socket } = request;
    const shown = socket instanceof TLSSocket ? shownBy(socket) : null;
    const admission = admit(shown, tradePointId, parts.list());
    if (admission.kind === 'refused') {
      report(`${socket.remoteAddress ?? '?'} ${shown?.name ?? ''}`, admission.why);
      return refusal(403, admission.why, 'this certificate is not one of this trade point');
    }
    const route = routes[request.url ?? ''];
    if (!route) return refusal(404, 'unknownRoute', 'there is /v1/heads and /v1/pull');
    if (request.method !== 'POST') return refusal(405, 'badRequest', 'POST is asked for');
    const text = await readQuestion(request);
    if (text === null) return refusal(413, 'tooLarge', `a question has ${largestQuestion} bytes at most`);
    const question = readJson(text);
    return question === undefined ? refusal(400, 'badRequest', 'the body is no JSON') : route(question);
  }

  async function send({ status, body }: Answer, request: IncomingMessage, response: ServerResponse) {
    const plain = Buffer.from(JSON.stringify(body));
    const zipped =
      /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? '')) && plain.length >= zippedFrom;
    const bytes = zipped ? await zip(plain, { level: 1 }) : plain;
    if (response.destroyed) return;
    response.writeHead(status, {
      'content-type': 'application/json',
      'content-length': bytes.length,
      ...(zipped ? { 'content-encoding': 'gzip' } : {}),
      // What is left of a question that was refused is not read.
      ...(status === 200 ? {} : { connection: 'close' }),
    });
    response.end(bytes);
  }

  const server: Server = createServer(
    {
      ...secure(parts.tls),
      requestCert: true,
      // The admission decides and says why.
      rejectUnauthorized: false,
      minVersion: 'TLSv1.2',
      handshakeTimeout: limits.handshakeMs,
      headersTimeout: limits.headersMs,
      requestTimeout: limits.questionMs,
      connectionsCheckingInterval: Math.min(1_000, limits.headersMs),
      maxHeaderSize: 8 * 1024,
    },
    (request, response) => {
      answer(request)
        .catch((error): Answer => {
          log.error({ error: errorStory(error) }, 'a peer was not answered');
          return refusal(500, 'internalError', 'this workstation failed');
        })
        .then((done) => send(done, request, response))
        .catch((error) => log.error({ error: errorStory(error) }, 'an answer to a peer was not sent'));
    },
  );
  server.maxConnections = limits.connections;
  server.keepAliveTimeout = limits.idleMs;
  server.setTimeout(limits.idleMs, (socket) => socket.destroy());
  // Port scanners and torn handshakes are no news.
  server.on('tlsClientError', (_error, socket) => socket.destroy());
  server.on('clientError', (_error, socket) => socket.destroy());

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(parts.port, () => {
      server.off('error', reject);
      resolve();
    });
  });
  server.on('error', (error) => log.error({ error: errorStory(error) }, 'the peer door'));
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : parts.port,
    setTls: (tls) => server.setSecureContext(secure(tls)),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
