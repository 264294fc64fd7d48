/** The payment up to the client's signature, and its end: entering, pre-check, signing, conducting, abandoning. */

import type { Result } from '../../contract/failure.ts';
import { ok, refuse } from '../../contract/failure.ts';
import type { AfterPrinting } from '../../contract/ipc.ts';
import type { PaymentId } from '../../contract/primitives.ts';
import type { Draft, TillView } from '../../contract/till.ts';
import { preCheckDocument } from '../../core/documents/preCheck.ts';
import type { Payment } from '../../core/payment.ts';
import { decidePayment, isUnfinished, paymentNumber } from '../../core/payment.ts';
import type { Handlers } from '../door/door.ts';
import type { Cashier } from '../store/types.ts';
import type { Till } from './context.ts';
import { afterPrinting, catalogueOf, isOwn, ownPayment, paperHead, paperProvider } from './context.ts';
import { checkPayment, confirmPayment, hintFor } from './paymentCheck.ts';
import { settlePreCheck, storePreCheckOutcome } from './preCheckOutcome.ts';
import { printerReady } from './printing.ts';
import { receivedFor } from './received.ts';

type PaymentCalls = Pick<
  Handlers,
  | 'payment.begin'
  | 'payment.saveDraft'
  | 'payment.hint'
  | 'payment.check'
  | 'payment.preCheck'
  | 'payment.reprintPreCheck'
  | 'payment.sign'
  | 'payment.edit'
  | 'payment.conduct'
  | 'payment.abandon'
  | 'payment.resume'
  | 'preChecks.list'
>;

const emptyDraft = (paymentId: PaymentId): Draft => ({
  paymentId,
  account: '',
  providerId: null,
  providerChosen: false,
  sum: '',
  tendered: '',
});

/** The fields as they were typed; a payment stored without them gets them back from its details. */
function draftOf(payment: Payment): Draft {
  const { account, providerId, amountCredited } = payment.details;
  const sum = `${Math.floor(amountCredited / 100)},${String(amountCredited % 100).padStart(2, '0')}`;
  return { paymentId: payment.id, account, providerId, providerChosen: true, sum, tendered: '' };
}

/** Prints the pre-check that is stored, and stores what became of it. */
async function putOnPaper(
  till: Till,
  paymentId: PaymentId,
  cashier: Cashier,
  repeated: boolean,
): Promise<Result<AfterPrinting>> {
  const payment = till.store.read.payment(paymentId);
  if (!payment) return refuse('paymentNotFound');
  const provider = paperProvider(till, payment.details.providerId);
  if (!provider.ok) return provider;
  const checked = till.operator.known(paymentId, payment.details)?.operatorCheck.outcome ?? null;
  const document = preCheckDocument(payment, provider.value, paperHead(till, cashier.name), {
    repeated,
    notChecked: checked === 'notChecked',
  });
  const outcome = await till.printingNow.during(paymentId, () => {
    till.changed();
    return till.devices.printer.print(document);
  });
  const stored = storePreCheckOutcome(till, paymentId, payment.preCheck?.number, outcome.kind);
  if (!stored.ok) {
    till.changed();
    return stored;
  }
  return afterPrinting(till, outcome.kind === 'printed' ? null : outcome.failure);
}

