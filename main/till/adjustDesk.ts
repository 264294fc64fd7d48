/** «Корректировка» of a payment: where it stands by the till's journal and by СЭП, and which of the four is possible. */
import type {
  AdjustmentDesk,
  PaymentStory,
  ReceiptEvidence,
  RefundView,
  RequestView,
} from '../../contract/adjustment.ts';
import type { Result } from '../../contract/failure.ts';
import { ok, refuse } from '../../contract/failure.ts';
import type { CashierId, PaymentId } from '../../contract/primitives.ts';
import type { SepInput } from '../../contract/sep.ts';
import type { AdjustmentFacts, PaymentPlace, Verdict } from '../../core/adjustment.ts';
import { judgeAdjustments } from '../../core/adjustment.ts';
import type { OwnReceipt } from '../../core/fiscalQr.ts';
import { isReceiptOf, parseReceiptNumber } from '../../core/fiscalQr.ts';
import type { Payment } from '../../core/payment.ts';
import { isTaken, paymentNumber } from '../../core/payment.ts';
import { eventText, mergeStory } from '../../core/paymentStory.ts';
import type { Refund } from '../../core/refund.ts';
import { refundEnded } from '../../core/refund.ts';
import { standingNames } from '../../core/sepStatus.ts';
import type { Till } from './context.ts';
import { madeByOffice } from './madeByOffice.ts';

/** How long a receipt that was shown is believed to be in the cashier's hand, milliseconds. */
const shownMs = 30 * 60_000;

export type Standing = {
  readonly payment: Payment;
  readonly facts: Omit<AdjustmentFacts, 'receipt' | 'senior'>;
  /** Null: СЭП could not be asked. */
  readonly story: PaymentStory | null;
  /** Told of the payment, newest first. */
  readonly requests: readonly RequestView[];
  readonly refund: Refund | null;
};

/** Asks СЭП about a payment; null: it can't be reached, or nobody is enrolled. What it says of requests is kept. */
export async function askStory(till: Till, input: SepInput<'story'>): Promise<PaymentStory | null> {
  const sync = till.sync.sync();
  if (!sync) return null;
  const answer = await sync.ask('story', input);
  if (!answer.ok) {
    till.log.info({ code: answer.failure.code }, 'the story of a payment was not told');
    return null;
  }
  for (const view of answer.value.requests) till.store.requests.told(view);
  return answer.value;
}

/** Null: no receipt is known to be made. */
export function ownReceiptOf(till: Till, { receipt, details }: Payment): OwnReceipt | null {
  const shift = receipt && till.store.read.shift(receipt.shiftId);
  if (!receipt || !shift) return null;
  const { document } = receipt;
  return {
    shiftNumber: shift.number,
    number: receipt.number,
    amount: details.amountTaken,
    fiscal: document?.fiscal
      ? { drive: document.fiscal.drive, document: document.number, sign: document.fiscal.sign }
      : null,
  };
}

/** «128/12 ФД 312». */
export function receiptText(own: OwnReceipt | null): string {
  if (!own) return '';
  return `${own.shiftNumber}/${own.number}${own.fiscal ? ` ФД ${own.fiscal.document}` : ''}`;
}

/** The payment that a receipt is of, this workstation's own first; null: none that is known here. */
export function findByReceipt(till: Till, evidence: ReceiptEvidence): Payment | null {
  const { read } = till.store;
  const number = evidence.kind === 'typed' ? parseReceiptNumber(evidence.number) : null;
  const found =
    evidence.kind === 'qr'
      ? read.byDocument(evidence.document)
      : number?.kind === 'fiscal'
        ? read.byDocument(number.document)
        : number
          ? read.byReceiptNumber(number.shiftNumber, number.number)
          : [];
  const { workstation } = read.station();
  const agreeing = found.filter((payment) => {
    const own = isTaken(payment.stage) ? ownReceiptOf(till, payment) : null;
    return own !== null && isReceiptOf(evidence, own);
  });
  return agreeing.find((payment) => payment.workstation === workstation) ?? agreeing[0] ?? null;
}

/** What СЭП said last of it: fresh, or as it is kept here. */
function toldOf({ store }: Till, payment: Payment, story: PaymentStory | null) {
  // What was not conducted is in nobody's hands but by a word of СЭП; a СЭП that was put back may have forgotten it.
  if (payment.stage === 'receipted') return story?.status ?? madeByOffice(store, payment);
  return story ? story.status : (store.statuses.standings([payment.id]).get(payment.id) ?? null);
}

/**
 * Where it stands; `local`: the till's own journal says so, whatever СЭП has heard. A payment that is not conducted here
 * may be there nevertheless: the central office makes it from its paper.
 */
function placeOf(
  till: Till,
  payment: Payment,
  refunds: readonly Refund[],
  story: PaymentStory | null,
): { readonly place: PaymentPlace; readonly local: boolean } {
  if (refunds.some(({ stage }) => stage === 'paid')) return { place: 'refunded', local: true };
  if (payment.stage === 'cancelled') return { place: 'cancelled', local: true };
  const told = toldOf(till, payment, story);
  if (payment.stage === 'receipted' && told === null) return { place: 'receipted', local: true };
  // A payment that СЭП has not got may be cancelled there before it comes.
  const buried = story?.requests.some(({ kind, state }) => kind === 'cancel' && state === 'done') ?? false;
  return { place: told?.status ?? (buried ? 'cancelled' : 'notReceived'), local: false };
}

const refundView = (refund: Refund): RefundView => ({
  refundId: refund.id,
  stage: refund.stage,
  amount: refund.amount,
  feeReturned: refund.feeReturned,
  failure: refund.receipt?.failure ?? null,
});

