/** What the parts of СЭП work with: plain values, handed in once by the composition in system.ts. */
import type { SepCall, SepInput, SepOutput, SepRefusal, SepRefusalCode } from '../contract/sep.ts';
import type { SepCounters } from './ops/counters.ts';
import type { Seal } from './restore/seal.ts';
import type { Database } from './store/database.ts';

/** Structured; never a full number, a key or a code. */
export type SepLog = Record<'info' | 'warn' | 'error', (entry: object, message: string) => void>;

/** News within this node. Other nodes look at the database often enough. */
export interface Signals {
  /** Payments of a trade point changed: whoever waits for its changes looks. */
  changed(tradePoint: string): void;
  onChanged(listener: (tradePoint: string) => void): () => void;
  /** Something became due: the dispatcher looks. */
  due(): void;
  onDue(listener: () => void): () => void;
  /** This node raised the generation, or saw that another did. */
  raised(generation: number): void;
  onRaised(listener: (generation: number) => void): () => void;
}

export type SepParts = {
  readonly database: Database;
  /** UTC milliseconds. */
  readonly clock: () => number;
  readonly random: (bytes: number) => Uint8Array;
  readonly log: SepLog;
  readonly signals: Signals;
  /** `noCounters` where nobody counts. */
  readonly counters: SepCounters;
  /** The generation of now: read after every restore check, so it is asked, not kept. */
  readonly generation: () => number;
  /** Marks what is told of payments as this system's own word. */
  readonly seal: Seal;
};

/** Whose certificate it is that asks. */
export type Caller = {
  readonly tradePoint: string;
  readonly workstation: number;
  /** SHA-256 of the certificate, hex. */
  readonly fingerprint: string;
};

/** Every answer that can be a refusal: a value, never an exception. */
export type SepResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly refusal: SepRefusal };

export const answer = <T>(value: T): SepResult<T> => ({ ok: true, value });

export const refusal = (
  code: SepRefusalCode,
  message: string,
  details?: SepRefusal['details'],
): { readonly ok: false; readonly refusal: SepRefusal } => ({
  ok: false,
  refusal: details === undefined ? { code, message } : { code, message, details },
});

/** Routes that are asked without a certificate: how one gets one. */
export type OpenCall = 'enrol-look' | 'enrol' | 'renew';

/** What each route does. The server has checked the body and, but for open calls, the certificate. */
export type SepHandlers = {
  readonly [N in OpenCall]: (input: SepInput<N>) => Promise<SepResult<SepOutput<N>>>;
} & {
  readonly [N in Exclude<SepCall, OpenCall>]: (
    input: SepInput<N>,
    caller: Caller,
    /** Aborted when the caller hangs up. */
    gone: AbortSignal,
  ) => Promise<SepResult<SepOutput<N>>>;
};

export function createSignals(): Signals {
  const changed = new Set<(tradePoint: string) => void>();
  const due = new Set<() => void>();
  const raised = new Set<(generation: number) => void>();
  const listen = <L>(set: Set<L>, listener: L) => {
    set.add(listener);
    return () => void set.delete(listener);
  };
  return {
    changed: (tradePoint) => {
      for (const listener of changed) listener(tradePoint);
    },
    onChanged: (listener) => listen(changed, listener),
    due: () => {
      for (const listener of due) listener();
    },
    onDue: (listener) => listen(due, listener),
    raised: (generation) => {
      for (const listener of raised) listener(generation);
    },
    onRaised: (listener) => listen(raised, listener),
  };
}
