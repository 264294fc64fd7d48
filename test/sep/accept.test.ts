import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JournalChunk } from '../../contract/peer.ts';
import type { ShipAnswer } from '../../contract/sep.ts';
import { hashEvent, noHash } from '../../core/journal.ts';
import { sha256, signHead } from '../../main/store/hashing.ts';
import { acceptChunk } from '../../sep/journals/accept.ts';
import { reinterpretParked } from '../../sep/journals/reinterpret.ts';
import { bindJournal } from '../../sep/trust/rows.ts';
import type { MadeJournal } from '../tools/madeJournal.ts';
import { beginJournal, madeJournal } from '../tools/madeJournal.ts';
import type { SepDatabase } from '../tools/sepDatabase.ts';
import { newSepDatabase } from '../tools/sepDatabase.ts';
import type { Ground } from './ground.ts';
import { addTradePoint, bind, callerOf, newGround, tablesOf } from './ground.ts';

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

const conductedRows = (tradePoint: string) =>
  sep.database.query<{ id: string }>('SELECT id FROM payment WHERE trade_point = $1 ORDER BY change', [
    tradePoint,
  ]);
const ids = (payments: readonly { id: string }[]) => payments.map(({ id }) => id);

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

test('a repeat changes nothing, whole or in part, and an overlap brings only what is new', async () => {
  const journal = madeJournal(4, { tradePointId: 'repeat' });
  await bind(sep.database, journal);
  const cuts = journal.heads.map(({ seq }) => seq);
  const [early = 0, middle = 0] = [cuts[5], cuts[12]];
  await shipped(journal, journal.chunk(1, middle));
  const before = await tablesOf(sep.database, 'repeat');
  expect(await shipped(journal, journal.chunk(1, middle))).toMatchObject({ seq: middle, known: middle });
  expect(await shipped(journal, journal.chunk(early + 1, middle))).toMatchObject({ known: middle - early });
  expect(await tablesOf(sep.database, 'repeat')).toEqual(before);
  expect(await shipped(journal, journal.chunk(early + 1))).toMatchObject({
    kind: 'accepted',
    seq: journal.events.length,
    known: middle - early,
    forks: 0,
  });
  const inTwo = await tablesOf(sep.database, 'repeat');
  expect(inTwo['head']).toHaveLength(journal.heads.length);
  expect(ids(await conductedRows('repeat'))).toEqual(ids(journal.conducted));
});

test('a gap is asked for, and nothing is stored', async () => {
  const journal = madeJournal(1, { tradePointId: 'gap' });
  await bind(sep.database, journal);
  const { origin } = journal;
  expect(await shipped(journal, journal.chunk(3))).toEqual({ kind: 'gap', origin, from: 1 });
  await shipped(journal, journal.chunk(1, 2));
  expect(await shipped(journal, journal.chunk(6))).toEqual({ kind: 'gap', origin, from: 3 });
  expect((await tablesOf(sep.database, 'gap'))['event']).toHaveLength(2);
});

test('a journal after a restore waits for the one it continues, which its first event vouches for', async () => {
  const before = madeJournal(1, { tradePointId: 'vouched' });
  const open = before.pay({ until: 'receipted' });
  const { seq } = before.events.at(-1) ?? { seq: 0 };
  const after = before.restored(seq);
  after.conduct(open.id);
  await bind(sep.database, after);
  const gap = { kind: 'gap', origin: before.origin, from: 1 };
  expect(await shipped(after)).toEqual(gap);
  expect(await shipped(after)).toEqual(gap);
  expect(await shipped(before)).toMatchObject({ kind: 'accepted', seq });
  expect(await shipped(after)).toMatchObject({ kind: 'accepted', parked: 0 });
  expect(ids(await conductedRows('vouched'))).toEqual([...ids(before.conducted), open.id]);
});

