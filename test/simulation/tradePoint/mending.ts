/**
 * A cashier among payments that went wrong: asks for corrections of them, now and then for what is not possible, gives
 * cash that was granted, and answers what the program asks after a stop. All of it through the door, as the window does.
 */
import type { AdjustmentAsk, AdjustmentKind } from '../../../contract/adjustment.ts';
import type { Result } from '../../../contract/failure.ts';
import type { CashierId, PaymentId } from '../../../contract/primitives.ts';
import type { SepStatus } from '../../../contract/status.ts';
import type { Payment } from '../../../core/payment.ts';
import { isTaken } from '../../../core/payment.ts';
import { refundEnded } from '../../../core/refund.ts';
import type { Chance } from '../../../main/cli/seed/chance.ts';
import type { Handlers } from '../../../main/door/door.ts';
import type { Store } from '../../../main/store/types.ts';
import { trainingPeople } from '../../../main/training/trainingSet.ts';
import type { StationWord } from './words.ts';

export type MendingParts = {
  readonly handlers: Handlers;
  readonly store: Store;
  readonly chance: Chance;
  readonly say: (word: StationWord) => void;
};

/** What a client might want where the payment stands, some of it in vain. */
const wishes: Readonly<Record<SepStatus | 'unsent', readonly [AdjustmentKind, ...AdjustmentKind[]]>> = {
  unsent: ['cancel'],
  accepted: ['cancel', 'reconduct'],
  checking: ['cancel'],
  forwarded: ['cancel', 'cashRefund'],
  completed: ['transfer', 'cancel', 'cashRefund', 'transfer', 'cancel', 'reconduct'],
  hung: ['reconduct', 'reconduct', 'cancel', 'cashRefund'],
  rejected: ['reconduct', 'cashRefund', 'cancel'],
  cancelled: ['cashRefund', 'cashRefund', 'cashRefund', 'cancel', 'reconduct'],
  refunded: ['cashRefund', 'cancel'],
  transferred: ['transfer', 'cashRefund'],
};

/** Where each is possible, and does something. */
const where: Readonly<Record<AdjustmentKind, readonly SepStatus[]>> = {
  reconduct: ['rejected', 'hung'],
  transfer: ['completed'],
  cancel: ['completed', 'rejected'],
  cashRefund: ['rejected', 'cancelled'],
};

/** Another number of nobody else: every payment here has its own last five digits, which begin with zero. */
const rightNumber = (account: string): string =>
  `${account.slice(0, 5)}${(Number(account[5]) + 5) % 10}${account.slice(6)}`;

