/** Stations, shifts and pre-checks as rows of their tables, and back. */
import type {
  CashierId,
  Instant,
  Kopecks,
  Origin,
  PaymentId,
  ProviderId,
  ShiftId,
} from '../../contract/primitives.ts';
import type { PreCheckState } from '../../contract/till.ts';
import type { PreCheck, Station } from '../../core/projection.ts';
import type { Shift } from '../../core/shift.ts';
import type { SqlValue } from './driver.ts';
import { documentText, readDocument } from './paymentRows.ts';

export const stationColumns = [
  'origin',
  'workstation',
  'trade_point',
  'zone',
  'payment_counter',
  'pre_check_counter',
  'shift_counter',
  'open_shift',
  'last_counted_cash',
] as const;

export type StationRow = {
  readonly origin: Origin;
  readonly workstation: number;
  readonly trade_point: string;
  readonly zone: string;
  readonly payment_counter: number;
  readonly pre_check_counter: number;
  readonly shift_counter: number;
  readonly open_shift: ShiftId | null;
  readonly last_counted_cash: Kopecks;
};

export const stationValues = (station: Station): SqlValue[] => [
  station.origin,
  station.workstation,
  station.tradePointId,
  station.zone,
  station.paymentCounter,
  station.preCheckCounter,
  station.shiftCounter,
  station.openShiftId,
  station.lastCountedCash,
];

export const stationOf = (row: StationRow): Station => ({
  origin: row.origin,
  workstation: row.workstation,
  tradePointId: row.trade_point,
  zone: row.zone,
  paymentCounter: row.payment_counter,
  preCheckCounter: row.pre_check_counter,
  shiftCounter: row.shift_counter,
  openShiftId: row.open_shift,
  lastCountedCash: row.last_counted_cash,
});

export const drawerColumns = ['origin', 'seq', 'open_shift', 'last_counted_cash'] as const;

export type DrawerRow = {
  readonly open_shift: ShiftId | null;
  readonly last_counted_cash: Kopecks;
};

export const shiftColumns = [
  'id',
  'workstation',
  'number',
  'opened_at',
  'opened_by',
  'opening_cash',
  'cash_in',
  'cash_out',
  'receipts',
  'count',
  'taken',
  'fee',
  'credited',
  'by_provider',
  'refunds',
  'refunded',
  'opening_document',
  'closing_document',
  'closed_at',
  'closing',
] as const;

export type ShiftRow = {
  readonly id: ShiftId;
  readonly number: number;
  readonly opened_at: Instant;
  readonly opened_by: CashierId;
  readonly opening_cash: Kopecks;
  readonly cash_in: Kopecks;
  readonly cash_out: Kopecks;
  readonly receipts: number;
  readonly count: number;
  readonly taken: Kopecks;
  readonly fee: Kopecks;
  readonly credited: Kopecks;
  readonly by_provider: string;
  readonly refunds: number;
  readonly refunded: Kopecks;
  readonly opening_document: string | null;
  readonly closing_document: string | null;
  readonly closing: string | null;
};

export const shiftValues = (shift: Shift, workstation: number): SqlValue[] => [
  shift.id,
  workstation,
  shift.number,
  shift.openedAt,
  shift.openedBy,
  shift.openingCash,
  shift.cashIn,
  shift.cashOut,
  shift.receipts,
  shift.sums.count,
  shift.sums.taken,
  shift.sums.fee,
  shift.sums.credited,
  JSON.stringify(shift.byProvider),
  shift.refunds.count,
  shift.refunds.sum,
  documentText(shift.openingDocument),
  documentText(shift.closingDocument),
  shift.closing?.at ?? null,
  shift.closing && JSON.stringify(shift.closing),
];

export const shiftOf = (row: ShiftRow): Shift => ({
  id: row.id,
  number: row.number,
  openedAt: row.opened_at,
  openedBy: row.opened_by,
  openingCash: row.opening_cash,
  cashIn: row.cash_in,
  cashOut: row.cash_out,
  receipts: row.receipts,
  sums: { count: row.count, taken: row.taken, fee: row.fee, credited: row.credited },
  byProvider: JSON.parse(row.by_provider) as Shift['byProvider'],
  refunds: { count: row.refunds, sum: row.refunded },
  openingDocument: readDocument(row.opening_document),
  closingDocument: readDocument(row.closing_document),
  closing: row.closing === null ? null : (JSON.parse(row.closing) as Shift['closing']),
});

export const preCheckColumns = [
  'workstation',
  'number',
  'payment',
  'payment_counter',
  'at',
  'provider',
  'account',
  'account_reversed',
  'taken',
  'cashier',
  'state',
] as const;

export type PreCheckRow = {
  readonly workstation: number;
  readonly number: number;
  readonly payment: PaymentId;
  readonly payment_counter: number;
  readonly at: Instant;
  readonly provider: ProviderId;
  readonly account: string;
  readonly taken: Kopecks;
  readonly cashier: CashierId;
  readonly state: PreCheckState;
};

/** Accounts hold no characters outside the basic plane: reversing by code unit is safe. */
export const reversed = (text: string): string => text.split('').reverse().join('');

export const preCheckValues = (preCheck: PreCheck): SqlValue[] => [
  preCheck.workstation,
  preCheck.number,
  preCheck.paymentId,
  preCheck.paymentCounter,
  preCheck.at,
  preCheck.providerId,
  preCheck.account,
  reversed(preCheck.account),
  preCheck.amountTaken,
  preCheck.cashierId,
  preCheck.state,
];

export const preCheckOf = (row: PreCheckRow): PreCheck => ({
  workstation: row.workstation,
  number: row.number,
  paymentId: row.payment,
  paymentCounter: row.payment_counter,
  at: row.at,
  providerId: row.provider,
  account: row.account,
  amountTaken: row.taken,
  cashierId: row.cashier,
  state: row.state,
});
