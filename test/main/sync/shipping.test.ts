/** Shipping against a СЭП that asks back, refuses and forgets: each journal goes its own way. */
import { afterEach, expect, test } from 'vitest';
import type { JournalChunk } from '../../../contract/peer.ts';
import type { Instant, Origin } from '../../../contract/primitives.ts';
import type { SepInput } from '../../../contract/sep.ts';
import type { Tick } from '../../../core/sync.ts';
import type { Store } from '../../../main/store/types.ts';
import type { SepAnswer } from '../../../main/sync/sepClient.ts';
import { createShipping } from '../../../main/sync/shipping.ts';
import { details, noon, openBegun, openShift, removeFolders, take } from '../store/station.ts';

afterEach(removeFolders);

const pace = {
  contactMs: 1,
  changesWaitMs: 1,
  answerMs: 1,
  shipAnswerMs: 1,
  witnessMs: 1,
  checkMs: 1,
  pauses: { firstMs: 1, mostMs: 1 },
  blockedMs: 60_000,
};

type Reply = (chunk: JournalChunk, epoch: SepInput<'ship'>['epoch']) => SepAnswer<unknown>;
const accepted = ({ origin, events }: JournalChunk): SepAnswer<unknown> => {
  const last = events.at(-1);
  return {
    ok: true,
    value: { kind: 'accepted', origin, seq: last?.seq, hash: last?.hash, known: 0, forks: 0, parked: 0 },
  };
};

function shippingOf(store: Store, reply: Reply) {
  const sent: string[] = [];
  const problems: string[] = [];
  let tick: Tick | null = { generation: 1, epoch: 1, since: noon as Instant };
  let now = 0;
  let due: readonly { readonly at: number; readonly action: () => void }[] = [];
  const timers = {
    after: (milliseconds: number, action: () => void) => {
      const one = { at: now + milliseconds, action };
      due = [...due, one];
      return () => {
        due = due.filter((other) => other !== one);
      };
    },
  };
  const note = (_entry: object, message: string): void => void problems.push(message);
  const shipping = createShipping({
    store,
    call: (async (_name: string, { chunk, epoch }: SepInput<'ship'>) => {
      sent.push(`${chunk.events.at(0)?.seq}–${chunk.events.at(-1)?.seq}`);
      return reply(chunk, epoch);
    }) as never,
    tick: () => tick,
    pace,
    timers,
    log: { info: note, warn: note, error: note },
    onNotBound: () => undefined,
    onProgress: () => undefined,
    onOffered: () => void problems.push('offered again'),
  });
  return {
    ...shipping,
    sent,
    problems,
    untick: () => {
      tick = null;
    },
    pass: (milliseconds: number) => {
      now += milliseconds;
      const over = due.filter(({ at }) => at <= now);
      due = due.filter(({ at }) => at > now);
      for (const { action } of over) action();
    },
    waiting: () => due.length,
  };
}

function taken(payments: number): { readonly store: Store; readonly origin: Origin; readonly last: number } {
  const opened = openBegun({});
  openShift(opened);
  for (let count = 0; count < payments; count += 1) take(opened, details);
  const head = opened.store.read.head();
  if (!head) throw new Error('no journal');
  return { store: opened.store, origin: head.origin, last: head.seq };
}

test('a journal is brought whole and once, and goes on from where СЭП has it', async () => {
  const { store, origin, last } = taken(3);
  const shipping = shippingOf(store, accepted);
  expect(await shipping.round()).toEqual({ kind: 'done' });
  expect(shipping.sent).toEqual([`1–${last}`]);
  expect(store.statuses.sepHead(origin)).toBe(last);
  expect(await shipping.round()).toEqual({ kind: 'done' });
  expect(shipping.sent).toHaveLength(1);
  store.close();
});

