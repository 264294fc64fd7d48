/** What the till's use cases work with: plain parts, handed in once by the composition. */

import type { Failure, Result } from '../../contract/failure.ts';
import { ok, refuse } from '../../contract/failure.ts';
import type { AfterPrinting } from '../../contract/ipc.ts';
import type { PaymentId } from '../../contract/primitives.ts';
import type { Catalogue, Provider } from '../../contract/provider.ts';
import type { Settings, TradePoint } from '../../contract/settings.ts';
import type { TillView } from '../../contract/till.ts';
import type { PaperHead } from '../../core/documents/parts.ts';
import type { Payment } from '../../core/payment.ts';
import { findProvider } from '../../core/provider.ts';
import type { DoorLog } from '../door/door.ts';
import type { Reports } from '../report/client.ts';
import type { Session } from '../session/session.ts';
import type { StationReader, Store } from '../store/types.ts';
import type { DeviceDesk } from './deviceDesk.ts';
import type { Drafts } from './drafts.ts';
import type { OperatorDesk } from './operatorDesk.ts';
import type { PapersOwed } from './papersOwed.ts';
import type { PrintingNow } from './printingNow.ts';
import type { ReceiptTurn } from './receiptTurn.ts';
import type { RequestDesk } from './requestDesk.ts';
import type { SyncDesk } from './syncDesk.ts';

export type Till = {
  readonly store: Store;
  readonly session: Session;
  readonly drafts: Drafts;
  readonly reports: Reports;
  /** The devices of now: settings may replace them. */
  readonly devices: DeviceDesk;
  /** СЭП and the other workstations. */
  readonly sync: SyncDesk;
  readonly operator: OperatorDesk;
  readonly requests: RequestDesk;
  readonly receiptTurn: ReceiptTurn;
  readonly papersOwed: PapersOwed;
  readonly printingNow: PrintingNow;
  readonly desktop: Desktop;
  readonly log: DoorLog;
  /** Sends the window a new snapshot, and gives it. */
  readonly changed: () => TillView;
};

/** The computer around the till: dialogues, clipboard, what the program is. */
export type Desktop = {
  /** Null: the dialogue was closed. */
  chooseFileToSave(name: string): Promise<string | null>;
  chooseFileToOpen(): Promise<string | null>;
  /** A picture or PDF. */
  chooseScan(): Promise<string | null>;
  /** Opens a letter's file by the program that the system has for it; false: there is none, or the file is none of ours. */
  openFile(path: string): Promise<boolean>;
  copy(table: { readonly text: string; readonly html: string }): Promise<void>;
  readonly program: string;
  readonly electron: string;
};

/** A payment of this workstation; `paymentNotFound` also of another's: a payment's life is written by its own journal alone. */
export function ownPayment(read: StationReader, id: PaymentId): Result<Payment> {
  const payment = read.payment(id);
  return payment && isOwn(read, payment) ? ok(payment) : refuse('paymentNotFound');
}

export const isOwn = (read: StationReader, payment: Payment): boolean =>
  payment.workstation === read.station().workstation;

export function afterPrinting(till: Till, failure: Failure | null): Result<AfterPrinting> {
  // What failed is asked at once: the line below would say «готов» beside «кончилась бумага» until the next round.
  if (failure !== null) void till.devices.refresh();
  return ok({ till: till.changed(), failure });
}

export const settingsOf = (till: Till): Settings => till.store.local.settings();

/** For names. What decides about money asks `rulesOf`, what prints `paperProvider`. */
export const catalogueOf = (till: Till): Catalogue => till.store.local.catalogue();

/** The catalogue whose masks, limits and fees hold now. */
export function rulesOf(till: Till): Result<Catalogue> {
  const standing = till.store.local.catalogueStanding();
  return standing === 'sound' ? ok(catalogueOf(till)) : refuse('catalogueUnreadable', { standing });
}

/** A provider as the papers of a payment on its way name it. */
export const paperProvider = (till: Till, id: string): Result<Provider> =>
  till.store.local.catalogueStanding() === 'none'
    ? refuse('catalogueUnreadable', { standing: 'none' })
    : findProvider(catalogueOf(till), id);

export function tradePointOf(till: Till): TradePoint {
  const tradePoint = till.store.local.tradePoint();
  if (!tradePoint) throw new Error('the till works before it was set up');
  return tradePoint;
}

export function paperHead(till: Till, cashierName: string): PaperHead {
  return {
    tradePoint: tradePointOf(till),
    workstation: till.store.read.station().workstation,
    cashierName,
    at: till.store.now(),
  };
}
