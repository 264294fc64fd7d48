/** A status page over a world of corrections: real PostgreSQL, real sockets, a clock that stands. */
import { request } from 'node:https';
import type { StatusChannel, StatusOutcome } from '../../../sep/ops/counters.ts';
import { createStatusDesk } from '../../../sep/status/answer.ts';
import { createGate, statusRates } from '../../../sep/status/rate.ts';
import { createStatusServer } from '../../../sep/status/server.ts';
import type { Connection } from '../../../sep/store/database.ts';
import { testAuthority } from '../../tools/certificates.ts';
import type { AdjustmentWorld } from '../adjustments/world.ts';

export type StatusReply = {
  readonly status: number;
  readonly body: unknown;
  readonly text: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
};

export type StatusGround = Awaited<ReturnType<typeof newStatusGround>>;

/** What the clock of the work moves on with each statement, milliseconds. */
const statementMs = 7;

/** `pageFolder`: the built page; nowhere unless a browser looks. */
export async function newStatusGround(
  world: AdjustmentWorld,
  options: {
    readonly pageFolder?: string;
    readonly proxies?: readonly string[];
    readonly voiceToken?: string;
  } = {},
) {
  let away = false;
  const counted: `${StatusChannel} ${StatusOutcome}`[] = [];
  /** How long each answer was held back, milliseconds. */
  const pauses: number[] = [];
  /** What the database was asked. */
  const statements: string[] = [];
  let worked = 0;
  const noting = (connection: Connection): Connection => ({
    ...connection,
    query: (sql, values) => {
      statements.push(sql);
      worked += statementMs;
      return connection.query(sql, values);
    },
  });
  const parts = {
    ...world.parts,
    database: {
      ...world.database,
      transaction: <T>(work: (tx: Connection) => Promise<T>) =>
        away
          ? Promise.reject(new Error('the database is away'))
          : world.database.transaction((tx) => work(noting(tx))),
    },
    counters: {
      ...world.parts.counters,
      statusAsked: (channel: StatusChannel, outcome: StatusOutcome) =>
        void counted.push(`${channel} ${outcome}`),
    },
  };
  const desk = createStatusDesk({
    ...parts,
    gate: createGate(parts.clock, statusRates),
    elapsed: () => worked,
    pause: async (milliseconds) => void pauses.push(milliseconds),
  });
  const { certificate, key } = await (await testAuthority()).issue('status', 1, Date.now());
  const server = await createStatusServer({
    desk,
    certificates: { key, chain: certificate },
    pageFolder: options.pageFolder ?? '/nowhere',
    training: true,
    proxies: options.proxies ?? [],
    voiceToken: options.voiceToken ?? null,
    clock: parts.clock,
    log: parts.log,
  });
  const url = `https://127.0.0.1:${await server.listen('127.0.0.1', 0)}`;

  const send = (
    method: string,
    path: string,
    body?: string,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<StatusReply> =>
    new Promise((resolve, reject) => {
      const sent = request(
        new URL(path, url),
        { method, rejectUnauthorized: false, agent: false, headers },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.once('error', reject);
          response.once('end', () => {
            const text = Buffer.concat(chunks).toString();
            const isJson = (response.headers['content-type'] ?? '').includes('json');
            resolve({
              status: response.statusCode ?? 0,
              body: isJson ? JSON.parse(text) : null,
              text,
              headers: response.headers,
            });
          });
        },
      );
      sent.once('error', reject);
      sent.end(body);
    });

  return {
    url,
    counted,
    pauses,
    statements,
    send,
    /** From now on the database can't be reached, or can again. */
    setAway(value: boolean): void {
      away = value;
    },
    ask: (question: object, headers: Readonly<Record<string, string>> = {}) =>
      send('POST', '/status', JSON.stringify(question), { 'content-type': 'application/json', ...headers }),
    close: () => server.close(),
  };
}
