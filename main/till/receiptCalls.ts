/** The receipt: intent stored, device, outcome stored. What nobody knows stays a question, never a second receipt. */

import type { Result } from '../../contract/failure.ts';
import { ok, refuse } from '../../contract/failure.ts';
import type { AfterPrinting } from '../../contract/ipc.ts';
import type { Instant, PaymentId } from '../../contract/primitives.ts';
import type { Provider } from '../../contract/provider.ts';
import type { VatRate } from '../../contract/settings.ts';
import type { ReceiptOrder, RegisterOutcome } from '../../core/devices.ts';
import { notReady } from '../../core/devices.ts';
import type { ReceiptFacts } from '../../core/documents/receipt.ts';
import { receiptCopyDocument, receiptDocument } from '../../core/documents/receipt.ts';
import type { Payment, ReceiptFinding } from '../../core/payment.ts';
import { decidePayment, paymentNumber } from '../../core/payment.ts';
import { workingShift } from '../../core/shift.ts';
import { vatKindName, vatOn } from '../../core/vat.ts';
import { dayIn } from '../../core/zone.ts';
import type { Handlers } from '../door/door.ts';
import type { Cashier } from '../store/types.ts';
import type { Till } from './context.ts';
import { afterPrinting, ownPayment, paperHead, paperProvider, settingsOf, tradePointOf } from './context.ts';
import { blocking, printerReady } from './printing.ts';
import type { ReceiptPaper } from './receiptOutcome.ts';
import { askDevice, storable, storeFinding } from './receiptOutcome.ts';
import { openRegisterShift } from './registerShift.ts';

type ReceiptCalls = Pick<
  Handlers,
  'payment.receipt' | 'payment.askRegister' | 'payment.settleReceipt' | 'receipt.copy' | 'receipt.paperOut'
>;

/** The rates of a receipt of some moment: the provider's and the fee's. `vatUnknown` where the table has none. */
export function vatsOf(
  till: Till,
  provider: Provider,
  at: Instant,
): Result<{ readonly paymentVat: VatRate; readonly feeVat: VatRate }> {
  const { vatRates, feeVat: feeKey } = settingsOf(till);
  const day = dayIn(tradePointOf(till).zone)(at);
  const paymentVat = vatOn(vatRates, provider.vat, day);
  const feeVat = vatOn(vatRates, feeKey, day);
  if (paymentVat && feeVat) return ok({ paymentVat, feeVat });
  return refuse('vatUnknown', { kind: vatKindName(paymentVat ? feeKey : provider.vat) });
}

function factsOf(till: Till, payment: Payment): Result<ReceiptFacts> {
  const { receipt, details } = payment;
  const provider = paperProvider(till, details.providerId);
  if (!provider.ok) return provider;
  const shift = receipt && till.store.read.shift(receipt.shiftId);
  if (!receipt || !shift)
    return refuse('wrongStage', { stage: payment.stage, number: paymentNumber(payment) });
  // A copy has the rates of its receipt's day.
  const vats = vatsOf(till, provider.value, receipt.startedAt);
  if (!vats.ok) return vats;
  return ok({
    payment,
    receipt,
    shiftNumber: shift.number,
    provider: provider.value,
    ...vats.value,
    fiscal: till.devices.register.fiscal,
  });
}

function orderOf(till: Till, payment: Payment, cashier: Cashier): Result<ReceiptOrder> {
  const facts = factsOf(till, payment);
  if (!facts.ok) return facts;
  const { amountCredited, fee, amountTaken } = payment.details;
  const { tendered } = facts.value.receipt;
  const document = receiptDocument(facts.value, paperHead(till, cashier.name));
  return ok({ kind: 'income', amountCredited, fee, amountTaken, tendered, document });
}

export const findingOf = (outcome: RegisterOutcome): ReceiptFinding => {
  switch (outcome.kind) {
    case 'made':
      return { kind: 'made', source: 'device', document: storable(outcome.document), cashierId: null };
    case 'notMade':
      return { kind: 'notMade', source: 'device', failure: outcome.failure, cashierId: null };
    case 'unknown':
      return outcome;
  }
};

/** The register's own shift must be open before the intent is stored. */
export async function registerShiftOpen(till: Till, cashier: Cashier): Promise<Result<null>> {
  const open = workingShift(till.store.read.openShift(), till.store.now());
  if (!open.ok) return open;
  if (open.value.openingDocument || !till.devices.register.remembers) return ok(null);
  const opened = await openRegisterShift(till, open.value, cashier);
  if (!opened.ok) return opened;
  return opened.value ? { ok: false, failure: opened.value } : ok(null);
}

/** What the device said of a receipt while the disk was full: known, though not stored yet. */
function createUnstored(till: Till) {
  let kept: {
    readonly paymentId: PaymentId;
    readonly finding: ReceiptFinding;
    readonly paper: ReceiptPaper;
  } | null = null;
  return {
    keep(paymentId: PaymentId, finding: ReceiptFinding, paper: ReceiptPaper): void {
      if (finding.kind !== 'unknown') kept = { paymentId, finding, paper };
    },
    /** Stores it now. False: there is nothing of this payment. */
    store(paymentId: PaymentId): Result<boolean> {
      if (kept?.paymentId !== paymentId) return ok(false);
      const stored = storeFinding(till, paymentId, kept.finding, kept.paper);
      if (!stored.ok && stored.failure.code !== 'wrongStage') return stored;
      kept = null;
      return ok(stored.ok);
    },
  };
}