test('of a journal that is only named by its successor no other key is taken than the one that was named with it', async () => {
  const before = madeJournal(1, { tradePointId: 'named' });
  const after = before.restored(before.events.length);
  await bind(sep.database, after);
  expect(await shipped(after)).toMatchObject({ kind: 'gap', origin: before.origin });
  const { origin, tradePointId: tradePoint } = before;
  const bound = (publicKey: string) =>
    sep.database.transaction((tx) =>
      bindJournal(tx, { tradePoint, workstation: 1 }, { origin, publicKey }, 0),
    );
  expect(await bound(other.publicKey)).toMatchObject({ ok: false, refusal: { code: 'otherPlace' } });
  const [begun] = before.events;
  if (!begun) throw new Error('no event');
  const first = { ...begun, body: begun.body.replace(before.publicKey, other.publicKey) };
  const hash = hashEvent(first, sha256);
  const signature = signHead(other.key, origin, 1, hash).toString('base64');
  const forged = { origin, events: [{ ...first, hash }], heads: [{ origin, seq: 1, hash, signature }] };
  expect(await shipped(before, forged)).toMatchObject({ kind: 'unsound', seq: 1, why: 'signature' });
  expect((await bound(before.publicKey)).ok).toBe(true);
  expect(await shipped(before)).toMatchObject({ kind: 'accepted', seq: before.events.length });
  expect(await shipped(after)).toMatchObject({ kind: 'accepted', parked: 0 });
});

test('what a restored workstation conducts again is the same payment, in whatever order its journals come', async () => {
  const results = [];
  for (const tradePointId of ['again-1', 'again-2']) {
    const before = beginJournal({ tradePointId, seed: 5 });
    const twice = before.pay({ until: 'receipted' });
    const { seq } = before.events.at(-1) ?? { seq: 0 };
    const after = before.restored(seq);
    before.conduct(twice.id);
    before.pay();
    after.conduct(twice.id);
    after.pay();
    await bind(sep.database, before);
    await bind(sep.database, after);
    const parts = [before.chunk(1, seq), before.chunk(seq + 1), after.chunk()];
    for (const part of tradePointId === 'again-1' ? parts : [parts[0], parts[2], parts[1]]) {
      expect(await shipped(before, part)).toMatchObject({ kind: 'accepted', parked: 0, forks: 0 });
    }
    expect(await conductedRows(tradePointId)).toHaveLength(3);
    const lanes = await sep.database.query<{ payment: string; state: string }>(
      'SELECT counter, stage, rank, seq, state FROM lane WHERE trade_point = $1 ORDER BY counter, rank, seq',
      [tradePointId],
    );
    const words = new Map<string, string>();
    // Ids are made of the trade point's name: told apart by their order only.
    results.push(
      JSON.stringify(lanes)
        .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, (id) => {
          const word = words.get(id) ?? `id ${words.size}`;
          words.set(id, word);
          return word;
        })
        .replaceAll(/9\d{9}/g, 'account'),
    );
  }
  expect(results[1]).toBe(results[0]);
});

test('another event under a known number is kept aside whole, with all that follows it, and ours stands', async () => {
  const journal = madeJournal(1, { tradePointId: 'fork' });
  const copy = journal.copy();
  journal.pay();
  const lost = copy.pay();
  copy.pay({ credited: 70_000, fee: 0 });
  await bind(sep.database, journal);
  await shipped(journal);
  const forked = copy.events.slice(
    copy.events.findIndex((event, at) => event.hash !== journal.events[at]?.hash),
  );
  for (let times = 0; times < 2; times += 1) {
    expect(await shipped(journal, copy.chunk())).toMatchObject({
      kind: 'accepted',
      seq: journal.events.length,
      hash: journal.events.at(-1)?.hash,
      forks: forked.length,
    });
  }
  const rows = await sep.database.query<{ content: string; payments: number; amount: number }>(
    "SELECT content, payments, amount FROM set_aside WHERE kind = 'fork' AND origin = $1",
    [journal.origin],
  );
  expect(rows).toHaveLength(1);
  expect(JSON.parse(rows[0]?.content ?? '{}')).toMatchObject({ events: forked });
  expect(rows[0]).toMatchObject({ payments: 2, amount: lost.details.amountTaken + 70_000 });
  expect(ids(await conductedRows('fork'))).toEqual(ids(journal.conducted));
  journal.pay();
  expect(await shipped(journal)).toMatchObject({ kind: 'accepted', seq: journal.events.length, forks: 0 });
});

