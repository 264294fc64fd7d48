/** The desk's own listener: HTTPS without client certificates, the page, and the calls of contract/desk.ts. */
import type { Server } from 'node:https';
import type { FastifyReply, FastifyRequest } from 'fastify';
import Fastify from 'fastify';
import type { DeskCall, DeskRefusalCode } from '../../contract/desk.ts';
import { deskCalls, deskHeader, deskPersonHeader } from '../../contract/desk.ts';
import type { BrowserListener } from '../http/browserListener.ts';
import {
  addBrowserHeaders,
  listenerOf,
  oldestTls,
  sendAsset,
  sendPage,
  statusOf,
} from '../http/browserListener.ts';
import { policyOf, readPages } from '../http/pages.ts';
import type { Certificates } from '../http/server.ts';
import { readAttachment, shownAs } from './attachment.ts';
import { createDeskHandlers } from './handlers.ts';
import type { DeskHandlers, DeskParts, DeskResult, InnerCall } from './parts.ts';
import { refused } from './parts.ts';
import { createRate } from './rate.ts';
import type { Session } from './sessions.ts';
import { readSession } from './sessions.ts';
import type { Signed } from './signIn.ts';
import { createSignIn } from './signIn.ts';

/** `__Host-`: only by HTTPS, only from this very host, for all of its paths. */
const cookieName = '__Host-desk';
const largestBody = 64 * 1024;
const requestTime = 60_000;
const headersTime = 15_000;

const statuses: Readonly<Record<DeskRefusalCode, number>> = {
  badRequest: 400,
  unknownCall: 404,
  foreignPage: 403,
  notSignedIn: 401,
  wrongSignIn: 401,
  wrongCode: 401,
  tooMany: 429,
  newPasswordFirst: 403,
  weakPassword: 422,
  notAllowed: 403,
  notFound: 404,
  barred: 409,
  internalError: 500,
};

export type DeskServerParts = {
  readonly parts: DeskParts;
  /** Seals the second factors. */
  readonly secret: Buffer;
  readonly certificates: Certificates;
  /** Where the built page lies. */
  readonly pageFolder: string;
};

const tokenOf = (request: FastifyRequest): string | null => {
  const cookies = (request.headers.cookie ?? '').split(/;\s*/);
  const own = cookies.find((one) => one.startsWith(`${cookieName}=`));
  return own === undefined ? null : own.slice(cookieName.length + 1) || null;
};

/** Whether this was asked by our own page: by a header that other sites can't send, and by what the browser says. */
function isOwnPage({ headers }: FastifyRequest): boolean {
  if (headers[deskHeader] !== '1') return false;
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin') return false;
  return headers.origin === undefined || headers.origin === `https://${headers.host ?? ''}`;
}

/** PostgreSQL's text holds no NUL, and nobody types one. */
const holdsNul = (value: unknown): boolean =>
  typeof value === 'string'
    ? value.includes('\0')
    : typeof value === 'object' && value !== null && Object.values(value).some(holdsNul);

/** Somebody else signed in with this browser since the page was shown; null: the one whom it was shown to. */
function strangerOf({ headers }: FastifyRequest, session: Session | null): ReturnType<typeof refused> | null {
  const shown = headers[deskPersonHeader];
  if (shown === undefined || shown === session?.person.login) return null;
  return refused('notSignedIn', 'В этом браузере вошёл другой сотрудник. Обновите страницу.');
}

const isCall = (name: string): name is DeskCall => Object.hasOwn(deskCalls, name);

const setCookie = (reply: FastifyReply, token: string | null): void => {
  const end = token === null ? '; Max-Age=0' : '';
  reply.header('set-cookie', `${cookieName}=${token ?? ''}; Path=/; Secure; HttpOnly; SameSite=Strict${end}`);
};

const send = (reply: FastifyReply, result: DeskResult<unknown>): FastifyReply =>
  result.ok ? reply.send(result.value) : reply.code(statuses[result.refusal.code]).send(result.refusal);

