/** The routes of the contract: body checked, certificate admitted, answer or refusal sent. */
import type { TLSSocket } from 'node:tls';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { SepCall, SepRefusal } from '../../contract/sep.ts';
import { SepRefusal as Refusal, sepCalls } from '../../contract/sep.ts';
import type { Caller, OpenCall, SepHandlers, SepResult } from '../parts.ts';
import { refusal } from '../parts.ts';
import { placeName } from '../trust/rows.ts';
import type { Connections } from './connections.ts';
import { statusOf } from './refusals.ts';

declare module 'fastify' {
  interface FastifyRequest {
    caller: Caller | null;
    /** Why it was refused, for the log. */
    refusedWith: string | null;
  }
}

/** What each route is for, in the document. */
const summaries: Readonly<Record<SepCall, string>> = {
  'enrol-look': 'What an enrolment code stands for, without using it up',
  enrol: 'A certificate for a code and a proof by the journal’s key',
  renew: 'A new certificate for an old one, by proof of a bound journal’s key',
  contact: 'Who I am now; who else there is',
  bind: 'Binds a journal that was begun after a restore or on a new computer',
  'designation-claim': 'Claims the sync designation of the trade point',
  'designation-release': 'Gives the sync designation back',
  ship: 'A run of events of one journal',
  heads: 'How far СЭП has each journal of the trade point',
  start: 'Whether this start may go on with its journal, before its first append',
  pull: 'A run of events of a journal of the trade point',
  changes: 'Changes of the trade point’s payments, by long poll',
  recall: 'What an older generation of СЭП had told of payments, told to one that was put back from a dump',
  check: 'Asks the operator whether it would take this payment',
  catalogue: 'The providers',
  story: 'A payment’s whole life, fresh, by its id or its receipt',
  request: 'Leaves a request for a correction, once for ever by its id',
  'request-receipt':
    'The receipt that a request was left without; one of another payment is told in the answer',
  requests: 'The trade point’s requests and their answers',
};

const openCalls: readonly string[] = ['enrol-look', 'enrol', 'renew'] satisfies OpenCall[];
const isOpen = (name: SepCall): name is OpenCall => openCalls.includes(name);

export type RouteParts = {
  readonly handlers: SepHandlers;
  readonly admit: (certificate: Uint8Array | null, from: string) => Promise<SepResult<Caller>>;
  readonly connections: Connections;
  /** Aborted when the server stops: whoever waits is answered. */
  readonly stopping: AbortSignal;
};

export function sendRefusal(request: FastifyRequest, reply: FastifyReply, refused: SepRefusal): FastifyReply {
  request.refusedWith = refused.code;
  // A body that was not read to its end would be taken for the next request.
  if (refused.code === 'tooLarge') reply.header('connection', 'close');
  return reply.code(statusOf[refused.code]).send(refused);
}

/** Aborted when the caller hangs up before its answer is written, or the server stops. */
function goneSignal(reply: FastifyReply, stopping: AbortSignal): AbortSignal {
  const gone = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) gone.abort();
  });
  return AbortSignal.any([gone.signal, stopping]);
}

const failures = Object.fromEntries([...new Set(Object.values(statusOf))].map((status) => [status, Refusal]));

export function addRoutes(server: FastifyInstance, parts: RouteParts): void {
  const { handlers, admit, connections, stopping } = parts;

  const admitted = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const socket = request.raw.socket as TLSSocket;
    const certificate = socket.getPeerX509Certificate?.();
    const caller = await admit(certificate?.raw ?? null, request.ip);
    if (!caller.ok) {
      sendRefusal(request, reply, caller.refusal);
      return;
    }
    request.caller = caller.value;
    connections.note(placeName(caller.value), socket);
  };

  for (const name of Object.keys(sepCalls) as SepCall[]) {
    const [input, output] = sepCalls[name];
    server.route({
      method: 'POST',
      url: `/v1/${name}`,
      schema: {
        summary: summaries[name],
        operationId: name,
        tags: [isOpen(name) ? 'without a certificate' : 'with a certificate'],
        body: input,
        response: { 200: output, ...failures },
      },
      ...(isOpen(name) ? {} : { onRequest: admitted }),
      handler: async (request, reply) => {
        // The validator has given the body the very type that the handler of this name takes.
        const handle = handlers[name] as (
          input: unknown,
          caller: Caller | null,
          gone: AbortSignal,
        ) => Promise<SepResult<unknown>>;
        const result = await handle(request.body, request.caller, goneSignal(reply, stopping));
        return result.ok ? reply.send(result.value) : sendRefusal(request, reply, result.refusal);
      },
    });
  }

  server.setNotFoundHandler((request, reply) =>
    sendRefusal(
      request,
      reply,
      refusal('unknownRoute', 'there is no such route: npm run -s sep -- openapi lists them all').refusal,
    ),
  );
}

/** `tt-1/2`, for the log. */
export const callerName = (request: FastifyRequest): string | undefined =>
  request.caller ? placeName(request.caller) : undefined;
