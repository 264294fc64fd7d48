/** Asks the operator, through СЭП, whether it would take a payment; the answer is kept for the pre-check that follows. */
import type { PaymentDetails } from '../../contract/journal.ts';
import type { PaymentId } from '../../contract/primitives.ts';
import type { SepOutput } from '../../contract/sep.ts';
import type { OperatorCheck, PaymentCheck, Warning } from '../../contract/till.ts';
import type { SyncDesk } from './syncDesk.ts';

/** An operator's word is good for the pre-check that follows within this time, milliseconds. */
const wordHoldsMs = 2 * 60_000;
/** Where nobody answered, it is soon worth asking again. */
const silenceHoldsMs = 20_000;

export type Checked = {
  readonly operatorCheck: OperatorCheck;
  /** The same number and sum, as СЭП knows of it. */
  readonly same: SepOutput<'check'>['same'];
};

export interface OperatorDesk {
  /** Answers within some 3 s whatever happens. Null: this workstation is not enrolled. */
  ask(paymentId: PaymentId, details: PaymentDetails): Promise<Checked | null>;
  /** What was last found out about these very details; null: nothing. */
  known(paymentId: PaymentId, details: PaymentDetails): Checked | null;
}

const keyOf = (
  paymentId: PaymentId,
  { providerId, account, amountCredited }: Pick<PaymentDetails, 'providerId' | 'account' | 'amountCredited'>,
): string => JSON.stringify([paymentId, providerId, account, amountCredited]);

const silence: Checked = {
  operatorCheck: { outcome: 'notChecked', reason: null, payer: null },
  same: null,
};

export function createOperatorDesk(desk: Pick<SyncDesk, 'sync'>, monotonic: () => number): OperatorDesk {
  let last: {
    readonly key: string;
    readonly at: number;
    readonly answer: Promise<Checked>;
    settled: Checked | null;
  } | null = null;

  const isFresh = (at: number, { operatorCheck }: Checked): boolean =>
    monotonic() - at < (operatorCheck.outcome === 'notChecked' ? silenceHoldsMs : wordHoldsMs);

  return {
    async ask(paymentId, details) {
      const sync = desk.sync();
      if (!sync) return null;
      const key = keyOf(paymentId, details);
      if (last?.key === key && (!last.settled || isFresh(last.at, last.settled))) return last.answer;
      const { providerId, account, amountCredited } = details;
      const asked = {
        key,
        at: monotonic(),
        settled: null as Checked | null,
        answer: sync.check({ paymentId, providerId, account, amountCredited }).then((answer): Checked => {
          const checked = answer
            ? {
                operatorCheck: { outcome: answer.operator, reason: answer.reason, payer: answer.payer },
                same: answer.same,
              }
            : silence;
          asked.settled = checked;
          return checked;
        }),
      };
      last = asked;
      return asked.answer;
    },
    known: (paymentId, details) => (last?.key === keyOf(paymentId, details) ? last.settled : null),
  };
}

/** The check with what СЭП and the operator say; `now`: UTC milliseconds. */
export function withOperator(check: PaymentCheck, checked: Checked | null, now: number): PaymentCheck {
  if (!checked) return check;
  const { operatorCheck, same } = checked;
  // What this trade point knows by itself comes first: it has the payment's number.
  const told = check.warnings.some(({ kind }) => kind === 'sameWithinHour');
  const warning: Warning[] =
    same && !told
      ? [
          {
            kind: 'sameWithinHour',
            number: same.number,
            at: same.at,
            amountCredited: check.details.amountCredited,
            minutesAgo: Math.max(0, Math.floor((now - same.at) / 60_000)),
          },
        ]
      : [];
  return { ...check, operatorCheck, warnings: [...warning, ...check.warnings] };
}
