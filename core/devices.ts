/** The two ports of a workstation to its devices. Drivers implement them in main; core only speaks of them. */
import type { PrintedDocument } from '../contract/document.ts';
import type { Failure } from '../contract/failure.ts';
import type { RegisterDocument } from '../contract/journal.ts';
import type { Kopecks } from '../contract/primitives.ts';

/** What a device says of itself before anything is printed. */
export type DeviceState = {
  readonly ready: boolean;
  /** Why it is not: paper, cover, silence, port. Null when ready. */
  readonly failure: Failure | null;
  readonly paperNearEnd: boolean;
};

/** Why a device that is not ready can't be used: what it said, or that it is simply faulty. */
export const notReady = (state: DeviceState, fault: 'printerFault' | 'registerFault'): Failure =>
  state.failure ?? { code: fault };

/**
 * `printed`: the device confirmed it. `notPrinted`: nothing, or nothing that matters, came out, and nothing will.
 * `unknown`: it may be on paper, it may still come; only the device or a person can tell.
 */
export type PrintOutcome =
  | { readonly kind: 'printed' }
  | { readonly kind: 'notPrinted'; readonly failure: Failure }
  | { readonly kind: 'unknown'; readonly failure: Failure };

/** Prints documents. Calls never throw and never overlap: each waits its turn and ends by its own deadline. */
export interface SlipPrinter {
  readonly name: string;
  /** Characters a line at normal width. */
  readonly columns: number;
  state(): Promise<DeviceState>;
  print(document: PrintedDocument): Promise<PrintOutcome>;
  /** Opens the cash drawer where one hangs on the printer; does nothing elsewhere. */
  openDrawer(): Promise<void>;
  /** Lets go of the port. A closed printer refuses everything with `notPrinted`. */
  close(): Promise<void>;
}

/** A receipt to be closed by a register: sums for its own books, and the document to put on paper. */
export type ReceiptOrder = {
  readonly kind: 'income' | 'incomeReturn';
  readonly amountCredited: Kopecks;
  readonly fee: Kopecks;
  readonly amountTaken: Kopecks;
  readonly tendered: Kopecks;
  /** Made by core; a fiscal register adds its own lines (FN, FD, FPD, QR) from the document it has closed. */
  readonly document: PrintedDocument;
};

export type RegisterOutcome =
  /** `unprinted`: the document exists, but its paper may be missing or torn; a copy is to be printed. */
  | { readonly kind: 'made'; readonly document: RegisterDocument | null; readonly unprinted?: Failure }
  | { readonly kind: 'notMade'; readonly failure: Failure }
  | { readonly kind: 'unknown'; readonly failure: Failure };

/** The answer to «what was your last document?»: a device that keeps no count can't tell, a silent one doesn't. */
export type LastDocumentAnswer =
  | { readonly kind: 'document'; readonly document: RegisterDocument | null }
  | { readonly kind: 'cannotTell' }
  | { readonly kind: 'silent'; readonly failure: Failure };

export interface FiscalRegister {
  readonly name: string;
  /** Whether its receipts are fiscal documents. */
  readonly fiscal: boolean;
  /** Whether it remembers its documents, so that an unknown outcome can be asked of it. */
  readonly remembers: boolean;
  state(): Promise<DeviceState>;
  lastDocument(): Promise<LastDocumentAnswer>;
  /** Asks first, so that a repeat makes no second document. */
  ensureShiftOpen(document: PrintedDocument): Promise<RegisterOutcome>;
  ensureShiftClosed(document: PrintedDocument): Promise<RegisterOutcome>;
  closeReceipt(order: ReceiptOrder): Promise<RegisterOutcome>;
  close(): Promise<void>;
}
