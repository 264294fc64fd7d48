/**
 * The protections matter: each is taken out alone, as if its code were not there, and the same verdict that the storm is
 * judged by notices it. With the check of the epoch alone gone, identity still keeps the money.
 */
import { afterEach, expect, test } from 'vitest';
import { createDispatcher } from '../../sep/dispatch/dispatcher.ts';
import { saveGateway } from '../../sep/dispatch/gateway.ts';
import { acceptChunk } from '../../sep/journals/accept.ts';
import { createStart } from '../../sep/journals/start.ts';
import { startOperators } from '../../sep/operators/server.ts';
import type { Database } from '../../sep/store/database.ts';
import { bind, callerOf, newGround } from '../sep/ground.ts';
import type { MadeJournal } from '../tools/madeJournal.ts';
import { madeJournal } from '../tools/madeJournal.ts';
import { newSepDatabase } from '../tools/sepDatabase.ts';
import { findFaults } from './tradePoint/verdict.ts';
import { createEpochWitness } from './tradePoint/witness.ts';

const minute = 60_000;

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** Three payments, journal, СЭП, operators; the answers to the first pays are lost after the money was credited. */
async function newScene(epochCheck: boolean) {
  const sep = await newSepDatabase();
  ends.push(() => sep.drop());
  const parts = await newGround(sep.database);
  ends.push(() => parts.close());
  const operators = await startOperators({
    port: 0,
    folder: null,
    clock: parts.clock,
    seed: 1,
    training: false,
  });
  ends.push(() => operators.close());
  const witness = createEpochWitness();
  await witness.install(sep.database);
  const journal = madeJournal(0);
  await bind(sep.database, journal);
  await sep.database.run('UPDATE journal SET bound_at = $1', [parts.clock()]);
  const paid = ['9160000011', '9160000012', '9160000013'].map((account, index) => {
    const { id, details } = journal.pay({ provider: 'mts', account, credited: 10_000 + index });
    return { id, account, sum: details.amountCredited };
  });
  await saveGateway(parts, 'mts', { url: `${operators.url}/osmp/mts` });
  const dispatcher = createDispatcher(parts, { name: 'test', elapsed: () => performance.now() });
  ends.push(() => dispatcher.stop());

  async function shipOf(of: MadeJournal, epoch: number, from?: number, to?: number) {
    const chunk = of.chunk(from, to);
    const caller = callerOf(of.tradePointId);
    const done = await acceptChunk(parts, { caller, epoch: { generation: 1, epoch }, chunk, epochCheck });
    const seq = chunk.events.at(-1)?.seq ?? 0;
    if (done.ok) witness.shipped({ origin: of.origin, seq, epoch });
    return done.ok ? done.value.kind : done.refusal.code;
  }

  return {
    database: sep.database,
    parts,
    journal,
    operators,
    shipOf,
    ship: (epoch: number, from?: number, to?: number) => shipOf(journal, epoch, from, to),
    async dispatch() {
      parts.pass(10 * minute);
      await dispatcher.round();
    },
    async verdict() {
      await witness.read(sep.database);
      const { found, statuses } = await findFaults({
        database: sep.database,
        operators,
        acknowledged: paid,
      });
      return {
        found: found.map((text) => text.replace(/^\S{36} /, '')),
        statuses,
        epochs: witness.verdict(),
      };
    },
  };
}

type Mutant = {
  readonly name: string;
  /** The first pays' answers are lost; what repeats are answered afterwards. */
  readonly repeats: 'taken' | '300';
  /** Between the first pays and their repeats. */
  readonly remove: (database: Database) => Promise<unknown>;
  readonly notices: RegExp | null;
};

const mutants: readonly Mutant[] = [
  { name: 'nothing', repeats: 'taken', remove: async () => undefined, notices: null },
  {
    name: 'nothing, at an operator that answers 300',
    repeats: '300',
    remove: async () => undefined,
    notices: null,
  },
  {
    name: 'one row for a payment, for ever',
    repeats: 'taken',
    remove: async (database) => {
      // Accepted once more under another id, as a repeat would be without its identity.
      await database.run(
        `INSERT INTO payment SELECT (jsonb_populate_record(NULL::payment, to_jsonb(p) || jsonb_build_object('id', gen_random_uuid(),
           'status', 'accepted', 'node', NULL, 'attempt', 0, 'change', change + 1000, 'due_at', 0))).* FROM payment p`,
      );
    },
    notices: /^\d{10} \d+ was credited 2 times$/,
  },
  {
    name: 'the txn_id that follows from payment and attempt',
    repeats: 'taken',
    remove: (database) => database.run(`UPDATE attempt SET txn_id = (txn_id::numeric + 1)::text`),
    notices: /^\d{10} \d+ was credited 2 times$/,
  },
  {
    name: '«paying», written before the request leaves',
    repeats: '300',
    remove: (database) =>
      database.run(`UPDATE attempt SET state = 'new', pays = 0, first_pay_at = NULL, maybe_taken = false`),
    notices: /^is rejected and was credited/,
  },
  {
    name: 'the memory that a request may have been taken',
    repeats: '300',
    remove: (database) => database.run(`UPDATE attempt SET state = 'answered', maybe_taken = false`),
    notices: /^is rejected and was credited/,
  },
];