export function paymentCalls(till: Till): PaymentCalls {
  const { store, session, drafts } = till;

  /** Only a payment that the journal knows is set aside; bare typing makes room for the next. */
  const isStored = (draft: Draft): boolean => store.read.payment(draft.paymentId) !== null;

  /** Takes a draft in hand, unless that would forget money received for one that the journal doesn't know. */
  function takeInHand(draft: Draft): Result<null> {
    const inHand = drafts.inHand();
    if (inHand && inHand.paymentId !== draft.paymentId && !isStored(inHand)) {
      const received = receivedFor(till, inHand.paymentId);
      if (!received.ok) return received;
      if (received.value > 0) return refuse('returnMoneyFirst', { receivedKopecks: received.value });
    }
    return drafts.putInHand(draft, isStored);
  }

  /** A cashier's command on one payment: decided, stored, shown. */
  const act = (
    paymentId: PaymentId,
    decide: (payment: Payment, cashier: Cashier) => ReturnType<typeof decidePayment>,
  ): Result<TillView> => {
    const cashier = session.require('work');
    if (!cashier.ok) return cashier;
    const stored = till.store.commit((read) => {
      const payment = ownPayment(read, paymentId);
      return payment.ok ? decide(payment.value, cashier.value) : payment;
    });
    return stored.ok ? ok(till.changed()) : stored;
  };

  return {
    'payment.begin': () => {
      const cashier = session.require('work');
      if (!cashier.ok) return cashier;
      const begun = takeInHand(emptyDraft(store.newId() as PaymentId));
      return begun.ok ? ok(till.changed()) : begun;
    },

    'payment.saveDraft': (draft) => {
      // A screen that has just locked itself still saves what was typed; one with nobody at it does not.
      if (!session.named()) return refuse('notSignedIn');
      const payment = store.read.payment(draft.paymentId);
      // A late save of a payment that has ended must not bring its draft back.
      if (payment && !isUnfinished(payment.stage)) return ok(null);
      return drafts.inHand() ? drafts.save(draft) : drafts.putInHand(draft, isStored);
    },

    'payment.hint': ({ account }) => ok({ providerId: hintFor(till, account)?.id ?? null }),

    'payment.check': (draft) => {
      // Its warnings tell of other payments.
      const cashier = session.require('work');
      return cashier.ok ? checkPayment(till, draft) : cashier;
    },

    'payment.preCheck': async ({ draft, confirmed, blindDigits }) => {
      const cashier = session.require('work');
      if (!cashier.ok) return cashier;
      const known = store.read.payment(draft.paymentId);
      if (known && !isOwn(store.read, known)) return refuse('paymentNotFound');
      if (known && known.stage !== 'entered') {
        return refuse('wrongStage', { stage: known.stage, number: paymentNumber(known) });
      }
      const kept = takeInHand(draft);
      if (!kept.ok) return kept;
      const read = checkPayment(till, draft);
      // Asked already, as a rule, while the cashier looked at the sum; a till that is alone asks nobody.
      if (read.ok) await till.operator.ask(draft.paymentId, read.value.details);
      const details = confirmPayment(till, draft, confirmed, blindDigits);
      if (!details.ok) return details;
      const ready = await printerReady(till);
      if (!ready.ok) return ready;
      const issued = till.store.commit((read, station) =>
        decidePayment(read.payment(draft.paymentId), {
          type: 'issuePreCheck',
          paymentId: draft.paymentId,
          details: details.value,
          counter: station.paymentCounter + 1,
          preCheckNumber: station.preCheckCounter + 1,
          shift: read.openShift(),
          cashierId: cashier.value.id,
          now: store.now(),
        }),
      );
      if (!issued.ok) return issued;
      return putOnPaper(till, draft.paymentId, cashier.value, false);
    },

    'payment.reprintPreCheck': async ({ paymentId }) => {
      const cashier = session.require('work');
      if (!cashier.ok) return cashier;
      const payment = ownPayment(store.read, paymentId);
      if (!payment.ok) return payment;
      if (payment.value.stage !== 'preChecked') return refuse('wrongStage');
      const ready = await printerReady(till);
      return ready.ok ? putOnPaper(till, paymentId, cashier.value, true) : ready;
    },

    'payment.sign': ({ paymentId }) => {
      const cashier = session.require('work');
      if (!cashier.ok) return cashier;
      const printed = store.read.payment(paymentId);
      const settled = printed && isOwn(store.read, printed) ? settlePreCheck(till, printed) : ok(null);
      if (!settled.ok) return settled;
      return act(paymentId, (payment, { id }) => decidePayment(payment, { type: 'sign', cashierId: id }));
    },

    'payment.edit': ({ paymentId }) =>
      act(paymentId, (payment, { id }) => decidePayment(payment, { type: 'edit', cashierId: id })),

    'payment.conduct': ({ paymentId }) => {
      const conducted = act(paymentId, (payment, { id }) =>
        decidePayment(payment, { type: 'conduct', cashierId: id }),
      );
      if (!conducted.ok) return conducted;
      drafts.drop(paymentId);
      return ok(till.changed());
    },

    'payment.abandon': ({ paymentId, returned }) => {
      const cashier = session.require('work');
      if (!cashier.ok) return cashier;
      const known = receivedFor(till, paymentId);
      if (!known.ok) return known;
      const received = known.value;
      // A payment that never reached the journal leaves nothing there; its money is asked about all the same.
      if (!store.read.payment(paymentId)) {
        if (returned !== received) return refuse('returnMoneyFirst', { receivedKopecks: received });
      } else {
        const abandoned = act(paymentId, (payment, { id }) =>
          decidePayment(payment, { type: 'abandon', received, returned, cashierId: id }),
        );
        if (!abandoned.ok) return abandoned;
      }
      drafts.drop(paymentId);
      return ok(till.changed());
    },

    'payment.resume': ({ paymentId }) => {
      const cashier = session.require('work');
      if (!cashier.ok) return cashier;
      const payment = ownPayment(store.read, paymentId);
      if (!payment.ok || !isUnfinished(payment.value.stage)) return refuse('paymentNotFound');
      const taken = takeInHand(drafts.find(paymentId) ?? draftOf(payment.value));
      return taken.ok ? ok(till.changed()) : taken;
    },

    'preChecks.list': (query) => {
      const cashier = session.require('work');
      if (!cashier.ok) return cashier;
      const { providers } = catalogueOf(till);
      const { count, rows } = store.read.preChecks(query);
      return ok({
        count,
        rows: rows.map(({ workstation, paymentCounter, providerId, cashierId, ...row }) => ({
          ...row,
          paymentNumber: paymentNumber({ workstation, counter: paymentCounter }),
          providerName: providers.find(({ id }) => id === providerId)?.name ?? providerId,
          cashierName: store.local.cashiers.find(cashierId)?.name ?? '',
        })),
      });
    },
  };
}
