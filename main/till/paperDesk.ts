/** «По чеку» of a payment that is missing at this till: what СЭП says of the receipt, and which of the four it allows. */
import type { PaperDesk, PaymentStory, ReceiptEvidence } from '../../contract/adjustment.ts';
import type { PaymentPlace, Verdict } from '../../core/adjustment.ts';
import { judgeAdjustments } from '../../core/adjustment.ts';
import { evidenceText } from '../../core/fiscalQr.ts';
import { mergeStory } from '../../core/paymentStory.ts';
import { placeName } from './adjustDesk.ts';

/** Where it stands: СЭП may have made it from the paper, or buried what comes later, when somebody asked before. */
function paperPlace({ status, requests }: PaymentStory): PaymentPlace {
  const buried = requests.some(({ kind, state }) => kind === 'cancel' && state === 'done');
  return status?.status ?? (buried ? 'cancelled' : 'notReceived');
}

const payHere =
  'Деньги выдаёт касса, в журнале которой есть платёж. Здесь его нет: возврат оформляют там, где пробит чек.';

/** The four, for a receipt that is of this trade point as far as СЭП knows; the shift is not this till's, so it counts as closed. */
export function judgePaper(story: PaymentStory, senior: boolean): readonly Verdict[] {
  return judgeAdjustments({
    place: paperPlace(story),
    receipt: 'own',
    fresh: true,
    shiftOpen: false,
    senior,
    open: story.requests.map(({ kind, state }) => ({ kind, state })),
  }).map((verdict) =>
    verdict.possible && verdict.kind === 'cashRefund'
      ? { kind: verdict.kind, possible: false, why: payHere }
      : verdict,
  );
}

export const paperView = (receipt: ReceiptEvidence, story: PaymentStory): PaperDesk => ({
  receipt: evidenceText(receipt),
  amountTaken: receipt.amount,
  standing: placeName(paperPlace(story)),
  known: story.status !== null,
  verdicts: [...judgePaper(story, false)],
  lines: mergeStory([], story.lines),
  requests: [...story.requests],
});
