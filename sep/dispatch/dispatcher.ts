/** Brings accepted payments to their operators: one of the nodes that share a database. */
import type { Outcome, OutcomeKind } from '../../core/dispatch.ts';
import type { SepParts } from '../parts.ts';
import { createBatch } from './batch.ts';
import { type Claimed, claimDue } from './claim.ts';
import { Gateways } from './gateway.ts';
import { type Seat, takeSeat } from './liveness.ts';
import { createOsmpClient } from './osmpClient.ts';
import { recordWords, type Word } from './record.ts';

/** Payments become due by time and through other nodes too: look that often, milliseconds. */
const pollMs = 500;
/** Words in one transaction. */
const mostWords = 300;
/**
 * A request leaves so soon after it was begun to be written down, or not at all, milliseconds: a node that stood still
 * longer (a stopped process, a machine put to sleep) may have lost its work to another, or a person may have settled it.
 * Below the half minute after which a silent node's seat is free.
 */
const sendWithinMs = 15_000;

export interface Dispatcher {
  /** Does all that is due by the clock; resolves when every request is answered and written down. */
  round(): Promise<void>;
  /** Works by itself from now on. */
  start(): void;
  /** Asks nothing new, waits until what was asked is written down, and gives its seat up. */
  stop(): Promise<void>;
  /** Its number among the nodes; null: it has no seat now. */
  seat(): number | null;
}

export type DispatcherOptions = {
  /** For people who look at the table `node`. */
  readonly name: string;
  /** Milliseconds that only grow, for how long an operator took. */
  readonly elapsed: () => number;
};

/** Tells that something happened; whoever counted the rings before it looked misses none. */
function createBell() {
  let rings = 0;
  const waiting = new Set<() => void>();
  return {
    count: () => rings,
    ring(): void {
      rings += 1;
      for (const resolve of waiting) resolve();
    },
    /** Until it has rung since `seen`, or for a while; null: however long. */
    async wait(seen: number, mostMs: number | null): Promise<void> {
      if (rings !== seen) return;
      let timer: NodeJS.Timeout | undefined;
      let wake: () => void = () => undefined;
      await new Promise<void>((resolve) => {
        wake = resolve;
        waiting.add(wake);
        if (mostMs !== null) timer = setTimeout(resolve, mostMs);
      });
      waiting.delete(wake);
      clearTimeout(timer);
    },
  };
}

export function createDispatcher(parts: SepParts, { name, elapsed }: DispatcherOptions): Dispatcher {
  const gateways = new Gateways();
  const client = createOsmpClient();
  const bell = createBell();
  const inFlight = new Set<Promise<void>>();
  let seat: Seat | null = null;
  let stopping = false;
  let running: Promise<void> | null = null;

  const words = createBatch<Word, Awaited<ReturnType<typeof recordWords>>[number]>(
    mostWords,
    ({ claimed }) => claimed.held.payment,
    (batch) => recordWords(parts, batch),
  );

  /** The seat of now; a lost one is replaced: its payments are anybody's, ours too. */
  async function sit(): Promise<Seat> {
    if (seat && !seat.isLost()) return seat;
    const fresh = await takeSeat(parts.database, name, parts.clock());
    seat = fresh;
    void fresh.lost.then(() => {
      if (!stopping)
        parts.log.warn({ node: fresh.number }, 'the node lost its seat: others may take its work');
      bell.ring();
    });
    return fresh;
  }

  /** Begins to measure how long this node takes; a machine that slept shows by one of the two clocks only. */
  function stopwatch(): () => number {
    const from = { elapsed: elapsed(), clock: parts.clock() };
    return () => Math.max(elapsed() - from.elapsed, parts.clock() - from.clock);
  }

  /** Its own word that a request never left: whoever's the payment is by now, the record knows. */
  function stoodStill({ held, send }: Claimed, ms: number): Outcome {
    parts.log.warn(
      { payment: held.payment, send, ms: Math.round(ms) },
      'this node stood still before a request: it is not sent',
    );
    return { kind: 'unreached' };
  }

  /**
   * One payment, from the request that is written down until nothing more is to be asked now. `written` measures since
   * before that.
   */
  async function carry(first: Claimed, on: Seat, written: () => number): Promise<void> {
    for (let claimed: Claimed | null = first, since = written; claimed !== null; ) {
      const { held, move, send, gateway }: Claimed = claimed;
      // Without its seat others may ask the same: whoever takes it over knows that this pay may have left.
      if (on.isLost()) return;
      const stood = since();
      if (stood > sendWithinMs) {
        const outcome = stoodStill(claimed, stood);
        since = stopwatch();
        claimed = (await words.submit({ claimed, seat: on.number, outcome, tookMs: 0 })).claimed;
        continue;
      }
      const from = elapsed();
      // Where it stands still in here, the time-out comes before the connection's end: nothing was written to it.
      const { outcome } = await client.ask(
        gateway.gateway,
        {
          command: send,
          txnId: held.txnId,
          account: held.account,
          sum: held.credited,
          txnDate: send === 'pay' ? move.attempt.firstPayAt : null,
        },
        gateway.gateway.timeoutMs,
      );
      const tookMs = Math.round(elapsed() - from);
      count(held.provider, send, outcome.kind, outcome.kind === 'answered' ? outcome.code : null, tookMs);
      since = stopwatch();
      const next = await words.submit({ claimed, seat: on.number, outcome, tookMs });
      claimed = next.claimed;
    }
  }

  function count(
    provider: string,
    command: 'check' | 'pay',
    outcome: OutcomeKind,
    resultCode: number | null,
    tookMs: number,
  ): void {
    parts.counters.exchanged({ provider, command, outcome, resultCode, tookMs });
  }

  function carryOn(claimed: Claimed, on: Seat, written: () => number): void {
    const task = carry(claimed, on, written)
      .catch(async (error: unknown) => {
        // What could not be written down must not stay in these hands: under a new number it is taken over.
        parts.log.error(
          { error: String(error), payment: claimed.held.payment },
          'a word could not be recorded',
        );
        await on.leave();
      })
      .finally(() => {
        inFlight.delete(task);
        bell.ring();
      });
    inFlight.add(task);
  }

  /**
   * Whether there may be more to do at once. What was claimed filled the room or was all there was: until some of it
   * is done another look would find nothing.
   */
  async function claim(): Promise<boolean> {
    const on = await sit();
    const written = stopwatch();
    const { claimed, settled, tradePoints } = await claimDue(parts, gateways, on.number);
    for (const tradePoint of tradePoints) parts.signals.changed(tradePoint);
    for (const one of claimed) carryOn(one, on, written);
    return settled > 0;
  }

  async function round(): Promise<void> {
    while (!stopping) {
      const seen = bell.count();
      if (await claim()) continue;
      if (inFlight.size === 0 && bell.count() === seen) return;
      await bell.wait(seen, null);
    }
  }

  async function work(): Promise<void> {
    while (!stopping) {
      const seen = bell.count();
      try {
        if (await claim()) continue;
      } catch (error) {
        parts.log.error({ error: String(error) }, 'due payments could not be claimed');
      }
      if (!stopping) await bell.wait(seen, pollMs);
    }
  }

  let unlisten: () => void = () => undefined;
  return {
    round,
    seat: () => (seat && !seat.isLost() ? seat.number : null),
    start() {
      if (running) return;
      unlisten = parts.signals.onDue(() => bell.ring());
      running = work();
    },
    async stop() {
      stopping = true;
      unlisten();
      bell.ring();
      await running;
      await Promise.all(inFlight);
      client.close();
      await seat?.leave();
    },
  };
}
