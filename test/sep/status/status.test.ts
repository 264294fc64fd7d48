/** The status page's question over real PostgreSQL and sockets: who holds the receipt is told, everybody else is not. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Instant, Kopecks } from '../../../contract/primitives.ts';
import { PublicAnswer, PublicRefusal } from '../../../contract/publicStatus.ts';
import type { Payment } from '../../../core/payment.ts';
import { beginJournal, type MadeJournal } from '../../tools/madeJournal.ts';
import { type AdjustmentWorld, minute, newAdjustmentWorld, requestFor } from '../adjustments/world.ts';
import { newStatusGround, type StatusGround } from './statusGround.ts';

let world: AdjustmentWorld;
let page: StatusGround;
let journal: MadeJournal;
let shipped = 0;

beforeAll(async () => {
  world = await newAdjustmentWorld();
  page = await newStatusGround(world);
  journal = beginJournal();
});
// Every test has all tries to itself.
beforeEach(() => {
  world.ground.pass(24 * 60 * minute);
  page.counted.length = 0;
  page.pauses.length = 0;
  page.statements.length = 0;
});
afterEach(() => {
  expect(world.ground.lines.filter(({ level }) => level === 'error')).toEqual([]);
});
afterAll(async () => {
  await page.close();
  await world.close();
});

// As some registers print it, with zeros in front; readers drop them.
const drive = '0078902004339123';
let documents = 300;
/** A fiscal document as a register makes one. */
function document(amount: number) {
  documents += 1;
  return {
    number: documents,
    kind: 'receipt' as const,
    amount: amount as Kopecks,
    at: Date.UTC(2026, 10, 20, 6) as Instant,
    fiscal: { drive, sign: String(1_234_500_000 + documents) },
  };
}

async function ship(): Promise<void> {
  await world.ship(journal, shipped + 1);
  shipped = journal.events.length;
}

const typed = ({ details, receipt }: Payment, more: object = {}) => ({
  kind: 'typed',
  account: details.account,
  receipt: `1/${receipt?.number}`,
  amount: details.amountTaken,
  ...more,
});

const qr = ({ details, receipt }: Payment, more: object = {}) => ({
  kind: 'qr',
  receipt: {
    kind: 'qr',
    drive: receipt?.document?.fiscal?.drive,
    document: receipt?.document?.number,
    sign: receipt?.document?.fiscal?.sign,
    amount: details.amountTaken,
    time: '20261120T0900',
    operation: 1,
    ...more,
  },
});

async function answerTo(question: object): Promise<PublicAnswer> {
  const { status, body } = await page.ask(question);
  expect(status).toBe(200);
  return PublicAnswer.parse(body);
}

async function told(question: object) {
  const answer = await answerTo(question);
  if (answer.kind !== 'found') throw new Error('not found');
  const [payment, ...others] = answer.payments;
  expect(others).toEqual([]);
  return payment;
}

const unknown = { kind: 'unknown' };

