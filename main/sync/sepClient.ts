/** Asks СЭП: HTTPS by the workstation's certificate, its authority pinned, deadlines, every failure a value. */
import type { IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import type { PeerCertificate } from 'node:tls';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { Failure } from '../../contract/failure.ts';
import type { SepCall, SepInput, SepOutput } from '../../contract/sep.ts';
import { largestBody, SepRefusal, sepCalls } from '../../contract/sep.ts';
import { sepListenerName } from '../../core/enrolment.ts';
import type { Timers } from '../devices/timers.ts';
import { failureOf, networkFailure } from './sepFailure.ts';

const pack = promisify(gzip);
const unpack = promisify(gunzip);

/** An answer, or why there is none. `refusal`: СЭП's own words, where it is СЭП that refused. */
export type SepAnswer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: Failure; readonly refusal: SepRefusal | null };

export type SepClientParts = {
  /** `https://host:port`. */
  readonly address: string;
  /** СЭП's CA, PEM: nothing else is believed. */
  readonly authority: string;
  /** PEM; null: before there is a certificate. */
  readonly credentials: { readonly certificate: string; readonly key: string } | null;
  readonly timers: Timers;
};

export interface SepClient {
  /** Never throws and never hangs: answers within the deadline, or as soon as the client is closed. */
  call<N extends SepCall>(name: N, input: SepInput<N>, deadlineMs: number): Promise<SepAnswer<SepOutput<N>>>;
  /** Breaks off whatever is under way. */
  close(): void;
}

/** Bodies below this are sent as they are, bytes. */
const smallBody = 1_024;
/** Answers may be longer than questions: a chunk of journal with its quotes. */
const largestAnswer = 2 * largestBody;

const failed = (failure: Failure, refusal: SepRefusal | null = null) =>
  ({ ok: false, failure, refusal }) as const;
const newer = (why: string) => failed({ code: 'sepNewer', details: { why } });

/**
 * The name in СЭП's certificate is not that of its host, which may be an address of the moment; its role is: a certificate
 * of a workstation, issued by the same authority, is none of a СЭП.
 */
const checkListener = (_host: string, { subject }: PeerCertificate): Error | undefined =>
  subject.CN === sepListenerName
    ? undefined
    : Object.assign(new Error('this is no listener of СЭП'), { code: 'ERR_TLS_CERT_ALTNAME_INVALID' });

async function collect(response: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of response) {
    const bytes = part as Buffer;
    size += bytes.length;
    if (size > largestAnswer) throw new Error('the answer is too long');
    parts.push(bytes);
  }
  if (!response.complete) throw Object.assign(new Error('the answer was cut off'), { code: 'ECONNRESET' });
  const body = Buffer.concat(parts);
  const packed = response.headers['content-encoding'] === 'gzip';
  return packed ? unpack(body, { maxOutputLength: largestAnswer }) : body;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What an answer that is no 200 says. */
function refused(status: number, value: unknown) {
  const refusal = SepRefusal.safeParse(value);
  if (refusal.success) return failed(failureOf(refusal.data), refusal.data);
  // Something in between that is not СЭП, or a СЭП that stumbles.
  return status >= 500 ? failed({ code: 'sepUnavailable', details: { status } }) : newer(`status ${status}`);
}

/** Opens no connection by itself. */
export function openSepClient({ address, authority, credentials, timers }: SepClientParts): SepClient {
  const agent = new Agent({
    keepAlive: true,
    // Shorter than СЭП's own, so that no request leaves on a connection that is just being closed there.
    timeout: 60_000,
    maxSockets: 8,
    ca: [authority],
    minVersion: 'TLSv1.2',
    checkServerIdentity: checkListener,
    ...(credentials && { cert: credentials.certificate, key: credentials.key }),
  });
  const underWay = new Set<(error: Error) => void>();
  let closed = false;

  function exchange(path: string, body: Buffer, packed: boolean, deadlineMs: number) {
    return new Promise<{ readonly status: number; readonly body: Buffer }>((resolve, reject) => {
      const asking = request(new URL(path, address), {
        agent,
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'content-length': body.length,
          'accept-encoding': 'gzip',
          ...(packed && { 'content-encoding': 'gzip' }),
        },
      });
      const breakOff = (error: Error): void => {
        // Settled at once: what becomes of the socket is nobody's business any more.
        end();
        reject(error);
        asking.destroy(error);
      };
      const cancel = timers.after(deadlineMs, () =>
        breakOff(Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' })),
      );
      const end = (): void => {
        cancel();
        underWay.delete(breakOff);
      };
      underWay.add(breakOff);
      asking.on('error', (error) => {
        end();
        reject(error);
      });
      asking.on('response', (response) => {
        collect(response)
          .then((read) => resolve({ status: response.statusCode ?? 0, body: read }), reject)
          .finally(end);
      });
      asking.end(body);
    });
  }

  return {
    async call<N extends SepCall>(name: N, input: SepInput<N>, deadlineMs: number) {
      const gone = failed({ code: 'sepUnavailable', details: { network: 'closed' } });
      if (closed) return gone;
      try {
        const text = Buffer.from(JSON.stringify(input));
        const packed = text.length >= smallBody;
        const body = packed ? await pack(text) : text;
        if (closed) return gone;
        const answer = await exchange(`/v1/${name}`, body, packed, deadlineMs);
        const value = parsed(answer.body.toString('utf8'));
        if (answer.status !== 200) return refused(answer.status, value);
        const output = sepCalls[name][1].safeParse(value);
        return output.success
          ? { ok: true, value: output.data as SepOutput<N> }
          : newer(output.error.issues[0]?.path.join('.') ?? 'answer');
      } catch (error) {
        return failed(networkFailure(error));
      }
    },
    close() {
      closed = true;
      const error = Object.assign(new Error('closed'), { code: 'closed' });
      for (const breakOff of [...underWay]) breakOff(error);
      agent.destroy();
    },
  };
}
