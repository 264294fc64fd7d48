/** A browser's part of a conversation with the desk: cookie kept, header sent. */
import { request } from 'node:https';
import { URI } from 'otpauth';
import type { DeskCall, DeskInput } from '../../../contract/desk.ts';

export type DeskAnswer = {
  readonly status: number;
  /** What a test looks at, it names itself. */
  readonly body: never;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
};

export interface DeskClient {
  ask<N extends DeskCall>(
    call: N,
    input: DeskInput<N>,
    headers?: Readonly<Record<string, string | undefined>>,
  ): Promise<DeskAnswer>;
  /** Any request by this cookie. */
  send(
    method: string,
    path: string,
    body?: string,
    headers?: Readonly<Record<string, string>>,
  ): Promise<DeskAnswer>;
  cookie: string | null;
}

export const codeAt = (otpauth: string, at: number): string => {
  const totp = URI.parse(otpauth);
  return totp.generate({ timestamp: at } as never);
};

/** These tests are about the desk: any certificate will do. */
export function deskClient(url: string): DeskClient {
  const client: DeskClient = {
    cookie: null,
    send: (method, path, body, headers = {}) =>
      new Promise((resolve, reject) => {
        const sent = request(
          new URL(path, url),
          {
            method,
            rejectUnauthorized: false,
            agent: false,
            headers: { ...(client.cookie ? { cookie: client.cookie } : {}), ...headers },
          },
          (response) => {
            const chunks: Buffer[] = [];
            response.on('data', (chunk: Buffer) => chunks.push(chunk));
            response.once('error', reject);
            response.once('end', () => {
              const [set] = response.headers['set-cookie'] ?? [];
              if (set !== undefined)
                client.cookie = set.includes('Max-Age=0') ? null : (set.split(';')[0] ?? null);
              const text = Buffer.concat(chunks).toString();
              const isJson = (response.headers['content-type'] ?? '').includes('json');
              resolve({
                status: response.statusCode ?? 0,
                body: (isJson ? JSON.parse(text) : text) as never,
                headers: response.headers,
              });
            });
          },
        );
        sent.once('error', reject);
        sent.end(body);
      }),
    ask: (call, input, headers = {}) => {
      const all = { 'content-type': 'application/json', 'x-kassa-desk': '1', ...headers };
      const said = Object.entries(all).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, value] as const],
      );
      return client.send('POST', `/desk/${call}`, JSON.stringify(input), Object.fromEntries(said));
    },
  };
  return client;
}