test('a gap is filled from where СЭП says; one that asks in circles is kept back', async () => {
  const { store, origin, last } = taken(3);
  store.statuses.setSepHeads(1, [{ origin, seq: last - 1 }]);
  let asked = 0;
  const shipping = shippingOf(store, (chunk) => {
    asked += 1;
    return asked === 1 ? { ok: true, value: { kind: 'gap', origin, from: 1 } } : accepted(chunk);
  });
  await shipping.round();
  expect(shipping.sent).toEqual([`${last}–${last}`, `1–${last}`]);

  store.statuses.lowerSepHead(origin, 0);
  const circling = shippingOf(store, () => ({ ok: true, value: { kind: 'gap', origin, from: 1 } }));
  expect(await circling.round()).toEqual({ kind: 'done' });
  expect(circling.blocked()).toMatchObject([{ origin }]);
  store.close();
});

test('what СЭП finds unsound is kept back and told, and is offered again later', async () => {
  const { store, origin, last } = taken(1);
  let sound = false;
  const shipping = shippingOf(store, (chunk) =>
    sound ? accepted(chunk) : { ok: true, value: { kind: 'unsound', origin, seq: 1, why: 'chain' } },
  );
  expect(await shipping.round()).toEqual({ kind: 'done' });
  await shipping.round();
  expect(shipping.sent).toHaveLength(1);
  expect(shipping.blocked()).toMatchObject([{ origin, failure: { code: 'sepRefused' } }]);
  expect(shipping.problems).toContain('a journal is kept back');
  sound = true;
  shipping.pass(pace.blockedMs - 1);
  expect(shipping.blocked()).toHaveLength(1);
  shipping.pass(1);
  expect(shipping.problems.at(-1)).toBe('offered again');
  await shipping.round();
  expect(store.statuses.sepHead(origin)).toBe(last);
  expect(shipping.blocked()).toEqual([]);
  store.close();
});

test('a journal that was not bound is offered again as soon as it is, and no other one is for that', async () => {
  const { store, origin, last } = taken(1);
  const refuse = (code: 'notBound' | 'badRequest') => (): SepAnswer<unknown> => ({
    ok: false,
    failure: { code: code === 'notBound' ? 'journalNotBound' : 'sepRefused' },
    refusal: { code, message: '' },
  });
  let reply: Reply = refuse('notBound');
  const shipping = shippingOf(store, (...what) => reply(...what));
  await shipping.round();
  expect(shipping.blocked()).toMatchObject([{ origin, failure: { code: 'journalNotBound' } }]);
  shipping.bound([]);
  expect(shipping.blocked()).toHaveLength(1);
  shipping.bound([origin]);
  expect(shipping.waiting()).toBe(0);
  reply = refuse('badRequest');
  await shipping.round();
  shipping.bound([origin]);
  expect(shipping.blocked()).toMatchObject([{ origin, failure: { code: 'sepRefused' } }]);
  reply = accepted;
  shipping.forgive();
  expect(shipping.waiting()).toBe(0);
  await shipping.round();
  expect(store.statuses.sepHead(origin)).toBe(last);
  store.close();
});

test('a stale epoch ends the round at once, and an empty box sends nothing', async () => {
  const { store } = taken(1);
  const refusal = { code: 'staleEpoch', message: 'another holds it' } as const;
  const shipping = shippingOf(store, () => ({ ok: false, failure: { code: 'sepRefused' }, refusal }));
  expect(await shipping.round()).toEqual({ kind: 'stale', refusal });
  shipping.untick();
  expect(await shipping.round()).toEqual({ kind: 'notTicked' });
  expect(shipping.sent).toHaveLength(1);
  store.close();
});

test('what waits is counted along the journal, and again when a restored СЭП has less', () => {
  const { store, origin, last } = taken(4);
  const count = (): number => {
    while (store.unsent.readOn());
    return store.unsent.own().count;
  };
  expect(count()).toBe(4);
  expect(store.unsent.own().oldestAt).not.toBeNull();
  store.statuses.setSepHeads(1, [{ origin, seq: last - 1 }]);
  expect(count()).toBe(1);
  store.statuses.setSepHeads(1, [{ origin, seq: last }]);
  expect(count()).toBe(0);
  expect(store.unsent.own().oldestAt).toBeNull();
  // Late, of the same generation: it takes nothing back.
  store.statuses.setSepHeads(1, [{ origin, seq: 2 }]);
  expect(count()).toBe(0);
  store.statuses.setSepHeads(2, []);
  expect(count()).toBe(4);
  store.close();
});