export function createMending({ handlers, store, chance, say }: MendingParts) {
  const { read } = store;
  const own = read.station().workstation;
  const people = store.local.cashiers.list();
  const personOf = (role: 'cashier' | 'senior'): { readonly cashierId: CashierId; readonly pin: string } => {
    const known = trainingPeople.find((one) => one.role === role);
    const id = people.find(({ name }) => name === known?.name)?.id;
    if (!known || !id) throw new Error(`no ${role}`);
    return { cashierId: id, pin: known.pin };
  };
  const cashier = personOf('cashier');
  const senior = personOf('senior');

  /** The screen locks itself in a long storm. */
  async function awake<T>(ask: () => Promise<Result<T>> | Result<T>): Promise<Result<T>> {
    const answer = await ask();
    if (answer.ok || answer.failure.code !== 'notSignedIn') return answer;
    await handlers['session.signIn'](cashier);
    return ask();
  }

  /** Gives the cash, or, now and then, finds that the client has gone. What can't be done now is tried again. */
  async function give(paymentId: PaymentId): Promise<void> {
    if (chance.fraction() < 0.15) {
      await awake(() => handlers['refund.settle']({ paymentId, what: 'cash', done: false }));
      return;
    }
    const paid = await awake(() => handlers['refund.pay']({ paymentId }));
    const refund = paid.ok ? paid.value.desk.refund : null;
    if (refund?.stage === 'paid')
      say({ kind: 'gave', payment: paymentId, refund: refund.refundId, amount: refund.amount });
    else say({ kind: 'asked', what: `give ${paid.ok ? paid.value.failure?.code : paid.failure.code}` });
    // СЭП was put back from a dump and has forgotten the grant: nobody gives cash on it any more.
    if (!paid.ok && paid.failure.code === 'refundNotGranted' && read.refunds(paymentId)[0])
      await awake(() => handlers['refund.settle']({ paymentId, what: 'cash', done: false }));
  }

  /** What a stop or a bad answer left half done here. */
  async function finish(): Promise<void> {
    for (const { paymentId, stage, workstation } of read.recentRefunds(100)) {
      if (workstation !== own || refundEnded(stage)) continue;
      if (stage === 'granted') await give(paymentId);
      // The device is asked first, and knows: the person's word is only what it was told to ask.
      else if (stage === 'receipting')
        await awake(() => handlers['refund.settle']({ paymentId, what: 'receipt', done: false }));
      else await awake(() => handlers['refund.settle']({ paymentId, what: 'cash', done: true }));
    }
    const listed = await awake(() => handlers['requests.list'](null));
    for (const { kind, state, workstation, paymentId, grant } of listed.ok ? listed.value : []) {
      if (kind !== 'cashRefund' || state !== 'granted' || workstation !== own || !paymentId || !grant)
        continue;
      // Not at once: meanwhile somebody may ask for something else.
      if (chance.fraction() < 0.7) continue;
      const [begun] = read.refunds(paymentId);
      if (!begun || refundEnded(begun.stage)) await give(paymentId);
    }
  }

  function choose(kind: AdjustmentKind | null): Payment | null {
    const taken = read.recent(200).filter(({ stage }) => isTaken(stage));
    const told = store.statuses.standings(taken.map(({ id }) => id));
    const stands = (...statuses: readonly SepStatus[]): Payment[] =>
      taken.filter(({ id }) => statuses.includes(told.get(id)?.status ?? 'accepted'));
    if (kind !== null) {
      const wanted = stands(...where[kind]);
      return wanted.length > 0 ? chance.pick(wanted) : null;
    }
    // Most clients come with what went wrong; some with what is done, some before anything is.
    const drawn = chance.fraction();
    const again = taken.filter(({ id }) => store.requests.ofPayment(id).length > 0);
    // And some come once more, to another workstation too, while an answer is awaited.
    if (drawn < 0.35 && again.length > 0) return chance.pick(again);
    const wrong = drawn < 0.7 ? stands('hung', 'rejected', 'cancelled') : [];
    const done = drawn < 0.9 ? stands('completed') : [];
    const wanted = [wrong, done, taken].find((payments) => payments.length > 0);
    return wanted ? chance.pick(wanted) : null;
  }

  const dealt: Partial<Record<SepStatus | 'unsent', number>> = {};
  /** One wish after another, so that each comes however few clients there are. */
  function wishFor(status: SepStatus | 'unsent'): AdjustmentKind {
    const [first, ...others] = wishes[status];
    const count = dealt[status] ?? chance.whole(1 + others.length);
    dealt[status] = count + 1;
    return [first, ...others][count % (1 + others.length)] ?? first;
  }

  function formOf(payment: Payment, wanted: AdjustmentKind | null): AdjustmentAsk | null {
    const shift = payment.receipt && read.shift(payment.receipt.shiftId);
    if (!payment.receipt || !shift) return null;
    const { details, id } = payment;
    const status = store.statuses.standings([id]).get(id)?.status ?? 'unsent';
    const kind = wanted ?? wishFor(status);
    const corrects = kind === 'transfer' || (kind === 'reconduct' && status === 'rejected');
    return {
      paymentId: id,
      kind,
      receipt: {
        kind: 'typed',
        number: `${shift.number}/${payment.receipt.number}`,
        amount: details.amountTaken,
      },
      missing: null,
      corrected: corrects ? { providerId: details.providerId, account: rightNumber(details.account) } : null,
      reason: 'клиент просит',
      senior: kind === 'cancel' || kind === 'cashRefund' ? senior : null,
      attachments: [],
    };
  }

  async function ask(wanted: AdjustmentKind | null): Promise<void> {
    const payment = choose(wanted);
    const form = payment && formOf(payment, wanted);
    if (!payment || !form) return;
    if (payment.stage === 'receipted' && payment.workstation === own) {
      const cancelled = await awake(() => handlers['adjust.cancelHere']({ ...form, kind: 'cancel', senior }));
      say({ kind: 'asked', what: `cancelHere ${cancelled.ok ? 'done' : cancelled.failure.code}` });
      return;
    }
    const asked = await awake(() => handlers['adjust.ask'](form));
    say({
      kind: 'asked',
      what: `${form.kind} ${asked.ok ? asked.value.request.state : asked.failure.code}`,
    });
  }

  return {
    /** How many refunds are under way here. */
    refunding: () =>
      read.recentRefunds(200).filter(({ workstation, stage }) => workstation === own && !refundEnded(stage))
        .length,
    /** One look at what there is to do; `asks`: new corrections are asked for too, those `wanted` first. */
    async round(asks: boolean, wanted: readonly AdjustmentKind[]): Promise<void> {
      await finish();
      if (asks) await ask(wanted.length > 0 ? chance.pick(wanted) : null);
    },
  };
}