/** A refund that СЭП has granted to this workstation, and that has not begun here. */
export function grantOf({ requests, refund }: Standing, workstation: number): RequestView | null {
  if (refund && refund.stage !== 'notPaid') return null;
  const granted = requests.find(
    (request) =>
      request.kind === 'cashRefund' &&
      request.state === 'granted' &&
      request.grant !== undefined &&
      request.workstation === workstation,
  );
  // Ended here already; СЭП has not heard of it.
  return granted && granted.id !== refund?.id ? granted : null;
}

export function createAdjustDesk(till: Till) {
  const { store } = till;
  const shown = new Map<PaymentId, number>();

  const wasShown = (id: PaymentId): boolean => store.now() - (shown.get(id) ?? -shownMs) < shownMs;

  /** `paymentNotFound`: not here. `wrongStage`: no receipt of it is known to be made. */
  function paymentOf(id: PaymentId): Result<Payment> {
    const payment = store.read.payment(id);
    if (!payment) return refuse('paymentNotFound');
    if (!isTaken(payment.stage))
      return refuse('wrongStage', { stage: payment.stage, number: paymentNumber(payment) });
    return ok(payment);
  }

  function standingOf(payment: Payment, story: PaymentStory | null): Standing {
    const refunds = store.read.refunds(payment.id);
    const [refund = null] = refunds;
    const requests = store.requests.ofPayment(payment.id).map(({ view }) => view);
    const { place, local } = placeOf(till, payment, refunds, story);
    const open = requests.map(({ kind, state }) => ({ kind, state }));
    const paying = refund !== null && !refundEnded(refund.stage);
    return {
      payment,
      story,
      requests,
      refund,
      facts: {
        place,
        fresh: story !== null || local,
        shiftOpen: payment.receipt !== null && store.read.openShift()?.id === payment.receipt.shiftId,
        open: paying ? [...open, { kind: 'cashRefund', state: 'granted' }] : open,
      },
    };
  }

  /** The four, as far as this workstation may. */
  function judge(
    { payment, story, facts }: Standing,
    receipt: AdjustmentFacts['receipt'],
    senior: boolean,
  ): readonly Verdict[] {
    const verdicts = judgeAdjustments({ ...facts, receipt, senior });
    const { workstation } = store.read.station();
    // Nor is cash given for it here, though the central office cancelled it by its paper: its own till may cancel it too, and
    // pay. What СЭП has made, that till knows.
    const isItsOwn = payment.stage === 'receipted' && !story?.status && !madeByOffice(store, payment);
    if (!isItsOwn || payment.workstation === workstation) return verdicts;
    const why = `Платёж принят на рабочем месте ${payment.workstation} и не проведён: отменить его можно только там.`;
    return verdicts.map((verdict) =>
      verdict.possible ? { kind: verdict.kind, possible: false, why } : verdict,
    );
  }

  function awaitingOf(id: PaymentId): AdjustmentDesk['awaiting'] {
    const found = store.requests
      .ofPayment(id)
      .find((one) => one.view.state === 'awaitsReceipt' && !one.receiptWaits);
    return found ? { id: found.view.id, kind: found.view.kind } : null;
  }

  function view(standing: Standing): AdjustmentDesk {
    const { payment, story, requests, refund, facts } = standing;
    const { details } = payment;
    const nameOf = (id: CashierId): string =>
      store.local.cashiers.find(id)?.name ?? store.peers.nameOf(id) ?? '';
    const lines = store.read.history(payment.id).flatMap((event) => {
      const text = eventText(event, nameOf);
      return text === null ? [] : [{ id: event.id, at: event.at, text }];
    });
    const granted = grantOf(standing, store.read.station().workstation);
    return {
      paymentId: payment.id,
      number: paymentNumber(payment),
      providerId: details.providerId,
      account: details.account,
      amountTaken: details.amountTaken,
      fee: details.fee,
      amountCredited: details.amountCredited,
      takenAt: payment.takenAt ?? payment.enteredAt,
      workstation: payment.workstation,
      receipt: receiptText(ownReceiptOf(till, payment)),
      receiptShown: wasShown(payment.id),
      fresh: story !== null,
      standing: placeName(facts.place),
      verdicts: [...judge(standing, wasShown(payment.id) ? 'own' : 'missing', false)],
      lines: mergeStory(lines, story?.lines ?? []),
      requests: [...requests],
      awaiting: awaitingOf(payment.id),
      refund: granted?.grant
        ? { refundId: granted.id, stage: 'granted', ...granted.grant, failure: null }
        : refund && refundView(refund),
    };
  }

  return {
    paymentOf,
    standingOf,
    judge,
    view,
    /** The payment with СЭП's word of this moment. */
    async ask(payment: Payment): Promise<Standing> {
      const story = await askStory(till, { paymentId: payment.id, receipt: null });
      // Its journal may have grown meanwhile.
      return standingOf(store.read.payment(payment.id) ?? payment, story);
    },
    wasShown,
    show: (id: PaymentId): void => void shown.set(id, store.now()),
    /** The gate: refuses a receipt that is not this payment's, and says whose it is. */
    receiptGate(payment: Payment, evidence: ReceiptEvidence): Result<null> {
      const own = ownReceiptOf(till, payment);
      if (own && isReceiptOf(evidence, own)) return ok(null);
      if (evidence.kind === 'typed' && parseReceiptNumber(evidence.number) === null)
        return refuse('receiptUnreadable');
      const other = findByReceipt(till, evidence);
      return other
        ? refuse('receiptOfAnother', { number: paymentNumber(other) })
        : refuse('receiptOfAnother');
    },
  };
}

export type AdjustDesk = ReturnType<typeof createAdjustDesk>;

export function placeName(place: PaymentPlace): string {
  if (place === 'receipted') return 'не проведён';
  return standingNames[place === 'notReceived' ? 'unsent' : place];
}
