/**
 * One play of the property of money: payments of two tills, people who come back for them, the office, operators on bad
 * days, tills that die and a СЭП that is put back from a dump, in an order that a seed draws.
 */
import type { RequestView, StoryRequest } from '../../../contract/adjustment.ts';
import type { ProviderId } from '../../../contract/primitives.ts';
import type { PaymentStatus } from '../../../contract/status.ts';
import { endedStates } from '../../../core/adjustment.ts';
import { splitAt } from '../../../core/feeSplit.ts';
import type { Payment } from '../../../core/payment.ts';
import { paperIdsOf } from '../../../core/receiptKeys.ts';
import { isNewer } from '../../../core/sepStatus.ts';
import { starterCatalogue } from '../../../core/starter/starterCatalogue.ts';
import { txnIdOf } from '../../../core/txnId.ts';
import { decide } from '../../../sep/adjustments/decide.ts';
import { endGrant } from '../../../sep/adjustments/endGrant.ts';
import { reconductHung } from '../../../sep/adjustments/reconductHung.ts';
import { leaveRequest } from '../../../sep/adjustments/request.ts';
import { createStory } from '../../../sep/adjustments/story.ts';
import type { Caller, SepParts } from '../../../sep/parts.ts';
import { createChanges } from '../../../sep/payments/changes.ts';
import { noteHeard, type Saying } from '../../../sep/payments/heard.ts';
import { raiseGeneration } from '../../../sep/restore/raise.ts';
import { createRecall } from '../../../sep/restore/recall.ts';
import { noteWhole } from '../../../sep/restore/whole.ts';
import type { Database } from '../../../sep/store/database.ts';
import { sha256 } from '../../../sep/trust/hashing.ts';
import type { Dump } from '../../tools/databaseDump.ts';
import { putBack, takeDump } from '../../tools/databaseDump.ts';
import { callerOf } from '../ground.ts';
import type { Given, MoneyTill } from './moneyTill.ts';
import { beginMoneyTill } from './moneyTill.ts';
import type { AdjustmentWorld } from './world.ts';
import { minute, missingOf, receiptOf, requestFor } from './world.ts';

/** Small, quick, the same everywhere. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

class Cut extends Error {}

/** Transactions are cut before their end, or their end is not heard of; whoever asked has to ask again. */
function cutting(parts: SepParts, random: () => number): SepParts {
  const { database } = parts;
  const cut: Database = {
    ...database,
    async transaction(work) {
      const drawn = random();
      const done = await database.transaction(async (tx) => {
        const value = await work(tx);
        if (drawn < 0.15) throw new Cut('before the commit');
        return value;
      });
      if (drawn > 0.85) throw new Cut('after the commit');
      return done;
    },
  };
  return { ...parts, database: cut };
}

async function untilHeard<T>(ask: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof Cut)) throw error;
    }
  }
}

const yota = starterCatalogue.providers.find(({ id }) => id === 'yota');

/** The shares at the provider with another fee. */
export function atYota({ details }: Payment) {
  const split = yota && splitAt(yota, details);
  if (!split?.ok) throw new Error('yota takes no such sum');
  return split.value;
}

export type PlayOptions = {
  readonly seed: number;
  readonly steps: number;
  /** How often СЭП is put back from a dump. */
  readonly restores: number;
};

/** What a play has met, so that the property knows that it met everything. */
export type Met = {
  paidBack: number;
  badDays: number;
  /** Cash of which people said that it went out before its journal did. */
  saidPaid: number;
  crashes: number;
  cancelledHere: number;
  /** Of these, by a till that saw nothing of СЭП: by what it had been told, whatever was made from the paper meanwhile. */
  cancelledCutOff: number;
  /** Not cancelled there, as СЭП had told of it once. */
  keptFromCancel: number;
  /** Made from a paper, and cancelled by its till before that knew of it: never sent. */
  papersCancelled: number;
  /** Papers that their journals met. */
  papersMet: number;
  restores: number;
};

export type Played = {
  readonly payments: readonly Payment[];
  readonly given: readonly Given[];
  readonly met: Met;
  /** All numbers by which an operator may know a payment, however СЭП calls it. */
  txnIds(payment: Payment): Promise<readonly string[]>;
  statusOf(payment: Payment): Promise<string | null>;
};

