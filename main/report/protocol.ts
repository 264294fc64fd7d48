/** What the main thread asks of the report worker, and how the worker answers. */
import type { Failure } from '../../contract/failure.ts';
import type { Instant, PaymentId } from '../../contract/primitives.ts';
import type { Report, ReportKey, ReportQuery, ReportRow } from '../../contract/report.ts';
import type { VerifyReport } from '../store/verify.ts';

/** A call's name → [what goes in, what comes out]. */
export type ReportCalls = {
  readonly build: [{ readonly query: ReportQuery; readonly asOf: Instant; readonly build: number }, Report];
  readonly rows: [
    { readonly key: ReportKey; readonly offset: number; readonly limit: number },
    readonly ReportRow[],
  ];
  readonly byIds: [{ readonly ids: readonly PaymentId[] }, readonly ReportRow[]];
  readonly csv: [
    { readonly key: ReportKey; readonly path: string; readonly notes: readonly string[] },
    { readonly path: string; readonly count: number },
  ];
  /** Of the profile in this folder. */
  readonly verify: [{ readonly folder: string }, VerifyReport];
};

export type ReportCall = keyof ReportCalls;
export type ReportInput<N extends ReportCall> = ReportCalls[N][0];
export type ReportOutput<N extends ReportCall> = ReportCalls[N][1];

export type ReportRequest = {
  [N in ReportCall]: { readonly id: number; readonly call: N; readonly input: ReportInput<N> };
}[ReportCall];

export type ReportAnswer = { readonly id: number } & (
  | { readonly ok: true; readonly value: ReportOutput<ReportCall> }
  | { readonly ok: false; readonly failure: Failure }
);

/** What a worker is started with: a thread doesn't know where the program's own driver and files lie. */
export type ReportGround = {
  readonly database: string;
  readonly driver: string;
  readonly migrations: string;
};
