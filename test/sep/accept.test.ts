import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JournalChunk } from '../../contract/peer.ts';
import type { ShipAnswer } from '../../contract/sep.ts';
import { acceptChunk } from '../../sep/journals/accept.ts';
import type { MadeJournal } from '../tools/madeJournal.ts';
import { madeJournal } from '../tools/madeJournal.ts';
import type { SepDatabase } from '../tools/sepDatabase.ts';
import { newSepDatabase } from '../tools/sepDatabase.ts';
import type { Ground } from './ground.ts';
import { bind, callerOf, newGround } from './ground.ts';

let sep: SepDatabase;
let ground: Ground;
beforeAll(async () => {
  sep = await newSepDatabase();
  ground = await newGround(sep.database);
});
afterAll(async () => {
  ground.close();
  await sep.drop();
});

const epoch = { generation: 1, epoch: 1 };

function ship(journal: MadeJournal, chunk: JournalChunk, shipper = 1) {
  const caller = callerOf(journal.tradePointId, shipper);
  return acceptChunk(ground, { caller, epoch, chunk, epochCheck: true });
}
async function shipped(journal: MadeJournal, chunk = journal.chunk()): Promise<ShipAnswer> {
  const result = await ship(journal, chunk);
  if (!result.ok) throw new Error(result.refusal.message);
  return result.value;
}

test('a journal is stored as it came, and what it conducted is accepted', async () => {
  const journal = madeJournal(3, { tradePointId: 'whole' });
  journal.pay({ until: 'receipted' });
  await bind(sep.database, journal);
  const last = journal.events.at(-1);
  expect(await shipped(journal)).toEqual({
    kind: 'accepted',
    origin: journal.origin,
    seq: last?.seq,
    hash: last?.hash,
    known: 0,
    forks: 0,
    parked: 0,
  });
  const rows = await sep.database.query<{ body: string; hash: Buffer }>(
    'SELECT seq, id, type, version, at, clock, body, hash FROM event WHERE origin = $1 ORDER BY seq',
    [journal.origin],
  );
  expect(rows.map((row) => ({ ...row, hash: row.hash.toString('hex') }))).toEqual(
    journal.events.map(({ origin: _, previous: __, ...event }) => event),
  );
  const payments = await sep.database.query(
    `SELECT id, counter, provider, account, credited, fee, taken, conducted_at, status, generation, revision, change, due_at
     FROM payment WHERE trade_point = 'whole' ORDER BY change`,
  );
  expect(payments).toEqual(
    journal.conducted.map(({ id, counter, details, conductedAt }, index) => ({
      id,
      counter,
      provider: details.providerId,
      account: details.account,
      credited: details.amountCredited,
      fee: details.fee,
      taken: details.amountTaken,
      conducted_at: conductedAt,
      status: 'accepted',
      generation: 1,
      revision: 1,
      change: index + 1,
      due_at: ground.clock(),
    })),
  );
  const stages = await sep.database.query<{ stage: string }>(
    "SELECT stage FROM lane WHERE trade_point = 'whole' ORDER BY counter",
  );
  expect(stages.map(({ stage }) => stage)).toEqual(['conducted', 'conducted', 'conducted', 'receipted']);
});
