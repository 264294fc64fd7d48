/** The shift and its drawer: opening, X, Z, money in and out, past shifts. */

import type { Result } from '../../contract/failure.ts';
import { ok, refuse } from '../../contract/failure.ts';
import type { AfterPrinting } from '../../contract/ipc.ts';
import type { NewEvent } from '../../contract/journal.ts';
import type { Instant, ShiftId } from '../../contract/primitives.ts';
import { clockFailure, isWrongClock } from '../../core/clock.ts';
import { cashMoveDocument, xReportDocument } from '../../core/documents/shift.ts';
import type { Shift } from '../../core/shift.ts';
import { decideShift } from '../../core/shift.ts';
import type { Handlers } from '../door/door.ts';
import type { StationReader } from '../store/types.ts';
import type { Till } from './context.ts';
import { afterPrinting, catalogueOf, paperHead } from './context.ts';
import { printerBlocked, printerReady } from './printing.ts';
import { registerBlocked } from './receiptOutcome.ts';
import { receivedFor } from './received.ts';
import { closeRegisterShift, openRegisterShift, zDocument } from './registerShift.ts';
import { cashMoveViews, closedShiftView } from './view.ts';

type ShiftCalls = Pick<
  Handlers,
  | 'shift.open'
  | 'shift.close'
  | 'shift.xReport'
  | 'shift.list'
  | 'shift.reprintZ'
  | 'cash.move'
  | 'cash.list'
  | 'cash.reprint'
>;

const listedShifts = 100;

