import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JournalChunk } from '../../contract/peer.ts';
import type { ShipAnswer } from '../../contract/sep.ts';
import { acceptChunk } from '../../sep/journals/accept.ts';
import { openDatabase } from '../../sep/store/database.ts';
import type { MadeJournal } from '../tools/madeJournal.ts';
import { beginJournal, madeJournal } from '../tools/madeJournal.ts';
import { tellAgain } from '../tools/retelling.ts';
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

/** A journal of which another past was written, and the one that goes on after that past and tells it again. */
function forkedJournals(tradePointId: string) {
  const main = madeJournal(2, { tradePointId, workstation: 1, seed: 77 });
  const begun = main.pay({ until: 'receipted' });
  const common = main.events.length;
  const branch = main.copy();
  for (let count = 0; count < 6; count += 1) main.pay();
  branch.conduct(begun.id);
  branch.pay();
  const open = branch.pay({ until: 'receipted' });
  const next = branch.restored(branch.events.length);
  // Goes on before it is told again that it was begun.
  next.conduct(open.id);
  tellAgain(next, branch, common);
  next.pay();
  return { main, branch, next, common };
}

test('another past, told again and set aside, in any order and cuts, from two sides, into two nodes: the same tables', async () => {
  const tradePoint = 'retold';
  const { main, branch, next, common } = forkedJournals(tradePoint);
  const journals = [main, next];
  const aside = branch.heads.filter(({ seq }) => seq > common).map(({ seq }) => seq);
  const shipAside = (node: Ground, shipper: number) =>
    ship(node, tradePoint, shipper, branch.chunk(common + 1, aside.at(-1)));
  for (const journal of journals) await bind(sep.database, journal);
  for (const journal of journals) await ship(nodes[0], tradePoint, 1, journal.chunk());
  await shipAside(nodes[0], 1);
  const expected = await tablesOf(sep.database, tradePoint);
  expect(await sep.database.query('SELECT FROM payment WHERE trade_point = $1', [tradePoint])).toHaveLength(
    main.conducted.length + 4,
  );
  expect(expected['parked']).toEqual([]);
  const settledBy = () =>
    sep.database.query('SELECT settled_by FROM set_aside WHERE origin = $1', [main.origin]);
  expect(await settledBy()).toEqual([{ settled_by: 'journal' }]);

  await fc.assert(
    fc.asyncProperty(side, side, fc.nat(2), async (left, right, when) => {
      await empty(journals);
      // The past that is СЭП's came first.
      await ship(nodes[0], tradePoint, 1, main.chunk());
      await Promise.all(
        [left, right].map(async ({ order, cuts }, shipper) => {
          const node = nodes[shipper] ?? nodes[0];
          for (const [turn, index] of order.entries()) {
            if (turn === when) await shipAside(node, shipper + 1);
            const journal = journals[index];
            if (journal) await shipAll(node, tradePoint, shipper + 1, journals, journal, cuts, 1);
          }
        }),
      );
      expect(await tablesOf(sep.database, tradePoint)).toEqual(expected);
      expect(await settledBy()).toEqual([{ settled_by: 'journal' }]);
    }),
    { numRuns: Number(process.env['KASSA_PROVE'] ?? 0) > 0 ? 200 : 10 },
  );
});

/** As before the first shipment. Events can't be deleted otherwise. */
async function empty(journals: readonly MadeJournal[]): Promise<void> {
  await sep.database.run(
    'TRUNCATE event, head, lane, parked, set_aside, status_change, attempt, payment, journal, journal_start, receipt_identity',
  );
  await sep.database.run('UPDATE trade_point SET change_count = 0');
  for (const journal of journals) await bind(sep.database, journal);
}