describe('Who holds the receipt', () => {
  test('is told status, provider, the end of the number, sum and time, and nothing else', async () => {
    const payment = journal.pay({ account: '9161234567', document: document(51_500) });
    await ship();
    await world.dispatch();
    const expected = {
      place: 'completed',
      provider: 'МТС',
      isMobile: true,
      accountEnd: '4567',
      isCorrected: false,
      amount: 51_500,
      changedAt: world.parts.clock(),
      request: null,
    };
    for (const question of [
      qr(payment),
      qr(payment, { drive: drive.slice(2), sign: `0${payment.receipt?.document?.fiscal?.sign}` }),
      typed(payment),
      typed(payment, { account: '+7 (916) 123-45-67' }),
      typed(payment, { account: '8 916 123 45 67' }),
      typed(payment, { receipt: `Чек 1/${payment.receipt?.number}` }),
      typed(payment, { receipt: `смена 1, чек ${payment.receipt?.number}` }),
      typed(payment, { receipt: `ФД ${payment.receipt?.document?.number}` }),
      typed(payment, { receipt: String(payment.receipt?.document?.number) }),
    ])
      expect(await answerTo(question), JSON.stringify(question)).toEqual({
        kind: 'found',
        payments: [expected],
      });
    expect(JSON.stringify(world.ground.lines)).not.toContain('9161234567');
  });

  test('who does not is told the very same as if there were no payment', async () => {
    const payment = journal.pay({ account: '9161230001', document: document(51_500) });
    const other = journal.pay({
      account: '9161230002',
      document: document(20_000),
      credited: 19_000,
      fee: 1_000,
    });
    await ship();
    const replies = [];
    for (const question of [
      typed(payment, { account: '9161230003' }),
      typed(payment, { account: '9161230002' }),
      typed(payment, { receipt: '1/999' }),
      typed(payment, { receipt: '2/1' }),
      typed(payment, { receipt: 'ФД 999' }),
      typed(payment, { receipt: `ФД ${other.receipt?.document?.number}` }),
      typed(payment, { amount: 51_499 }),
      typed(payment, { amount: 50_000 }),
      typed(payment, { account: 'no number at all?' }),
      typed(payment, { receipt: 'what' }),
      qr(payment, { sign: '1' }),
      qr(payment, { amount: 51_499 }),
      qr(payment, { drive: '0078902004339124' }),
      qr(payment, { document: 9_999 }),
      qr(payment, { operation: 2 }),
    ])
      replies.push(await page.ask(question));
    const [first] = replies;
    expect(first?.body).toEqual(unknown);
    for (const { status, text, headers } of replies) {
      expect({ status, text, length: headers['content-length'] }).toEqual({
        status: 200,
        text: first?.text,
        length: first?.headers['content-length'],
      });
    }
    world.ground.pass(minute);
    expect(await answerTo(typed(payment))).not.toEqual(unknown);
  });

  test('the same statements are run and the same time passes, whether it is found, mismatched or unheard of', async () => {
    const payment = journal.pay({ account: '9161230010', document: document(51_500) });
    await ship();
    const works = [];
    for (const question of [
      typed(payment),
      typed(payment, { amount: 1 }),
      typed(payment, { receipt: '7/7' }),
      typed(payment, { account: '9990000000' }),
      typed(payment, { account: '???' }),
      qr(payment),
      qr(payment, { sign: '7' }),
      qr(payment, { drive: '1' }),
    ]) {
      page.statements.length = 0;
      page.pauses.length = 0;
      await page.ask(question);
      works.push({ statements: [...page.statements], pauses: [...page.pauses] });
    }
    expect(works[0]?.statements.length).toBeGreaterThan(3);
    expect(works[0]?.pauses).toEqual([250 - 7 * (works[0]?.statements.length ?? 0)]);
    for (const work of works) expect(work).toEqual(works[0]);
  });
});

