/**
 * The trade's table of corrections, status by correction, in the tests' own words: neither `core/adjustment.ts` nor
 * anything that leans on it is asked what is right.
 */
import type { AdjustmentKind } from '../../contract/adjustment.ts';

/** Where a payment may stand. `missing`: СЭП has not got it, and the till has not either; its paper is all there is. */
export const tradePlaces = [
  'receipted',
  'notReceived',
  'missing',
  'accepted',
  'checking',
  'forwarded',
  'hung',
  'rejected',
  'completed',
  'cancelled',
  'refunded',
  'transferred',
] as const;
export type TradePlace = (typeof tradePlaces)[number];

/**
 * Who decides: the till by itself; СЭП by rule, with a senior's PIN in the open shift, else the central office; the
 * central office; the central office, which asks the operator. `no`: nobody, it is not possible.
 */
export type TradeCell = 'no' | 'till' | 'sep' | 'office' | 'operator';

const row = (
  reconduct: TradeCell,
  transfer: TradeCell,
  cancel: TradeCell,
  cashRefund: TradeCell,
): Readonly<Record<AdjustmentKind, TradeCell>> => ({ reconduct, transfer, cancel, cashRefund });

export const tradeTable: Readonly<Record<TradePlace, Readonly<Record<AdjustmentKind, TradeCell>>>> = {
  receipted: row('no', 'no', 'till', 'till'),
  notReceived: row('office', 'no', 'sep', 'no'),
  // Without its journal nobody knows its shift, so a person decides.
  missing: row('office', 'no', 'office', 'no'),
  accepted: row('no', 'no', 'sep', 'no'),
  checking: row('no', 'no', 'sep', 'no'),
  forwarded: row('no', 'no', 'no', 'no'),
  hung: row('office', 'no', 'office', 'no'),
  rejected: row('office', 'no', 'sep', 'sep'),
  completed: row('no', 'operator', 'operator', 'no'),
  cancelled: row('no', 'no', 'no', 'sep'),
  refunded: row('no', 'no', 'no', 'no'),
  transferred: row('no', 'no', 'no', 'no'),
};

export const tradeKinds = [
  'reconduct',
  'transfer',
  'cancel',
  'cashRefund',
] as const satisfies readonly AdjustmentKind[];
export const tradeReceipts = ['foreign', 'missing', 'own'] as const;
export const tradeRoles = ['cashier', 'senior', 'administrator'] as const;

export type TradeCase = {
  readonly place: TradePlace;
  readonly kind: AdjustmentKind;
  readonly receipt: (typeof tradeReceipts)[number];
  readonly shiftOpen: boolean;
  /** Whose PIN stands beside the cashier's request; `cashier`: nobody's. */
  readonly role: (typeof tradeRoles)[number];
};

/** The whole product for one place: what the client has not got in hand comes first, as a shown receipt is remembered. */
export const casesOf = (place: TradePlace): readonly TradeCase[] =>
  tradeReceipts.flatMap((receipt) =>
    tradeKinds.flatMap((kind) =>
      [false, true].flatMap((shiftOpen) =>
        tradeRoles.map((role) => ({ place, kind, receipt, shiftOpen, role })),
      ),
    ),
  );
