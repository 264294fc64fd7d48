/** СЭП and the trade point's other workstations, as the window asks about them. */
import { ok, refuse } from '../../contract/failure.ts';
import type { Handlers } from '../door/door.ts';
import type { Till } from './context.ts';
import { checkPayment } from './paymentCheck.ts';

type SyncCalls = Pick<
  Handlers,
  | 'payment.checkAtOperator'
  | 'sync.claim'
  | 'sync.release'
  | 'sync.lossRead'
  | 'sync.open'
  | 'sync.look'
  | 'sync.enrol'
  | 'sync.connection'
  | 'sync.setPeer'
>;

/** A workstation that is not enrolled. */
export function syncCalls(till: Till): SyncCalls {
  const notEnrolled = () => refuse('notEnrolled');
  return {
    'payment.checkAtOperator': (draft) => {
      const cashier = till.session.require('work');
      return cashier.ok ? checkPayment(till, draft) : cashier;
    },
    'sync.claim': notEnrolled,
    'sync.release': notEnrolled,
    'sync.lossRead': notEnrolled,
    'sync.open': notEnrolled,
    'sync.look': notEnrolled,
    'sync.enrol': notEnrolled,
    'sync.connection': () => ok(null),
    'sync.setPeer': notEnrolled,
  };
}
