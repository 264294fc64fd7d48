/** Asks another workstation's peer door; whatever it does, the answer is a value, and nothing grows or waits without end. */
import { Agent, request } from 'node:http';
import { connect } from 'node:tls';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { z } from 'zod';
import type { PeerAddress } from '../../contract/peer.ts';
import { PeerHeads, PullAnswer, type PullRequest } from '../../contract/peer.ts';
import type { Timers } from '../devices/timers.ts';
import { within } from '../devices/timers.ts';
import { admit, shownBy } from './admission.ts';
import type { PeerList } from './peerList.ts';
import type { PeerTls } from './types.ts';

const unzip = promisify(gunzip);

/** An answer that is longer, packed or unpacked, is broken off. */
const largestAnswer = 32 * 1024 * 1024;

export type Asked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly why: string };

const failed = (why: string): { readonly ok: false; readonly why: string } => ({ ok: false, why });
const storyOf = (error: unknown): string =>
  error instanceof Error
    ? ('code' in error ? String(error.code) : error.message).slice(0, 200)
    : String(error);

export type ClientParts = {
  readonly tradePointId: string;
  readonly tls: () => PeerTls;
  readonly list: () => PeerList | null;
  readonly timers: Timers;
  /** For a connection, and for one answer, milliseconds. */
  readonly connectMs: number;
  readonly answerMs: number;
};

/** A connection to a workstation that has shown who it is. One question at a time. */
export interface PeerLine {
  readonly workstation: number;
  alive(): boolean;
  heads(): Promise<Asked<PeerHeads>>;
  pull(question: z.input<typeof PullRequest>): Promise<Asked<PullAnswer>>;
  close(): void;
}

export type PeerClient = {
  /** Connects, and hangs up on whoever may not be there. */
  call(address: PeerAddress): Promise<Asked<PeerLine>>;
};

export function createPeerClient({
  tradePointId,
  tls,
  list,
  timers,
  connectMs,
  answerMs,
}: ClientParts): PeerClient {
  return {
    call: ({ host, port }) =>
      new Promise((resolve) => {
        const { certificate, key, authority } = tls();
        const socket = connect({
          host,
          port,
          cert: certificate,
          key,
          ca: authority,
          // The admission decides: by СЭП's list a certificate is right whatever the clock says.
          rejectUnauthorized: false,
          minVersion: 'TLSv1.2',
        });
        const cancel = timers.after(connectMs, () => {
          socket.destroy();
          resolve(failed('connectTimeout'));
        });
        socket.on('error', (error) => {
          cancel();
          resolve(failed(storyOf(error)));
        });
        socket.once('close', () => {
          cancel();
          resolve(failed('closed'));
        });
        socket.once('secureConnect', () => {
          cancel();
          const admission = admit(shownBy(socket), tradePointId, list());
          if (admission.kind === 'refused') {
            socket.destroy();
            resolve(failed(admission.why));
            return;
          }
          resolve({ ok: true, value: lineOn(admission.workstation, socket) });
        });
      }),
  };

  function lineOn(workstation: number, socket: ReturnType<typeof connect>): PeerLine {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    agent.createConnection = () => socket;
    socket.setNoDelay(true);

    const ask = <T>(route: string, body: unknown, schema: z.ZodType<T>): Promise<Asked<T>> =>
      within<Asked<T>>(timers, answerMs, failed('answerTimeout'), (report) => {
        if (socket.destroyed) return report(failed('closed'));
        const parts: Buffer[] = [];
        let length = 0;
        const text = JSON.stringify(body);
        const asking = request(
          {
            agent,
            method: 'POST',
            path: route,
            headers: {
              host: 'peer',
              'content-type': 'application/json',
              'content-length': Buffer.byteLength(text),
              'accept-encoding': 'gzip',
            },
          },
          (response) => {
            response.on('data', (part: Buffer) => {
              length += part.length;
              parts.push(part);
              if (length > largestAnswer) {
                socket.destroy();
                report(failed('tooLarge'));
              }
            });
            response.on('error', (error) => report(failed(storyOf(error))));
            response.on('close', () => {
              if (!response.complete) report(failed('closed'));
            });
            response.on('end', () => {
              const packed = response.headers['content-encoding'] === 'gzip';
              read(Buffer.concat(parts), packed, response.statusCode ?? 0, schema).then(report, (error) =>
                report(failed(storyOf(error))),
              );
            });
          },
        );
        asking.on('error', (error) => report(failed(storyOf(error))));
        asking.end(text);
      }).then((asked) => {
        // Half an answer may still be on its way: the line can't be asked again.
        if (!asked.ok) socket.destroy();
        return asked;
      });

    return {
      workstation,
      alive: () => !socket.destroyed && admit(shownBy(socket), tradePointId, list()).kind === 'admitted',
      heads: () => ask('/v1/heads', {}, PeerHeads),
      pull: (question) => ask('/v1/pull', question, PullAnswer),
      close: () => {
        agent.destroy();
        socket.destroy();
      },
    };
  }
}

async function read<T>(
  bytes: Buffer,
  packed: boolean,
  status: number,
  schema: z.ZodType<T>,
): Promise<Asked<T>> {
  const plain = packed ? await unzip(bytes, { maxOutputLength: largestAnswer }) : bytes;
  if (status !== 200) return failed(`status ${status}: ${plain.toString('utf8', 0, 200)}`);
  const answer = schema.safeParse(JSON.parse(plain.toString('utf8')));
  return answer.success ? { ok: true, value: answer.data } : failed('the answer does not fit its schema');
}
