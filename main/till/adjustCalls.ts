/** Corrections as the window asks for them: shown, gated by the receipt, cancelled here; «Мои обращения». */
import type { PaymentStory, RequestId } from '../../contract/adjustment.ts';
import { ok, refuse } from '../../contract/failure.ts';
import { endedStates } from '../../core/adjustment.ts';
import { statementDocument } from '../../core/documents/statement.ts';
import { parseReceiptNumber } from '../../core/fiscalQr.ts';
import type { Payment } from '../../core/payment.ts';
import { decidePayment, isNameless, paymentNumber } from '../../core/payment.ts';
import { findProvider } from '../../core/provider.ts';
import type { Handlers } from '../door/door.ts';
import { adjustAsk } from './adjustAsk.ts';
import type { AdjustDesk } from './adjustDesk.ts';
import { askStory, findByReceipt, ownReceiptOf, placeName, receiptText } from './adjustDesk.ts';
import type { Till } from './context.ts';
import { afterPrinting, catalogueOf, paperHead, paperProvider } from './context.ts';
import { madeByOffice, mayBeOlderWords } from './madeByOffice.ts';
import { paperView } from './paperDesk.ts';
import { printerReady } from './printing.ts';
import { foreignOr } from './receiptForeign.ts';
import { refundCalls } from './refundCalls.ts';
import { correctedOf, impossible } from './rightDetails.ts';

type AdjustCalls = Pick<
  Handlers,
  | 'adjust.open'
  | 'adjust.byReceipt'
  | 'adjust.showReceipt'
  | 'adjust.checkNumber'
  | 'adjust.ask'
  | 'adjust.cancelHere'
  | 'adjust.statement'
  | 'refund.pay'
  | 'refund.settle'
  | 'requests.list'
  | 'requests.showReceipt'
>;

const listedRequests = 500;

const madeWords = 'По этому чеку центральный офис уже создал платёж. Возвращать деньги здесь нельзя.';

const namelessWords =
  'Чек подтверждён со слов кассира, фискального номера у программы нет: не создал ли по нему платёж центральный офис, отсюда не ' +
  'видно. Проведите платёж, и отменить его можно будет через СЭП.';

/**
 * As long as its journal has not come, СЭП may know the payment by its paper only, under another id: what somebody came
 * with at another workstation. Why it can't be cancelled here then; null: nobody did, or СЭП could not be asked.
 */
function claimedByPaper({ id }: Payment, story: PaymentStory | null): string | null {
  if (!story || story.paymentId === null || story.paymentId === id) return null;
  if (story.status) return madeWords;
  return story.requests.some(({ state }) => !endedStates.includes(state))
    ? 'По этому чеку на другом рабочем месте уже оставлено обращение. Дождитесь ответа на него.'
    : null;
}

