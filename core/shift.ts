/** A shift: the cash drawer between opening and Z, and what is allowed in it. */

import type { Result } from '../contract/failure.ts';
import type {
  DenominationCount,
  EventBody,
  KnownEvent,
  NewEvent,
  RegisterDocument,
} from '../contract/journal.ts';
import type {
  CashierId,
  Instant,
  Kopecks,
  KopecksDifference,
  PaymentId,
  ProviderId,
  ShiftId,
} from '../contract/primitives.ts';
import { ok, refuse } from '../contract/result.ts';
import { difference, kopecks } from './money.ts';
import type { Payment } from './payment.ts';

/** 54-ФЗ: a shift lasts 24 hours at most. */
export const longestShiftMs = 24 * 60 * 60 * 1000;

/** Payments named by one event: 40 kB of the 64 that an event may have. */
export const namedTogether = 1_000;

export type ProviderSums = {
  readonly count: number;
  readonly taken: Kopecks;
  readonly fee: Kopecks;
  readonly credited: Kopecks;
};

/** Cash given back by «возврат прихода». */
export type RefundSums = { readonly count: number; readonly sum: Kopecks };

export type ShiftClosing = {
  readonly at: Instant;
  readonly cashierId: CashierId;
  readonly expectedCash: KopecksDifference;
  readonly countedCash: Kopecks;
  readonly counted: readonly DenominationCount[];
  readonly difference: KopecksDifference;
  readonly carriedOver: readonly PaymentId[];
  /** The shift's sums as they were counted against the drawer. */
  readonly sums: ProviderSums;
  readonly byProvider: Readonly<Record<ProviderId, ProviderSums>>;
  readonly refunds: RefundSums;
};

export type Shift = {
  readonly id: ShiftId;
  readonly number: number;
  readonly openedAt: Instant;
  readonly openedBy: CashierId;
  readonly openingCash: Kopecks;
  readonly cashIn: Kopecks;
  /** Out of the drawer: withdrawals and collections together. */
  readonly cashOut: Kopecks;
  /** Receipts made, returns among them; the next receipt is one more. */
  readonly receipts: number;
  readonly sums: ProviderSums;
  readonly byProvider: Readonly<Record<ProviderId, ProviderSums>>;
  readonly refunds: RefundSums;
  readonly openingDocument: RegisterDocument | null;
  readonly closingDocument: RegisterDocument | null;
  /** The closing, as it stays; null while open. Receipts settled later count into the shift's own `sums` only. */
  readonly closing: ShiftClosing | null;
};

export type ShiftCommand =
  | {
      readonly type: 'open';
      readonly shiftId: ShiftId;
      readonly number: number;
      readonly cashierId: CashierId;
      readonly openingCash: Kopecks;
      readonly clockBehind: boolean;
    }
  | {
      readonly type: 'moveCash';
      readonly kind: EventBody<'cashMoved'>['kind'];
      readonly amount: Kopecks;
      readonly reason: string;
      readonly cashierId: CashierId;
    }
  | {
      readonly type: 'close';
      readonly counted: readonly DenominationCount[];
      readonly unfinished: readonly Payment[];
      /** Payments whose refunds are between grant and cash at this workstation. */
      readonly refunding: readonly PaymentId[];
      readonly cashierId: CashierId;
      readonly now: Instant;
    };

export const noSums: ProviderSums = {
  count: 0,
  taken: 0 as Kopecks,
  fee: 0 as Kopecks,
  credited: 0 as Kopecks,
};

const noRefunds: RefundSums = { count: 0, sum: 0 as Kopecks };

export const addSums = (left: ProviderSums, right: ProviderSums): ProviderSums => ({
  count: left.count + right.count,
  taken: kopecks(left.taken + right.taken),
  fee: kopecks(left.fee + right.fee),
  credited: kopecks(left.credited + right.credited),
});

