/** Asks operators' gateways to cancel what they credited: idempotent, repeated until the outcome is known. */
import type { Outcome, OutcomeKind } from '../../core/dispatch.ts';
import { leavesDoubt, pauseAfter, readOutcome } from '../../core/dispatch.ts';
import type { Dialect } from '../../core/osmp.ts';
import { resultOf } from '../../core/osmp.ts';
import { type KnownGateway, readGateway } from '../dispatch/gateway.ts';
import type { OsmpClient } from '../dispatch/osmpClient.ts';
import { createOsmpClient } from '../dispatch/osmpClient.ts';
import type { SepParts } from '../parts.ts';
import type { Connection } from '../store/database.ts';
import { lockAcceptanceAlone } from '../store/locks.ts';
import { lockTask, settleTask } from './operatorTasks.ts';
import { lockRequest, stepRequest } from './rows.ts';

/** Tasks become due by time and through other nodes too: look that often, milliseconds. */
const pollMs = 1_000;

export interface OperatorCalls {
  /** Asks everything that is due by the clock; resolves when all of it is answered and written down. */
  round(): Promise<void>;
  /** Works by itself from now on. */
  start(): void;
  stop(): Promise<void>;
}

type Due = {
  readonly request: string;
  readonly payment: string;
  readonly provider: string;
  readonly tries: number;
  readonly made_at: number;
  readonly value: string | null;
  readonly txn_id: string | null;
  readonly number: number | null;
  readonly account: string | null;
  readonly credited: number | null;
};

type Call = {
  readonly due: Due & { readonly txn_id: string; readonly account: string; readonly credited: number };
  readonly gateway: KnownGateway;
  readonly exchange: number;
};

/** The task and what the operator credited; nobody else asks meanwhile. */
const nextDue = `SELECT t.request, t.payment, t.provider, t.tries, t.made_at, g.value, a.txn_id, a.number, a.account,
    a.credited
  FROM operator_task t LEFT JOIN gateway g ON g.provider = t.provider
  LEFT JOIN attempt a ON a.payment = t.payment AND a.state = 'credited'
  WHERE t.due_at <= $1 ORDER BY t.due_at, t.request LIMIT 1 FOR UPDATE OF t SKIP LOCKED`;

async function givePerson(tx: Connection, request: string, text: string, at: number): Promise<void> {
  await tx.run("UPDATE operator_task SET way = 'person', due_at = NULL WHERE request = $1", [request]);
  await stepRequest(tx, { request, state: 'atOperator', answer: null, who: 'rule', at, text });
}

/** Written down before it leaves. `none`: nothing is due. Null: it was given to a person instead. */
async function claim({ database, clock }: SepParts): Promise<Call | null | 'none'> {
  return database.transaction(async (tx) => {
    const now = clock();
    const [due] = await tx.query<Due>(nextDue, [now]);
    if (!due) return 'none';
    const gateway = due.value === null ? null : readGateway(due.value);
    const { txn_id, number, account, credited } = due;
    if (!gateway?.gateway.cancels || txn_id === null || account === null || credited === null) {
      await givePerson(tx, due.request, 'Шлюз оператора не отменяет: спросит сотрудник.', now);
      return null;
    }
    // A node that dies with it leaves it due again.
    const dueAt = now + gateway.gateway.timeoutMs + pauseAfter(gateway.rules.retry, due.tries + 1);
    await tx.run('UPDATE operator_task SET tries = tries + 1, due_at = $2 WHERE request = $1', [
      due.request,
      dueAt,
    ]);
    const [exchange] = await tx.query<{ id: number }>(
      "INSERT INTO exchange (payment, attempt, command, at) VALUES ($1, $2, 'cancel', $3) RETURNING id",
      [due.payment, number ?? 0, now],
    );
    return {
      due: { ...due, tries: due.tries + 1, txn_id, account, credited },
      gateway,
      exchange: exchange?.id ?? 0,
    };
  });
}

/** Whether some cancel before may have been taken without our knowing. */
async function hasUnclear(
  tx: Connection,
  dialect: Dialect,
  payment: string,
  exchange: number,
): Promise<boolean> {
  const rows = await tx.query<{ outcome: OutcomeKind | null; result_code: number | null }>(
    "SELECT outcome, result_code FROM exchange WHERE payment = $1 AND command = 'cancel' AND id <> $2",
    [payment, exchange],
  );
  return rows.some(({ outcome, result_code: code }) => {
    // Null: written before it left, and never answered. A code that is none is unclear.
    if (outcome !== 'answered') return outcome !== 'unreached';
    const said = { kind: outcome, code: code ?? Number.NaN, operatorNumber: null, comment: null } as const;
    return leavesDoubt(readOutcome(dialect, said));
  });
}

