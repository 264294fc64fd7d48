/** Whatever is put in any field of any call: a clear refusal or an answer, never a fault of the server, and nothing lost. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SepRefusal } from '../../../contract/sep.ts';
import { beginJournal, type MadeJournal } from '../../tools/madeJournal.ts';
import {
  bindInput,
  contactInput,
  type Enrolled,
  enrol,
  enrolInput,
  fingerprintOf,
  newJournalIdentity,
  newRequest,
  renewInput,
} from '../../tools/sepClient.ts';
import { startSep, type TestSep } from '../../tools/sepSystem.ts';
import { type Json, nasty, placesIn, put } from '../../tools/spoilt.ts';

let sep: TestSep;
let station: Enrolled;
let journal: MadeJournal;
/** Each call with an input that is sound. */
let sound: readonly (readonly [name: string, input: Json])[];

const payment = '01900000-0000-7000-8000-00000000aaaa';

beforeAll(async () => {
  sep = await startSep();
  journal = beginJournal({ start: Date.now() - 60_000 });
  for (const _ of [1, 2, 3]) journal.pay({ credited: 15_200 });
  station = await enrol(sep.url, await sep.newCode('tt-1', 1), journal);
  const claim = { takeOver: false, seen: { generation: 1, epoch: 0 } };
  const { generation, designation } = await station.client.ok('designation-claim', claim);
  const epoch = { generation, epoch: designation.epoch };
  const tls = await newRequest();
  const other = newJournalIdentity();
  const evidence = { kind: 'fiscal', fiscalDrive: '9999', fiscalDocument: 1, fiscalSign: '1' };
  const word = {
    paymentId: payment,
    status: 'completed',
    generation,
    revision: 1,
    at: 1,
    attempt: 1,
    operatorNumber: null,
    resultCode: 0,
    reason: 'x',
    attempted: { txnId: '1', providerId: 'mts', account: '9161234567', amountCredited: 15_200 },
    seal: 'x',
  };
  sound = [
    ['contact', contactInput(journal, 1)],
    ['designation-claim', claim],
    ['ship', { epoch, chunk: journal.chunk() }],
    ['pull', { origin: journal.origin, from: 1 }],
    ['changes', { generation, cursor: 0, waitMs: 0, limit: 10 }],
    ['recall', { generation, told: [word], last: false }],
    ['check', { paymentId: payment, providerId: 'mts', account: '9161234567', amountCredited: 15_200 }],
    ['story', { paymentId: payment, receipt: evidence }],
    ['request', { id: payment, kind: 'cancel', paymentId: payment, receipt: evidence, reason: 'x' }],
    ['request-receipt', { id: payment, receipt: { kind: 'typed', number: '1/1', amount: 15_200 } }],
    ['requests', {}],
    ['catalogue', {}],
    ['heads', {}],
    ['enrol-look', { secret: 'ABCDEFGHJKMNPQRS' }],
    ['enrol', enrolInput(await sep.newCode('tt-1', 2), tls, other)],
    ['renew', renewInput(tls, other)],
    ['bind', bindInput(other, fingerprintOf(station.identity))],
  ].map(([name, input]) => [name as string, JSON.parse(JSON.stringify(input)) as Json] as const);
});
afterAll(async () => {
  station.client.close();
  await sep.close();
});

/** Asked at once; one after another would take a minute. */
const atOnce = 16;

test('nothing in any field of any call makes the server stumble', async () => {
  const asked = sound.flatMap(([name, input]) =>
    placesIn(input).flatMap((place) =>
      [undefined, ...nasty].map((what) => ({ name, place, what, body: put(input, place, what) ?? null })),
    ),
  );
  expect(asked.length).toBeGreaterThan(2_000);
  const faults: string[] = [];
  async function next(): Promise<void> {
    for (let one = asked.pop(); one !== undefined; one = asked.pop()) {
      const { status, body } = await station.client.call(one.name as never, one.body as never);
      if (status === 200) continue;
      const refused = SepRefusal.safeParse(body);
      if (status >= 500 || refused.data === undefined || refused.data.code === 'internalError')
        faults.push(
          `${one.name} ${one.place.join('.')} ${JSON.stringify(one.what)?.slice(0, 60)}: ${status}`,
        );
    }
  }
  await Promise.all(Array.from({ length: atOnce }, next));
  expect(faults).toEqual([]);
  expect(sep.lines.filter(({ message }) => message === 'a request failed')).toEqual([]);
});

test('afterwards the sound journal is taken whole, and its payments go through', async () => {
  const [, ship] = sound.find(([name]) => name === 'ship') ?? [];
  const claim = await station.client.ok('designation-claim', {
    takeOver: true,
    seen: { generation: 0, epoch: 0 },
  });
  const epoch = { generation: claim.generation, epoch: claim.designation.epoch };
  const { chunk } = ship as never as { readonly chunk: ReturnType<MadeJournal['chunk']> };
  const last = journal.events.at(-1)?.seq ?? 0;
  expect(await station.client.ok('ship', { epoch, chunk })).toMatchObject({ kind: 'accepted', seq: last });
  // What was put into contacts looked like a restore: its payments wait for its word that all it holds is here.
  const contact = contactInput(journal, 1);
  await station.client.ok('recall', { generation: claim.generation, told: [], last: true });
  await station.client.ok('contact', {
    ...contact,
    seen: { ...contact.seen, generation: claim.generation },
  });
  await expect
    .poll(() => sep.database.query("SELECT FROM payment WHERE status = 'completed'"), { timeout: 20_000 })
    .toHaveLength(3);
});
