/** СЭП's public listener: the page «Статус платежа» and its one question; nothing here asks who one is. */
import type { Server } from 'node:https';
import type { Socket } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import Fastify from 'fastify';
import type { PublicRefusal } from '../../contract/publicStatus.ts';
import { PublicQuestion } from '../../contract/publicStatus.ts';
import { questionPath } from '../../core/statusQuestion.ts';
import type { BrowserListener } from '../http/browserListener.ts';
import {
  addBrowserHeaders,
  listenerOf,
  oldestTls,
  sendAsset,
  sendPage,
  statusOf,
} from '../http/browserListener.ts';
import { policyOf } from '../http/pages.ts';
import type { Certificates } from '../http/server.ts';
import type { SepLog } from '../parts.ts';
import { addressName } from './address.ts';
import type { StatusDesk } from './answer.ts';
import { packedFor, readPackedPages } from './pages.ts';
import { voicePaths } from './voice/documents.ts';
import { addVoice } from './voice/routes.ts';

/** A question is some two hundred bytes. */
const largestBody = 4 * 1024;
/** A phone on a bad network sends it in seconds; whoever takes longer only holds a socket. */
const requestTime = 15_000;
const headersTime = 10_000;
const keepAliveTime = 10_000;
/** How often Node looks for who is late. */
const lateCheck = 5_000;
/** Sockets at once; more are hung up on. */
const mostConnections = 2_000;

const statuses: Readonly<Record<PublicRefusal['code'], number>> = {
  badRequest: 400,
  foreignPage: 403,
  forbidden: 403,
  notFound: 404,
  wrongMethod: 405,
  tooLarge: 413,
  tooMany: 429,
  unavailable: 503,
};

const messages: Readonly<Record<PublicRefusal['code'], string>> = {
  badRequest: 'Запрос не разобран. Обновите страницу и введите данные ещё раз.',
  foreignPage: 'Статус спрашивают со страницы «Статус платежа», а не с другого сайта.',
  forbidden: 'Голосовая платформа не назвала свой ключ.',
  notFound: 'Такой страницы нет.',
  wrongMethod: 'Так эту страницу не спрашивают.',
  tooLarge: 'Запрос слишком большой.',
  tooMany: 'Слишком много попыток.',
  unavailable: 'Сейчас не получается узнать статус. С платежом ничего не случилось, попробуйте через минуту.',
};

export type StatusServerParts = {
  readonly desk: StatusDesk;
  readonly certificates: Certificates;
  /** Where the built page lies. */
  readonly pageFolder: string;
  readonly training: boolean;
  /** Whose word about the client's address is believed (addresses, networks); empty: nobody's. */
  readonly proxies: readonly string[];
  /** What the voice platform shows; null: no status by phone. */
  readonly voiceToken: string | null;
  /** UTC milliseconds. */
  readonly clock: () => number;
  readonly log: SepLog;
};

const refuse = (
  reply: FastifyReply,
  code: PublicRefusal['code'],
  waitMs: number | null = null,
): FastifyReply => {
  const retryAfter = waitMs === null ? null : Math.max(1, Math.ceil(waitMs / 1_000));
  if (retryAfter !== null) reply.header('retry-after', String(retryAfter));
  const refusal: PublicRefusal = {
    code,
    message: messages[code],
    ...(retryAfter === null ? {} : { retryAfter }),
  };
  return reply.code(statuses[code]).header('cache-control', 'no-store').send(refusal);
};