const spoilt: readonly [string, string, (chunk: JournalChunk) => JournalChunk][] = [
  [
    'a changed body',
    'hash',
    ({ events, ...rest }) => ({
      ...rest,
      events: events.map((event) => ({ ...event, body: event.body.replace('50000', '90000') })),
    }),
  ],
  [
    'an event left out',
    'chain',
    ({ events, ...rest }) => ({ ...rest, events: events.filter(({ seq }) => seq !== 4) }),
  ],
  [
    'events out of order',
    'chain',
    ({ events, ...rest }) => ({ ...rest, events: [...events.slice(0, 3), ...events.slice(3).reverse()] }),
  ],
  ['no signature at its end', 'unsignedEnd', (chunk) => ({ ...chunk, heads: chunk.heads.slice(0, -1) })],
  ['no signature at all', 'unsignedEnd', (chunk) => ({ ...chunk, heads: [] })],
  [
    'signatures of other heads',
    'signature',
    ({ heads, ...rest }) => ({
      ...rest,
      heads: heads.map((head) => ({ ...head, signature: heads[0]?.signature ?? '' })),
    }),
  ],
  [
    'a journal under a foreign name',
    'chain',
    (chunk) => ({ ...chunk, events: chunk.events.map((event) => ({ ...event, origin: other.origin })) }),
  ],
];
const other = beginJournal({ seed: 99, tradePointId: 'other' });

test.each(spoilt)('%s is unsound: kept aside once, and nothing of it counts', async (what, why, spoil) => {
  const journal = madeJournal(2, { tradePointId: what });
  await bind(sep.database, journal);
  const chunk = spoil(journal.chunk());
  for (let times = 0; times < 2; times += 1) {
    expect(await shipped(journal, chunk)).toMatchObject({ kind: 'unsound', origin: journal.origin, why });
  }
  const tables = await tablesOf(sep.database, what);
  expect(tables['event']).toEqual([]);
  expect(tables['aside']).toMatchObject([{ kind: 'forgery', why }]);
  // The journal itself is none the worse for it.
  expect(await shipped(journal)).toMatchObject({ kind: 'accepted', seq: journal.events.length });
});

test('events signed by another key than the bound one are unsound', async () => {
  const journal = madeJournal(1, { tradePointId: 'stolen' });
  await bind(sep.database, journal);
  await sep.database.run('UPDATE journal SET public_key = $2 WHERE origin = $1', [
    journal.origin,
    other.publicKey,
  ]);
  expect(await shipped(journal)).toMatchObject({ kind: 'unsound', why: 'signature' });
});

test('of a forgery only so much is kept', async () => {
  const journal = beginJournal({ tradePointId: 'large' });
  const body = JSON.stringify({ filler: 'x'.repeat(60_000) });
  journal.append(Array.from({ length: 20 }, () => ({ type: 'noise', body })));
  await bind(sep.database, journal);
  const chunk = journal.chunk();
  expect(await shipped(journal, { ...chunk, heads: [] })).toMatchObject({ why: 'unsignedEnd' });
  const rows = await sep.database.query<{ size: number }>(
    'SELECT length(content) AS size FROM set_aside WHERE origin = $1',
    [journal.origin],
  );
  expect(rows).toEqual([{ size: 256 * 1024 }]);
  for (let seq = 0; seq < 102; seq += 1) {
    const heads = [
      {
        origin: journal.origin,
        seq: 1,
        hash: other.events[0]?.hash ?? '',
        signature: String(seq).padStart(88, 'A'),
      },
    ];
    await shipped(journal, { ...journal.chunk(1, 1), heads: heads as JournalChunk['heads'] });
  }
  expect((await tablesOf(sep.database, 'large'))['aside']).toHaveLength(100);
});

test('a journal that names another place than it is bound to is unsound', async () => {
  const journal = madeJournal(1, { tradePointId: 'elsewhere', workstation: 2 });
  await bind(sep.database, journal);
  await sep.database.run('UPDATE journal SET workstation = 3 WHERE origin = $1', [journal.origin]);
  expect(await shipped(journal)).toMatchObject({ kind: 'unsound', seq: 1, why: 'otherPlace' });
  expect((await tablesOf(sep.database, 'elsewhere'))['event']).toEqual([]);
});

