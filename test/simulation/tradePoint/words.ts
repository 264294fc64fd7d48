/** What a simulation and its child processes say to each other. */
import type { AdjustmentKind } from '../../../contract/adjustment.ts';
import type { SepStatus } from '../../../contract/status.ts';

/** All nodes of one database must share it. */
export const nodeSecret = 'a secret that the nodes of a simulation share';

export type NodeOptions = {
  readonly databaseUrl: string;
  readonly folder: string;
  readonly epochCheck: boolean;
  /** How far its clock is ahead of the machine's, milliseconds. */
  readonly clockAheadMs: number;
};

/** A shipment of which events were stored, by the log of the node that stored them. */
export type StoredShipment = { readonly origin: string; readonly seq: number; readonly epoch: number };

export type NodeWord =
  | { readonly kind: 'ready'; readonly port: number; readonly desk: string }
  | { readonly kind: 'stored'; readonly shipment: StoredShipment }
  | {
      readonly kind: 'log';
      readonly level: 'warn' | 'error';
      readonly message: string;
      readonly entry: object;
    };

export type StationOptions = {
  readonly profile: string;
  readonly migrations: string;
  readonly reportWorker: string;
  /** How far its clock is ahead of the machine's, milliseconds. */
  readonly clockAheadMs: number;
  /** Tells the payments of this life from all others: the first signs of their numbers. */
  readonly life: number;
  /** Where the others are told to find its door. */
  readonly proxyPort: number;
  /** The mean pause between two payments, milliseconds. */
  readonly pauseMs: number;
  /** How many times slower than in the smallest simulation it asks and gives up. */
  readonly slowness: number;
};

/** `[payment, status, generation, revision, what is said beside it of a restored СЭП]`. */
export type StatusLine = readonly [string, SepStatus, number, number, string | null];

export type Look = {
  readonly unsent: number;
  /** Refunds that are under way there. */
  readonly refunding: number;
  readonly ticked: boolean;
  readonly link: string;
  /** The journal that grows there, and how far it is signed. */
  readonly head: { readonly origin: string; readonly seq: number };
  readonly statuses: readonly StatusLine[];
};

/** `finish`: only what was granted or begun. */
export type Mending = 'off' | 'finish' | 'ask';

export type StationOrder =
  | { readonly kind: 'pay'; readonly on: boolean }
  /** Answered by `mends` once nothing of the mode before is under way any more. */
  | {
      readonly kind: 'mend';
      readonly mode: Mending;
      /** What is asked for before anything else, where it is possible. */
      readonly wanted: readonly AdjustmentKind[];
      readonly id: number;
    }
  | { readonly kind: 'claim' }
  | { readonly kind: 'look'; readonly id: number };

export type Paid = { readonly id: string; readonly account: string; readonly sum: number };

/** Cash that was given back, as the cashier's hand knows it. */
export type Gave = { readonly payment: string; readonly refund: string; readonly amount: number };

export type StationWord =
  | { readonly kind: 'door'; readonly port: number }
  | { readonly kind: 'ready'; readonly opening: string }
  | { readonly kind: 'paid'; readonly paid: Paid }
  | { readonly kind: 'claimed'; readonly ok: boolean }
  /** A correction was asked for: its kind, and what became of it at once. */
  | { readonly kind: 'asked'; readonly what: string }
  | ({ readonly kind: 'gave' } & Gave)
  | { readonly kind: 'mends'; readonly id: number }
  | { readonly kind: 'looked'; readonly id: number; readonly look: Look }
  | { readonly kind: 'log'; readonly message: string; readonly entry: object };
