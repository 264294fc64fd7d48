/** СЭП and the trade point's other workstations, as the window asks about them. */
import type { Result } from '../../contract/failure.ts';
import { ok, refuse } from '../../contract/failure.ts';
import type { TillView } from '../../contract/till.ts';
import type { Handlers } from '../door/door.ts';
import type { Sync } from '../sync/sync.ts';
import { beginTraining } from '../training/trainingSet.ts';
import type { Till } from './context.ts';
import { withOperator } from './operatorDesk.ts';
import { checkPayment } from './paymentCheck.ts';
import type { HashPin } from './peopleCalls.ts';

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

export function syncCalls(till: Till, hashPin: HashPin): SyncCalls {
  const { store, session, sync: desk } = till;

  /** A cashier's command on the box: done, then shown. */
  async function act(step: (sync: Sync) => Result<null> | Promise<Result<null>>): Promise<Result<TillView>> {
    const cashier = session.require('work');
    if (!cashier.ok) return cashier;
    const sync = desk.sync();
    if (!sync) return refuse('notEnrolled');
    const done = await step(sync);
    const view = till.changed();
    return done.ok ? ok(view) : done;
  }

  /** Before the set-up there is nobody to sign in. */
  const maySetUp = (): Result<unknown> => (store.begun() ? session.require('settings') : ok(null));

  return {
    'payment.checkAtOperator': async (draft) => {
      const cashier = session.require('work');
      if (!cashier.ok) return cashier;
      const check = checkPayment(till, draft);
      if (!check.ok) return check;
      const checked = await till.operator.ask(draft.paymentId, check.value.details);
      return ok(withOperator(check.value, checked, store.now()));
    },

    'sync.claim': ({ takeOver }) => act((sync) => sync.claim(takeOver)),
    'sync.release': () => act((sync) => sync.release()),
    'sync.lossRead': () => act((sync) => sync.lossRead()),

    'sync.open': () => {
      const cashier = session.require('work');
      if (!cashier.ok) return cashier;
      return ok([...(desk.sync()?.openPayments() ?? [])]);
    },

    'sync.look': async (form) => {
      const allowed = maySetUp();
      return allowed.ok ? desk.look(form) : allowed;
    },

    'sync.enrol': async (form) => {
      const allowed = maySetUp();
      if (!allowed.ok) return allowed;
      if (!store.begun()) {
        const looked = await desk.look(form);
        if (!looked.ok) return looked;
        // Real money needs an administrator, whom only the set-up can make.
        if (!looked.value.training) return refuse('notSetUp');
        const begun = await beginTraining(store, hashPin, looked.value);
        if (!begun.ok) return begun;
      }
      const enrolled = await desk.enrol(form);
      const view = till.changed();
      return enrolled.ok ? ok(view) : enrolled;
    },

    'sync.connection': () => {
      const cashier = session.require('work');
      return cashier.ok ? ok(desk.sync()?.connection() ?? null) : cashier;
    },

    'sync.setPeer': ({ workstation, typed }) => {
      const cashier = session.require('settings');
      if (!cashier.ok) return cashier;
      const sync = desk.sync();
      if (!sync) return refuse('notEnrolled');
      sync.setPeer(workstation, typed);
      return ok(sync.connection());
    },
  };
}
