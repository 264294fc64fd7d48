/** Stays in touch with one peer: asks it every few seconds, less and less often while it can't be reached. */
import type { PeerAddress } from '../../contract/peer.ts';
import type { Round, RoundParts } from './exchange.ts';
import { exchange } from './exchange.ts';
import type { Asked, PeerClient, PeerLine } from './peerClient.ts';

/** Between two rounds, and the longest wait for a peer that does not answer, milliseconds. */
const roundMs = 4_000;
const longestPauseMs = 60_000;

export type LoopParts = RoundParts & {
  readonly workstation: number;
  readonly client: PeerClient;
  readonly addresses: () => readonly PeerAddress[];
  readonly chance: () => number;
  /** `freshAt`: all of its own journals that it had then is here; null: not all. */
  readonly onRound: (round: Extract<Round, { kind: 'done' }>, freshAt: number | null) => void;
  readonly onEvents: () => void;
};

export interface PeerLoop {
  /** Asks at once, or again at once when a round is under way. */
  kick(): void;
  /** Asks at once; resolves when a round that began after this call is over, however it went. */
  round(): Promise<void>;
  /** Its line, connected if need be; the caller must not close it. */
  line(): Promise<Asked<PeerLine>>;
  close(): Promise<void>;
}

export function startPeerLoop(parts: LoopParts): PeerLoop {
  const { workstation, client, addresses, clock, chance, timers, log, onRound, onEvents } = parts;
  let line: PeerLine | null = null;
  let connecting: Promise<Asked<PeerLine>> | null = null;
  let failures = 0;
  let told: string | null = null;
  let ended = false;
  let again = false;
  let waiting: (() => void)[] = [];
  let running: Promise<void> | null = null;
  let cancelWait: () => void = () => undefined;

  /** The first address that answers as this workstation; the others are hung up on. */
  async function connectAny(): Promise<Asked<PeerLine>> {
    const known = addresses();
    if (known.length === 0) return { ok: false, why: 'noAddress' };
    const why = new Set<string>();
    return new Promise((resolve) => {
      let open = known.length;
      let found = false;
      const missed = (reason: string): void => {
        why.add(reason);
        open -= 1;
        if (open === 0 && !found) resolve({ ok: false, why: [...why].sort().join(', ') });
      };
      for (const address of known) {
        void client.call(address).then((called) => {
          if (!called.ok) return missed(called.why);
          if (found || ended || called.value.workstation !== workstation) {
            called.value.close();
            return missed('otherWorkstation');
          }
          found = true;
          resolve(called);
        });
      }
    });
  }

  async function lineNow(): Promise<Asked<PeerLine>> {
    if (line?.alive()) return { ok: true, value: line };
    line?.close();
    line = null;
    connecting ??= connectAny().finally(() => {
      connecting = null;
    });
    const called = await connecting;
    if (called.ok) line = called.value;
    return called;
  }

  function report(why: string | null): void {
    if (why === told) return;
    told = why;
    if (why === null) log.info({ peer: workstation }, 'a peer answers');
    else log.warn({ peer: workstation, why }, 'a peer can’t be asked');
  }

  async function round(): Promise<void> {
    const called = await lineNow();
    const askedAt = clock();
    const done: Round = called.ok
      ? await exchange(called.value, parts)
      : { kind: 'failed', why: called.why, events: 0 };
    if (ended) return;
    if (done.kind === 'failed') {
      failures += 1;
      line?.close();
      line = null;
      report(done.why);
      if (done.events > 0) onEvents();
      return;
    }
    failures = 0;
    report(null);
    onRound(done, done.whole ? askedAt : null);
  }

  function pause(): number {
    const spread = 0.75 + chance() / 2;
    return Math.min(longestPauseMs, roundMs * 2 ** Math.min(failures, 10)) * spread;
  }

  function start(): void {
    if (ended || running) return;
    cancelWait();
    again = false;
    const served = waiting;
    waiting = [];
    running = round()
      .catch((error) => log.error({ peer: workstation, error: String(error) }, 'a round with a peer'))
      .finally(() => {
        running = null;
        for (const done of served) done();
        if (ended) return;
        if (again) start();
        else cancelWait = timers.after(pause(), start);
      });
  }

  function kick(): void {
    if (running) again = true;
    else start();
  }

  start();
  return {
    kick,
    round: () =>
      new Promise((resolve) => {
        if (ended) return resolve();
        waiting.push(resolve);
        kick();
      }),
    line: lineNow,
    async close() {
      ended = true;
      cancelWait();
      line?.close();
      await running;
      for (const done of waiting.splice(0)) done();
    },
  };
}
