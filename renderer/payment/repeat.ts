/** What «Повторить» does after a failure: the very action that failed, never the next step of the payment. */
import type { PaymentStage } from '../../contract/till.ts';

/** What a cashier does with a payment, and what can fail. */
export type Action =
  | 'preCheck'
  | 'reprint'
  | 'sign'
  | 'edit'
  | 'receipt'
  | 'settle'
  | 'copy'
  | 'paperOut'
  | 'conduct'
  | 'abandon'
  | 'setAside';

/** What is done again at the stage that the payment stands in now; null: nothing, its time is over. */
export function toRepeat(
  action: Action,
  stage: PaymentStage,
  paperOwed: boolean,
): Exclude<Action, 'settle'> | null {
  switch (action) {
    case 'preCheck':
      if (stage === 'entered') return 'preCheck';
      // It has its number: only the paper is wanting.
      return stage === 'preChecked' ? 'reprint' : null;
    case 'reprint':
    case 'sign':
      return stage === 'preChecked' ? action : null;
    case 'edit':
      return stage === 'preChecked' || stage === 'signed' ? 'edit' : null;
    case 'receipt':
      if (stage === 'signed') return 'receipt';
      // It is made: a second one never.
      return stage === 'receipted' && paperOwed ? 'copy' : null;
    case 'copy':
    case 'paperOut':
    case 'conduct':
      return stage === 'receipted' ? action : null;
    case 'abandon':
      return stage === 'entered' || stage === 'preChecked' || stage === 'signed' ? 'abandon' : null;
    case 'setAside':
      return 'setAside';
    case 'settle':
      return null;
  }
}