/** What can't be read as HTTP at all is answered nevertheless. */
function answerRaw(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') return void socket.destroy();
  const late = error.code === 'ERR_HTTP_REQUEST_TIMEOUT';
  const body = JSON.stringify({ code: 'badRequest', message: messages.badRequest });
  socket.end(
    `HTTP/1.1 ${late ? '408 Request Timeout' : '400 Bad Request'}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}

/** A browser says when another site's page asks; whoever is no browser says nothing. */
const isForeign = ({ headers }: FastifyRequest): boolean => {
  const site = headers['sec-fetch-site'];
  return site !== undefined && site !== 'same-origin';
};

const codeOf = (error: unknown): PublicRefusal['code'] => {
  const status = statusOf(error);
  if (status === 413) return 'tooLarge';
  return status < 500 ? 'badRequest' : 'unavailable';
};

const methodsOf = (path: string, hasVoice: boolean): string | null => {
  if (path === questionPath) return 'POST';
  if (hasVoice && path === voicePaths.begin) return 'GET, HEAD, POST';
  if (hasVoice && Object.values<string>(voicePaths).includes(path)) return 'POST';
  return path === '/' || path.startsWith('/assets/') ? 'GET, HEAD' : null;
};

const pathOf = ({ url }: FastifyRequest): string => url.split('?')[0] ?? '/';

export async function createStatusServer(options: StatusServerParts): Promise<BrowserListener> {
  const { desk, log, clock, training, proxies, voiceToken } = options;
  const pages = readPackedPages(options.pageFolder);
  if (!pages.has('/index.html'))
    log.warn({ pageFolder: options.pageFolder }, 'the status page is not built: run npm run build');

  const server = Fastify({
    https: {
      key: options.certificates.key,
      cert: options.certificates.chain,
      minVersion: oldestTls,
      connectionsCheckingInterval: lateCheck,
      handshakeTimeout: headersTime,
    },
    logger: false,
    // Walks X-Forwarded-For from its end and believes only these; without them the socket's own address counts.
    trustProxy: proxies.length === 0 ? false : [...proxies],
    bodyLimit: largestBody,
    requestTimeout: requestTime,
    keepAliveTimeout: keepAliveTime,
    forceCloseConnections: true,
    clientErrorHandler: answerRaw,
    frameworkErrors: (_error, _request, reply) => void refuse(reply, 'badRequest'),
  });
  const listener = server.server as Server;
  listener.headersTimeout = headersTime;
  listener.maxConnections = mostConnections;

  server.removeAllContentTypeParsers();
  server.addContentTypeParser(
    'application/json',
    { parseAs: 'string' },
    server.getDefaultJsonParser('error', 'error'),
  );

  addBrowserHeaders(server, { 'permissions-policy': 'camera=(self), microphone=(), geolocation=()' });
  server.setErrorHandler((error, request, reply) => {
    const code = codeOf(error);
    // No body, no address: what was asked is nobody's business but the asker's.
    if (code === 'unavailable')
      log.error({ route: request.routeOptions.url, error }, 'a status was not told');
    return refuse(reply, code);
  });
  server.setNotFoundHandler((request, reply) => {
    const methods = methodsOf(pathOf(request), voiceToken !== null);
    return methods === null
      ? refuse(reply, 'notFound')
      : refuse(reply.header('allow', methods), 'wrongMethod');
  });

  server.post(questionPath, async (request, reply) => {
    if (isForeign(request)) return refuse(reply, 'foreignPage');
    const question = PublicQuestion.safeParse(request.body);
    if (!question.success) return refuse(reply, 'badRequest');
    const answered = await desk.ask(question.data, {
      channel: 'page',
      name: addressName(request.ip),
      platform: null,
    });
    if (answered.kind === 'limited') return refuse(reply, 'tooMany', answered.waitMs);
    return reply.header('cache-control', 'no-store').send(answered.answer);
  });

  if (voiceToken !== null)
    await server.register((scope) =>
      addVoice(scope, { desk, training, token: voiceToken, clock, log, refuse }),
    );

  server.get('/assets/*', async (request, reply) => {
    const page = pages.get(pathOf(request));
    if (!page) return refuse(reply, 'notFound');
    const { encoding, body } = packedFor(page, String(request.headers['accept-encoding'] ?? ''));
    if (encoding) reply.header('content-encoding', encoding);
    return sendAsset(reply.header('vary', 'accept-encoding'), page.type, body);
  });

  server.get('/', async (_request, reply) =>
    sendPage(reply, pages.get('/index.html'), policyOf("'none'"), { __TRAINING__: training ? 'yes' : 'no' }),
  );
  await server.ready();

  return listenerOf(server);
}
