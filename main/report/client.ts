/** «ОтчетПлат» as the main thread asks for it: answers are values, and a worker that crashed is started again. */
import { Worker } from 'node:worker_threads';
import type { Result } from '../../contract/failure.ts';
import { ok, refuse } from '../../contract/failure.ts';
import type { Instant, PaymentId } from '../../contract/primitives.ts';
import type { Report, ReportKey, ReportQuery, ReportRow } from '../../contract/report.ts';
import { driverLocation } from '../store/driver.ts';
import type { VerifyReport } from '../store/verify.ts';
import type {
  ReportAnswer,
  ReportCall,
  ReportGround,
  ReportInput,
  ReportOutput,
  ReportRequest,
} from './protocol.ts';

export interface Reports {
  /** Each build has a number of its own. */
  build(query: ReportQuery, asOf: Instant): Promise<Result<Report>>;
  rows(key: ReportKey, offset: number, limit: number): Promise<Result<ReportRow[]>>;
  byIds(ids: readonly PaymentId[]): Promise<Result<ReportRow[]>>;
  csv(
    key: ReportKey,
    path: string,
    notes?: readonly string[],
  ): Promise<Result<{ readonly path: string; readonly count: number }>>;
  /** Checks the profile in this folder on a thread of its own, so that reports don't wait for it. */
  verify(folder: string): Promise<Result<VerifyReport>>;
  close(): Promise<void>;
}

export type ReportsOptions = {
  /** The worker's file: source under plain Node, built in the program. */
  readonly worker: URL;
  readonly database: string;
  /** The folder with the numbered steps that made it. */
  readonly migrations: string;
};

type Waiting = {
  readonly request: ReportRequest;
  readonly settle: (result: Result<ReportOutput<ReportCall>>) => void;
  /** Asked again once after a crash: everything here only reads, or writes a file anew. */
  readonly again: boolean;
};

/** One thread, started when it is first asked and again after it crashed. */
function thread({ worker: url, database, migrations }: ReportsOptions) {
  const waiting = new Map<number, Waiting>();
  let running: Worker | null = null;
  let closed = false;
  let lastId = 0;

  function start(): Worker {
    const ground: ReportGround = { database, driver: driverLocation(), migrations };
    const started = new Worker(url, { workerData: ground });
    started.on('message', ({ id, ...result }: ReportAnswer) => {
      const asked = waiting.get(id);
      waiting.delete(id);
      asked?.settle(result);
    });
    // An error is always followed by the exit, where everything that waits is dealt with.
    let message = '';
    started.on('error', (error) => {
      message = error instanceof Error ? error.message : String(error);
    });
    started.on('exit', () => lost(started, message));
    return started;
  }

  function lost(worker: Worker, message: string): void {
    if (running === worker) running = null;
    const unanswered = [...waiting.values()];
    waiting.clear();
    for (const asked of unanswered) {
      if (asked.again && !closed) send({ ...asked, again: false });
      else asked.settle(refuse('internalError', { message }));
    }
  }

  function send(asked: Waiting): void {
    waiting.set(asked.request.id, asked);
    try {
      running ??= start();
      running.postMessage(asked.request);
    } catch (error) {
      waiting.delete(asked.request.id);
      asked.settle(
        refuse('internalError', { message: error instanceof Error ? error.message : String(error) }),
      );
    }
  }

  return {
    ask<N extends ReportCall>(call: N, input: ReportInput<N>): Promise<Result<ReportOutput<N>>> {
      if (closed) return Promise.resolve(refuse('internalError', { message: 'reports are closed' }));
      lastId += 1;
      const request = { id: lastId, call, input } as ReportRequest;
      return new Promise((resolve) => {
        // The answer's value is that of the call with this id: the protocol's only promise that types can't follow.
        const settle = (result: Result<ReportOutput<ReportCall>>) =>
          resolve(result as Result<ReportOutput<N>>);
        send({ request, settle, again: true });
      });
    },
    async close(): Promise<void> {
      closed = true;
      await running?.terminate();
    },
  };
}

/** The window's lists are its own to change: what came from the worker is a copy already. */
async function listed<T>(answer: Promise<Result<readonly T[]>>): Promise<Result<T[]>> {
  const result = await answer;
  return result.ok ? ok([...result.value]) : result;
}

export function openReports(options: ReportsOptions): Reports {
  const reading = thread(options);
  let builds = 0;
  const verifying = new Set<ReturnType<typeof thread>>();
  return {
    build: (query, asOf) => {
      // Counted here: a thread that crashed and was started again would begin anew.
      builds += 1;
      return reading.ask('build', { query, asOf, build: builds });
    },
    rows: (key, offset, limit) => listed(reading.ask('rows', { key, offset, limit })),
    byIds: (ids) => listed(reading.ask('byIds', { ids })),
    csv: (key, path, notes = []) => reading.ask('csv', { key, path, notes }),
    async verify(folder) {
      const own = thread(options);
      verifying.add(own);
      const result = await own.ask('verify', { folder });
      verifying.delete(own);
      await own.close();
      return result;
    },
    async close() {
      await Promise.all([reading, ...verifying].map((one) => one.close()));
    },
  };
}
