/** Plays working days at a till: shifts, clients, changes of mind, collection, Z. */

import type { Result } from '../../../contract/failure.ts';
import { ok } from '../../../contract/failure.ts';
import type { CashierId, Instant, Kopecks } from '../../../contract/primitives.ts';
import type { Catalogue } from '../../../contract/provider.ts';
import type { Station } from '../../../core/projection.ts';
import type { Shift } from '../../../core/shift.ts';
import { dayIn, endOfDay, shiftDay, startOfDay } from '../../../core/zone.ts';
import type { Cashier } from '../../store/types.ts';
import type { Chance } from './chance.ts';
import { openClients, tenderedFor } from './clients.ts';
import type { Commit } from './till.ts';
import { openSeedTill } from './till.ts';

export type SeedOrder = {
  readonly station: Station;
  readonly openShift: Shift | null;
  readonly catalogue: Catalogue;
  readonly cashiers: readonly Cashier[];
  readonly payments: number;
  readonly days: number;
  readonly chance: Chance;
  /** Nothing can happen before: the journal's last event. */
  readonly from: number;
  readonly now: number;
  readonly newId: (at: number) => string;
  readonly commit: Commit;
  readonly heard: (done: number) => void;
};

const hourMs = 3_600_000;
/** The trade point opens at eight and closes at ten in the evening. */
const opensAfter = 8 * hourMs;
const closesBefore = 2 * hourMs;
/** Left in the drawer after the collection, in kopecks. */
const change = 500_000;
const denominations = [
  500_000, 200_000, 100_000, 50_000, 20_000, 10_000, 5_000, 1_000, 500, 200, 100, 50, 10, 1,
] as Kopecks[];

/** A client is served in a minute and a half at most. */
const longestActMs = 15_000;

type Window = { readonly start: number; readonly end: number };

/** When each day is worked; the last one ends now. Days that lie before the journal's end fall away. */
function windowsOf({ station, days, from, now }: SeedOrder): readonly Window[] {
  const today = dayIn(station.zone)(now as Instant);
  const windows: Window[] = [];
  for (let back = days - 1; back >= 0; back -= 1) {
    const day = shiftDay(today, -back);
    const midnight = startOfDay(day, station.zone);
    const end = back === 0 ? now : endOfDay(day, station.zone) - closesBefore;
    const start = Math.max(Math.min(midnight + opensAfter, Math.max(midnight, end - hourMs)), from);
    if (start < end) windows.push({ start, end });
  }
  return windows.length > 0 ? windows : [{ start: Math.max(from, now), end: Math.max(from, now) }];
}

function counted(sum: number): { readonly value: Kopecks; readonly count: number }[] {
  let rest = sum;
  return denominations.map((value) => {
    const count = Math.floor(rest / value);
    rest -= count * value;
    return { value, count };
  });
}

/** Plays all the days; the payments that were taken. Each refusal ends it. */
export function playDays(order: SeedOrder): Result<number> {
  const { station, openShift, catalogue, cashiers, payments, chance, newId, commit, heard } = order;
  const windows = windowsOf(order);
  const till = openSeedTill(station, openShift, commit, newId);
  const clients = openClients(catalogue, chance);
  const cashierOf = (day: number): CashierId => {
    const cashier = cashiers[day % cashiers.length];
    if (!cashier) throw new Error('the training set has no cashiers');
    return cashier.id;
  };

  /** One client; `step` is the time that each of the six acts has. */
  function serve(cashierId: CashierId, start: number, step: number): void {
    const at = (act: number) => Math.floor(start + act * step) as Instant;
    let payment = till.issue(clients.next(), null, cashierId, at(0));
    const outcome = { type: 'preCheckOutcome', outcome: 'printed' } as const;
    payment = till.act(payment, outcome, at(1));
    if (chance.fraction() < 0.01) {
      // The client saw a wrong digit on the pre-check.
      payment = till.act(payment, { type: 'edit', cashierId }, at(1));
      payment = till.issue(clients.next(), payment, cashierId, at(1));
      payment = till.act(payment, outcome, at(1));
    }
    payment = till.act(payment, { type: 'sign', cashierId }, at(2));
    payment = till.startReceipt(payment, tenderedFor(payment.details.amountTaken, chance), cashierId, at(3));
    payment = till.receiptMade(payment, at(4));
    till.act(payment, { type: 'conduct', cashierId }, at(5));
  }

  /** A client who changed his mind before the receipt. */
  function leave(cashierId: CashierId, start: number): void {
    const at = Math.floor(start) as Instant;
    const payment = till.issue(clients.next(), null, cashierId, at);
    till.act(payment, { type: 'abandon', received: 0 as Kopecks, returned: 0 as Kopecks, cashierId }, at);
  }

  function close(cashierId: CashierId, end: number): void {
    const at = Math.floor(end) as Instant;
    if (till.expected() > change * 4) till.collect((till.expected() - change) as Kopecks, cashierId, at);
    till.closeShift(counted(till.expected()), cashierId, at);
  }

  let done = 0;
  const first = windows[0];
  if (till.shift() && first) close(cashierOf(0), first.start);
  for (const [day, { start, end }] of windows.entries()) {
    const cashierId = cashierOf(day);
    const share = Math.floor((payments * (day + 1)) / windows.length) - done;
    if (share === 0) continue;
    till.openShift(cashierId, Math.floor(start) as Instant);
    // Opening and Z take their part of the day too.
    const slot = (end - start) / (share + 1);
    for (let client = 0; client < share; client += 1) {
      const arrives = start + slot * (client + 0.5 + chance.fraction() * 0.3);
      if (chance.fraction() < 0.005) leave(cashierId, arrives);
      serve(cashierId, arrives, Math.min((slot * 0.15) / 6, longestActMs));
      done += 1;
      const stored = till.store(false);
      if (!stored.ok) return stored;
    }
    close(cashierId, end);
    heard(done);
  }
  const stored = till.store(true);
  return stored.ok ? ok(done) : stored;
}
