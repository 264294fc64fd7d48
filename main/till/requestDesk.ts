/** Requests on their way to СЭП, and its answers on their way back: sent when it can be reached, looked after until their end. */
import type {
  AdjustmentRequest,
  ReceiptEvidence,
  RequestId,
  RequestView,
} from '../../contract/adjustment.ts';
import type { Result } from '../../contract/failure.ts';
import { ok, refuse } from '../../contract/failure.ts';
import type { Timers } from '../devices/timers.ts';
import type { DoorLog } from '../door/door.ts';
import type { ShownReceipt } from '../store/requestTable.ts';
import type { Store } from '../store/types.ts';
import type { Sync } from '../sync/sync.ts';

/** How often answers are asked for while any request is open, milliseconds. */
const usualLookMs = 15_000;

export type RequestDeskParts = {
  readonly store: Store;
  readonly sync: () => Pick<Sync, 'ask' | 'connection'> | null;
  readonly timers: Timers;
  readonly log: DoorLog;
  readonly changed: () => void;
};

export interface RequestDesk {
  /** Stores a request, then sends it; `sent` false: it waits for СЭП, and goes by itself. */
  leave(request: AdjustmentRequest, view: RequestView): Promise<Result<{ view: RequestView; sent: boolean }>>;
  /** What was stored already is sent as far as СЭП can be reached. */
  sendLeft(): Promise<void>;
  /** Keeps the receipt that was shown for a request, then sends it; `sent` false: it goes by itself later. */
  showReceipt(id: RequestId, receipt: ReceiptEvidence): Promise<Result<{ view: RequestView; sent: boolean }>>;
  /** Asks СЭП how all requests stand now. */
  refresh(): Promise<Result<null>>;
  /** СЭП has just answered, or told of changes: what waits is sent, what is open is asked for. */
  heard(): void;
  close(): void;
}

/** The generation of СЭП to which what is left here was left. */
const leftInKey = 'requests.generation';

/** What no repeat would change: the request itself is not to СЭП's liking. */
const hopeless = new Set<string>(['badRequest', 'tooLarge']);

export function createRequestDesk({ store, sync, timers, log, changed }: RequestDeskParts): RequestDesk {
  let round: Promise<void> | null = null;
  let again = false;
  let cancel: (() => void) | null = null;
  let closed = false;

  async function send(request: AdjustmentRequest): Promise<boolean> {
    const asked = sync();
    if (!asked) return false;
    const answer = await asked.ask('request', request);
    if (closed) return false;
    if (answer.ok) return store.requests.told(answer.value).ok;
    log.info({ request: request.id, code: answer.failure.code }, 'a request waits');
    const before = store.requests.find(request.id);
    if (!answer.refusal || !hopeless.has(answer.refusal.code) || !before) return false;
    return store.requests.told({
      ...before.view,
      state: 'denied',
      answer: 'СЭП не приняла обращение. Оставьте его снова или позвоните в центральный офис.',
      changedAt: store.now(),
    }).ok;
  }

  async function sendReceipt({ id, receipt }: ShownReceipt): Promise<boolean> {
    const asked = sync();
    if (!asked) return false;
    const answer = await asked.ask('request-receipt', { id, receipt });
    if (closed) return false;
    if (answer.ok) return store.requests.receiptTold(answer.value).ok;
    log.info({ request: id, code: answer.failure.code }, 'a receipt waits');
    const before = store.requests.find(id);
    if (!answer.refusal || !hopeless.has(answer.refusal.code) || !before) return false;
    return store.requests.receiptTold({
      ...before.view,
      state: 'denied',
      answer: 'СЭП не знает этого обращения. Оставьте его снова или позвоните в центральный офис.',
      changedAt: store.now(),
    }).ok;
  }

  async function refresh(): Promise<Result<null>> {
    const asked = sync();
    if (!asked) return refuse('notEnrolled');
    const answer = await asked.ask('requests', {});
    if (!answer.ok) return answer;
    if (closed) return ok(null);
    let news = false;
    for (const view of answer.value.requests) {
      const before = store.requests.find(view.id);
      if (before?.sent && JSON.stringify(before.view) === JSON.stringify(view)) continue;
      const told = store.requests.told(view);
      if (!told.ok) return told;
      news = true;
    }
    if (news) changed();
    return ok(null);
  }

  const leftIn = (): number | null => {
    const generation = store.local.setting(leftInKey);
    return typeof generation === 'number' ? generation : null;
  };
  const now = (): number => sync()?.connection().generation ?? 0;

  /** Whether СЭП is of a newer generation than that to which requests were left. */
  const isRestored = (): boolean => now() > (leftIn() ?? now());

  function leaveAgain(): void {
    const generation = now();
    if (isRestored()) {
      const left = store.requests.leaveAgain();
      if (!left.ok) return;
      if (left.value > 0) log.warn({ generation, requests: left.value }, 'requests are left again at СЭП');
    }
    if (leftIn() !== generation) store.local.setSetting(leftInKey, generation);
  }

  async function turn(): Promise<void> {
    leaveAgain();
    for (const request of store.requests.unsent()) {
      if (closed || !(await send(request))) break;
      changed();
    }
    for (const shown of store.requests.unsentReceipts()) {
      if (closed || !(await sendReceipt(shown))) break;
      changed();
    }
    if (!closed && store.requests.anyOpen()) await refresh();
  }

  function plan(): void {
    cancel?.();
    cancel = null;
    if (closed || !store.begun() || !store.requests.anyOpen()) return;
    cancel = timers.after(usualLookMs, () => void run());
  }

  /** One round at a time; what is heard meanwhile makes one more. */
  function run(): Promise<void> {
    if (closed) return Promise.resolve();
    if (round) {
      again = true;
      return round;
    }
    round = turn()
      .catch((error) => log.error({ error: String(error) }, 'requests'))
      .finally(() => {
        round = null;
        plan();
        if (!again) return;
        again = false;
        void run();
      });
    return round;
  }

  return {
    async leave(request, view) {
      const stored = store.requests.leave(request, view);
      if (!stored.ok) return stored;
      // Whatever is under way first: the same request isn't sent on two lines at once.
      await round;
      if (store.requests.find(request.id)?.sent === false) await send(request);
      plan();
      const now = store.requests.find(request.id);
      return ok({ view: now?.view ?? view, sent: now?.sent ?? false });
    },
    async sendLeft() {
      // What began before may have read what waits already.
      await round;
      await run();
    },
    async showReceipt(id, receipt) {
      const stored = store.requests.showReceipt(id, receipt);
      if (!stored.ok) return stored;
      await round;
      await run();
      const now = store.requests.find(id);
      return now ? ok({ view: now.view, sent: now.sent && !now.receiptWaits }) : refuse('internalError');
    },
    refresh,
    heard() {
      if (!closed && store.begun() && (store.requests.anyOpen() || leftIn() !== now())) void run();
    },
    close() {
      closed = true;
      cancel?.();
    },
  };
}