export function adjustCalls(till: Till, desk: AdjustDesk): AdjustCalls {
  const { store, session } = till;

  return {
    ...adjustAsk(till, desk),
    ...refundCalls(till, desk),

    'adjust.open': async ({ paymentId }) => {
      const cashier = session.require('work');
      if (!cashier.ok) return cashier;
      const payment = desk.paymentOf(paymentId);
      return payment.ok ? ok(desk.view(await desk.ask(payment.value))) : payment;
    },

    'adjust.showReceipt': async ({ paymentId, receipt }) => {
      const cashier = session.require('work');
      if (!cashier.ok) return cashier;
      const payment = desk.paymentOf(paymentId);
      if (!payment.ok) return payment;
      const gate = desk.receiptGate(payment.value, receipt);
      if (!gate.ok) return foreignOr(till, gate, receipt);
      desk.show(paymentId);
      return ok(desk.view(await desk.ask(payment.value)));
    },

    'adjust.byReceipt': async (receipt) => {
      const cashier = session.require('work');
      if (!cashier.ok) return cashier;
      if (receipt.kind === 'typed' && parseReceiptNumber(receipt.number) === null)
        return refuse('receiptUnreadable');
      const found = findByReceipt(till, receipt);
      const story = found ? null : await askStory(till, { paymentId: null, receipt });
      const told = story?.place?.here && story.paymentId ? store.read.payment(story.paymentId) : null;
      const payment = found ?? told;
      if (payment && desk.paymentOf(payment.id).ok) {
        desk.show(payment.id);
        return ok({ kind: 'found', desk: desk.view(await desk.ask(payment)) });
      }
      if (story?.place && !story.place.here)
        return ok({ kind: 'foreign', tradePointName: story.place.tradePointName });
      return ok({ kind: 'unknown', paper: story && paperView(receipt, story) });
    },

    'adjust.cancelHere': async (ask) => {
      const cashier = session.require('work');
      if (!cashier.ok) return cashier;
      if (ask.paymentId === null) return refuse('paymentNotFound');
      const payment = desk.paymentOf(ask.paymentId);
      if (!payment.ok) return payment;
      const { id, workstation } = payment.value;
      if (payment.value.stage !== 'receipted')
        return refuse('wrongStage', { stage: payment.value.stage, number: paymentNumber(payment.value) });
      if (workstation !== store.read.station().workstation)
        return impossible(`Платёж принят на рабочем месте ${workstation}: отменить его можно только там.`);
      const gate = desk.receiptGate(payment.value, ask.receipt);
      if (!gate.ok) return gate;
      // Without СЭП, by what it told last: made there from the paper, it may be at the operator.
      const standing = await desk.ask(payment.value);
      const { place } = standing.facts;
      if (place !== 'receipted')
        return impossible(
          `Центральный офис уже создал этот платёж по чеку, сейчас он ${placeName(place)}. Откройте корректировку снова.`,
        );
      const paper = await askStory(till, { paymentId: null, receipt: ask.receipt });
      const claimed = claimedByPaper(payment.value, paper);
      if (claimed !== null) return impossible(claimed);
      if (isNameless(payment.value)) return impossible(namelessWords);
      if (!ask.senior) return refuse('secondPersonNeeded');
      const senior = await session.secondPerson(ask.senior.cashierId, ask.senior.pin);
      if (!senior.ok) return senior;
      const refundId = store.newId() as RequestId;
      const isAsked = standing.story !== null && paper !== null;
      const cancelled = store.commit((read) => {
        const now = read.payment(id);
        // What was told meanwhile is seen in this very transaction: whoever tells of a payment may count on it.
        if (now && madeByOffice(store, now)) return impossible(madeWords);
        if (now && !isAsked && store.mayBeOlder(id)) return impossible(mayBeOlderWords(now));
        return decidePayment(now, {
          type: 'cancel',
          seniorId: senior.value.id,
          reason: ask.reason,
          refundId,
          cashierId: cashier.value.id,
        });
      });
      if (!cancelled.ok) return cancelled;
      till.drafts.drop(id);
      desk.show(id);
      till.changed();
      return ok(desk.view(desk.standingOf(store.read.payment(id) ?? payment.value, null)));
    },

    'adjust.statement': async ({ paymentId, kind, corrected, split }) => {
      const cashier = session.require('work');
      if (!cashier.ok) return cashier;
      const payment = desk.paymentOf(paymentId);
      if (!payment.ok) return payment;
      const provider = paperProvider(till, payment.value.details.providerId);
      if (!provider.ok) return provider;
      const right = corrected ? correctedOf(till, payment.value, { kind, corrected }) : ok(null);
      if (!right.ok) return right;
      const rightProvider = right.value && findProvider(catalogueOf(till), right.value.providerId);
      const agreed =
        right.value && rightProvider?.ok
          ? { provider: rightProvider.value, account: right.value.account, split: split ?? null }
          : null;
      const ready = await printerReady(till);
      if (!ready.ok) return ready;
      const receipt = receiptText(ownReceiptOf(till, payment.value));
      const outcome = await till.devices.printer.print(
        statementDocument(
          kind,
          payment.value,
          receipt,
          provider.value,
          paperHead(till, cashier.value.name),
          agreed,
        ),
      );
      return afterPrinting(till, outcome.kind === 'printed' ? null : outcome.failure);
    },

    'requests.list': async () => {
      const cashier = session.require('work');
      if (!cashier.ok) return cashier;
      // What is known here is shown at once; news follow with the next snapshot.
      void till.requests.refresh();
      return ok(
        store.requests
          .list(listedRequests)
          .map(({ view, sent, receiptWaits }) => ({ ...view, sent, receiptWaits })),
      );
    },

    'requests.showReceipt': async ({ requestId, receipt }) => {
      const cashier = session.require('work');
      if (!cashier.ok) return cashier;
      const request = store.requests.find(requestId);
      const payment = request?.view.paymentId ? desk.paymentOf(request.view.paymentId) : null;
      if (!payment) return refuse('paymentNotFound');
      if (!payment.ok) return payment;
      const gate = desk.receiptGate(payment.value, receipt);
      if (!gate.ok) return foreignOr(till, gate, receipt);
      desk.show(payment.value.id);
      const shown = await till.requests.showReceipt(requestId, receipt);
      return shown.ok ? ok({ request: shown.value.view, sent: shown.value.sent }) : shown;
    },
  };
}
