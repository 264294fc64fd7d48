/** What the rows of a letter ask of СЭП as data: each by its status of now, with its receipt, its scan, or still without. */
import type { ReceiptEvidence } from '../../contract/adjustment.ts';
import type { Result } from '../../contract/failure.ts';
import { ok, refuse } from '../../contract/failure.ts';
import type { Letter, LetterAsk, LetterAsked, LetterJudged } from '../../contract/letter.ts';
import type { PaymentId } from '../../contract/primitives.ts';
import { endedStates } from '../../core/adjustment.ts';
import type { Payment } from '../../core/payment.ts';
import { paymentNumber } from '../../core/payment.ts';
import type { Cashier } from '../store/types.ts';
import type { AdjustDesk, Standing } from './adjustDesk.ts';
import { findByReceipt, ownReceiptOf } from './adjustDesk.ts';
import type { Till } from './context.ts';
import { detailsOf, type WrittenRequest, writeRequest } from './leaveRequest.ts';
import { foreignOr } from './receiptForeign.ts';
import { correctedOf, impossible } from './rightDetails.ts';

type AskedRow = LetterAsk['rows'][number];

const usualReason = 'Письмо в центральный офис';

/**
 * Whether the very same is asked for already: such a letter may go again (it was lost on its way, the mail server refused it)
 * and asks for nothing twice. A transfer's may not: another right number in it would say something else than the request.
 */
const alreadyAsked = ({ facts }: Standing, kind: LetterAsk['kind']): boolean =>
  kind !== 'transfer' &&
  facts.open.some((one) => one.kind === kind && one.state !== 'granted' && !endedStates.includes(one.state));

/** As if what is asked for already were not. */
const withoutAsked = (standing: Standing, kind: LetterAsk['kind']): Standing => ({
  ...standing,
  facts: { ...standing.facts, open: standing.facts.open.filter((one) => one.kind !== kind) },
});

/**
 * Why a letter can't ask for it; null: it can. The receipt is a gate of its own, and whom a senior's PIN would have
 * to let pass the central office decides on.
 */
function rowBarred(desk: AdjustDesk, standing: Standing, kind: LetterAsk['kind']): string | null {
  const judged = alreadyAsked(standing, kind) ? withoutAsked(standing, kind) : standing;
  const verdict = desk.judge(judged, 'own', false).find((one) => one.kind === kind);
  if (!verdict?.possible) return verdict?.why ?? '';
  return verdict.decider === 'till'
    ? 'Платёж не уходил с кассы: отмените его в «Корректировке», письмо не нужно.'
    : null;
}

/** The report's row as evidence: the receipt that the till itself has made. */
function ownEvidence(till: Till, payment: Payment): ReceiptEvidence | null {
  const own = ownReceiptOf(till, payment);
  return (
    own && { kind: 'typed', number: `${own.shiftNumber}/${own.number}`, amount: payment.details.amountTaken }
  );
}

