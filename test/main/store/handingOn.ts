/** Workstations whose journals are handed on in any order: what happens at them, and how a store takes it in. */
import fc from 'fast-check';
import { expect } from 'vitest';
import type { RequestId } from '../../../contract/adjustment.ts';
import type { JournalChunk } from '../../../contract/peer.ts';
import type { Kopecks, Origin, PaymentId } from '../../../contract/primitives.ts';
import { decidePayment } from '../../../core/payment.ts';
import type { RefundCommand } from '../../../core/refund.ts';
import { decideRefund } from '../../../core/refund.ts';
import { decideShift } from '../../../core/shift.ts';
import type { Opened } from './station.ts';
import { cashierId, clockAt, dumpTables, must, noon, reopen } from './station.ts';

/** All journals of a trade point, by their origin. */
export type Lanes = ReadonlyMap<Origin, JournalChunk>;

export const collect = (cash: number, { store }: Opened) =>
  must(
    store.commit((read) =>
      decideShift(read.openShift(), {
        type: 'moveCash',
        kind: 'cashIn',
        amount: cash as Kopecks,
        reason: 'размен',
        cashierId,
      }),
    ),
  );

export const act = ({ store }: Opened, id: PaymentId, command: Parameters<typeof decidePayment>[1]) =>
  must(store.commit((read) => decidePayment(read.payment(id), command)));

export const conduct = (opened: Opened, id: PaymentId) => act(opened, id, { type: 'conduct', cashierId });

/** By hand: a person says what became of the receipt. */
export const say = (opened: Opened, id: PaymentId, made: boolean) =>
  act(opened, id, {
    type: 'receiptFound',
    finding: made
      ? { kind: 'made', source: 'person', document: null, cashierId }
      : { kind: 'notMade', source: 'person', failure: null, cashierId },
  });

const back = ({ store }: Opened, id: PaymentId, command: RefundCommand) =>
  must(store.commit((read) => decideRefund(read.refunds(id)[0] ?? null, command)));

/** «Возврат прихода», made, and the cash given or not. */
export function payBack(opened: Opened, id: PaymentId, paid: boolean): void {
  const { store } = opened;
  back(opened, id, {
    type: 'startReceipt',
    shift: store.read.openShift(),
    lastDocument: null,
    registerRemembers: true,
    blockedBy: null,
    cashierId,
    now: store.now(),
  });
  back(opened, id, {
    type: 'receiptFound',
    finding: { kind: 'made', source: 'device', document: null, cashierId: null },
  });
  back(
    opened,
    id,
    paid ? { type: 'paid', cashierId } : { type: 'notPaid', reason: 'клиент ушёл', cashierId },
  );
}

/** By СЭП's grant. */
export const grant = (opened: Opened, paymentId: PaymentId) =>
  back(opened, paymentId, {
    type: 'grant',
    paymentId,
    refundId: opened.store.newId() as RequestId,
    amount: 30_000 as Kopecks,
    feeReturned: false,
    cashierId,
  });

export const started: Opened[] = [];

export function begun(number: number, seed: number): Opened {
  const opened = reopen({ seed, clock: clockAt(noon + seed) });
  must(opened.store.begin({ workstation: number, tradePointId: 'tt-1', zone: 'Europe/Moscow' }));
  return opened;
}

export function workstation(number: number, seed: number): Opened {
  const opened = begun(number, seed);
  started.push(opened);
  return opened;
}

/** The whole of one journal, as it is handed on. */
export function whole({ store }: Opened, origin: Origin): JournalChunk {
  const events: JournalChunk['events'] = [];
  const heads: JournalChunk['heads'] = [];
  for (;;) {
    const chunk = store.journals.chunkFrom(origin, events.length + 1, 40);
    if (!chunk) return { origin, events, heads };
    events.push(...chunk.events);
    heads.push(...chunk.heads);
  }
}

/** Hands journals on in runs cut at signed ends; `order` picks which one gets its turn; gaps are answered. */
export function handOn(
  to: Opened,
  lanes: Lanes,
  turns: readonly { readonly lane: number; readonly heads: number }[],
) {
  const origins = [...lanes.keys()];
  const reached = new Map(
    origins.map((origin) => [
      origin,
      to.store.journals.heads().find((head) => head.origin === origin)?.seq ?? 0,
    ]),
  );
  const send = (origin: Origin, heads: number): void => {
    const lane = lanes.get(origin);
    const from = (reached.get(origin) ?? 0) + 1;
    const ends = lane?.heads.filter(({ seq }) => seq >= from).slice(0, heads) ?? [];
    const end = ends.at(-1)?.seq;
    if (!lane || end === undefined) return;
    const outcome = must(
      to.store.accept(
        lane.events.filter(({ seq }) => seq >= from && seq <= end),
        ends,
      ),
    );
    if (outcome.kind === 'gap') {
      if (outcome.origin === origin) throw new Error('a gap in its own order');
      send(outcome.origin, 1);
      return;
    }
    expect(outcome).toMatchObject({ kind: 'accepted', seq: end, known: 0, forks: [] });
    reached.set(origin, end);
  };
  for (const { lane, heads } of turns) {
    const origin = origins[lane % origins.length];
    if (origin) send(origin, heads);
  }
  // Whatever has not had its turn.
  for (
    let round = 0;
    round < 1_000 &&
    origins.some((origin) => (reached.get(origin) ?? 0) < (lanes.get(origin)?.events.length ?? 0));
    round += 1
  )
    for (const origin of origins) send(origin, 10_000);
}

/** Without what depends on the order of arrival by name: the small keys of journals. */
export const tablesOf = ({ database }: Opened): unknown => {
  const tables = dumpTables(database) as { readonly parked: readonly unknown[] };
  expect(tables.parked).toEqual([]);
  return tables;
};

const turn = fc.record({ lane: fc.nat(3), heads: fc.integer({ min: 1, max: 10 }) });
export const turns = fc.array(turn, { minLength: 25, maxLength: 60, size: 'max' });
