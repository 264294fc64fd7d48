/**
 * Two people of the central office at СЭП's desk, by its own calls: they decide on what waits, send hung payments out
 * again, and ask operators by telephone what no gateway tells. Nodes die under them; they say it again to another.
 */
import type { DeskRequest, DeskRequestRow } from '../../../contract/desk.ts';
import type { Chance } from '../../../main/cli/seed/chance.ts';
import type { Operators } from '../../../sep/operators/server.ts';
import type { DeskClient } from '../../sep/desk/deskClient.ts';
import { deskClient } from '../../sep/desk/deskClient.ts';

export type OfficeParts = {
  /** Those of one living node; null: none lives. */
  readonly desk: () => string | null;
  /** Of two people who are signed in: an operator and a supervisor. */
  readonly cookies: readonly [string, string];
  readonly operators: Operators;
  readonly chance: Chance;
  readonly clock: () => number;
};

export interface Office {
  /** False: nobody decides anything until it is true again; resolves when nothing is under way. */
  open(yes: boolean): Promise<void>;
  /** What was decided, how often: `approve reconduct`, `operator cancel done`. */
  decided(): Readonly<Record<string, number>>;
  close(): Promise<void>;
}

const pauseMs = 120;
/** By then whatever was sent to an operator before is there: longer than any delay of the storm's network. */
const silenceMs = 4_500;

type Payment = {
  readonly status: string | null;
  readonly statusAt: number | null;
  readonly provider: string;
  readonly attempts: readonly {
    readonly txnId: string;
    readonly provider: string;
    readonly account: string;
    readonly credited: number;
  }[];
};

export function openOffice({ desk, cookies, operators, chance, clock }: OfficeParts): Office {
  const counts: Record<string, number> = {};
  let isOpen = true;
  let closed = false;

  const count = (what: string): void => {
    counts[what] = (counts[what] ?? 0) + 1;
  };

  /** What this one says, or null: nobody answered, or nothing of it is possible now. */
  async function heard<T>(
    answer: Promise<{ readonly status: number; readonly body: unknown }>,
  ): Promise<T | null> {
    try {
      const { status, body } = await answer;
      return status === 200 ? (body as T) : null;
    } catch {
      return null;
    }
  }

  async function decide(who: DeskClient, row: DeskRequestRow): Promise<void> {
    // The second person mostly agrees with the first.
    const decision = chance.fraction() < (row.state === 'open' ? 0.9 : 0.97) ? 'approve' : 'deny';
    const done = await heard<DeskRequest>(
      who.ask('decide', {
        id: row.id,
        decision,
        reason: 'по заявлению',
        corrected: null,
        operatorAnswer: null,
      }),
    );
    if (done) count(`${decision} ${row.kind}`);
  }

  /** Asks the operator by telephone to take the money back, and whether it has any; null: the line broke. */
  async function cancelByPhone({ attempts }: Payment): Promise<boolean | null> {
    let credited = false;
    for (const { txnId, provider, account, credited: sum } of attempts) {
      const query = new URLSearchParams({
        command: 'cancel',
        txn_id: txnId,
        account,
        sum: (sum / 100).toFixed(2),
      });
      const called = await fetch(`${operators.url}/osmp/${provider}?${query}`).catch(() => null);
      if (!called) return null;
      credited ||= operators.credited().some((one) => one.txnId === txnId);
    }
    return !credited;
  }

  /** What the operator says of a cancel or a transfer that no gateway can ask for; null: too early to ask. */
  async function askOperator({ kind }: DeskRequestRow, payment: Payment): Promise<boolean | null> {
    if (payment.status === 'hung' && clock() - (payment.statusAt ?? 0) < silenceMs) return null;
    if (kind === 'cancel') return cancelByPhone(payment);
    const ids = new Set(payment.attempts.map(({ txnId }) => txnId));
    return operators.credited().some(({ txnId }) => ids.has(txnId));
  }

  async function atOperator(who: DeskClient, row: DeskRequestRow): Promise<void> {
    const request = await heard<DeskRequest>(who.ask('request', { id: row.id }));
    if (!request?.paymentId || request.task?.way !== 'person' || request.task.outcome !== null) return;
    const payment = await heard<Payment>(who.ask('payment', { id: request.paymentId }));
    const did = payment && (await askOperator(row, payment));
    if (did === null) return;
    const done = await heard<DeskRequest>(
      who.ask('decide', {
        id: row.id,
        decision: did ? 'approve' : 'deny',
        reason: 'ответ оператора',
        corrected: null,
        operatorAnswer: did ? 'сделано' : 'нельзя',
      }),
    );
    if (done) count(`operator ${row.kind} ${did ? 'done' : 'refused'}`);
  }

  async function round(url: string): Promise<void> {
    const [first, second] = cookies.map((cookie) => Object.assign(deskClient(url), { cookie }));
    if (!first || !second) return;
    type Queue = { readonly requests: readonly DeskRequestRow[] };
    const waiting = await heard<Queue>(first.ask('queue', { kind: null, part: 'waiting' }));
    for (const row of waiting?.requests ?? [])
      if (isOpen) await decide(row.state === 'open' ? first : second, row);
    const asked = await heard<Queue>(second.ask('queue', { kind: null, part: 'operator' }));
    for (const row of asked?.requests ?? [])
      if (isOpen && row.state === 'atOperator') await atOperator(second, row);
    if (!isOpen || chance.fraction() > 0.03) return;
    const provider = chance.pick(['mts', 'beeline', 'megafon'] as const);
    const sent = await heard<{ readonly count: number }>(
      second.ask('reconduct-hung', { provider: provider as never, reason: 'после сбоя' }),
    );
    if (sent && sent.count > 0) count('reconduct hung');
  }

  let working: Promise<void> = Promise.resolve();
  async function work(): Promise<void> {
    while (!closed) {
      const url = desk();
      if (isOpen && url) {
        working = round(url);
        await working;
      }
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }
  const ended = work();

  return {
    async open(yes) {
      isOpen = yes;
      await working;
    },
    decided: () => ({ ...counts }),
    async close() {
      closed = true;
      isOpen = false;
      await ended;
    },
  };
}
