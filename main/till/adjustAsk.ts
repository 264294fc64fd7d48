/** A correction is asked for: gated by receipt, status and second person, then left as a request. */
import type { AdjustmentAsk, AdjustmentRequest, RequestView } from '../../contract/adjustment.ts';
import type { Result } from '../../contract/failure.ts';
import { ok, refuse } from '../../contract/failure.ts';
import type { OperatorCheck } from '../../contract/till.ts';
import { splitAt } from '../../core/feeSplit.ts';
import { parseReceiptNumber } from '../../core/fiscalQr.ts';
import { readPaper } from '../../core/paperReceipt.ts';
import type { Payment } from '../../core/payment.ts';
import { findProvider } from '../../core/provider.ts';
import type { Handlers } from '../door/door.ts';
import type { Cashier } from '../store/types.ts';
import type { AdjustDesk, Standing } from './adjustDesk.ts';
import { askStory, findByReceipt } from './adjustDesk.ts';
import type { Till } from './context.ts';
import { catalogueOf, rulesOf, tradePointOf } from './context.ts';
import { detailsOf, writeRequest } from './leaveRequest.ts';
import { judgePaper } from './paperDesk.ts';
import { receiptForeign } from './receiptForeign.ts';
import { correctedOf, impossible, splitOf } from './rightDetails.ts';

type AskCalls = Pick<Handlers, 'adjust.checkNumber' | 'adjust.ask'>;

/** Why it can't be asked for; null: it can. */
function askBarred(
  desk: AdjustDesk,
  standing: Standing,
  { kind, senior }: Pick<AdjustmentAsk, 'kind' | 'senior'>,
): Result<null> {
  const verdict = desk.judge(standing, 'own', senior !== null).find((one) => one.kind === kind);
  if (!verdict?.possible) return impossible(verdict?.why ?? '');
  if (verdict.decider === 'till') return impossible('Платёж не уходил с кассы: отмените его здесь.');
  return verdict.needsSenior ? refuse('secondPersonNeeded') : ok(null);
}

