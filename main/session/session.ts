/** Who works at the till: signing in by PIN, pauses after wrong ones, locking. */

import type { Result } from '../../contract/failure.ts';
import { ok, refuse } from '../../contract/failure.ts';
import type { CashierId } from '../../contract/primitives.ts';
import { afterWaiting, afterWrongPin, noTries, triesLeft } from '../../core/pinPause.ts';
import type { Right } from '../../core/role.ts';
import { requireRight } from '../../core/role.ts';
import type { Cashier, CashierStore } from '../store/types.ts';

type State =
  | { readonly kind: 'signedOut' }
  | { readonly kind: 'signedIn'; readonly cashierId: CashierId }
  | { readonly kind: 'locked'; readonly cashierId: CashierId };

export type SessionParts = {
  readonly cashiers: CashierStore;
  readonly verifyPin: (pin: string, verifier: string) => Promise<boolean>;
  /** Running milliseconds, untouched by the wall clock. */
  readonly monotonic: () => number;
  readonly autoLockMs: () => number;
};

export type Session = ReturnType<typeof createSession>;

export function createSession({ cashiers, verifyPin, monotonic, autoLockMs }: SessionParts) {
  let state: State = { kind: 'signedOut' };
  let pausesSettledAt = monotonic();
  let activeAt = monotonic();
  // One PIN at a time: five asked at once are five tries, not one.
  let queue: Promise<unknown> = Promise.resolve();

  /** Takes the time that has run off every pause, and stores what is left: a restart doesn't shorten it. */
  function settlePauses(): void {
    const now = monotonic();
    const elapsed = now - pausesSettledAt;
    pausesSettledAt = now;
    for (const { id, tries } of cashiers.list()) {
      if (tries.pauseMs > 0) cashiers.setTries(id, afterWaiting(tries, elapsed));
    }
  }

  /** Who has this PIN, with its tries and pauses; nobody is signed in by it. */
  async function tryPin(cashierId: CashierId, pin: string): Promise<Result<Cashier>> {
    settlePauses();
    const cashier = cashiers.find(cashierId);
    if (!cashier || cashier.closed) return refuse('cashierNotFound');
    if (cashier.tries.pauseMs > 0) return refuse('pinPaused', { waitMs: cashier.tries.pauseMs });
    // The try is stored before it is judged: pulling the plug doesn't give it back.
    const tries = afterWrongPin(cashier.tries);
    const stored = cashiers.setTries(cashierId, tries);
    if (!stored.ok) return stored;
    if (!(await verifyPin(pin, cashier.verifier))) {
      return tries.pauseMs > 0
        ? refuse('pinPaused', { waitMs: tries.pauseMs })
        : refuse('wrongPin', { left: triesLeft(tries) });
    }
    cashiers.setTries(cashierId, noTries);
    return ok(cashier);
  }

  async function trySignIn(cashierId: CashierId, pin: string): Promise<Result<Cashier>> {
    const cashier = await tryPin(cashierId, pin);
    if (!cashier.ok) return cashier;
    state = { kind: 'signedIn', cashierId };
    activeAt = monotonic();
    return cashier;
  }

  /** A second person beside the one who works, whose role may vouch; refused before any try is spent otherwise. */
  async function trySecond(cashierId: CashierId, pin: string): Promise<Result<Cashier>> {
    const working = current();
    if (!working) return refuse('notSignedIn');
    const second = cashiers.find(cashierId);
    if (!second || second.closed) return refuse('cashierNotFound');
    if (second.id === working.id) return refuse('secondPersonNeeded');
    const allowed = requireRight(second.role, 'vouch');
    return allowed.ok ? tryPin(cashierId, pin) : allowed;
  }

  function current(): Cashier | null {
    if (state.kind !== 'signedIn') return null;
    const cashier = cashiers.find(state.cashierId);
    return cashier && !cashier.closed ? cashier : null;
  }

  function inTurn(attempt: () => Promise<Result<Cashier>>): Promise<Result<Cashier>> {
    const done = queue.then(attempt);
    queue = done.catch(() => undefined);
    return done;
  }

  return {
    signIn: (cashierId: CashierId, pin: string): Promise<Result<Cashier>> =>
      inTurn(() => trySignIn(cashierId, pin)),
    /** The second person's PIN, with tries and pauses as at sign-in; who works stays the same. */
    secondPerson: (cashierId: CashierId, pin: string): Promise<Result<Cashier>> =>
      inTurn(() => trySecond(cashierId, pin)),
    signOut(): void {
      state = { kind: 'signedOut' };
    },
    /** Hides the screen; who worked stays named. Nothing that was entered is lost. */
    lock(): void {
      if (state.kind === 'signedIn') state = { kind: 'locked', cashierId: state.cashierId };
    },
    touch(): void {
      activeAt = monotonic();
    },
    /** Called by the workstation's heartbeat; tells whether the screen has just locked itself. */
    heartbeat(): boolean {
      settlePauses();
      if (state.kind !== 'signedIn' || monotonic() - activeAt < autoLockMs()) return false;
      state = { kind: 'locked', cashierId: state.cashierId };
      return true;
    },
    current,
    /** Who locked the screen, or who works. */
    named: (): Cashier | null => (state.kind === 'signedOut' ? null : cashiers.find(state.cashierId)),
    locked: (): boolean => state.kind === 'locked',
    /** The cashier who works, if the role may; a refusal otherwise. */
    require(right: Right): Result<Cashier> {
      const cashier = current();
      if (!cashier) return refuse('notSignedIn');
      const allowed = requireRight(cashier.role, right);
      return allowed.ok ? ok(cashier) : allowed;
    },
  };
}
