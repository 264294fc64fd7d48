/** Where a voice platform asks: VoiceXML documents, for whoever knows the platform's token. */
import { timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { PublicRefusal } from '../../../contract/publicStatus.ts';
import type { SepLog } from '../../parts.ts';
import { sha256 } from '../../trust/hashing.ts';
import { addressName } from '../address.ts';
import type { StatusDesk } from '../answer.ts';
import { createSeldom } from '../seldom.ts';
import type { VoiceCall, VoiceFields } from './dialogue.ts';
import { createDialogue } from './dialogue.ts';
import { endStep, voicePaths } from './documents.ts';

export type VoiceRoutes = {
  readonly desk: StatusDesk;
  readonly training: boolean;
  /** What the platform shows, so that its word about who calls can be believed. */
  readonly token: string;
  /** UTC milliseconds. */
  readonly clock: () => number;
  readonly log: SepLog;
  readonly refuse: (reply: FastifyReply, code: PublicRefusal['code']) => FastifyReply;
};

const media = 'application/voicexml+xml; charset=utf-8';
const away = 'Сейчас не получается узнать статус. С платежом ничего не случилось. Позвоните через минуту.';

/** Each name once: a second value of a name is nobody's. */
const fieldsOf = (parameters: URLSearchParams): VoiceFields => Object.fromEntries(parameters);

/** «Bearer …», or the password of «Basic …», which is how an address with a password in it is asked. */
function headerToken({ headers }: FastifyRequest): string | null {
  const [kind = '', value = ''] = (headers.authorization ?? '').split(' ');
  if (/^bearer$/i.test(kind)) return value;
  if (!/^basic$/i.test(kind)) return null;
  const plain = Buffer.from(value, 'base64').toString();
  return plain.slice(plain.indexOf(':') + 1);
}

/** A scope of its own: forms are read here and nowhere else. */
export async function addVoice(
  server: FastifyInstance,
  { desk, training, token, clock, log, refuse }: VoiceRoutes,
): Promise<void> {
  const dialogue = createDialogue({ desk, training });
  const wanted = Buffer.from(sha256(Buffer.from(token)), 'hex');
  const isToken = (said: string): boolean =>
    timingSafeEqual(Buffer.from(sha256(Buffer.from(said)), 'hex'), wanted);

  const tellStranger = createSeldom(clock, log.warn, 'a voice platform came without the token');

  server.removeAllContentTypeParsers();
  server.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => done(null, fieldsOf(new URLSearchParams(String(body)))),
  );

  const on = (step: (call: VoiceCall) => string | Promise<string>) =>
    async function answer(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
      // Only what begins a call may come in the address: addresses are written into logs.
      const fields: VoiceFields =
        request.method === 'GET'
          ? fieldsOf(new URLSearchParams(request.url.split('?')[1] ?? ''))
          : ((request.body ?? {}) as VoiceFields);
      const shown = headerToken(request);
      if (!isToken(shown ?? fields['token'] ?? '')) {
        tellStranger(addressName(request.ip));
        return refuse(reply, 'forbidden');
      }
      const platform = addressName(request.ip);
      const call: VoiceCall = { fields, platform, token: shown === null ? token : null };
      reply.type(media).header('cache-control', 'no-store');
      try {
        return reply.send(await step(call));
      } catch (error) {
        // Said aloud: of an HTTP status a caller hears nothing.
        log.error({ route: request.routeOptions.url, error }, 'a status was not told');
        return reply.send(endStep(away));
      }
    };
  server.get(voicePaths.begin, on(dialogue.begin));
  server.post(voicePaths.begin, on(dialogue.begin));
  server.post(voicePaths.receipt, on(dialogue.receipt));
  server.post(voicePaths.sum, on(dialogue.sum));
  server.post(voicePaths.answer, on(dialogue.answer));
}
