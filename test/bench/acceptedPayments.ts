/** Payments that СЭП accepts, against the bare rows that accepting leaves, put into the same database by hand. */
import type { JournalChunk } from '../../contract/peer.ts';
import { acceptChunk } from '../../sep/journals/accept.ts';
import type { Row } from './measure.ts';
import { inTurns, rowOf } from './measure.ts';
import type { SepGround, TableRows } from './sepGround.ts';
import { makeBareTables, now, openJournal, openSepGround, place } from './sepGround.ts';

const paymentsPerTurn = 400;

/** Every table that accepting adds rows to; what it only updates (heads of journals, counters) the peer is spared. */
const tables = ['event', 'head', 'lane', 'payment', 'status_change'] as const;

async function accept({ parts }: SepGround, chunk: JournalChunk): Promise<void> {
  const done = await acceptChunk(parts, { caller: place, epoch: now, chunk, epochCheck: true });
  if (!done.ok) throw new Error(`refused: ${JSON.stringify(done.refusal)}`);
  if (done.value.kind !== 'accepted' || done.value.parked > 0)
    throw new Error(`not accepted: ${JSON.stringify(done.value)}`);
}

/** The rows that a chunk has left. */
async function rowsOf({ bare }: SepGround, { origin, events }: JournalChunk): Promise<TableRows[]> {
  const range = [origin, events[0]?.seq, events.at(-1)?.seq];
  const within = 'origin = $1 AND seq BETWEEN $2 AND $3';
  const conducted = `SELECT subject::uuid FROM event WHERE ${within} AND type = 'paymentConducted'`;
  const sources: Record<(typeof tables)[number], string> = {
    event: `event WHERE ${within}`,
    head: `head WHERE ${within}`,
    lane: `lane WHERE payment IN (${conducted})`,
    payment: `payment WHERE id IN (${conducted})`,
    status_change: `status_change WHERE payment IN (${conducted})`,
  };
  const found: TableRows[] = [];
  for (const table of tables) {
    const { rows } = await bare.query(`SELECT * FROM ${sources[table]}`, range);
    found.push({ table, rows });
  }
  return found;
}

const perPayment = async (work: () => Promise<void>): Promise<number> => {
  const started = performance.now();
  await work();
  return (performance.now() - started) / paymentsPerTurn;
};

/** Milliseconds of one payment; half of the bare inserts' speed is twice their time. */
export async function measureAccepted(folder: string, times: number): Promise<readonly Row[]> {
  const ground = await openSepGround(folder);
  try {
    const journal = await openJournal(ground, folder);
    try {
      const bare = await makeBareTables(ground.bare, tables);
      const count = async (table: string) =>
        Number((await ground.bare.query<{ n: string }>(`SELECT count(*) AS n FROM ${table}`)).rows[0]?.n);
      let chunks: readonly JournalChunk[] = [];
      let same = true;
      // One turn more, to warm all up.
      const turns = await inTurns(
        times + 1,
        () => {
          chunks = journal.payments(paymentsPerTurn);
          return perPayment(async () => {
            for (const chunk of chunks) await accept(ground, chunk);
          });
        },
        async () => {
          const rows: TableRows[][] = [];
          for (const chunk of chunks) rows.push(await rowsOf(ground, chunk));
          const timed = async (insert: (rows: readonly TableRows[][]) => Promise<void>) => {
            await bare.empty();
            const took = await perPayment(() => insert(rows));
            same &&= (await count('bare.payment')) === paymentsPerTurn;
            return took;
          };
          const oneByOne = await timed(bare.oneByOne);
          const together = await timed(bare.together);
          return { oneByOne, together };
        },
      );
      const sound = same && (await count('payment')) === (times + 1) * paymentsPerTurn;
      const against = (kind: 'oneByOne' | 'together') =>
        turns.slice(1).map(({ ours, peer }) => ({ ours, peer: peer[kind] }));
      return [
        rowOf(
          { name: 'СЭП accepts a payment / its rows by bare inserts', unit: 'ms', goal: 2 },
          against('oneByOne'),
          sound,
        ),
        rowOf(
          { name: 'СЭП accepts a payment / its rows by bare bulk inserts', unit: 'ms', goal: null },
          against('together'),
          sound,
        ),
      ];
    } finally {
      journal.close();
    }
  } finally {
    await ground.end();
  }
}
