/** Where the next key belongs: the order of a payment's work, as pure steps from spot to spot. */
import type { PaymentStage, PreCheckState } from '../../contract/till.ts';

/** A place on the payment panel that can hold the focus. */
export type Spot =
  | 'account'
  | 'provider'
  | 'sum'
  | 'tendered'
  | 'preCheck'
  | 'reprint'
  | 'sign'
  | 'receipt'
  | 'unknown'
  | 'copy'
  | 'paperless'
  | 'conduct'
  | 'aside';

export type Progress = {
  readonly stage: PaymentStage;
  readonly preCheck: PreCheckState | null;
  /** The journal knows it, so it can be set aside. */
  readonly stored: boolean;
  /** The receipt's paper comes before «Провести». */
  readonly paperOwed: boolean;
  /** The number fits the provider; without one: there is a number. */
  readonly accountGood: boolean;
  readonly providerKnown: boolean;
  readonly sumGood: boolean;
  /** What was received covers what is to be paid. */
  readonly tenderedEnough: boolean;
};

/** The spot of the next key when nothing else holds the focus. */
export function restingSpot(progress: Progress): Spot {
  switch (progress.stage) {
    case 'entered':
      if (!progress.accountGood) return 'account';
      if (!progress.providerKnown) return 'provider';
      return progress.sumGood ? 'preCheck' : 'sum';
    case 'preChecked':
      return progress.preCheck === 'notPrinted' ? 'reprint' : 'sign';
    case 'signed':
      return progress.tenderedEnough ? 'receipt' : 'tendered';
    case 'receipting':
      return 'unknown';
    case 'receipted':
      return progress.paperOwed ? 'copy' : 'conduct';
    case 'conducted':
    case 'abandoned':
    case 'cancelled':
      return 'conduct';
  }
}

/** Where Enter in a field leads. A field that isn't good keeps the focus. */
export function afterEnter(spot: Spot, progress: Progress): Spot {
  switch (spot) {
    case 'account':
      if (!progress.accountGood) return 'account';
      return progress.providerKnown ? 'sum' : 'provider';
    case 'provider':
      if (!progress.providerKnown) return 'provider';
      return progress.accountGood ? 'sum' : 'account';
    case 'sum':
      return progress.sumGood ? restingSpot(progress) : 'sum';
    default:
      return restingSpot(progress);
  }
}

/** The fields of a stage in the order of the hand; «Отложить» comes last. */
function fieldsOf(progress: Progress): readonly Spot[] {
  const steps = stepsOf(progress);
  return progress.stored ? [...steps, 'aside'] : steps;
}

function stepsOf(progress: Progress): readonly Spot[] {
  switch (progress.stage) {
    case 'entered':
      return ['account', 'provider', 'sum', 'tendered', 'preCheck'];
    case 'preChecked':
    case 'signed':
      return ['tendered', restingSpot({ ...progress, tenderedEnough: true })];
    case 'receipted':
      return progress.paperOwed ? ['copy', 'paperless'] : ['conduct'];
    default:
      return [restingSpot(progress)];
  }
}

/** `+`: the next field, good or not. */
export function nextField(spot: Spot, progress: Progress): Spot {
  const fields = fieldsOf(progress);
  return fields[Math.min(fields.indexOf(spot) + 1, fields.length - 1)] ?? restingSpot(progress);
}

/** `−` and Esc: one step back; null: before the first, where the cashier is asked what is meant. */
export function previousField(spot: Spot, progress: Progress): Spot | null {
  if (spot !== 'aside' && progress.stage !== 'entered' && progress.stage !== 'receipted') return null;
  const fields = fieldsOf(progress);
  const at = fields.indexOf(spot);
  return at <= 0 ? null : (fields[at - 1] ?? null);
}

/** Which of the four steps in the header is under way. */
export function stepOf(stage: PaymentStage): 0 | 1 | 2 | 3 {
  switch (stage) {
    case 'entered':
      return 0;
    case 'preChecked':
      return 1;
    case 'signed':
      return 2;
    case 'receipting':
    case 'receipted':
    case 'conducted':
    case 'abandoned':
    case 'cancelled':
      return 3;
  }
}
