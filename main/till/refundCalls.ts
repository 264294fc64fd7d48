/** Cash back: intent stored, «возврат прихода», outcome stored, cash. What nobody knows stays a question, never a second refund. */
import type { PaymentStory } from '../../contract/adjustment.ts';
import type { Failure, Result } from '../../contract/failure.ts';
import { ok, refuse } from '../../contract/failure.ts';
import type { NewEvent } from '../../contract/journal.ts';
import type { Kopecks } from '../../contract/primitives.ts';
import { endedStates } from '../../core/adjustment.ts';
import type { RegisterOutcome } from '../../core/devices.ts';
import { notReady } from '../../core/devices.ts';
import type { RefundFacts } from '../../core/documents/refundReceipt.ts';
import { refundParts, refundReceiptDocument } from '../../core/documents/refundReceipt.ts';
import type { Payment, ReceiptFinding } from '../../core/payment.ts';
import type { Refund, RefundCommand } from '../../core/refund.ts';
import { decideRefund, evolveRefund, isRefundEvent, refundEnded } from '../../core/refund.ts';
import type { Handlers } from '../door/door.ts';
import type { Cashier, StationReader } from '../store/types.ts';
import type { AdjustDesk, Standing } from './adjustDesk.ts';
import { grantOf, ownReceiptOf, receiptText } from './adjustDesk.ts';
import type { Till } from './context.ts';
import { paperHead, paperProvider } from './context.ts';
import { blockingNumber } from './printing.ts';
import { findingOf, registerShiftOpen, vatsOf } from './receiptCalls.ts';
import { askDeviceOfRefund, storeRefundFinding } from './receiptOutcome.ts';

type RefundCalls = Pick<Handlers, 'refund.pay' | 'refund.settle'>;

type Grant = Extract<RefundCommand, { readonly type: 'grant' }>;

/** Whether СЭП knows of this grant, as anything. */
const isNamed = ({ requests }: PaymentStory, refund: string): boolean =>
  requests.some(({ id }) => id === refund);

const newest = (read: StationReader, { id }: Payment): Refund | null => read.refunds(id)[0] ?? null;

/** Decides on the payment's refund, granting it first where it has not begun: both in one transaction. */
function decideGranted(
  till: Till,
  read: StationReader,
  payment: Payment,
  grant: Grant | null,
  command: RefundCommand,
): Result<readonly NewEvent[]> {
  const before = newest(read, payment);
  if (!grant) return decideRefund(before, command);
  const granted = decideRefund(before, grant);
  if (!granted.ok) return granted;
  const { workstation } = read.station();
  const refund = granted.value.reduce<Refund | null>((state, event) => {
    const known = { ...event, seq: 0, at: till.store.now() };
    return isRefundEvent(known) ? evolveRefund(state, known, workstation) : state;
  }, null);
  const decided = decideRefund(refund ?? before, command);
  return decided.ok ? ok([...granted.value, ...decided.value]) : decided;
}

function factsOf(till: Till, payment: Payment, refund: Refund): Result<RefundFacts> {
  const provider = paperProvider(till, payment.details.providerId);
  if (!provider.ok) return provider;
  const shift = refund.receipt && till.store.read.shift(refund.receipt.shiftId);
  if (!refund.receipt || !shift) return refuse('wrongStage', { stage: `refund ${refund.stage}` });
  // What is given back has the tax of the day on which it was taken.
  const vats = vatsOf(till, provider.value, payment.receipt?.startedAt ?? payment.enteredAt);
  if (!vats.ok) return vats;
  return ok({
    payment,
    refund,
    receipt: refund.receipt,
    shiftNumber: shift.number,
    taken: receiptText(ownReceiptOf(till, payment)),
    provider: provider.value,
    ...vats.value,
    fiscal: till.devices.register.fiscal,
  });
}