export async function createDeskServer(options: DeskServerParts): Promise<BrowserListener> {
  const { parts, secret, pageFolder } = options;
  const { log } = parts;
  const pages = readPages(pageFolder);
  if (!pages.has('/index.html'))
    log.warn({ pageFolder }, 'the page of the desk is not built: run npm run build');
  const signIn = createSignIn(parts, secret, parts.training);
  const handlers: DeskHandlers = createDeskHandlers(parts, secret);
  const rate = createRate(parts.clock);

  const server = Fastify({
    https: { key: options.certificates.key, cert: options.certificates.chain, minVersion: oldestTls },
    logger: false,
    bodyLimit: largestBody,
    requestTimeout: requestTime,
    forceCloseConnections: true,
  });
  const listener = server.server as Server;
  listener.headersTimeout = headersTime;

  addBrowserHeaders(server);
  server.setErrorHandler((error, request, reply) => {
    if (statusOf(error) < 500) return send(reply, refused('badRequest', 'Запрос не разобран.'));
    log.error({ route: request.routeOptions.url, error }, 'a request of the desk failed');
    return send(
      reply,
      refused('internalError', 'Не получилось. Повторите; если не поможет, посмотрите журнал СЭП.'),
    );
  });

  /** The calls of signing in; everything about the cookie is here. */
  async function sign(
    name: DeskCall,
    body: unknown,
    session: Session | null,
    request: FastifyRequest,
    reply: FastifyReply,
  ) {
    const done = (signed: Signed): FastifyReply => {
      if (!signed.ok) return send(reply, signed);
      setCookie(reply, signed.value.token);
      return reply.send(signed.value.standing);
    };
    switch (name) {
      case 'sign-in': {
        const { login, password } = deskCalls[name].input.parse(body);
        return done(await signIn.password(login, password, request.ip, session));
      }
      case 'sign-in-code':
        return done(await signIn.code(session, deskCalls[name].input.parse(body).code, request.ip));
      case 'new-password':
        return done(await signIn.newPassword(session, deskCalls[name].input.parse(body).password));
      case 'sign-out':
        return done(await signIn.out(session));
      default:
        return reply.send(signIn.standing(session));
    }
  }

  /** Who may ask this; null: may. */
  function barOf(name: DeskCall, session: Session | null): ReturnType<typeof refused> | null {
    if (session?.stage !== 'in') return refused('notSignedIn', 'Войдите заново.');
    if (session.oneTime) return refused('newPasswordFirst', 'Сначала задайте свой пароль.');
    const roles: readonly string[] = deskCalls[name].roles === 'open' ? [] : deskCalls[name].roles;
    return roles.includes(session.person.role) ? null : refused('notAllowed', 'Для этого нужна другая роль.');
  }

  server.post<{ Params: { readonly name: string } }>('/desk/:name', async (request, reply) => {
    reply.header('cache-control', 'no-store');
    const { name } = request.params;
    if (!isOwnPage(request))
      return send(reply, refused('foreignPage', 'Запрос пришёл не со страницы рабочего стола.'));
    if (!isCall(name)) return send(reply, refused('unknownCall', 'Такого запроса нет.'));
    const guesses = name === 'sign-in' || name === 'sign-in-code';
    if (guesses && !rate.take(request.ip))
      return send(reply, refused('tooMany', 'Слишком много попыток с этого адреса. Подождите минуту.'));
    const { input, output, roles } = deskCalls[name];
    const read = input.safeParse(request.body);
    const session = await readSession(parts, tokenOf(request));
    // Who may not ask is not told what the right question would be.
    const bar = roles === 'open' ? null : (barOf(name, session) ?? strangerOf(request, session));
    if (bar) return send(reply, bar);
    if (!read.success || holdsNul(read.data))
      return send(reply, refused('badRequest', 'Запрос заполнен неверно.'));
    if (roles === 'open') return sign(name, read.data, session, request, reply);
    if (!session) return send(reply, refused('notSignedIn', 'Войдите заново.'));
    // The schema of this name has given the input its handler's type.
    const handle = handlers[name as InnerCall] as (
      input: unknown,
      person: Session['person'],
    ) => Promise<DeskResult<unknown>>;
    const result = await handle(read.data, session.person);
    return send(reply, result.ok ? { ok: true, value: output.parse(result.value) } : result);
  });

  server.get<{ Params: { readonly request: string; readonly place: string } }>(
    '/desk/attachment/:request/:place',
    async (request, reply) => {
      reply.header('cache-control', 'no-store');
      const session = await readSession(parts, tokenOf(request));
      const bar = barOf('request', session);
      if (bar) return send(reply, bar);
      const found = await readAttachment(parts.database, request.params);
      if (!found) return send(reply, refused('notFound', 'Такого вложения нет.'));
      const shown = shownAs(found);
      // A sandbox would keep the browser's own viewer out; a PDF has no say in our origin without it either. Our page frames it.
      if (shown === 'application/pdf')
        reply.header(
          'content-security-policy',
          "default-src 'none'; object-src 'self'; frame-ancestors 'self'",
        );
      return reply
        .type(shown ?? 'application/octet-stream')
        .header(
          'content-disposition',
          `${shown ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeURIComponent(found.name)}`,
        )
        .send(found.bytes);
    },
  );

  server.get('/*', async (request, reply) => {
    const path = request.url.split('?')[0] ?? '/';
    if (path === '/') return sendPage(reply, pages.get('/index.html'), policyOf("'self'"));
    const page = path === '/index.html' ? undefined : pages.get(path);
    if (!page) return reply.code(404).type('text/plain; charset=utf-8').send('Такой страницы нет.');
    return sendAsset(reply, page.type, page.body);
  });
  await server.ready();

  return listenerOf(server);
}