describe('A payment', () => {
  async function rejected(account: string) {
    const payment = journal.pay({ account });
    await world.operators.setFaults({ faults: [{ kind: 'result', command: 'check', count: 1, code: 5 }] });
    await ship();
    await world.dispatch();
    return payment;
  }

  test('that only the receipt is known of waits for its cashier', async () => {
    const payment = journal.pay({ account: '9161230020', until: 'receipted' });
    await ship();
    expect(await told(typed(payment))).toMatchObject({ place: 'notConducted', accountEnd: '0020' });
  });

  test('that is refused, asked to be brought on with another number and then credited, is followed all the way', async () => {
    const payment = await rejected('9161230030');
    expect(await told(typed(payment))).toMatchObject({ place: 'rejected', request: null });
    const asked = requestFor(payment, 'reconduct', {
      corrected: { providerId: 'mts', account: '9161239999' },
    });
    await world.ask(asked);
    expect(await told(typed(payment))).toMatchObject({
      place: 'rejected',
      request: { kind: 'reconduct', stage: 'considered' },
    });
    const corrected = { corrected: { providerId: 'mts', account: '9161239999' } } as object;
    await world.decide(asked, 'anna', 'approve', corrected);
    await world.decide(asked, 'boris', 'approve', corrected);
    expect(await told(typed(payment))).toMatchObject({
      place: 'accepted',
      accountEnd: '9999',
      isCorrected: true,
    });
    await world.dispatch();
    const done = { place: 'completed', accountEnd: '9999', isCorrected: true, request: null };
    expect(await told(typed(payment))).toMatchObject(done);
    // Who knows the right number by heart and has the receipt at hand is a holder too.
    expect(await told(typed(payment, { account: '9161239999' }))).toMatchObject(done);
  });

  test('whose request was refused says so for a month', async () => {
    const payment = await rejected('9161230040');
    const asked = requestFor(payment, 'reconduct');
    await world.ask(asked);
    await world.decide(asked, 'anna', 'deny');
    expect(await told(typed(payment))).toMatchObject({ request: { kind: 'reconduct', stage: 'refused' } });
    world.ground.pass(31 * 24 * 60 * minute);
    expect(await told(typed(payment))).toMatchObject({ place: 'rejected', request: null });
  });

  test('whose refund is granted says where the money is', async () => {
    const payment = await rejected('9161230050');
    await world.ask(requestFor(payment, 'cancel'));
    const refund = requestFor(payment, 'cashRefund');
    await world.ask(refund);
    for (const person of ['anna', 'boris']) await world.decide(refund, person);
    expect(await told(typed(payment))).toMatchObject({
      place: 'cancelled',
      request: { kind: 'cashRefund', stage: 'granted' },
    });
  });

  test('that shares number, receipt and sum with another is told beside it, by its time; a QR tells just one', async () => {
    const twin = beginJournal({ seed: 2, workstation: 2, start: Date.UTC(2026, 10, 21, 6) });
    const details = { account: '9161230060' };
    const first = journal.pay({ ...details, document: document(51_500) });
    // The other till's receipt gets the same number.
    while (twin.pay({}).receipt?.number !== (first.receipt?.number ?? 1) - 1);
    const second = twin.pay({ ...details, document: document(51_500) });
    expect(second.receipt?.number).toBe(first.receipt?.number);
    await ship();
    await world.ship(twin);
    const answer = await answerTo(typed(first));
    expect(answer).toMatchObject({
      kind: 'found',
      payments: [
        { place: 'accepted', takenAt: second.takenAt },
        { place: 'accepted', takenAt: first.takenAt },
      ],
    });
    expect(await told(qr(first))).not.toHaveProperty('takenAt');
  });

  test('re-recorded after a restore of its till is one payment', async () => {
    const till = beginJournal({ seed: 3, workstation: 3 });
    const payment = till.pay({ account: '9161230070', until: 'receipted' });
    await world.ship(till);
    const restored = till.restored(till.events.length);
    restored.conduct(payment.id);
    await world.ship(restored);
    expect(await told(typed(payment))).toMatchObject({ place: 'accepted' });
  });

  test('known by a scanned receipt alone is looked for', async () => {
    const other = journal.pay({ account: '9161230080', until: 'preChecked' });
    const paper = qr(other, {
      drive,
      document: 7_777,
      sign: '4242424242',
      amount: 30_000,
    }).receipt;
    const missing = {
      providerId: 'beeline',
      account: '9031234567',
      amountTaken: 30_000,
      amountCredited: 29_000,
      takenAt: world.parts.clock() - minute,
    };
    const asked = requestFor(other, 'reconduct', { paymentId: null, receipt: paper, missing });
    await world.ask(asked);
    expect(await told({ kind: 'qr', receipt: paper })).toMatchObject({
      place: 'notReceived',
      provider: 'Билайн',
      accountEnd: '4567',
      request: { kind: 'reconduct', stage: 'considered' },
    });
    expect(await answerTo({ kind: 'qr', receipt: { ...paper, sign: '4242424243' } })).toEqual(unknown);
    for (const person of ['anna', 'boris']) await world.decide(asked, person);
    await world.dispatch();
    expect(await told({ kind: 'qr', receipt: paper })).toMatchObject({ place: 'completed' });
    expect(
      await told({ kind: 'typed', account: '9031234567', receipt: 'ФД 7777', amount: 30_000 }),
    ).toMatchObject({ place: 'completed' });
  });
});