export function shiftCalls(till: Till): ShiftCalls {
  const { store, session, devices, drafts, papersOwed } = till;

  /** Decides on the open shift, stores, and gives the shift as it stands afterwards. */
  function act(
    decide: (shift: Shift | null, read: StationReader) => Result<readonly NewEvent[]>,
    id: (read: StationReader) => ShiftId | undefined,
  ): Result<Shift> {
    const stored = store.commit((read) => decide(read.openShift(), read));
    if (!stored.ok) return stored;
    const shiftId = id(store.read);
    const shift = shiftId && store.read.shift(shiftId);
    return shift ? ok(shift) : refuse('shiftNotOpen');
  }

  /** A clock that is hours from СЭП's needs a senior's word; without СЭП in reach nothing is known of it. */
  function answerForSepsClock(accepted: boolean): Result<null> {
    const ahead = till.sync.view()?.clockAheadMs ?? null;
    if (ahead === null || !isWrongClock(ahead)) return ok(null);
    const clock = store.now();
    const sepAt = Math.max(0, clock - ahead) as Instant;
    if (!accepted) return refuse('clockNotSeps', { clockAt: clock, sepAt });
    const senior = session.require('clock');
    if (!senior.ok) return senior;
    const body = { clock, lastAt: clock, cashierId: senior.value.id, sepAt };
    const recorded = store.commit(() => ok([{ type: 'clockAccepted', body }]));
    if (!recorded.ok) return recorded;
    till.log.warn(body, 'the clock was accepted against СЭП’s');
    return ok(null);
  }

  async function print(
    document: Parameters<typeof devices.printer.print>[0],
  ): Promise<Result<AfterPrinting>> {
    const outcome = await devices.printer.print(document);
    return afterPrinting(till, outcome.kind === 'printed' ? null : outcome.failure);
  }

  /** The document of a recorded move, under the time and the cashier of the move. Records nothing. */
  async function printMove(
    { id, at, body }: ReturnType<StationReader['cashMoves']>[number],
    shift: Shift,
    cashierName: string,
    repeated: boolean,
  ): Promise<Result<AfterPrinting>> {
    const blocked = printerBlocked(till);
    if (blocked) return afterPrinting(till, blocked);
    const head = { ...paperHead(till, cashierName), at };
    const document = cashMoveDocument(body, shift, head, repeated);
    const outcome = await till.printingNow.during(id, () => {
      till.changed();
      return devices.printer.print(document);
    });
    if (outcome.kind === 'printed') papersOwed.printed(id);
    return afterPrinting(till, outcome.kind === 'printed' ? null : outcome.failure);
  }

  return {
    'shift.open': async ({ openingCash, clockAccepted }) => {
      const cashier = session.require('work');
      if (!cashier.ok) return cashier;
      const doubt = store.read.openShift() === null ? store.clockDoubt() : null;
      if (doubt) {
        if (clockAccepted !== true) return { ok: false, failure: clockFailure(doubt) };
        const senior = session.require('clock');
        if (!senior.ok) return senior;
        const accepted = store.acceptClock(senior.value.id);
        if (!accepted.ok) return accepted;
        till.log.warn({ ...doubt, cashierId: senior.value.id }, 'the clock was accepted');
      } else if (store.read.openShift() === null) {
        const answered = answerForSepsClock(clockAccepted === true);
        if (!answered.ok) return answered;
      }
      const shiftId = store.newId() as ShiftId;
      const opened = act(
        (shift, read) =>
          decideShift(shift, {
            type: 'open',
            shiftId,
            number: read.station().shiftCounter + 1,
            cashierId: cashier.value.id,
            openingCash,
            clockBehind: store.clockBehind(),
          }),
        () => shiftId,
      );
      if (!opened.ok) return opened;
      till.changed();
      const registered = await openRegisterShift(till, opened.value, cashier.value);
      return registered.ok ? afterPrinting(till, registered.value) : registered;
    },

    'shift.close': async ({ counted }) => {
      const cashier = session.require('work');
      if (!cashier.ok) return cashier;
      // Of a payment that the journal doesn't know: nothing else would ask for it, and the count would take it for ours.
      const inHand = drafts.inHand();
      if (inHand && !store.read.payment(inHand.paymentId)) {
        const received = receivedFor(till, inHand.paymentId);
        if (!received.ok) return received;
        if (received.value > 0) return refuse('returnMoneyFirst', { receivedKopecks: received.value });
      }
      // Asked while the shift is open, so that its Z counts a receipt that was made after all.
      const asked = await registerBlocked(till);
      if (!asked.ok) return asked;
      const shiftId = store.read.openShift()?.id;
      const closed = act(
        (shift, read) =>
          decideShift(shift, {
            type: 'close',
            counted,
            unfinished: read.unfinished(),
            refunding: read.refunding().map(({ paymentId }) => paymentId),
            cashierId: cashier.value.id,
            now: store.now(),
          }),
        () => shiftId,
      );
      if (!closed.ok) return closed;
      till.changed();
      // A broken printer doesn't keep a shift open: its Z is printed again from the list of shifts.
      const registered = await closeRegisterShift(till, closed.value, cashier.value);
      return registered.ok ? afterPrinting(till, registered.value) : registered;
    },

    'shift.xReport': async () => {
      const cashier = session.require('work');
      if (!cashier.ok) return cashier;
      const shift = store.read.openShift();
      if (!shift) return refuse('shiftNotOpen');
      const ready = await printerReady(till);
      return ready.ok
        ? print(xReportDocument(shift, catalogueOf(till), paperHead(till, cashier.value.name)))
        : ready;
    },

    'shift.list': () => {
      const cashier = session.require('work');
      if (!cashier.ok) return cashier;
      return ok(
        store.read.closedShifts(listedShifts).flatMap((shift) => closedShiftView(shift, store) ?? []),
      );
    },

    'shift.reprintZ': async ({ shiftId }) => {
      const cashier = session.require('work');
      if (!cashier.ok) return cashier;
      const shift = store.read.shift(shiftId);
      const document = shift?.closing && zDocument(till, shift, cashier.value);
      if (!shift || !document) return refuse('shiftNotOpen');
      const ready = await printerReady(till);
      if (!ready.ok) return ready;
      // The register still owes this Z: made now it comes with its paper, and not a second time before the next shift.
      const [last] = store.read.closedShifts(1);
      const owes = devices.register.remembers && !shift.closingDocument && !store.read.openShift();
      if (!owes || last?.id !== shift.id) return print(document);
      const made = await closeRegisterShift(till, shift, cashier.value);
      if (!made.ok) return made;
      // It goes on owing its Z, and makes it before the next shift: the paper need not wait for it.
      return made.value === null ? afterPrinting(till, null) : print(document);
    },

    'cash.move': async ({ kind, amount, reason }) => {
      const cashier = session.require('work');
      if (!cashier.ok) return cashier;
      const moved = act(
        (shift) =>
          decideShift(shift, { type: 'moveCash', kind, amount, reason, cashierId: cashier.value.id }),
        (read) => read.openShift()?.id,
      );
      if (!moved.ok) return moved;
      const move = store.read.cashMoves(moved.value.id).at(-1);
      if (!move) return refuse('internalError');
      // Recorded already: a disk that is full now loses no more than the mark.
      papersOwed.add(move.id);
      return printMove(move, moved.value, cashier.value.name, false);
    },

    'cash.list': () => {
      const cashier = session.require('work');
      if (!cashier.ok) return cashier;
      const shift = store.read.openShift();
      return ok(shift ? cashMoveViews(shift, till) : []);
    },

    'cash.reprint': async ({ moveId }) => {
      const cashier = session.require('work');
      if (!cashier.ok) return cashier;
      const shift = store.read.openShift();
      if (!shift) return refuse('shiftNotOpen');
      const move = store.read.cashMoves(shift.id).find(({ id }) => id === moveId);
      if (!move) return refuse('badPayload', { paths: 'moveId' });
      const by = store.local.cashiers.find(move.body.cashierId)?.name ?? cashier.value.name;
      const ready = await printerReady(till);
      return ready.ok ? printMove(move, shift, by, true) : ready;
    },
  };
}
