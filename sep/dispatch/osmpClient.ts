/** Asks an operator by OSMP over HTTP, and tells a request that never left from one whose fate is unknown. */
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Outcome } from '../../core/dispatch.ts';
import { writeOsmpSum, writeOsmpTime } from '../../core/osmp.ts';
import { answerText } from './answerText.ts';
import { type OsmpAnswer, readAnswer } from './osmpAnswer.ts';

export type OsmpRequest = {
  readonly command: 'check' | 'pay' | 'cancel';
  readonly txnId: string;
  readonly account: string;
  /** Kopecks. */
  readonly sum: number;
  /** The first pay's instant; pay only. */
  readonly txnDate: number | null;
};

/** What came of it; `answer` only where `outcome.kind` is `answered`. */
export type OsmpReply = { readonly outcome: Outcome; readonly answer: OsmpAnswer | null };

/** Where and how an operator is asked. */
export type OsmpRoad = {
  /** What it has after `?` is kept. */
  readonly url: string;
  readonly method: 'GET' | 'POST';
  /** PEM of the one authority that may vouch for the operator; null: those that the machine trusts. */
  readonly authority: string | null;
};

export interface OsmpClient {
  /** Never throws. `signal` gives the request up. */
  ask(road: OsmpRoad, request: OsmpRequest, timeoutMs: number, signal?: AbortSignal): Promise<OsmpReply>;
  close(): void;
}

/** An answer is some hundred bytes. */
const largestBody = 64 * 1024;
/** Idle connections are closed before the usual server closes them (5 s), so that no request meets its end. */
const idleMs = 4_000;

/** The address, and the body of a POST; null: there is none. */
function written(
  { url, method }: OsmpRoad,
  { command, txnId, account, sum, txnDate }: OsmpRequest,
): { readonly at: URL; readonly body: Buffer | null } {
  const at = new URL(url);
  const told = method === 'GET' ? at.searchParams : new URLSearchParams();
  told.set('command', command);
  told.set('txn_id', txnId);
  if (txnDate !== null) told.set('txn_date', writeOsmpTime(txnDate));
  told.set('account', account);
  told.set('sum', writeOsmpSum(sum));
  return { at, body: method === 'GET' ? null : Buffer.from(told.toString()) };
}

const headersOf = (body: Buffer | null) =>
  body === null ? {} : { 'content-type': 'application/x-www-form-urlencoded', 'content-length': body.length };

const failed = (kind: Exclude<Outcome['kind'], 'answered'>): OsmpReply => ({
  outcome: { kind },
  answer: null,
});

function readReply(response: IncomingMessage, body: Buffer, request: OsmpRequest): OsmpReply {
  if (response.statusCode !== 200) return failed('http');
  const answer = readAnswer(answerText(body, response.headers['content-type']));
  if (answer === null) return failed('garbled');
  // Somebody else's answer says nothing about our payment.
  if (answer.txnId !== null && answer.txnId !== request.txnId) return failed('garbled');
  if (answer.sum !== null && answer.sum !== request.sum) return failed('garbled');
  return {
    outcome: {
      kind: 'answered',
      code: answer.result,
      operatorNumber: answer.operatorNumber,
      comment: answer.comment,
    },
    answer,
  };
}

/** Connections are kept and used again, at most `most` to one operator. */
export function createOsmpClient(most = 100): OsmpClient {
  const options = { keepAlive: true, maxSockets: most, timeout: idleMs };
  const http = new HttpAgent(options);
  const https = new HttpsAgent(options);

  const ask: OsmpClient['ask'] = (road, asked, timeoutMs, signal) =>
    new Promise((resolve) => {
      const { at, body } = written(road, asked);
      const { method, authority } = road;
      const common = { method, headers: headersOf(body) };
      const secure = at.protocol === 'https:';
      // Whether a byte of it can have left: only then can the operator have taken it.
      let left = false;
      let timedOut = false;
      const request = secure
        ? httpsRequest(at, { ...common, agent: https, ...(authority !== null && { ca: authority }) })
        : httpRequest(at, { ...common, agent: http });
      const timer = setTimeout(() => {
        timedOut = true;
        request.destroy(new Error('timed out'));
      }, timeoutMs);
      const giveUp = (): void => void request.destroy(new Error('given up'));
      const settle = (reply: OsmpReply): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', giveUp);
        resolve(reply);
      };
      const lose = (): void => settle(failed(!left ? 'unreached' : timedOut ? 'timeout' : 'broken'));

      signal?.addEventListener('abort', giveUp);
      if (signal?.aborted) giveUp();
      request.on('socket', (socket) => {
        if (socket.connecting) socket.once(secure ? 'secureConnect' : 'connect', () => (left = true));
        else left = true;
      });
      request.on('error', lose);
      request.on('response', (response) => {
        const parts: Buffer[] = [];
        let size = 0;
        response.on('data', (part: Buffer) => {
          size += part.length;
          if (size <= largestBody) return void parts.push(part);
          settle(failed('garbled'));
          request.destroy();
        });
        response.on('end', () => {
          if (response.complete) settle(readReply(response, Buffer.concat(parts), asked));
          else lose();
        });
        response.on('error', lose);
        response.on('close', lose);
      });
      request.end(body ?? undefined);
    });

  return {
    ask,
    close: () => {
      http.destroy();
      https.destroy();
    },
  };
}