const subtractSums = (left: ProviderSums, right: ProviderSums): ProviderSums => ({
  count: left.count - right.count,
  taken: kopecks(left.taken - right.taken),
  fee: kopecks(left.fee - right.fee),
  credited: kopecks(left.credited - right.credited),
});

export const over24h = (shift: Shift, now: Instant): boolean => now - shift.openedAt >= longestShiftMs;

/** A payment of this very shift: entered in it, or with its receipt in it. One that was carried over into it is another's. */
export const isOfShift = ({ id }: Shift, { shiftId, receipt }: Payment): boolean =>
  shiftId === id || receipt?.shiftId === id;

/** opening + in − out + taken − refunded: what must lie in the drawer. */
export const expectedCash = (shift: Shift): KopecksDifference =>
  difference(shift.openingCash + shift.cashIn + shift.sums.taken, shift.cashOut + shift.refunds.sum);

export const countedSum = (counted: readonly DenominationCount[]): Kopecks =>
  kopecks(counted.reduce((total, { value, count }) => total + value * count, 0));

/** Refuses money-taking without a shift, or in one older than 24 hours. */
export function workingShift(shift: Shift | null, now: Instant): Result<Shift> {
  if (!shift || shift.closing) return refuse('shiftNotOpen');
  return over24h(shift, now) ? refuse('shiftOver24h', { openedAt: shift.openedAt }) : ok(shift);
}

/** Decides what a command does to the workstation's open shift (null: none is open). */
export function decideShift(shift: Shift | null, command: ShiftCommand): Result<NewEvent[]> {
  switch (command.type) {
    case 'open': {
      if (shift) return refuse('shiftAlreadyOpen', { number: shift.number });
      // Its day and its 24 hours would be false on a clock that is behind the journal.
      if (command.clockBehind) return refuse('clockBehind');
      const { shiftId, number, cashierId, openingCash } = command;
      return ok([{ type: 'shiftOpened', body: { shiftId, number, cashierId, openingCash } }]);
    }
    case 'moveCash': {
      if (!shift) return refuse('shiftNotOpen');
      if (command.amount === 0) return refuse('badSum', { text: '0' });
      if (command.reason.trim() === '') return refuse('reasonRequired');
      const inDrawer = expectedCash(shift);
      if (command.kind !== 'cashIn' && command.amount > inDrawer) {
        return refuse('cashNotEnough', { inDrawerKopecks: inDrawer, wantedKopecks: command.amount });
      }
      const { kind, amount, cashierId } = command;
      const reason = command.reason.trim();
      const after = difference(inDrawer, kind === 'cashIn' ? -amount : amount);
      return ok([
        {
          type: 'cashMoved',
          body: { shiftId: shift.id, kind, amount, reason, cashierId, inDrawer: after },
        },
      ]);
    }
    case 'close': {
      if (!shift) return refuse('shiftNotOpen');
      // Past 24 hours closing must always be possible: the rest is carried over by name, from then on by every Z.
      const own = command.unfinished.filter((payment) => isOfShift(shift, payment));
      if (own.length > 0 && !over24h(shift, command.now)) {
        return refuse('unfinishedPayments', { count: own.length });
      }
      if (command.refunding.length > 0 && !over24h(shift, command.now)) {
        return refuse('unfinishedRefunds', { count: command.refunding.length });
      }
      const expected = expectedCash(shift);
      const counted = command.counted.filter(({ count }) => count > 0);
      const countedCash = countedSum(counted);
      const carriedOver = [...new Set([...command.unfinished.map(({ id }) => id), ...command.refunding])];
      const rest: NewEvent[] = [];
      for (let from = namedTogether; from < carriedOver.length; from += namedTogether) {
        const paymentIds = carriedOver.slice(from, from + namedTogether);
        rest.push({ type: 'paymentsCarriedOver', body: { shiftId: shift.id, paymentIds } });
      }
      return ok([
        {
          type: 'shiftClosed',
          body: {
            shiftId: shift.id,
            cashierId: command.cashierId,
            expectedCash: expected,
            countedCash,
            counted,
            difference: difference(countedCash, expected),
            carriedOver: carriedOver.slice(0, namedTogether),
          },
        },
        ...rest,
      ]);
    }
  }
}

