/** Corrections as the window asks for them: shown, gated by receipt, status and second person, and left as requests. */
import type {
  AdjustmentAsk,
  AdjustmentRequest,
  ReceiptEvidence,
  RequestId,
  RequestView,
} from '../../contract/adjustment.ts';
import type { Result } from '../../contract/failure.ts';
import { ok, refuse } from '../../contract/failure.ts';
import type { OperatorCheck } from '../../contract/till.ts';
import { statementDocument } from '../../core/documents/statement.ts';
import { splitAt } from '../../core/feeSplit.ts';
import { evidenceText, parseReceiptNumber } from '../../core/fiscalQr.ts';
import { readPaper } from '../../core/paperReceipt.ts';
import type { Payment } from '../../core/payment.ts';
import { decidePayment, paymentNumber } from '../../core/payment.ts';
import { findProvider } from '../../core/provider.ts';
import type { Handlers } from '../door/door.ts';
import type { Cashier } from '../store/types.ts';
import type { AdjustDesk, Standing } from './adjustDesk.ts';
import {
  askStory,
  createAdjustDesk,
  findByReceipt,
  ownReceiptOf,
  placeName,
  receiptText,
} from './adjustDesk.ts';
import type { Till } from './context.ts';
import { afterPrinting, catalogueOf, paperHead, paperProvider, rulesOf, tradePointOf } from './context.ts';
import { judgePaper, paperView } from './paperDesk.ts';
import { printerReady } from './printing.ts';
import { refundCalls } from './refundCalls.ts';
import { correctedOf, impossible, splitOf } from './rightDetails.ts';

type AdjustCalls = Pick<
  Handlers,
  | 'adjust.open'
  | 'adjust.byReceipt'
  | 'adjust.showReceipt'
  | 'adjust.checkNumber'
  | 'adjust.ask'
  | 'adjust.askRows'
  | 'adjust.cancelHere'
  | 'adjust.statement'
  | 'refund.pay'
  | 'refund.settle'
  | 'requests.list'
>;

const listedRequests = 500;

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

const detailsOf = ({ details, takenAt, enteredAt }: Payment): AdjustmentRequest['missing'] => ({
  providerId: details.providerId,
  account: details.account,
  amountTaken: details.amountTaken,
  amountCredited: details.amountCredited,
  takenAt: takenAt ?? enteredAt,
});

export function adjustCalls(till: Till): AdjustCalls {
  const { store, session } = till;
  const desk = createAdjustDesk(till);

  async function secondOf({ senior }: Pick<AdjustmentAsk, 'senior'>): Promise<Result<Cashier | null>> {
    return senior ? session.secondPerson(senior.cashierId, senior.pin) : ok(null);
  }

  /** Stored first, then sent: whatever becomes of the line, it is asked once. */
  function leave(
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
    const madeAt = store.now();
    const { kind, paymentId, receipt, reason, attachments } = ask;
    const request: AdjustmentRequest = {
      id: store.newId() as RequestId,
      kind,
      paymentId,
      receipt,
      missing,
      corrected,
      ...(split && { split }),
      reason,
      wording: ask.wording ?? '',
      cashierId: cashier.id,
      cashierName: cashier.name,
      seniorName: senior?.name ?? null,
      shiftOpen,
      madeAt,
      attachments,
    };
    const view: RequestView = {
      id: request.id,
      kind,
      paymentId,
      number: payment ? paymentNumber(payment) : '',
      workstation: store.read.station().workstation,
      state: 'open',
      answer: null,
      madeAt,
      changedAt: madeAt,
      ...(receipt && { receipt: evidenceText(receipt) }),
    };
    return till.requests
      .leave(request, view)
      .then((left) => (left.ok ? ok({ request: left.value.view, sent: left.value.sent }) : left));
  }

  async function askKnown(ask: AdjustmentAsk, payment: Payment, cashier: Cashier) {
    const gate = desk.receiptGate(payment, ask.receipt);
    if (!gate.ok) return gate;
    desk.show(payment.id);
    return askGated(ask, payment, cashier);
  }

  /** The evidence is there: the client's receipt, or the report's row. */
  async function askGated(ask: AdjustmentAsk, payment: Payment, cashier: Cashier) {
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
    if (story.place && !story.place.here) return foreign(story.place.tradePointName);
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

  const foreign = (name: string) =>
    refuse('receiptForeign', name === '' ? {} : { tradePoint: `: «${name}»` });

  return {
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
      if (!gate.ok) return foreignOr(gate, receipt);
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

    'adjust.askRows': async ({ paymentIds, wording, attachments }) => {
      const cashier = session.require('work');
      if (!cashier.ok) return cashier;
      if (!till.sync.sync()) return refuse('notEnrolled');
      const left: RequestView[] = [];
      const barred: { number: string; why: string }[] = [];
      for (const paymentId of paymentIds) {
        const payment = desk.paymentOf(paymentId);
        const own = payment.ok ? ownReceiptOf(till, payment.value) : null;
        if (!payment.ok || !own) return payment.ok ? refuse('paymentNotFound') : payment;
        const asked = await askGated(
          {
            paymentId,
            kind: 'reconduct',
            receipt: {
              kind: 'typed',
              number: `${own.shiftNumber}/${own.number}`,
              amount: payment.value.details.amountTaken,
            },
            missing: null,
            corrected: null,
            reason: 'Письмо в центральный офис',
            senior: null,
            wording,
            attachments,
          },
          payment.value,
          cashier.value,
        );
        if (asked.ok) left.push(asked.value.request);
        else if (asked.failure.code !== 'adjustmentImpossible') return asked;
        else
          barred.push({
            number: paymentNumber(payment.value),
            why: String(asked.failure.details?.['why'] ?? ''),
          });
      }
      return ok({ left, barred });
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
      const { place } = (await desk.ask(payment.value)).facts;
      if (place !== 'receipted')
        return impossible(
          `Центральный офис уже создал этот платёж по чеку, сейчас он ${placeName(place)}. Откройте корректировку снова.`,
        );
      if (!ask.senior) return refuse('secondPersonNeeded');
      const senior = await session.secondPerson(ask.senior.cashierId, ask.senior.pin);
      if (!senior.ok) return senior;
      const refundId = store.newId() as RequestId;
      const cancelled = store.commit((read) =>
        decidePayment(read.payment(id), {
          type: 'cancel',
          seniorId: senior.value.id,
          reason: ask.reason,
          refundId,
          cashierId: cashier.value.id,
        }),
      );
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
      return ok(store.requests.list(listedRequests).map(({ view, sent }) => ({ ...view, sent })));
    },
  };

  /** A receipt that nobody knows here: СЭП may know whose it is. */
  async function foreignOr(gate: Result<null>, receipt: ReceiptEvidence) {
    const refused = gate.ok ? refuse('receiptOfAnother') : gate;
    if (refused.failure.code !== 'receiptOfAnother' || refused.failure.details) return refused;
    const story = await askStory(till, { paymentId: null, receipt });
    return story?.place && !story.place.here ? foreign(story.place.tradePointName) : refused;
  }
}