const endings = ['100101', '000005', '000005', '000007', '000005', '100103', '100104', '100105'];
/** Clients ask for their money most. */
const kinds = ['reconduct', 'transfer', 'cancel', 'cashRefund', 'cashRefund'] as const;
const people = ['anna', 'boris', 'vera'];
const mostAttempts = 8;

export async function play(now: AdjustmentWorld, { seed, steps, restores }: PlayOptions): Promise<Played> {
  const random = seeded(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const parts = cutting(now.parts, random);
  const { database } = now;
  const given: Given[] = [];
  const met: Met = {
    paidBack: 0,
    badDays: 0,
    saidPaid: 0,
    crashes: 0,
    cancelledHere: 0,
    cancelledCutOff: 0,
    keptFromCancel: 0,
    papersCancelled: 0,
    papersMet: 0,
    restores: 0,
  };
  const give = (one: Given): void => void given.push(one);
  const tills = [1, 2].map((workstation) =>
    beginMoneyTill(seed * 10 + workstation, workstation, random, give),
  );
  const payments: Payment[] = [];
  const ownerOf = new Map<string, MoneyTill>();
  /** Receipted and not conducted. */
  const kept = new Set<Payment>();
  /** Cancelled at its till before it was conducted. */
  const buried = new Set<Payment>();
  for (const [index, till] of tills.entries()) {
    for (const [place, ending] of endings.entries()) {
      const account = `9${index}${place}7${ending}`;
      const until = place >= 5 ? 'receipted' : 'conducted';
      const credited = 30_000 + 100 * (10 * index + place);
      const payment = till.take({ account, credited, fee: 700, until });
      payments.push(payment);
      ownerOf.set(payment.id, till);
      if (until === 'receipted') kept.add(payment);
    }
  }

  async function named(payment: string): Promise<string> {
    const [alias] = await database.query<{ payment: string }>(
      'SELECT payment FROM payment_alias WHERE journal_payment = $1',
      [payment],
    );
    return alias?.payment ?? payment;
  }
  /** A paper's payment is another's until its journal comes: all that was ever made from one. */
  const papers = new Map<string, Set<string>>();
  async function txnIds({ id }: Payment): Promise<readonly string[]> {
    const ids = new Set([String(id), await named(id), ...(papers.get(id) ?? [])]);
    return [...ids].flatMap((one) =>
      Array.from({ length: mostAttempts }, (_, index) => txnIdOf(one as Payment['id'], index + 1, sha256)),
    );
  }
  const isCredited = async (payment: Payment): Promise<boolean> => {
    const ids = await txnIds(payment);
    return now.operators.credited().some(({ txnId }) => ids.includes(txnId));
  };
  const statusOf = async ({ id }: Payment) => now.status(await named(id));

  /** Everything that a till has goes out, or what is left of it; then it says so. */
  async function ship(till: MoneyTill, part = 1): Promise<void> {
    for (const journal of till.journals) {
      const [row] = await database.query<{ seq: number }>('SELECT seq FROM journal WHERE origin = $1', [
        journal.origin,
      ]);
      const from = (row?.seq ?? 0) + 1;
      const most = journal.events.length * part;
      const end =
        part === 1 ? journal.events.length : (journal.heads.find(({ seq }) => seq > most)?.seq ?? 0);
      if (end >= from) await now.ship(journal, from, end);
      // The next one goes on behind the whole of it.
      if (Math.max(end, from - 1) < journal.events.length) break;
    }
    if (part !== 1) return;
    const last = till.journal().events.at(-1);
    if (!last) return;
    const head = { origin: last.origin, seq: last.seq, hash: last.hash };
    const generation = now.ground.generation();
    const seen = { generation, cursor: 0, epoch: 0 };
    const caller = callerOf('tt-1', till.workstation);
    await recall(till, caller, generation);
    await noteWhole(database, caller, { head, unsent: 0, seen } as never, generation);
    await hear(till);
    await say(till);
  }

  /** What СЭП told of payments, as a till keeps it; of what it knows of its own journals: how far they are there. */
  type Memory = {
    readonly known: Map<string, PaymentStatus>;
    generation: number;
    cursor: number;
    brought: Map<string, number>;
    last: Saying | null;
  };
  const memories = new Map<MoneyTill, Memory>(
    tills.map((till) => [
      till,
      { known: new Map(), generation: 0, cursor: 0, brought: new Map(), last: null },
    ]),
  );
  const memoryOf = (till: MoneyTill): Memory => {
    const memory = memories.get(till);
    if (!memory) throw new Error('a till remembers');
    return memory;
  };

  /** Reads the changes on, as a till does that is in touch. */
  async function hear(till: MoneyTill): Promise<void> {
    const memory = memoryOf(till);
    // Its contact has told back what it knew of before, as soon as СЭП answered again.
    const present = now.ground.generation();
    if (memory.generation > 0 && memory.generation < present)
      await recall(till, callerOf('tt-1', till.workstation), present);
    const changes = createChanges(now.parts);
    const { generation, cursor } = memory;
    const asked = { generation, cursor, waitMs: 0, limit: 1_000 };
    const told = await changes.read(asked, callerOf('tt-1', till.workstation), new AbortController().signal);
    changes.close();
    if (!told.ok) throw new Error(told.refusal.message);
    for (const one of told.value.changes)
      if (isNewer(memory.known.get(one.paymentId) ?? null, one)) memory.known.set(one.paymentId, one);
    Object.assign(memory, { generation: told.value.generation, cursor: told.value.cursor });
  }

  /** Says up to where it has read; now and then what it said before comes once more instead. */
  async function say(till: MoneyTill): Promise<void> {
    const memory = memoryOf(till);
    const cancelsUnsent = till.journals.some(({ origin, events }) =>
      events.some(({ type, seq }) => type === 'paymentCancelled' && seq > (memory.brought.get(origin) ?? 0)),
    );
    const saying = random() < 0.2 && memory.last ? memory.last : { seen: { ...memory }, cancelsUnsent };
    memory.last = { seen: { ...memory }, cancelsUnsent };
    await noteHeard(database, callerOf('tt-1', till.workstation), saying);
    // The answer: how far each journal is there.
    const rows = await database.query<{ origin: string; seq: number }>('SELECT origin, seq FROM journal');
    memory.brought = new Map(rows.map(({ origin, seq }) => [origin, seq]));
  }

  /** Whether it was ever told of a payment, by its own id or by one that the receipt gives. */
  function isToldTo(till: MoneyTill, { id, receipt, workstation, details }: Payment): boolean {
    const place = { tradePoint: 'tt-1', workstation };
    const papersOf = receipt ? paperIdsOf(place, receipt, 1, details.amountTaken, sha256) : [];
    return [id, ...papersOf].some((one) => memoryOf(till).known.has(one));
  }

  /** Tells back what was told in older generations. */
  async function recall(till: MoneyTill, caller: Caller, generation: number): Promise<void> {
    const told = [...memoryOf(till).known.values()].filter((one) => one.generation < generation);
    const answer = await createRecall(now.parts)(
      { generation, told, last: true },
      caller,
      new AbortController().signal,
    );
    if (!answer.ok) throw new Error(answer.refusal.message);
  }

  const askStory = async (about: Partial<StoryRequest>, workstation: number) => {
    const told = await createStory(now.parts)(
      { paymentId: null, receipt: null, ...about },
      callerOf('tt-1', workstation),
      new AbortController().signal,
    );
    if (!told.ok) throw new Error(told.refusal.message);
    return told.value;
  };
  const storyOf = (paymentId: Payment['id'], workstation: number) => askStory({ paymentId }, workstation);
  const paperStory = (payment: Payment, workstation: number) =>
    askStory({ receipt: receiptOf(payment) as NonNullable<StoryRequest['receipt']> }, workstation);

  const requests: { readonly view: RequestView; readonly payment: Payment }[] = [];

  const rightOf = ({ details: { account } }: Payment): string =>
    `${account.slice(0, 9)}${(Number(account[9]) + 1) % 10}`;

  async function leave(payment: Payment, till: MoneyTill, kind: string, more: object): Promise<string> {
    const request = requestFor(payment, kind, { missing: missingOf(payment), ...more });
    const times = random() < 0.3 ? 2 : 1;
    for (let time = 0; time < times; time += 1) {
      const left = await untilHeard(() => leaveRequest(parts, request, callerOf('tt-1', till.workstation)));
      if (!left.ok) throw new Error(left.refusal.message);
      if (time === 0) requests.push({ view: left.value, payment });
    }
    return request.id;
  }

  /** As a till that has the payment's journal lets it be asked. */
  async function ask(): Promise<void> {
    const payment = pick(payments);
    const kind = pick(kinds);
    const till = pick(tills);
    // What never left its till is cancelled there; what is cancelled there is over for all, but for its cash.
    if (kept.has(payment) || (buried.has(payment) && kind !== 'cashRefund')) return;
    // Elsewhere nothing but its receipt is known, and nothing was ever told: no cash for that.
    if (buried.has(payment) && ownerOf.get(payment.id) !== till && !isToldTo(till, payment)) return;
    if (till.unended(payment.id)) return;
    const corrected =
      kind === 'transfer' || (kind === 'reconduct' && random() < 0.7)
        ? { providerId: kind === 'reconduct' && random() < 0.6 ? 'yota' : 'mts', account: rightOf(payment) }
        : null;
    // Another provider has another fee: mostly the client agrees, now and then nobody asked.
    const split = corrected?.providerId === 'yota' && random() < 0.8 ? atYota(payment) : undefined;
    const seniorName = random() < 0.7 ? 'Ольга' : null;
    await leave(payment, till, kind, { corrected, split, seniorName, shiftOpen: random() < 0.8 });
  }

  /** At the other workstation, where nothing is known of it: by the paper, and what can be read off it. */
  async function askByPaper(): Promise<void> {
    const rows = await database.query<{ payment: string }>('SELECT payment FROM lane');
    const arrived = new Set(rows.map((row) => row.payment));
    // Who has been given cash back has given back the receipt.
    const missing = payments.filter((one) => !arrived.has(one.id) && !buried.has(one));
    if (missing.length === 0) return;
    const still = missing.filter((one) => kept.has(one));
    const payment = still.length > 0 && random() < 0.7 ? pick(still) : pick(missing);
    const till = tills.find((one) => one !== ownerOf.get(payment.id));
    if (!till) return;
    // A till without the payment's journal gives no cash for it, and knows nothing to transfer.
    const kind = random() < 0.75 ? 'reconduct' : 'cancel';
    const asked = await leave(payment, till, kind, { paymentId: null, seniorName: null, shiftOpen: false });
    const [row] = await database.query<{ payment: string | null }>(
      'SELECT payment FROM request WHERE id = $1',
      [asked],
    );
    if (!row?.payment) return;
    papers.set(payment.id, (papers.get(payment.id) ?? new Set()).add(row.payment));
  }

  async function paymentOf(request: string): Promise<Payment | null> {
    return requests.find(({ view }) => view.id === request)?.payment ?? null;
  }

  const isTold = async (request: string, words: string): Promise<boolean> =>
    (
      await database.query(
        "SELECT FROM request_change WHERE request = $1 AND text LIKE '%' || $2 || '%' LIMIT 1",
        [request, words],
      )
    ).length > 0;
  /**
   * Where СЭП says that it does not trust what it knows, people look: they ask the operator, and hold receipts side by side
   * (of one sum there are no two here).
   */
  const isKnownBetter = async (request: string, payment: Payment): Promise<boolean> =>
    (await isTold(request, 'может быть тот же платёж')) ||
    ((await isTold(request, 'Сначала спросите оператора')) && (await isCredited(payment)));

  async function judge(): Promise<void> {
    const living = await database.query<{ id: string; state: string }>(
      "SELECT id, state FROM request WHERE state IN ('open', 'halfApproved', 'atOperator') ORDER BY received_at, id",
    );
    // Now and then one that has ended long ago.
    const past = random() < 0.1 && requests.length > 0 ? pick(requests).view : null;
    if (living.length === 0 && !past) return;
    const { id, state } = past ?? pick(living);
    const asked = await paymentOf(id);
    const isAmiss = asked !== null && (await isKnownBetter(id, asked));
    const word = { requestId: id, person: { id: pick(people), role: 'operator' }, operatorAnswer: null };
    await untilHeard(() =>
      decide(parts, {
        ...word,
        decision: !isAmiss && random() < 0.85 ? 'approve' : 'deny',
        reason: 'по заявлению',
        // The office may correct the provider too; the client's word it can't give.
        corrected: random() < 0.1 ? { providerId: 'yota' as ProviderId, account: '9991234567' } : null,
      }),
    );
    // A person's word for the operator is only good where the operator was asked, and did what it says.
    if (state !== 'atOperator' || !asked) return;
    const [task] = await database.query<{ kind: string }>(
      "SELECT kind FROM operator_task WHERE request = $1 AND outcome IS NULL AND way = 'person'",
      [id],
    );
    if (!task) return;
    const did = task.kind === 'cancel' ? !(await isCredited(asked)) : await isCredited(asked);
    await untilHeard(() =>
      decide(parts, {
        ...word,
        decision: did ? 'approve' : 'deny',
        reason: 'ответ оператора',
        corrected: null,
        operatorAnswer: did ? 'сделано' : 'нельзя',
      }),
    );
  }

  /** What СЭП names as granted to a till: its word of this moment. */
  async function atTill(till: MoneyTill, payment: Payment): Promise<void> {
    const refund = till.unended(payment.id);
    const { requests: views, status } = await storyOf(payment.id, till.workstation);
    if (refund) {
      const isOwn = !requests.some(({ view }) => view.id === refund.id);
      const view = views.find(({ id }) => id === refund.id);
      till.goOn(payment, refund, isOwn ? random() < 0.7 : view?.state === 'granted' && random() < 0.7);
      return;
    }
    if (status?.status === 'refunded' || till.refundsOf(payment.id).some(({ stage }) => stage === 'paid'))
      return;
    const granted = views.find(
      ({ kind, state, workstation, id }) =>
        kind === 'cashRefund' &&
        state === 'granted' &&
        workstation === till.workstation &&
        !till.refundsOf(payment.id).some((one) => one.id === id),
    );
    if (!granted?.grant) return;
    till.takeUp(payment, { id: granted.id, ...granted.grant }, random() < 0.7);
  }
  async function atTills(chance: number): Promise<void> {
    for (const till of tills)
      for (const payment of payments) if (random() < chance) await atTill(till, payment);
  }

  async function isClaimed(payment: Payment, till: MoneyTill): Promise<boolean> {
    const { status } = await storyOf(payment.id, till.workstation);
    const paper = await paperStory(payment, till.workstation);
    const isOthers =
      paper.paymentId !== null &&
      paper.paymentId !== payment.id &&
      (paper.status !== null || paper.requests.some(({ state }) => !endedStates.includes(state)));
    return status !== null || isOthers;
  }

  /** A till's own cancel of what it has not conducted, with СЭП's word or without, but not of what it was told of; or «Провести». */
  async function keptOnes(): Promise<void> {
    if (kept.size === 0) return;
    // Those of which something was made elsewhere are what it is about.
    const rows = await database.query<{ payment: string }>('SELECT id AS payment FROM payment');
    const made = [...kept].filter(({ id }) =>
      rows.some(({ payment }) => payment === id || papers.get(id)?.has(payment)),
    );
    const payment = made.length > 0 && random() < 0.5 ? pick(made) : pick([...kept]);
    const till = ownerOf.get(payment.id);
    if (!till) return;
    // As the till asks: by its own id, and whether anybody came with the paper elsewhere.
    const isCutOff = random() < 0.6;
    if (!isCutOff) await hear(till);
    if (random() < 0.3) till.conduct(payment);
    else if (isToldTo(till, payment)) {
      met.keptFromCancel += 1;
      return;
    } else {
      if (!isCutOff && (await isClaimed(payment, till))) return;
      till.cancelHere(payment);
      buried.add(payment);
      met.cancelledHere += 1;
      if (isCutOff) met.cancelledCutOff += 1;
    }
    kept.delete(payment);
  }

  /**
   * A till fell silent: two people say what became of the cash, as it is. Of a receipt that was begun nobody but its till
   * can say.
   */
  async function endOne(): Promise<void> {
    const granted = await database.query<{ id: string }>(
      "SELECT id FROM request WHERE state = 'granted' ORDER BY id",
    );
    const refunds = tills.flatMap((till) => payments.flatMap(({ id }) => till.refundsOf(id)));
    const stageOf = (request: string) => refunds.find(({ id }) => id === request)?.stage ?? 'granted';
    const told = granted.filter(({ id }) => !['receipting', 'receipted'].includes(stageOf(id)));
    const one = told.find(({ id }) => stageOf(id) === 'paid') ?? told[0];
    if (!one) return;
    const paid = stageOf(one.id) === 'paid';
    for (const who of people.slice(0, 2)) {
      const end = { requestId: one.id, person: { id: who, role: 'operator' }, paid, reason: 'касса молчит' };
      await untilHeard(() => endGrant(parts, end));
    }
    if (paid) met.saidPaid += 1;
  }

  /** What goes wrong between СЭП and its operators, for a while. */
  async function badDay(): Promise<void> {
    const faults = [
      random() < 0.5 ? [{ kind: 'loseAfter' as const, command: 'pay' as const, count: 2 }] : [],
      random() < 0.4 ? [{ kind: 'repeat300' as const }] : [],
      random() < 0.3 ? [{ kind: 'result' as const, command: 'pay' as const, code: 1, count: 2 }] : [],
      random() < 0.5 ? [{ kind: 'loseAfter' as const, command: 'cancel' as const, count: 1 }] : [],
    ].flat();
    await now.operators.setFaults({ faults });
    met.badDays += 1;
  }

  let dump: Dump | null = null;
  async function restore(): Promise<void> {
    if (!dump) return;
    // One of them is in touch; the other one may have heard nothing for long.
    const [first, second] = random() < 0.5 ? tills : [...tills].reverse();
    for (const till of random() < 0.5 ? [first] : [first, second]) if (till) await hear(till);
    await putBack(now.url, dump);
    // Above all that any till was ever told.
    const above = now.ground.generation() + 1;
    await raiseGeneration(now.ground, 'a till', 'it has seen more', async () => above);
    met.restores += 1;
  }

  // Most of it is at its end when the clients come back; some is on the way, some has not arrived.
  await database.run('UPDATE workstation SET seen_at = $1 WHERE number <= 2', [now.ground.clock()]);
  for (const till of tills) await ship(till, 0.6);
  await database.run('UPDATE workstation SET seen_at = $1 WHERE number <= 2', [now.ground.clock()]);
  await now.dispatcher.round();
  const restoreAt = new Set(
    Array.from({ length: restores }, (_, index) =>
      Math.floor((steps * (index + 1 + 0.5 * random())) / (restores + 1)),
    ),
  );
  for (let step = 0; step < steps; step += 1) {
    if (restoreAt.has(step)) await restore();
    if (restores > 0 && (dump === null || random() < 0.04)) dump = await takeDump(database);
    const drawn = random();
    if (drawn < 0.3) await ask();
    else if (drawn < 0.34) await askByPaper();
    else if (drawn < 0.62) for (const _ of ['first', 'second']) await judge();
    else if (drawn < 0.65) await ship(pick(tills), pick([0.7, 0.85, 1]));
    else if (drawn < 0.7) await now.dispatcher.round();
    else if (drawn < 0.75) {
      const till = pick(tills);
      await hear(till);
      if (random() < 0.8) await say(till);
    } else if (drawn < 0.81) await atTills(0.6);
    else if (drawn < 0.85) await keptOnes();
    else if (drawn < 0.88) await endOne();
    else if (drawn < 0.9) now.ground.pass(20 * minute);
    else if (drawn < 0.92) await untilHeard(() => reconductHung(parts, 'mts', { id: 'vera' }, 'после сбоя'));
    else if (drawn < 0.95) await badDay();
    else {
      now.ground.pass(2 * minute);
      await now.calls.round();
    }
  }
  // The day ends: everybody is there again, and everything is told.
  await now.operators.setFaults({ faults: [] });
  // No shift closes over what is unfinished: what may not be cancelled any more is conducted.
  for (const payment of kept) {
    const till = ownerOf.get(payment.id);
    if (!till) continue;
    if (isToldTo(till, payment) || random() < 0.5) till.conduct(payment);
    else {
      till.cancelHere(payment);
      buried.add(payment);
    }
  }
  kept.clear();
  for (const till of tills) await ship(till);
  for (let turn = 0; turn < 12; turn += 1) await atTills(1);
  await endOne();
  for (const till of tills) await ship(till);
  for (let turn = 0; turn < 5; turn += 1) {
    now.ground.pass(30 * minute);
    await now.calls.round();
    for (const till of tills) {
      await hear(till);
      await say(till);
    }
    await now.dispatcher.round();
  }
  met.paidBack = given.length;
  met.crashes = tills.reduce((sum, till) => sum + till.crashes(), 0);
  const [aliases] = await database.query<{ count: number }>(
    'SELECT count(*)::integer AS count FROM payment_alias',
  );
  met.papersMet = aliases?.count ?? 0;
  const [cancelled] = await database.query<{ count: number }>(
    `SELECT count(*)::integer AS count FROM payment p JOIN payment_alias a ON a.payment = p.id JOIN lane l ON l.payment = a.journal_payment
     WHERE p.status IN ('cancelled', 'refunded') AND l.state::json ->> 'stage' = 'cancelled'`,
  );
  met.papersCancelled = cancelled?.count ?? 0;
  return { payments, given, met, txnIds, statusOf };
}
