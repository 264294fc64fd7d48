/** A store in a folder of its own, with a clock that only tests move and chance that can be repeated. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Result } from '../../../contract/failure.ts';
import { ok } from '../../../contract/failure.ts';
import type { KnownEvent } from '../../../contract/journal.ts';
import type { CashierId, Kopecks, PaymentId, ProviderId, ShiftId } from '../../../contract/primitives.ts';
import type { Payment } from '../../../core/payment.ts';
import { decidePayment } from '../../../core/payment.ts';
import { countedSum, decideShift } from '../../../core/shift.ts';
import { openChance } from '../../../main/cli/seed/chance.ts';
import type { Database } from '../../../main/store/driver.ts';
import type { Vault } from '../../../main/store/secretFile.ts';
import { fileVault } from '../../../main/store/secretFile.ts';
import type { StoreOptions } from '../../../main/store/store.ts';
import { openTunedStore } from '../../../main/store/store.ts';
import type { Store } from '../../../main/store/types.ts';
import { withCheckedReads } from '../../tools/checkedReads.ts';

export const migrations = resolve(import.meta.dirname, '../../../migrations/station');

/** 22 November 2026, 12:00 in Moscow. */
export const noon = Date.UTC(2026, 10, 22, 9);

export function must<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.failure)}`);
  return result.value;
}

export const rejectedCode = (result: Result<unknown>): string | null =>
  result.ok ? null : result.failure.code;

export type TestClock = { now: number; readonly read: () => number };

export function clockAt(now: number): TestClock {
  const clock = { now, read: () => clock.now };
  return clock;
}

const folders: string[] = [];

export function newFolder(within = tmpdir()): string {
  const folder = mkdtempSync(join(within, 'kassa-store-'));
  folders.push(folder);
  return folder;
}

/** For `afterEach`. */
export function removeFolders(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

export type Opened = {
  readonly folder: string;
  readonly clock: TestClock;
  readonly store: Store;
  readonly database: Database;
};

type Choices = {
  readonly folder: string;
  readonly clock: TestClock;
  readonly seed: number;
  readonly machineId: string | null;
  readonly vault: Vault;
};

const usual = (): Choices => ({
  folder: newFolder(),
  clock: clockAt(noon),
  seed: 1,
  machineId: 'guid:this machine',
  vault: fileVault,
});

export function optionsOf(choices: Choices): StoreOptions {
  return {
    profile: choices.folder,
    clock: choices.clock.read,
    random: openChance(choices.seed).bytes,
    vault: choices.vault,
    machineId: choices.machineId,
    migrations,
  };
}

/** Opens a store as it is found. */
export function reopen(chosen: Partial<Choices>): Opened {
  const choices = { ...usual(), ...chosen };
  let database: Database | null = null;
  const store = withCheckedReads(
    must(
      openTunedStore(optionsOf(choices), (connection) => {
        database = connection;
      }),
    ),
  );
  if (!database) throw new Error('no connection was shown');
  return { folder: choices.folder, clock: choices.clock, store, database };
}

/** Why the store does not open; null: it does, and is closed again. */
export function refusal(chosen: Partial<Choices>): string | null {
  const opened = openTunedStore(optionsOf({ ...usual(), ...chosen }), () => undefined);
  if (opened.ok) opened.value.close();
  return rejectedCode(opened);
}

export const identity = { workstation: 1, tradePointId: 'tt-1', zone: 'Europe/Moscow' } as const;

/** Opens a store and begins its journal. */
export function openBegun(chosen: Partial<Choices>): Opened {
  const opened = reopen(chosen);
  must(opened.store.begin(identity));
  return opened;
}

export const cashierId = '00000000-0000-4000-8000-0000000000c1' as CashierId;

export const detailsOf = (
  amountCredited: number,
  fee: number,
  account: string,
  provider: string,
): Payment['details'] => ({
  providerId: provider as ProviderId,
  catalogueVersion: 1,
  account,
  amountCredited: amountCredited as Kopecks,
  fee: fee as Kopecks,
  amountTaken: (amountCredited + fee) as Kopecks,
  confirmed: [],
});

export const details = detailsOf(50_000, 1_500, '9161234567', 'mts');

export function openShift({ store }: Pick<Opened, 'store'>): readonly KnownEvent[] {
  return must(
    store.commit((read, station) =>
      decideShift(read.openShift(), {
        type: 'open',
        shiftId: store.newId() as ShiftId,
        number: station.shiftCounter + 1,
        cashierId,
        openingCash: station.lastCountedCash,
        clockBehind: store.clockBehind(),
      }),
    ),
  );
}

export function closeShift({ store }: Pick<Opened, 'store'>, counted: number): readonly KnownEvent[] {
  const pieces = [{ value: 1 as Kopecks, count: Math.min(counted, 100_000) }];
  return must(
    store.commit((read) =>
      decideShift(read.openShift(), {
        type: 'close',
        counted: countedSum(pieces) === counted ? pieces : [],
        unfinished: read.unfinished(),
        refunding: [],
        cashierId,
        now: store.now(),
      }),
    ),
  );
}

/** Enters a payment and issues its pre-check. */
export function enter({ store }: Pick<Opened, 'store'>, what: Payment['details']): PaymentId {
  const paymentId = store.newId() as PaymentId;
  must(
    store.commit((read, station) =>
      decidePayment(null, {
        type: 'issuePreCheck',
        paymentId,
        details: what,
        counter: station.paymentCounter + 1,
        preCheckNumber: station.preCheckCounter + 1,
        shift: read.openShift(),
        cashierId,
        now: store.now(),
      }),
    ),
  );
  return paymentId;
}

/** Up to the receipt's intent: its outcome is still open. */
export function startReceipt({ store }: Pick<Opened, 'store'>, what: Payment['details']): PaymentId {
  const id = enter({ store }, what);
  must(
    store.commit((read) => decidePayment(read.payment(id), { type: 'preCheckOutcome', outcome: 'printed' })),
  );
  must(store.commit((read) => decidePayment(read.payment(id), { type: 'sign', cashierId })));
  must(
    store.commit((read) =>
      decidePayment(read.payment(id), {
        type: 'startReceipt',
        tendered: what.amountTaken,
        shift: read.openShift(),
        lastDocument: null,
        registerRemembers: true,
        blockedBy: read.receipting(),
        cashierId,
        now: store.now(),
      }),
    ),
  );
  return id;
}

export function settle({ store }: Pick<Opened, 'store'>, id: PaymentId, number = 7): void {
  const document = {
    number,
    kind: 'receipt',
    amount: 1 as Kopecks,
    at: store.now(),
    fiscal: { drive: '99', sign: '5' },
  } as const;
  const finding = { kind: 'made', source: 'device', document, cashierId: null } as const;
  must(store.commit((read) => decidePayment(read.payment(id), { type: 'receiptFound', finding })));
}

/** A whole payment, seven transactions; `number`: of its fiscal document. */
export function take({ store }: Pick<Opened, 'store'>, what: Payment['details'], number = 7): PaymentId {
  const id = startReceipt({ store }, what);
  settle({ store }, id, number);
  must(store.commit((read) => decidePayment(read.payment(id), { type: 'conduct', cashierId })));
  return id;
}

export const nothing = () => ok([]);

/** Every row of every read table but the payments' own order. */
export function dumpTables(database: Database): unknown {
  const rows = (sql: string) => database.prepare(sql).all();
  return {
    station: rows('SELECT * FROM station ORDER BY origin'),
    payment: rows('SELECT * FROM payment ORDER BY id').map((row) => ({ ...(row as object), key: null })),
    shift: rows('SELECT * FROM shift ORDER BY id'),
    refund: rows('SELECT * FROM refund ORDER BY id'),
    pre_check: rows('SELECT * FROM pre_check ORDER BY workstation, number, payment'),
    drawer: rows('SELECT * FROM drawer ORDER BY origin, seq'),
    day_total: rows('SELECT * FROM day_total ORDER BY day, workstation, provider'),
    parked: rows('SELECT * FROM parked ORDER BY journal, seq'),
  };
}