test.each([
  ['says nothing of whose it is', 'shiftOpened', () => '{}'],
  ['names another key than its own', 'journalOpened', () => JSON.stringify(opening(other.publicKey))],
  [
    'continues itself',
    'journalOpened',
    (journal: MadeJournal) =>
      JSON.stringify({
        ...opening(journal.publicKey),
        previous: { origin: journal.origin, seq: 3, hash: noHash },
      }),
  ],
])('a journal whose first event %s is unsound', async (what, type, bodyOf) => {
  const journal = beginJournal({ tradePointId: what });
  const { key, origin } = journal;
  const [begun] = journal.events;
  if (!begun) throw new Error('no event');
  const body = bodyOf(journal).replace('here', what);
  const first = { ...begun, type, body };
  const hash = hashEvent(first, sha256);
  const signature = signHead(key, origin, 1, hash).toString('base64');
  await bind(sep.database, journal);
  const chunk = { origin, events: [{ ...first, hash }], heads: [{ origin, seq: 1, hash, signature }] };
  expect(await shipped(journal, chunk)).toMatchObject({ kind: 'unsound', seq: 1, why: 'firstEvent' });
});
const opening = (publicKey: string) => ({
  workstation: 1,
  tradePointId: 'here',
  zone: 'Europe/Moscow',
  publicKey,
  previous: null,
  reason: 'new',
});

test('a journal that nobody bound, or that is another trade point’s, is refused', async () => {
  const journal = madeJournal(1, { tradePointId: 'unbound' });
  await addTradePoint(sep.database, 'unbound');
  expect(await ship(journal, journal.chunk())).toMatchObject({ ok: false, refusal: { code: 'notBound' } });
  await bind(sep.database, journal);
  await addTradePoint(sep.database, 'stranger');
  const caller = callerOf('stranger');
  const chunk = journal.chunk();
  expect(await acceptChunk(ground, { caller, epoch, chunk, epochCheck: true })).toMatchObject({
    refusal: { code: 'notBound' },
  });
  const nothing = { origin: journal.origin, events: [], heads: [] };
  expect(await ship(journal, nothing)).toMatchObject({ refusal: { code: 'badRequest' } });
});

test('who does not hold the designation, or holds it in an old epoch or generation, ships nothing', async () => {
  const journal = madeJournal(1, { tradePointId: 'epochs' });
  await bind(sep.database, journal);
  await sep.database.run("UPDATE trade_point SET holder = 2, epoch = 7, held_since = 5 WHERE id = 'epochs'");
  const chunk = journal.chunk();
  const as = (workstation: number, claimed: typeof epoch, epochCheck = true) =>
    acceptChunk(ground, { caller: callerOf('epochs', workstation), epoch: claimed, chunk, epochCheck });
  const stale = {
    ok: false,
    refusal: { code: 'staleEpoch', details: { holder: 2, since: 5, generation: 1, epoch: 7 } },
  };
  expect(await as(1, { generation: 1, epoch: 7 })).toMatchObject(stale);
  expect(await as(2, { generation: 1, epoch: 6 })).toMatchObject(stale);
  expect((await tablesOf(sep.database, 'epochs'))['event']).toEqual([]);
  // The proof that identity alone keeps the money takes this check out, and no other.
  expect(await as(1, { generation: 1, epoch: 1 }, false)).toMatchObject({ ok: true });
  expect(await as(2, { generation: 1, epoch: 7 })).toMatchObject({ ok: true, value: { kind: 'accepted' } });
});