/** The shift after one of its own events. */
export function evolveShift(shift: Shift | null, event: KnownEvent): Shift {
  if (event.type === 'shiftOpened') {
    const { shiftId, number, cashierId, openingCash } = event.body;
    return {
      id: shiftId,
      number,
      openedAt: event.at,
      openedBy: cashierId,
      openingCash,
      cashIn: 0 as Kopecks,
      cashOut: 0 as Kopecks,
      receipts: 0,
      sums: noSums,
      byProvider: {},
      refunds: noRefunds,
      openingDocument: null,
      closingDocument: null,
      closing: null,
    };
  }
  if (!shift) throw new Error(`${event.type} of a shift that was never opened`);
  switch (event.type) {
    case 'cashMoved':
      return event.body.kind === 'cashIn'
        ? { ...shift, cashIn: kopecks(shift.cashIn + event.body.amount) }
        : { ...shift, cashOut: kopecks(shift.cashOut + event.body.amount) };
    case 'shiftClosed': {
      const { shiftId: _, ...closing } = event.body;
      const { sums, byProvider, refunds } = shift;
      return { ...shift, closing: { at: event.at, ...closing, sums, byProvider, refunds } };
    }
    case 'paymentsCarriedOver': {
      const { closing } = shift;
      if (!closing) throw new Error('payments are carried over by a shift that is open');
      const carriedOver = [...closing.carriedOver, ...event.body.paymentIds];
      return { ...shift, closing: { ...closing, carriedOver } };
    }
    case 'shiftDocumentMade':
      return event.body.document.kind === 'shiftOpening'
        ? { ...shift, openingDocument: event.body.document }
        : { ...shift, closingDocument: event.body.document };
    default:
      throw new Error(`${event.type} is no event of a shift`);
  }
}

/** In the order of their ids, whichever came first. */
const sorted = (byProvider: Shift['byProvider']): Shift['byProvider'] =>
  Object.fromEntries(
    Object.entries(byProvider)
      .filter(([, { count }]) => count > 0)
      .sort(([left], [right]) => (left < right ? -1 : 1)),
  );

/** The shift after one of its receipts was made. */
export function withReceipt(shift: Shift, providerId: ProviderId, sums: ProviderSums): Shift {
  const known = shift.byProvider[providerId];
  const byProvider = { ...shift.byProvider, [providerId]: addSums(known ?? noSums, sums) };
  return {
    ...shift,
    receipts: shift.receipts + 1,
    sums: addSums(shift.sums, sums),
    byProvider: known ? byProvider : sorted(byProvider),
  };
}

/** The shift when one of its receipts turns out not to have been made. */
export function withoutReceipt(shift: Shift, providerId: ProviderId, sums: ProviderSums): Shift {
  const known = shift.byProvider[providerId] ?? noSums;
  return {
    ...shift,
    receipts: shift.receipts - 1,
    sums: subtractSums(shift.sums, sums),
    byProvider: sorted({ ...shift.byProvider, [providerId]: subtractSums(known, sums) }),
  };
}

/** The shift after what one of its refunds does to it changed from `was` to `is`; a receipt on paper keeps its number. */
export function withRefund(shift: Shift, was: RefundSums | null, is: RefundSums | null): Shift {
  return {
    ...shift,
    receipts: shift.receipts + Number(is !== null) - Number(was !== null),
    refunds: {
      count: shift.refunds.count + (is?.count ?? 0) - (was?.count ?? 0),
      sum: kopecks(shift.refunds.sum + (is?.sum ?? 0) - (was?.sum ?? 0)),
    },
  };
}
