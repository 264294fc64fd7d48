/** A till that decides for real and keeps its events until enough of them are there for one big transaction. */

import type { Result } from '../../../contract/failure.ts';
import { ok } from '../../../contract/failure.ts';
import type { KnownEvent, NewEvent, RegisterDocument } from '../../../contract/journal.ts';
import type { CashierId, Instant, Kopecks, PaymentId, ShiftId } from '../../../contract/primitives.ts';
import type { Payment, PaymentCommand } from '../../../core/payment.ts';
import { decidePayment, evolvePayment } from '../../../core/payment.ts';
import type { Station } from '../../../core/projection.ts';
import type { Shift, ShiftCommand } from '../../../core/shift.ts';
import { decideShift, evolveShift, expectedCash, withReceipt } from '../../../core/shift.ts';

/** Events of one transaction, some fourteen hundred payments: pages of the indexes are written once for many. */
const fullBatch = 10_000;

export type Commit = (events: readonly NewEvent[], times: readonly number[]) => Result<null>;

/** A decision that the rules refuse is a fault of the make-believe. */
function decided(result: Result<NewEvent[]>): readonly NewEvent[] {
  if (!result.ok) throw new Error(`the seed was refused: ${result.failure.code}`);
  return result.value;
}

const drive = '9999078900001234';

export function openSeedTill(
  station: Station,
  openShift: Shift | null,
  commit: Commit,
  newId: (at: number) => string,
) {
  let events: NewEvent[] = [];
  let times: number[] = [];
  let shift = openShift;
  let { paymentCounter, preCheckCounter, shiftCounter, lastCountedCash } = station;
  let document: RegisterDocument | null = null;

  const known = (event: NewEvent, at: Instant) => ({ ...event, seq: 0, at }) as KnownEvent;

  function keep(event: NewEvent, at: Instant): void {
    events.push(event);
    times.push(at);
  }

  function onShift(command: ShiftCommand, at: Instant): void {
    for (const event of decided(decideShift(shift, command))) {
      keep(event, at);
      shift = evolveShift(shift, known(event, at));
    }
  }

  function nextDocument(kind: RegisterDocument['kind'], amount: Kopecks, at: Instant): RegisterDocument {
    const number = (document?.number ?? 0) + 1;
    const sign = String((number * 2_654_435_761) % 4_294_967_296);
    document = { number, kind, amount, at, fiscal: { drive, sign } };
    return document;
  }

  function shiftDocument(shiftId: ShiftId, kind: 'shiftOpening' | 'shiftClosing', at: Instant): void {
    const event: NewEvent = {
      type: 'shiftDocumentMade',
      body: { shiftId, document: nextDocument(kind, 0 as Kopecks, at) },
    };
    keep(event, at);
    shift = evolveShift(shift, known(event, at));
  }

  function onPayment(payment: Payment | null, command: PaymentCommand, at: Instant): Payment {
    let state = payment;
    for (const event of decided(decidePayment(payment, command))) {
      keep(event, at);
      if (event.type === 'paymentEntered') paymentCounter = event.body.counter;
      if (event.type === 'preCheckIssued') preCheckCounter = event.body.number;
      state = evolvePayment(state, known(event, at), station.workstation);
    }
    if (!state) throw new Error('a decision made no payment');
    return state;
  }

  return {
    shift: () => shift,
    expected: (): number => (shift ? expectedCash(shift) : 0),
    openShift(cashierId: CashierId, at: Instant): void {
      shiftCounter += 1;
      const shiftId = newId(at) as ShiftId;
      const openingCash = lastCountedCash;
      onShift(
        { type: 'open', shiftId, number: shiftCounter, cashierId, openingCash, clockBehind: false },
        at,
      );
      shiftDocument(shiftId, 'shiftOpening', at);
    },
    collect(amount: Kopecks, cashierId: CashierId, at: Instant): void {
      onShift({ type: 'moveCash', kind: 'cashCollection', amount, reason: 'Инкассация', cashierId }, at);
    },
    closeShift(
      counted: readonly { readonly value: Kopecks; readonly count: number }[],
      cashierId: CashierId,
      at: Instant,
    ): void {
      onShift({ type: 'close', counted, unfinished: [], refunding: [], cashierId, now: at }, at);
      if (!shift) return;
      lastCountedCash = shift.closing?.countedCash ?? lastCountedCash;
      shiftDocument(shift.id, 'shiftClosing', at);
      shift = null;
    },
    issue(details: Payment['details'], payment: Payment | null, cashierId: CashierId, at: Instant): Payment {
      const paymentId = payment?.id ?? (newId(at) as PaymentId);
      const numbers = { counter: paymentCounter + 1, preCheckNumber: preCheckCounter + 1 };
      return onPayment(
        payment,
        { type: 'issuePreCheck', paymentId, details, ...numbers, shift, cashierId, now: at },
        at,
      );
    },
    act: onPayment,
    startReceipt(payment: Payment, tendered: Kopecks, cashierId: CashierId, at: Instant): Payment {
      const lastDocument = document;
      return onPayment(
        payment,
        {
          type: 'startReceipt',
          tendered,
          shift,
          lastDocument,
          registerRemembers: true,
          blockedBy: null,
          cashierId,
          now: at,
        },
        at,
      );
    },
    receiptMade(payment: Payment, at: Instant): Payment {
      const made = nextDocument('receipt', payment.details.amountTaken, at);
      const finding = { kind: 'made', source: 'device', document: made, cashierId: null } as const;
      const after = onPayment(payment, { type: 'receiptFound', finding }, at);
      const { providerId, amountTaken: taken, fee, amountCredited: credited } = after.details;
      if (shift) shift = withReceipt(shift, providerId, { count: 1, taken, fee, credited });
      return after;
    },
    /** Stores what has gathered, if it is enough or the last. */
    store(last: boolean): Result<null> {
      if (events.length === 0 || (!last && events.length < fullBatch)) return ok(null);
      const stored = commit(events, times);
      events = [];
      times = [];
      return stored;
    },
  };
}
