import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JournalChunk } from '../../contract/peer.ts';
import type { ShipAnswer } from '../../contract/sep.ts';
import { acceptChunk } from '../../sep/journals/accept.ts';
import { openDatabase } from '../../sep/store/database.ts';
import type { MadeJournal } from '../tools/madeJournal.ts';
import { beginJournal, madeJournal } from '../tools/madeJournal.ts';
import type { SepDatabase } from '../tools/sepDatabase.ts';
import { newSepDatabase } from '../tools/sepDatabase.ts';
import type { Ground } from './ground.ts';
import { bind, callerOf, newGround, tablesOf } from './ground.ts';

let sep: SepDatabase;
let nodes: readonly [Ground, Ground];
let close: () => Promise<void>;
beforeAll(async () => {
  sep = await newSepDatabase();
  const database = openDatabase(sep.url, 4, () => undefined);
  nodes = [await newGround(sep.database), await newGround(database)];
  close = async () => {
    for (const node of nodes) node.close();
    await database.close();
  };
});
afterAll(async () => {
  await close();
  await sep.drop();
});

/** The journals of a trade point: two workstations, one of them restored from an older copy, one payment stuck. */
function journalsOf(tradePointId: string): readonly MadeJournal[] {
  const first = madeJournal(2, { tradePointId, workstation: 1 });
  const open = first.pay({ until: 'receipted' });
  const { seq } = first.events.at(-1) ?? { seq: 0 };
  const restored = first.restored(seq);
  // Lost by the restore, but somebody has them.
  first.conduct(open.id);
  first.pay({ until: 'signed' });
  restored.conduct(open.id);
  restored.pay();
  const second = beginJournal({ tradePointId, workstation: 2 });
  const stuck = second.pay({ until: 'receipted' });
  second.append([{ type: 'paymentPondered', body: JSON.stringify({ paymentId: stuck.id }) }]);
  second.conduct(stuck.id);
  second.pay();
  return [first, restored, second];
}

async function ship(
  node: Ground,
  tradePoint: string,
  shipper: number,
  chunk: JournalChunk,
): Promise<ShipAnswer> {
  const caller = callerOf(tradePoint, shipper);
  const epoch = { generation: 1, epoch: 1 };
  // Two sides ship by force, as if the epoch stopped neither.
  const result = await acceptChunk(node, { caller, epoch, chunk, epochCheck: false });
  if (!result.ok) throw new Error(result.refusal.message);
  return result.value;
}

/** Ships a journal from what is known on, in cuts of so many heads, asking for what is missing before it. */
async function shipAll(
  node: Ground,
  tradePoint: string,
  shipper: number,
  journals: readonly MadeJournal[],
  journal: MadeJournal,
  cuts: readonly number[],
  start: number,
): Promise<void> {
  let from = start;
  for (let turn = 0; from <= journal.events.length; turn += 1) {
    const ends = journal.heads.filter(({ seq }) => seq >= from);
    const end = ends[Math.min((cuts[turn % cuts.length] ?? 1) - 1, ends.length - 1)]?.seq;
    const answer = await ship(node, tradePoint, shipper, journal.chunk(from, end));
    if (answer.kind === 'accepted') from = (end ?? 0) + 1;
    else if (answer.kind === 'gap' && answer.origin === journal.origin) from = answer.from;
    else if (answer.kind === 'gap') {
      const before = journals.find(({ origin }) => origin === answer.origin);
      if (!before) throw new Error(`nobody has ${answer.origin}`);
      await shipAll(node, tradePoint, shipper, journals, before, cuts, answer.from);
    } else throw new Error(JSON.stringify(answer));
  }
}

const side = fc.record({
  order: fc.shuffledSubarray([0, 1, 2], { minLength: 3, maxLength: 3 }),
  cuts: fc.array(fc.integer({ min: 1, max: 15 }), { minLength: 1, maxLength: 4 }),
  starts: fc.tuple(fc.nat(9), fc.nat(9), fc.nat(9)),
});

test('the same journals twice, interleaved, cut anywhere, from two sides, into two nodes: the same tables', async () => {
  const tradePoint = 'property';
  const journals = journalsOf(tradePoint);
  for (const journal of journals) await bind(sep.database, journal);
  const [first, restored, second] = journals;
  if (!first || !restored || !second) throw new Error('no journals');
  for (const journal of journals) await ship(nodes[0], tradePoint, 1, journal.chunk());
  const expected = await tablesOf(sep.database, tradePoint);
  expect(await sep.database.query('SELECT FROM payment')).toHaveLength(5);

  await fc.assert(
    fc.asyncProperty(side, side, async (left, right) => {
      await empty(journals);
      await Promise.all(
        [left, right].map(async ({ order, cuts, starts }, shipper) => {
          for (const index of order) {
            const journal = journals[index];
            if (!journal) continue;
            // From somewhere in the middle: what is missing before it is asked for.
            const { heads } = journal;
            const start = (heads[(starts[index] ?? 0) % (heads.length - 1)]?.seq ?? 0) + 1;
            const node = nodes[shipper] ?? nodes[0];
            await shipAll(node, tradePoint, shipper + 1, journals, journal, cuts, start);
          }
        }),
      );
      expect(await tablesOf(sep.database, tradePoint)).toEqual(expected);
    }),
    { numRuns: Number(process.env['KASSA_PROVE'] ?? 0) > 0 ? 300 : 10 },
  );
});

/** As before the first shipment. Events can't be deleted otherwise. */
async function empty(journals: readonly MadeJournal[]): Promise<void> {
  await sep.database.run(
    'TRUNCATE event, head, lane, parked, set_aside, status_change, attempt, payment, journal',
  );
  await sep.database.run('UPDATE trade_point SET change_count = 0');
  for (const journal of journals) await bind(sep.database, journal);
}