test('an event that can’t be interpreted parks its payment, and the rest flows', async () => {
  const journal = beginJournal({ tradePointId: 'parked' });
  const stuck = journal.pay({ until: 'receipted' });
  const subject = { paymentId: stuck.id };
  journal.append([{ type: 'paymentPondered', body: JSON.stringify({ ...subject, colour: 'green' }) }]);
  journal.conduct(stuck.id);
  const fine = journal.pay();
  const odd = journal.pay({ until: 'receipted' });
  journal.append([{ type: 'paymentConducted', body: JSON.stringify({ paymentId: odd.id, cashierId: 5 }) }]);
  const newer = journal.pay({ until: 'receipted' });
  journal.append([
    { type: 'paymentConducted', version: 2, body: JSON.stringify({ paymentId: newer.id, weight: 1 }) },
    { type: 'noise', version: Number.MAX_SAFE_INTEGER, body: 'no JSON at all' },
  ]);
  const last = journal.pay();
  await bind(sep.database, journal);
  expect(await shipped(journal)).toMatchObject({ kind: 'accepted', seq: journal.events.length, parked: 5 });
  const parked = await sep.database.query<{ subject: string | null; reason: string }>(
    'SELECT subject, reason FROM parked WHERE origin = $1 ORDER BY seq',
    [journal.origin],
  );
  expect(parked.map((row) => row.subject)).toEqual([stuck.id, stuck.id, odd.id, newer.id, null]);
  expect(parked[0]?.reason).toBe('paymentPondered of version 1 is not known');
  expect(parked[1]?.reason).toBe('an earlier event is parked');
  expect(ids(await conductedRows('parked'))).toEqual([fine.id, last.id]);
  // Also what comes in a later shipment.
  journal.append([
    { type: 'receiptCopied', body: JSON.stringify({ ...subject, cashierId: stuck.cashierId }) },
  ]);
  expect(await shipped(journal, journal.chunk(journal.events.length))).toMatchObject({ parked: 1 });
});

test('what a newer program understands is taken up at its start', async () => {
  const journal = beginJournal({ tradePointId: 'upgrade' });
  const stuck = journal.pay({ until: 'receipted' });
  const { paymentId, cashierId } = { paymentId: stuck.id, cashierId: stuck.cashierId };
  journal.append([{ type: 'receiptCopied', version: 9, body: JSON.stringify({ paymentId, cashierId }) }]);
  journal.conduct(stuck.id);
  journal.append([{ type: 'noise', body: '{}' }]);
  await bind(sep.database, journal);
  expect(await shipped(journal)).toMatchObject({ parked: 3 });
  const parkedOf = () =>
    sep.database.query('SELECT seq, reason, at FROM parked WHERE origin = $1 ORDER BY seq', [journal.origin]);
  const before = await parkedOf();
  ground.pass(1_000);
  await reinterpretParked(ground);
  expect(await parkedOf()).toEqual(before);
  expect(await conductedRows('upgrade')).toEqual([]);

  // A stored event stays as it is; a program that knows version 9 is stood in for by one that is version 1.
  await sep.database.run('ALTER TABLE event DISABLE TRIGGER event_stays');
  await sep.database.run('UPDATE event SET version = 1 WHERE version = 9 AND origin = $1', [journal.origin]);
  await sep.database.run('ALTER TABLE event ENABLE TRIGGER event_stays');
  await reinterpretParked(ground);
  expect(await parkedOf()).toEqual(before.slice(-1));
  expect(ids(await conductedRows('upgrade'))).toEqual([stuck.id]);
});

test('what the columns can’t hold is parked or unsound, and the server stays up', async () => {
  const journal = beginJournal({ tradePointId: 'columns' });
  const template = journal.copy().pay({ until: 'preChecked' });
  const entered = (id: string, account: string, counter: number) => ({
    type: 'paymentEntered',
    body: JSON.stringify({
      paymentId: id,
      counter,
      shiftId: template.shiftId,
      cashierId: template.cashierId,
      details: { ...template.details, account },
    }),
  });
  journal.append([
    entered('00000000-0000-7000-8000-00000000000a', 'a\0b', 1),
    entered('00000000-0000-7000-8000-00000000000b', '9161234567', 2 ** 40),
    { type: 'noise', body: JSON.stringify({ paymentId: '\0', shiftId: 'no id' }) },
  ]);
  await bind(sep.database, journal);
  expect(await shipped(journal)).toMatchObject({ kind: 'accepted', parked: 3 });
  journal.append([{ type: 'noise', body: '{"text":"\0"}' }]);
  expect(await shipped(journal, journal.chunk(journal.events.length))).toMatchObject({
    kind: 'unsound',
    why: 'hash',
  });
});

test('only its own workstation writes a payment’s life', async () => {
  const owner = madeJournal(0, { tradePointId: 'lanes', workstation: 1 });
  const payment = owner.pay({ until: 'receipted' });
  const intruder = beginJournal({ tradePointId: 'lanes', workstation: 2 });
  intruder.append([
    {
      type: 'paymentConducted',
      body: JSON.stringify({ paymentId: payment.id, cashierId: payment.cashierId }),
    },
  ]);
  await bind(sep.database, owner);
  await bind(sep.database, intruder);
  // Before and after its owner's first word: it parks for the intruder only.
  await shipped(intruder);
  await shipped(owner);
  expect(await conductedRows('lanes')).toEqual([]);
  owner.conduct(payment.id);
  expect(await shipped(owner)).toMatchObject({ kind: 'accepted', parked: 0 });
  expect(ids(await conductedRows('lanes'))).toEqual([payment.id]);
});