test.each(mutants)('without $name: the verdict tells', async ({ repeats, remove, notices }) => {
  const scene = await newScene(true);
  expect(await scene.ship(1)).toBe('accepted');
  await scene.operators.setFaults({ faults: [{ kind: 'loseAfter', command: 'pay' }] });
  await scene.dispatch();
  expect(scene.operators.credited()).toHaveLength(3);
  await remove(scene.database);
  await scene.operators.setFaults({ faults: repeats === '300' ? [{ kind: 'repeat300' }] : [] });
  await scene.dispatch();
  const { found, statuses } = await scene.verdict();
  if (notices === null) {
    expect(found).toEqual([]);
    expect(statuses).toEqual(repeats === '300' ? { hung: 3 } : { completed: 3 });
  } else {
    expect(found.length).toBeGreaterThan(0);
    expect(found.filter((text) => notices.test(text))).not.toEqual([]);
  }
});

test.each([
  { name: 'nothing', remove: async () => undefined, verdicts: ['goOn', 'older'], notices: null },
  {
    name: 'the mark that each start hands to the next',
    remove: (database: Database) => database.run('DELETE FROM journal_start'),
    verdicts: ['goOn', 'goOn'],
    notices: /^journal \S{36} was forked at \d+$/,
  },
])('without $name a copied profile: the verdict tells', async ({ remove, verdicts, notices }) => {
  const scene = await newScene(true);
  const { journal, database, parts } = scene;
  const { origin, tradePointId } = journal;
  const last = journal.events.at(-1);
  if (!last) throw new Error('no events');
  const start = async (letter: string) => {
    const question = { origin, head: { seq: last.seq, hash: last.hash }, last: null, pending: [] };
    const gone = new AbortController().signal;
    const done = await createStart(parts)(
      { ...question, next: letter.repeat(36) },
      callerOf(tradePointId),
      gone,
    );
    return done.ok ? done.value.verdict : done.refusal.code;
  };
  expect(await scene.ship(1)).toBe('accepted');
  // The same profile on two machines, each of which goes on as it was told.
  const copy = journal.copy();
  const first = await start('a');
  await remove(database);
  const second = await start('b');
  expect([first, second]).toEqual(verdicts);
  const other = second === 'goOn' ? copy : copy.restored(last.seq);
  if (other !== copy) await bind(database, other);
  const paid = [journal.pay({ account: '9160000014' }), other.pay({ account: '9160000015' })];
  expect(await scene.ship(1, last.seq + 1)).toBe('accepted');
  expect(await scene.shipOf(other, 1, other === copy ? last.seq + 1 : 1)).toBe('accepted');
  await scene.dispatch();
  const { found } = await scene.verdict();
  if (notices === null) {
    expect(found).toEqual([]);
    expect(scene.operators.credited()).toHaveLength(3 + paid.length);
  } else expect(found.filter((text) => notices.test(text))).not.toEqual([]);
});

test.each([
  { epochCheck: true, answer: 'staleEpoch', stale: 0 },
  { epochCheck: false, answer: 'accepted', stale: 1 },
])(
  'a stale epoch with the check $epochCheck: $answer, and each payment once all the same',
  async ({ epochCheck, answer, stale }) => {
    const scene = await newScene(epochCheck);
    const half = scene.journal.heads[8]?.seq ?? 0;
    expect(await scene.ship(1, 1, half)).toBe('accepted');
    await scene.database.run('UPDATE trade_point SET epoch = 2, holder = 2');
    // Whoever lost the box ships on, the same again and more; whoever has it now ships all of it.
    expect(await scene.ship(1)).toBe(answer);
    if (epochCheck) await scene.database.run('UPDATE trade_point SET holder = 1');
    expect(await scene.ship(2)).toBe('accepted');
    expect(await scene.ship(2)).toBe('accepted');
    await scene.dispatch();
    const verdict = await scene.verdict();
    expect(verdict).toMatchObject({ found: [], statuses: { completed: 3 } });
    expect(verdict.epochs.stale).toBe(stale);
  },
);
