/** Read tables in maps: the projection's other home, for replaying and comparing in tests. */
import type { Day, ProviderId } from '../../contract/primitives.ts';
import type { Payment } from '../../core/payment.ts';
import type { Drawer, PreCheck, Station, Tables } from '../../core/projection.ts';
import type { Refund } from '../../core/refund.ts';
import type { ProviderSums, Shift } from '../../core/shift.ts';
import { addSums, noSums } from '../../core/shift.ts';

export type MemoryTables = Tables & {
  readonly stations: Map<string, Station>;
  readonly payments: Map<string, Payment>;
  readonly shifts: Map<string, Shift>;
  readonly refunds: Map<string, Refund>;
  readonly preChecks: Map<string, PreCheck>;
  readonly days: Map<string, ProviderSums>;
};

export function memoryTables(): MemoryTables {
  const stations = new Map<string, Station>();
  const payments = new Map<string, Payment>();
  const shifts = new Map<string, Shift>();
  const refunds = new Map<string, Refund>();
  const drawers: { readonly origin: string; readonly seq: number; readonly drawer: Drawer }[] = [];
  const preChecks = new Map<string, PreCheck>();
  const days = new Map<string, ProviderSums>();
  return {
    stations,
    payments,
    shifts,
    refunds,
    preChecks,
    days,
    station: (origin) => stations.get(origin) ?? null,
    drawer: (origin, seq) =>
      drawers.findLast((drawer) => drawer.origin === origin && drawer.seq <= seq)?.drawer ?? null,
    putDrawer: (origin, seq, drawer) => void drawers.push({ origin, seq, drawer }),
    putStation: (station) => void stations.set(station.origin, station),
    payment: (id) => payments.get(id) ?? null,
    putPayment: (payment) => void payments.set(payment.id, payment),
    shift: (id) => shifts.get(id) ?? null,
    putShift: (shift) => void shifts.set(shift.id, shift),
    refund: (id) => refunds.get(id) ?? null,
    putRefund: (refund) => void refunds.set(refund.id, refund),
    preCheck: (workstation, number, payment) => preChecks.get(`${workstation}/${number}/${payment}`) ?? null,
    putPreCheck: (preCheck) =>
      void preChecks.set(`${preCheck.workstation}/${preCheck.number}/${preCheck.paymentId}`, preCheck),
    addToDay: (day: Day, workstation: number, providerId: ProviderId, sums: ProviderSums) => {
      const key = `${day}/${workstation}/${providerId}`;
      days.set(key, addSums(days.get(key) ?? noSums, sums));
    },
    takeFromDay: () => {
      throw new Error('in one journal no payment is taken back');
    },
  };
}