test('after a revocation nothing more is taken unseen: the rest is kept aside with its sum', async () => {
  const journal = madeJournal(1, { tradePointId: 'revoked' });
  await bind(sep.database, journal);
  await shipped(journal);
  const open = journal.pay({ until: 'receipted' });
  await shipped(journal);
  await sep.database.run('UPDATE journal SET trusted_to = seq WHERE origin = $1', [journal.origin]);
  const seq = journal.events.length + 1;
  journal.conduct(open.id);
  journal.pay();
  const cut = journal.heads.at(-3)?.seq ?? 0;
  expect(await shipped(journal, journal.chunk(1, cut))).toEqual({
    kind: 'unsound',
    origin: journal.origin,
    seq,
    why: 'revoked',
  });
  // Sent again with more behind it: each event is kept, and counted, once.
  await shipped(journal);
  await shipped(journal);
  const aside = await sep.database.query<{ payments: number; amount: number; content: string }>(
    'SELECT payments, amount, content FROM set_aside WHERE origin = $1 ORDER BY seq',
    [journal.origin],
  );
  expect(aside.map(({ payments, amount }) => ({ payments, amount }))).toEqual([
    { payments: 1, amount: 51_500 },
    { payments: 1, amount: 51_500 },
  ]);
  expect(aside.flatMap(({ content }) => (JSON.parse(content) as JournalChunk).events)).toEqual(
    journal.events.slice(seq - 1),
  );
  expect(await conductedRows('revoked')).toHaveLength(1);
  expect((await tablesOf(sep.database, 'revoked'))['event']).toHaveLength(seq - 1);
});

test('a clock that is off by days decides nothing and is noted once', async () => {
  const journal = madeJournal(1, { tradePointId: 'clock', start: Date.UTC(2031, 0, 1) });
  await bind(sep.database, journal);
  const isNoted = () => ground.lines.filter(({ message }) => message.includes('off by days')).length;
  const before = isNoted();
  await shipped(journal);
  journal.pay();
  expect(await shipped(journal)).toMatchObject({ kind: 'accepted' });
  expect(isNoted()).toBe(before + 1);
  expect(await conductedRows('clock')).toHaveLength(2);
});

test('a payment conducted again with another number is not accepted twice; a person is told', async () => {
  const before = beginJournal({ tradePointId: 'contradiction' });
  const { seq } = before.events.at(-1) ?? { seq: 0 };
  const first = before.pay({ account: '9161111111' });
  await bind(sep.database, before);
  await shipped(before);
  await sep.database.run("UPDATE payment SET account = '9162222222' WHERE id = $1", [first.id]);
  const after = before.restored(seq);
  await bind(sep.database, after);
  after.append(before.events.slice(seq).map(({ type, body }) => ({ type, body })));
  await shipped(after);
  expect(await conductedRows('contradiction')).toHaveLength(1);
  const told = ground.lines.filter(({ level }) => level === 'error').at(-1);
  expect(told?.message).toContain('contradicts what is known here');
});

test('nodes that take the same journal at once store it once', async () => {
  const journal = madeJournal(6, { tradePointId: 'nodes' });
  await bind(sep.database, journal);
  const second = await newGround(sep.database);
  const caller = callerOf('nodes');
  const sent = [ground, second, ground, second].map((node) =>
    acceptChunk(node, { caller, epoch, chunk: journal.chunk(), epochCheck: true }),
  );
  const answers = await Promise.all(sent);
  second.close();
  const known = answers.map((result) =>
    result.ok && result.value.kind === 'accepted' ? result.value.known : -1,
  );
  expect(known.sort((left, right) => left - right)).toEqual([
    0,
    journal.events.length,
    journal.events.length,
    journal.events.length,
  ]);
  expect(ids(await conductedRows('nodes'))).toEqual(ids(journal.conducted));
});
