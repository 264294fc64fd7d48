/** Payments that СЭП brings to an operator, against the bare rows that dispatching leaves. */
import { createDispatcher } from '../../sep/dispatch/dispatcher.ts';
import { saveGateway } from '../../sep/dispatch/gateway.ts';
import { acceptChunk } from '../../sep/journals/accept.ts';
import { startOperators } from '../../sep/operators/server.ts';
import type { Row } from './measure.ts';
import { inTurns, rowOf } from './measure.ts';
import { providers } from './paymentLife.ts';
import type { TableRows } from './sepGround.ts';
import { makeBareTables, now, openJournal, openSepGround, place } from './sepGround.ts';

const paymentsPerTurn = 400;
/** As many as an operator usually takes at once. */
const atOnce = 12;
/** Every table that dispatching adds rows to; its updates the peer is spared. */
const tables = ['attempt', 'exchange', 'status_change'] as const;

const perPayment = async (work: () => Promise<void>): Promise<number> => {
  const started = performance.now();
  await work();
  return (performance.now() - started) / paymentsPerTurn;
};

/**
 * Milliseconds of one payment, check and pay, the operator in the same process and answering at once. The peer commits
 * a dozen payments at a time, though СЭП may not: what it asks must be durable before it asks.
 */
export async function measureDispatched(folder: string, times: number): Promise<Row> {
  const ground = await openSepGround(folder);
  const { parts, bare } = ground;
  const operators = await startOperators({
    port: 0,
    folder: null,
    clock: Date.now,
    seed: 1,
    training: false,
  });
  const dispatcher = createDispatcher(parts, { name: 'bench', elapsed: () => performance.now() });
  const journal = await openJournal(ground, folder);
  try {
    for (const provider of providers)
      await saveGateway(parts, provider, { url: `${operators.url}/osmp/${provider}`, concurrency: atOnce });
    const twins = await makeBareTables(bare, tables);
    let taken: readonly string[] = [];
    const rowsOf = async (payments: readonly string[]): Promise<TableRows[]> => {
      const found: TableRows[] = [];
      for (const table of tables) {
        const later = table === 'status_change' ? 'AND revision > 1' : '';
        const { rows } = await bare.query(`SELECT * FROM ${table} WHERE payment = ANY($1::uuid[]) ${later}`, [
          payments,
        ]);
        found.push({ table, rows });
      }
      return found;
    };
    const pairs = await inTurns(
      times + 1,
      async () => {
        for (const chunk of journal.payments(paymentsPerTurn)) {
          const done = await acceptChunk(parts, { caller: place, epoch: now, chunk, epochCheck: true });
          if (!done.ok) throw new Error(`refused: ${JSON.stringify(done.refusal)}`);
        }
        const { rows } = await bare.query<{ id: string }>(`SELECT id FROM payment WHERE status = 'accepted'`);
        taken = rows.map(({ id }) => id);
        return perPayment(() => dispatcher.round());
      },
      async () => {
        const dozens: TableRows[][] = [];
        for (let at = 0; at < taken.length; at += atOnce)
          dozens.push(await rowsOf(taken.slice(at, at + atOnce)));
        await twins.empty();
        return perPayment(() => twins.oneByOne(dozens));
      },
    );
    const { rows } = await bare.query<{ status: string; count: string }>(
      'SELECT status, count(*) FROM payment GROUP BY status',
    );
    const expected = (times + 1) * paymentsPerTurn;
    const sound =
      operators.credited().length === expected &&
      rows.length === 1 &&
      rows[0]?.status === 'completed' &&
      Number(rows[0].count) === expected;
    return rowOf(
      { name: 'СЭП dispatches a payment / its rows by bare inserts', unit: 'ms', goal: 2 },
      pairs.slice(1),
      sound,
    );
  } finally {
    journal.close();
    await dispatcher.stop();
    await operators.close();
    await ground.end();
  }
}