export function adjustAsk(till: Till, desk: AdjustDesk): AskCalls {
  const { store, session } = till;

  async function secondOf({ senior }: Pick<AdjustmentAsk, 'senior'>): Promise<Result<Cashier | null>> {
    return senior ? session.secondPerson(senior.cashierId, senior.pin) : ok(null);
  }

  /** Stored first, then sent: whatever becomes of the line, it is asked once. */
  async function leave(
    ask: AdjustmentAsk,
    {
      payment,
      missing,
      shiftOpen,
    }: {
      readonly payment: Payment | null;
      readonly missing: AdjustmentRequest['missing'];
      readonly shiftOpen: boolean;
    },
    { corrected, split }: Pick<AdjustmentRequest, 'corrected' | 'split'>,
    cashier: Cashier,
    senior: Cashier | null,
  ): Promise<Result<{ request: RequestView; sent: boolean }>> {
    const { kind, paymentId, receipt, reason, wording, attachments } = ask;
    const { request, view } = writeRequest(
      till,
      {
        kind,
        paymentId,
        receipt,
        missing,
        corrected,
        ...(split && { split }),
        reason,
        wording,
        shiftOpen,
        attachments,
      },
      payment,
      { cashier, senior },
    );
    const left = await till.requests.leave(request, view);
    return left.ok ? ok({ request: left.value.view, sent: left.value.sent }) : left;
  }

  async function askKnown(ask: AdjustmentAsk, payment: Payment, cashier: Cashier) {
    const gate = desk.receiptGate(payment, ask.receipt);
    if (!gate.ok) return gate;
    desk.show(payment.id);
    const standing = await desk.ask(payment);
    const barred = askBarred(desk, standing, ask);
    if (!barred.ok) return barred;
    const corrected = correctedOf(till, payment, ask);
    if (!corrected.ok) return corrected;
    const split = splitOf(till, payment.details, corrected.value, ask.split);
    if (!split.ok) return split;
    const senior = await secondOf(ask);
    if (!senior.ok) return senior;
    // Asked twice at once, it is left once.
    const now = desk.standingOf(store.read.payment(payment.id) ?? payment, standing.story);
    const still = askBarred(desk, now, ask);
    if (!still.ok) return still;
    const { place, shiftOpen } = now.facts;
    // СЭП makes a payment that it has not got by what the till knows of it.
    const missing = place === 'notReceived' ? detailsOf(now.payment) : null;
    return leave(
      ask,
      { payment: now.payment, missing, shiftOpen },
      { corrected: corrected.value, split: split.value },
      cashier,
      senior.value,
    );
  }

  /** Missing at the till: the paper, and a scan of it, are all there is. */
  async function askMissing(ask: AdjustmentAsk, cashier: Cashier) {
    const { kind, receipt, missing, attachments } = ask;
    if (receipt.kind === 'typed' && parseReceiptNumber(receipt.number) === null)
      return refuse('receiptUnreadable');
    const known = findByReceipt(till, receipt);
    if (known) return askKnown({ ...ask, paymentId: known.id }, known, cashier);
    if (receipt.kind === 'qr' && receipt.operation !== 1)
      return impossible('Это чек не прихода: нужен чек, который клиент получил за платёж.');
    if (attachments.length === 0) return impossible('Платежа нет на кассе: приложите скан чека.');
    const story = await askStory(till, { paymentId: null, receipt });
    if (!story)
      return impossible('СЭП недоступна: чей это чек, сейчас не узнать. Повторите, когда связь вернётся.');
    if (story.place && !story.place.here) return receiptForeign(story.place.tradePointName);
    if (!missing && !story.status)
      return impossible('Платежа нет на кассе: наберите с чека оператора, номер, суммы и время.');
    const rules = rulesOf(till);
    if (missing && !rules.ok) return rules;
    const paper =
      missing && rules.ok
        ? readPaper(missing, receipt.amount, {
            catalogue: rules.value,
            zone: tradePointOf(till).zone,
            now: store.now(),
          })
        : ok(null);
    if (!paper.ok) return paper;
    const verdict = judgePaper(story, ask.senior !== null).find((one) => one.kind === kind);
    if (!verdict?.possible) return impossible(verdict?.why ?? '');
    if (verdict.needsSenior) return refuse('secondPersonNeeded');
    const corrected = correctedOf(till, null, ask);
    if (!corrected.ok) return corrected;
    const split = splitOf(till, paper.value, corrected.value, ask.split);
    if (!split.ok) return split;
    const senior = await secondOf(ask);
    if (!senior.ok) return senior;
    return leave(
      { ...ask, paymentId: story.paymentId },
      { payment: null, missing: story.status ? null : paper.value, shiftOpen: false },
      { corrected: corrected.value, split: split.value },
      cashier,
      senior.value,
    );
  }

  return {
    'adjust.checkNumber': async ({ paymentId, kind, corrected: typed }) => {
      const cashier = session.require('work');
      if (!cashier.ok) return cashier;
      const payment = desk.paymentOf(paymentId);
      if (!payment.ok) return payment;
      const corrected = correctedOf(till, payment.value, { kind, corrected: typed });
      if (!corrected.ok) {
        const why = corrected.failure.details?.['why'];
        return corrected.failure.code === 'adjustmentImpossible' && typeof why === 'string'
          ? ok<OperatorCheck>({ outcome: 'refused', reason: why, payer: null })
          : corrected;
      }
      const asked = corrected.value;
      const provider = asked && findProvider(catalogueOf(till), asked.providerId);
      // Another provider may have another fee: it is asked whether it takes what would be left.
      const split = provider?.ok ? splitAt(provider.value, payment.value.details) : null;
      if (split && !split.ok) return split;
      const amountCredited = split?.value.amountCredited ?? payment.value.details.amountCredited;
      const answer = asked && (await till.sync.sync()?.check({ paymentId, ...asked, amountCredited }));
      return ok(
        answer
          ? { outcome: answer.operator, reason: answer.reason, payer: answer.payer }
          : { outcome: 'notChecked', reason: null, payer: null },
      );
    },

    'adjust.ask': async (ask) => {
      const cashier = session.require('work');
      if (!cashier.ok) return cashier;
      if (!till.sync.sync()) return refuse('notEnrolled');
      if (ask.paymentId === null) return askMissing(ask, cashier.value);
      const payment = desk.paymentOf(ask.paymentId);
      return payment.ok ? askKnown(ask, payment.value, cashier.value) : payment;
    },
  };
}
