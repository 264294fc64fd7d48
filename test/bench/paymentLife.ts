/** A payment's whole life as the till commits it: every decision of core, every transaction of the store. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { NewEvent, PaymentDetails } from '../../contract/journal.ts';
import type {
  CashierId,
  Instant,
  Kopecks,
  PaymentId,
  ProviderId,
  ShiftId,
} from '../../contract/primitives.ts';
import type { Result } from '../../contract/result.ts';
import { decidePayment } from '../../core/payment.ts';
import { decideShift } from '../../core/shift.ts';
import { fileVault } from '../../main/store/secretFile.ts';
import type { StoreOptions } from '../../main/store/store.ts';
import type { StationReader, Store } from '../../main/store/types.ts';
import { projectRoot } from '../../scripts/lib/install.mjs';

export const providers = ['mts', 'beeline', 'megafon', 't2', 'yota'] as const;

/** What `live` leaves behind in the journal, each in a transaction of its own. */
export const transactionsPerPayment = 6;

export const optionsFor = (profile: string): StoreOptions => ({
  profile,
  migrations: join(projectRoot, 'migrations/station'),
  clock: Date.now,
  random: randomBytes,
  vault: fileVault,
  machineId: 'bench',
});

function taken<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.failure)}`);
  return result.value;
}

/** Begins the journal and opens a shift: what a day needs before its first payment. */
export function openDay(store: Store): CashierId {
  const cashierId = store.newId() as CashierId;
  taken(store.begin({ workstation: 1, tradePointId: 'bench', zone: 'Europe/Moscow' }));
  taken(
    store.commit((read) =>
      decideShift(read.openShift(), {
        type: 'open',
        shiftId: store.newId() as ShiftId,
        number: 1,
        cashierId,
        openingCash: 0 as Kopecks,
        clockBehind: false,
      }),
    ),
  );
  return cashierId;
}

const detailsOf = (turn: number): PaymentDetails =>
  ({
    providerId: (providers[turn % providers.length] ?? 'mts') as ProviderId,
    catalogueVersion: 1,
    account: `916${String(turn % 10_000_000).padStart(7, '0')}`,
    amountCredited: 50_000 as Kopecks,
    fee: 1_500 as Kopecks,
    amountTaken: 51_500 as Kopecks,
    confirmed: [],
  }) as PaymentDetails;

/** One payment from entering to conducting. */
export function live(store: Store, cashierId: CashierId, turn: number): void {
  const paymentId = store.newId() as PaymentId;
  const details = detailsOf(turn);
  const commit = (decide: (read: StationReader) => Result<readonly NewEvent[]>) =>
    taken(store.commit(decide));
  const document = {
    number: turn + 1,
    kind: 'receipt',
    amount: details.amountTaken,
    at: store.now(),
  } as const;
  const fiscal = { drive: '9999000000000001', sign: '1234567890' };
  const before = { ...document, number: turn, at: document.at as Instant, fiscal };

  taken(
    store.commit((read, station) =>
      decidePayment(read.payment(paymentId), {
        type: 'issuePreCheck',
        paymentId,
        details,
        counter: station.paymentCounter + 1,
        preCheckNumber: station.preCheckCounter + 1,
        shift: read.openShift(),
        cashierId,
        now: store.now(),
      }),
    ),
  );
  commit((read) => decidePayment(read.payment(paymentId), { type: 'preCheckOutcome', outcome: 'printed' }));
  commit((read) => decidePayment(read.payment(paymentId), { type: 'sign', cashierId }));
  commit((read) =>
    decidePayment(read.payment(paymentId), {
      type: 'startReceipt',
      tendered: 100_000 as Kopecks,
      shift: read.openShift(),
      lastDocument: before,
      registerRemembers: true,
      blockedBy: read.receipting(),
      cashierId,
      now: store.now(),
    }),
  );
  commit((read) =>
    decidePayment(read.payment(paymentId), {
      type: 'receiptFound',
      finding: { kind: 'made', source: 'device', document: { ...document, fiscal }, cashierId: null },
    }),
  );
  commit((read) => decidePayment(read.payment(paymentId), { type: 'conduct', cashierId }));
}