/** «Возврат прихода» on the register; what it says is not stored yet. */
async function closeReceipt(
  till: Till,
  payment: Payment,
  refund: Refund,
  cashier: Cashier,
): Promise<RegisterOutcome> {
  const facts = factsOf(till, payment, refund);
  // Nothing has gone to the device yet, so this is known not to be on paper.
  if (!facts.ok) return { kind: 'notMade', failure: facts.failure };
  const { credited, fee } = refundParts(refund, payment);
  return till.devices.register.closeReceipt({
    kind: 'incomeReturn',
    amountCredited: credited as Kopecks,
    fee: fee as Kopecks,
    amountTaken: refund.amount,
    tendered: refund.amount,
    document: refundReceiptDocument(facts.value, paperHead(till, cashier.name)),
  });
}

export function refundCalls(till: Till, desk: AdjustDesk): RefundCalls {
  const { store, session, receiptTurn } = till;
  /** What the device said while the disk was full: known, though not stored yet. */
  let unstored: { readonly refund: Refund; readonly finding: ReceiptFinding } | null = null;

  function storeKept(refund: Refund): Result<boolean> {
    if (unstored?.refund.id !== refund.id) return ok(false);
    const stored = storeRefundFinding(till, refund, unstored.finding);
    if (!stored.ok && stored.failure.code !== 'wrongStage') return stored;
    unstored = null;
    return ok(stored.ok);
  }

  /**
   * The refund under way here, or what СЭП grants now; its word of this moment, as a person there may have ended it. Cash
   * is given only on a grant that СЭП itself names: one that was put back from a dump may have forgotten it, and sent the
   * payment to the operator again.
   */
  async function grantFor(payment: Payment, forCash: boolean): Promise<Result<Grant | null>> {
    const { workstation } = store.read.station();
    const refund = newest(store.read, payment);
    if (refund && !refundEnded(refund.stage))
      return refund.workstation === workstation ? ok(null) : refuse('refundNotGranted');
    const standing = await desk.ask(payment);
    if (standing.facts.place === 'refunded')
      return refuse('adjustmentImpossible', { why: 'Деньги по этому платежу уже возвращены.' });
    const granted = grantOf(standing, workstation);
    if (!granted?.grant) return refuse('refundNotGranted');
    if (!standing.story) return refuse('sepUnavailable');
    if (forCash && !isNamed(standing.story, granted.id)) return refuse('refundNotGranted');
    const cashier = session.require('work');
    if (!cashier.ok) return cashier;
    return ok({
      type: 'grant',
      paymentId: payment.id,
      refundId: granted.id,
      ...granted.grant,
      cashierId: cashier.value.id,
    });
  }

  /**
   * Whether people of the central office have ended what was granted to us and has no receipt, or СЭП knows nothing of it:
   * the payment may be on its way to the operator again. What this till granted itself is nobody's but its own.
   */
  async function endedThere(payment: Payment): Promise<boolean> {
    const refund = newest(store.read, payment);
    if (refund?.stage !== 'granted' || !store.requests.find(refund.id)) return false;
    const { story, requests } = await desk.ask(payment);
    if (story && !isNamed(story, refund.id)) return true;
    return requests.some(({ id, state }) => id === refund.id && endedStates.includes(state));
  }

  async function pay(
    payment: Payment,
    grant: Grant | null,
    cashier: Cashier,
  ): Promise<Result<Failure | null>> {
    const { register, printer } = till.devices;
    const provider = paperProvider(till, payment.details.providerId);
    if (!provider.ok) return provider;
    const vats = vatsOf(till, provider.value, payment.receipt?.startedAt ?? payment.enteredAt);
    if (!vats.ok) return vats;
    const state = await register.state();
    if (!state.ready) return { ok: false, failure: notReady(state, 'registerFault') };
    const shift = await registerShiftOpen(till, cashier);
    if (!shift.ok) return shift;
    const last = await register.lastDocument();
    if (last.kind === 'silent') return { ok: false, failure: last.failure };
    const intent = store.commit((read) =>
      decideGranted(till, read, payment, grant, {
        type: 'startReceipt',
        shift: read.openShift(),
        lastDocument: last.kind === 'document' ? last.document : null,
        registerRemembers: register.remembers,
        blockedBy: blockingNumber(read),
        cashierId: cashier.id,
        now: store.now(),
      }),
    );
    if (!intent.ok) return intent;
    till.changed();

    const refund = newest(store.read, payment);
    if (!refund) return refuse('refundNotGranted');
    const outcome = await closeReceipt(till, payment, refund, cashier);
    const finding = findingOf(outcome);
    const found = storeRefundFinding(till, refund, finding);
    // Settled by the device's own answer, asked for when it came back: as good as this one.
    if (!found.ok && newest(store.read, payment)?.stage === 'receipting') {
      if (finding.kind !== 'unknown') unstored = { refund, finding };
      return found;
    }
    if (outcome.kind !== 'made') return ok(outcome.failure);
    await printer.openDrawer();
    // Without its paper, which the client signs, a person says whether the cash went out.
    if (outcome.unprinted) return ok(outcome.unprinted);
    const paid = act(payment, { type: 'paid', cashierId: cashier.id });
    return paid.ok ? ok(null) : paid;
  }

  const act = (payment: Payment, command: RefundCommand) =>
    store.commit((read) => decideRefund(newest(read, payment), command));

  /** By the till's own journal alone: nobody waits for СЭП with money in hand. */
  function shown(payment: Payment): Standing {
    till.changed();
    return desk.standingOf(store.read.payment(payment.id) ?? payment, null);
  }

  async function settleReceipt(payment: Payment, done: boolean, cashier: Cashier): Promise<Result<null>> {
    const refund = newest(store.read, payment);
    if (!refund) return refuse('refundNotGranted');
    if (receiptTurn.taken()) return refuse('deviceBusy');
    // The device's word comes before a person's.
    const kept = storeKept(refund);
    if (!kept.ok) return kept;
    if (kept.value) return ok(null);
    const asked = await askDeviceOfRefund(till, refund);
    if (!asked.ok) return asked;
    if (asked.value === null) return ok(null);
    const finding: ReceiptFinding = {
      ...(done ? { kind: 'made', document: null } : { kind: 'notMade', failure: null }),
      source: 'person',
      cashierId: cashier.id,
    };
    const found = storeRefundFinding(till, refund, finding);
    return found.ok ? ok(null) : found;
  }

  async function settleCash(payment: Payment, done: boolean, cashier: Cashier): Promise<Result<null>> {
    if (receiptTurn.taken()) return refuse('deviceBusy');
    const cashierId = cashier.id;
    if (done) {
      const paid = act(payment, { type: 'paid', cashierId });
      return paid.ok ? ok(null) : paid;
    }
    const grant = await grantFor(payment, false);
    if (!grant.ok) return grant;
    const receipted = newest(store.read, payment)?.stage === 'receipted';
    const reason = receipted
      ? 'Чек «возврат прихода» пробит, деньги клиенту не выданы.'
      : 'Деньги клиенту не выданы, чек «возврат прихода» не пробит.';
    const ended = store.commit((read) =>
      decideGranted(till, read, payment, grant.value, { type: 'notPaid', reason, cashierId }),
    );
    return ended.ok ? ok(null) : ended;
  }

  return {
    'refund.pay': async ({ paymentId }) => {
      const cashier = session.require('work');
      if (!cashier.ok) return cashier;
      const payment = desk.paymentOf(paymentId);
      if (!payment.ok) return payment;
      const done = await receiptTurn.take(async () => {
        if (await endedThere(payment.value)) return refuse('refundNotGranted');
        const grant = await grantFor(payment.value, true);
        return grant.ok ? pay(payment.value, grant.value, cashier.value) : grant;
      });
      if (!done.ok) return done;
      return ok({ desk: desk.view(shown(payment.value)), failure: done.value });
    },

    'refund.settle': async ({ paymentId, what, done }) => {
      const cashier = session.require('work');
      if (!cashier.ok) return cashier;
      const payment = desk.paymentOf(paymentId);
      if (!payment.ok) return payment;
      const settle = what === 'receipt' ? settleReceipt : settleCash;
      const settled = await settle(payment.value, done, cashier.value);
      return settled.ok ? ok(desk.view(shown(payment.value))) : settled;
    },
  };
}