async function printReceipt(
  till: Till,
  unstored: ReturnType<typeof createUnstored>,
  paymentId: PaymentId,
  tendered: ReceiptOrder['tendered'],
  cashier: Cashier,
): Promise<Result<AfterPrinting>> {
  const { register, printer } = till.devices;
  // What left the catalogue, or has no rate, can't be printed: said before anything is stored.
  const known = ownPayment(till.store.read, paymentId);
  if (!known.ok) return known;
  const provider = paperProvider(till, known.value.details.providerId);
  if (!provider.ok) return provider;
  const vats = vatsOf(till, provider.value, till.store.now());
  if (!vats.ok) return vats;
  const state = await register.state();
  if (!state.ready) {
    void till.devices.refresh();
    return { ok: false, failure: notReady(state, 'registerFault') };
  }
  const shift = await registerShiftOpen(till, cashier);
  if (!shift.ok) return shift;
  const last = await register.lastDocument();
  if (last.kind === 'silent') return { ok: false, failure: last.failure };

  const intent = till.store.commit((read) =>
    decidePayment(read.payment(paymentId), {
      type: 'startReceipt',
      tendered,
      shift: read.openShift(),
      lastDocument: last.kind === 'document' ? last.document : null,
      registerRemembers: register.remembers,
      blockedBy: blocking(read),
      cashierId: cashier.id,
      now: till.store.now(),
    }),
  );
  if (!intent.ok) return intent;
  till.changed();

  const payment = till.store.read.payment(paymentId);
  const order = payment ? orderOf(till, payment, cashier) : refuse('paymentNotFound');
  // Nothing has gone to the device yet, so this is known not to be on paper.
  const outcome: RegisterOutcome = order.ok
    ? await register.closeReceipt(order.value)
    : { kind: 'notMade', failure: order.failure };
  const paper = outcome.kind === 'made' && outcome.unprinted ? 'owed' : 'out';
  const found = storeFinding(till, paymentId, findingOf(outcome), paper);
  if (!found.ok) {
    unstored.keep(paymentId, findingOf(outcome), paper);
    return found;
  }
  if (outcome.kind === 'made') await printer.openDrawer();
  return afterPrinting(till, outcome.kind === 'made' ? (outcome.unprinted ?? null) : outcome.failure);
}

export function receiptCalls(till: Till): ReceiptCalls {
  const { session } = till;
  const { receiptTurn } = till;
  const unstored = createUnstored(till);

  return {
    'payment.receipt': async ({ paymentId, tendered }) => {
      const cashier = session.require('work');
      if (!cashier.ok) return cashier;
      return receiptTurn.take(() => printReceipt(till, unstored, paymentId, tendered, cashier.value));
    },

    'payment.askRegister': async ({ paymentId }) => {
      const cashier = session.require('work');
      if (!cashier.ok) return cashier;
      const payment = ownPayment(till.store.read, paymentId);
      if (!payment.ok) return payment;
      if (receiptTurn.taken()) return refuse('deviceBusy');
      const known = unstored.store(paymentId);
      if (!known.ok) return known;
      if (known.value) return afterPrinting(till, null);
      const asked = await askDevice(till, payment.value);
      return asked.ok ? afterPrinting(till, asked.value) : asked;
    },

    'payment.settleReceipt': async ({ paymentId, made }) => {
      const cashier = session.require('work');
      if (!cashier.ok) return cashier;
      const payment = ownPayment(till.store.read, paymentId);
      if (!payment.ok) return payment;
      if (receiptTurn.taken()) return refuse('deviceBusy');
      // The device's word comes before a person's.
      const known = unstored.store(paymentId);
      if (!known.ok) return known;
      if (known.value) return ok(till.changed());
      const asked = await askDevice(till, payment.value);
      if (!asked.ok) return asked;
      if (asked.value === null) {
        // Settled by the device; who says that the receipt came out has its paper in hand.
        if (made) till.papersOwed.drop(paymentId);
        return ok(till.changed());
      }
      const cashierId = cashier.value.id;
      const finding: ReceiptFinding = {
        ...(made ? { kind: 'made', document: null } : { kind: 'notMade', failure: null }),
        source: 'person',
        cashierId,
      };
      const found = storeFinding(till, paymentId, finding, 'out');
      return found.ok ? ok(till.changed()) : found;
    },

    'receipt.copy': async ({ paymentId }) => {
      const cashier = session.require('work');
      if (!cashier.ok) return cashier;
      const payment = ownPayment(till.store.read, paymentId);
      if (!payment.ok) return payment;
      const ready = await printerReady(till);
      if (!ready.ok) return ready;
      const facts = factsOf(till, payment.value);
      if (!facts.ok) return facts;
      const copied = till.store.commit((read) =>
        decidePayment(read.payment(paymentId), { type: 'copyReceipt', cashierId: cashier.value.id }),
      );
      if (!copied.ok) return copied;
      const outcome = await till.devices.printer.print(
        receiptCopyDocument(facts.value, paperHead(till, cashier.value.name)),
      );
      if (outcome.kind === 'printed') till.papersOwed.printed(paymentId);
      return afterPrinting(till, outcome.kind === 'printed' ? null : outcome.failure);
    },

    'receipt.paperOut': ({ paymentId }) => {
      const cashier = session.require('work');
      if (!cashier.ok) return cashier;
      const payment = ownPayment(till.store.read, paymentId);
      if (!payment.ok) return payment;
      if (!till.papersOwed.has(paymentId)) return ok(till.changed());
      const told = till.papersOwed.drop(paymentId);
      if (!told.ok) return told;
      till.log.info({ paymentId, cashierId: cashier.value.id }, 'a person has the receipt’s paper in hand');
      return ok(till.changed());
    },
  };
}