async function record(
  parts: SepParts,
  { due, gateway, exchange }: Call,
  outcome: Outcome,
  tookMs: number,
): Promise<string | null> {
  const { dialect, retry } = gateway.rules;
  return parts.database.transaction(async (tx) => {
    await lockAcceptanceAlone(tx);
    const at = parts.clock();
    const said = outcome.kind === 'answered' ? outcome : null;
    await tx.run(
      'UPDATE exchange SET took_ms = $2, outcome = $3, result_code = $4, operator_number = $5, comment = $6 WHERE id = $1',
      [
        exchange,
        tookMs,
        outcome.kind,
        said?.code ?? null,
        said?.operatorNumber ?? null,
        said?.comment ?? null,
      ],
    );
    const request = await lockRequest(tx, due.request);
    const task = await lockTask(tx, due.request);
    if (!request || !task || task.outcome !== null || task.way !== 'gateway') return null;
    const reading = readOutcome(dialect, outcome);
    const name = said ? `${resultOf(dialect, said.code)?.name ?? 'ответ'} (код ${said.code})` : 'Ответа нет';
    if (reading === 'ok' || reading === 'fatal') {
      // A refusal after a cancel whose answer was lost proves nothing.
      if (reading === 'fatal' && (await hasUnclear(tx, dialect, due.payment, exchange))) {
        const text = `Оператор отказал, но прежний запрос отмены мог быть принят: спросит сотрудник. ${name}`;
        await givePerson(tx, due.request, text, at);
        return null;
      }
      const [sep] = await tx.query<{ generation: number }>('SELECT generation FROM sep');
      const generation = sep?.generation ?? parts.generation();
      const answer = { outcome: reading === 'ok' ? 'done' : 'refused', said: name, who: 'operator' } as const;
      const effect = await settleTask(tx, task, answer, { at, generation, cause: due.request });
      if (effect.kind === 'barred') await givePerson(tx, due.request, effect.why, at);
      return request.trade_point;
    }
    if (at >= due.made_at + retry.mostAgeMs) {
      await givePerson(tx, due.request, 'За сутки шлюз оператора не ответил: спросит сотрудник.', at);
    } else {
      const pause = reading === 'unreached' ? retry.unreachedMs : pauseAfter(retry, due.tries);
      await tx.run('UPDATE operator_task SET due_at = $2 WHERE request = $1', [due.request, at + pause]);
    }
    return null;
  });
}

/** One of the nodes that share a database; each task is asked by one at a time. */
export function createOperatorCalls(
  parts: SepParts,
  { elapsed }: { readonly elapsed: () => number },
): OperatorCalls {
  const client: OsmpClient = createOsmpClient();
  let stopping = false;
  let running: Promise<void> | null = null;
  let wake: () => void = () => undefined;

  async function ask(call: Call): Promise<void> {
    const { due, gateway } = call;
    const from = elapsed();
    const { outcome } = await client.ask(
      gateway.gateway,
      { command: 'cancel', txnId: due.txn_id, account: due.account, sum: due.credited, txnDate: null },
      gateway.gateway.timeoutMs,
    );
    const changed = await record(parts, call, outcome, Math.round(elapsed() - from));
    if (changed !== null) parts.signals.changed(changed);
  }

  async function round(): Promise<void> {
    while (!stopping) {
      const call = await claim(parts);
      if (call === 'none') return;
      if (call) await ask(call);
    }
  }

  async function work(): Promise<void> {
    while (!stopping) {
      try {
        await round();
      } catch (error) {
        parts.log.error({ error: String(error) }, 'an operator could not be asked to cancel');
      }
      if (stopping) return;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, pollMs);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  let unlisten: () => void = () => undefined;
  return {
    round,
    start() {
      if (running) return;
      unlisten = parts.signals.onDue(() => wake());
      running = work();
    },
    async stop() {
      stopping = true;
      unlisten();
      wake();
      await running;
      client.close();
    },
  };
}