describe('Guessing', () => {
  const limited = async (question: object): Promise<PublicRefusal> => {
    const { status, body, headers } = await page.ask(question);
    const refusal = PublicRefusal.parse(body);
    expect({ status, code: refusal.code }).toEqual({ status: 429, code: 'tooMany' });
    expect(headers['retry-after']).toBe(String(refusal.retryAfter));
    return refusal;
  };

  test("a client's receipts is ended after eight misses, right guess or not; the QR goes on working", async () => {
    const payment = journal.pay({ account: '9161230090', document: document(51_500) });
    await ship();
    for (let number = 1; number <= 8; number += 1)
      expect(await answerTo(typed(payment, { receipt: `9/${number}` }))).toEqual(unknown);
    // Another way to write the number is no other number.
    for (const account of ['9161230090', '+7 916 123-00-90'])
      expect((await limited(typed(payment, { account }))).retryAfter).toBe(600);
    expect(await told(qr(payment))).toMatchObject({ place: 'accepted' });
    world.ground.pass(10 * minute);
    expect(await told(typed(payment))).toMatchObject({ place: 'accepted' });
    // A hit costs nothing.
    expect(await told(typed(payment))).toMatchObject({ place: 'accepted' });
    expect(page.counted.filter((one) => one === 'page limited')).toHaveLength(2);
  });

  test('from one address is ended after fifteen misses, whatever is asked about', async () => {
    const payment = journal.pay({ account: '9161230091', document: document(51_500) });
    await ship();
    for (let count = 0; count < 15; count += 1)
      expect(await answerTo(typed(payment, { account: `916123${1000 + count}` }))).toEqual(unknown);
    await limited(typed(payment));
    await limited(qr(payment));
    // Whoever guesses is told to the log, once a minute however often it tries.
    const said = world.ground.lines.filter(({ message }) => message.includes('too many'));
    expect(said.at(-1)).toMatchObject({ level: 'info', entry: { from: '127.0.0.1' } });
    await limited(typed(payment));
    expect(world.ground.lines.filter(({ message }) => message.includes('too many'))).toHaveLength(
      said.length,
    );
    // Nobody's word about the address is believed unless it was named as a proxy.
    const { status } = await page.ask(typed(payment), { 'x-forwarded-for': '198.51.100.7' });
    expect(status).toBe(429);
    world.ground.pass(20_000);
    expect(await told(typed(payment))).toMatchObject({ place: 'accepted' });
  });

  test('behind a trusted proxy counts by the address that this proxy saw', async () => {
    const behind = await newStatusGround(world, { proxies: ['127.0.0.1/32'] });
    const miss = (forwarded: string, account: number) =>
      behind
        .ask(
          { kind: 'typed', account: String(account), receipt: '1/1', amount: 1 },
          { 'x-forwarded-for': forwarded },
        )
        .then(({ status }) => status);
    try {
      // What the client itself wrote in front is not believed; IPv6 counts by /64.
      for (let count = 0; count < 15; count += 1)
        expect(await miss(`203.0.113.${count}, 2001:db8:1:2::${count + 1}`, 9_160_000_000 + count)).toBe(200);
      expect(await miss('2001:db8:1:2:ffff::9', 9_160_001_000)).toBe(429);
      expect(await miss('2001:db8:1:3::9', 9_160_001_000)).toBe(200);
    } finally {
      await behind.close();
    }
  });

  test('by everybody together is bounded, and then only a QR is answered', async () => {
    const crowd = await newStatusGround(world, { proxies: ['127.0.0.1/32'] });
    const payment = journal.pay({ account: '9161230092', document: document(51_500) });
    await ship();
    try {
      let answered = 0;
      const miss = async (count: number) => {
        const { status } = await crowd.ask(
          { kind: 'typed', account: String(9_170_000_000 + count), receipt: '1/1', amount: 1 },
          { 'x-forwarded-for': `10.1.${Math.floor(count / 200)}.${count % 200}` },
        );
        if (status === 200) answered += 1;
      };
      for (let from = 0; from < 360; from += 40) {
        await Promise.all(Array.from({ length: 40 }, (_, index) => miss(from + index)));
        // Time enough for asks to come back, not for misses.
        if (from < 320) world.ground.pass(2_000);
      }
      // 300 at once, and one each half second.
      expect(answered).toBe(300 + 4 * 8);
      expect((await crowd.ask(typed(payment), { 'x-forwarded-for': '10.9.9.9' })).status).toBe(429);
      expect((await crowd.ask(qr(payment), { 'x-forwarded-for': '10.9.9.9' })).status).toBe(200);
    } finally {
      await crowd.close();
    }
  });
});