export function letterAsk(till: Till, desk: AdjustDesk) {
  const { store } = till;

  /** Each payment with СЭП's word of this moment; once it did not answer it is not asked again. */
  async function standings(ids: readonly PaymentId[]): Promise<Result<readonly Standing[]>> {
    const found: Standing[] = [];
    let answers = true;
    for (const id of ids) {
      const payment = desk.paymentOf(id);
      if (!payment.ok) return payment;
      const standing: Standing = answers
        ? await desk.ask(payment.value)
        : desk.standingOf(payment.value, null);
      answers = standing.story !== null;
      found.push(standing);
    }
    return ok(found);
  }

  function evidenceOf(ask: LetterAsk, row: AskedRow, payment: Payment): Result<ReceiptEvidence | null> {
    if (ask.kind === 'reconduct') return ok(ownEvidence(till, payment));
    if (row.receipt === null) return ok(null);
    const gate = desk.receiptGate(payment, row.receipt);
    return gate.ok ? ok(row.receipt) : gate;
  }

  /** Null: it is asked for already. */
  function writeRow(
    ask: LetterAsk,
    row: AskedRow,
    standing: Standing,
    letter: Letter,
    cashier: Cashier,
  ): Result<WrittenRequest | null> {
    const { kind } = ask;
    const { payment, facts } = standing;
    const why = rowBarred(desk, standing, kind);
    if (why !== null) return impossible(`Платёж ${paymentNumber(payment)}. ${why}`);
    if (alreadyAsked(standing, kind)) return ok(null);
    const receipt = evidenceOf(ask, row, payment);
    if (!receipt.ok) return receipt;
    const right = kind === 'transfer' ? { providerId: payment.details.providerId, account: row.right } : null;
    const corrected = correctedOf(till, payment, { kind, corrected: right });
    if (!corrected.ok) return corrected;
    return ok(
      writeRequest(
        till,
        {
          kind,
          paymentId: payment.id,
          receipt: receipt.value,
          ...(receipt.value === null && { receiptLater: true }),
          missing: facts.place === 'notReceived' ? detailsOf(payment) : null,
          corrected: corrected.value,
          reason: ask.detail === '' ? usualReason : ask.detail,
          wording: letter.words,
          shiftOpen: facts.shiftOpen,
          attachments: letter.attachments,
        },
        payment,
        { cashier, senior: null },
      ),
    );
  }

  return {
    async judge(kind: LetterAsk['kind'], ids: readonly PaymentId[]): Promise<Result<LetterJudged>> {
      const all = await standings(ids);
      if (!all.ok) return all;
      return ok({
        fresh: all.value.every(({ story }) => story !== null),
        rows: all.value.map((standing) => ({
          paymentId: standing.payment.id,
          barred: rowBarred(desk, standing, kind),
        })),
      });
    },

    /** Through the same gate as in «Корректировка». */
    async receiptOf(
      ids: readonly PaymentId[],
      receipt: ReceiptEvidence,
    ): Promise<Result<{ readonly paymentId: PaymentId }>> {
      const found = findByReceipt(till, receipt);
      const id = ids.find((one) => one === found?.id);
      if (id !== undefined) return ok({ paymentId: id });
      const [first] = ids;
      const payment = first === undefined ? null : desk.paymentOf(first);
      if (!payment) return refuse('paymentNotFound');
      if (!payment.ok) return payment;
      const gate = desk.receiptGate(payment.value, receipt);
      return gate.ok ? ok({ paymentId: payment.value.id }) : foreignOr(till, gate, receipt);
    },

    /** The requests of all rows, or why one of them can't be asked for: then none is, and no letter goes. */
    async write(
      ask: LetterAsk,
      letter: Letter,
      cashier: Cashier,
    ): Promise<Result<readonly WrittenRequest[]>> {
      if (!till.sync.sync()) return refuse('notEnrolled');
      const all = await standings(ask.rows.map(({ paymentId }) => paymentId));
      if (!all.ok) return all;
      const written: WrittenRequest[] = [];
      for (const [index, row] of ask.rows.entries()) {
        const standing = all.value[index];
        if (!standing) return refuse('paymentNotFound');
        // What was left meanwhile counts too.
        const now = desk.standingOf(standing.payment, standing.story);
        const one = writeRow(ask, row, now, letter, cashier);
        if (!one.ok) return one;
        if (one.value) written.push(one.value);
      }
      return ok(written);
    },

    /** They are stored; sent as far as СЭП can be reached. */
    async send(written: readonly WrittenRequest[]): Promise<LetterAsked> {
      if (written.length === 0) return { left: 0, unsent: 0, awaiting: 0 };
      await till.requests.sendLeft();
      const now = written.flatMap(({ request }) => store.requests.find(request.id) ?? []);
      return {
        left: written.length,
        unsent: now.filter(({ sent }) => !sent).length,
        awaiting: now.filter(({ view }) => view.state === 'awaitsReceipt').length,
      };
    },
  };
}
