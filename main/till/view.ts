/** The snapshot that the window draws: everything that the main screen shows, from stored state. */
import type { CashierId, Kopecks, PaymentId } from '../../contract/primitives.ts';
import type { StandingView } from '../../contract/sync.ts';
import type {
  CashierView,
  CashMoveView,
  ClosedShiftView,
  PaymentView,
  PreCheckState,
  RefundingView,
  ShiftView,
  TillView,
} from '../../contract/till.ts';
import type { Payment } from '../../core/payment.ts';
import { paymentNumber } from '../../core/payment.ts';
import type { Shift } from '../../core/shift.ts';
import { expectedCash, isOfShift, over24h } from '../../core/shift.ts';
import type { Session } from '../session/session.ts';
import type { Cashier, StationReader, Store } from '../store/types.ts';
import type { DeviceDesk } from './deviceDesk.ts';
import type { Drafts } from './drafts.ts';
import type { PapersOwed } from './papersOwed.ts';
import type { PrintingNow } from './printingNow.ts';
import type { SyncDesk } from './syncDesk.ts';
import { readTrainingPins } from './trainingPins.ts';

const recentPayments = 12;
/** As many as a person looks through. */
const mostElsewhere = 100;
const mostOwed = 50;
const noMoney = 0 as Kopecks;

export type ViewParts = {
  readonly store: Store;
  readonly session: Session;
  readonly drafts: Drafts;
  readonly papersOwed: Pick<PapersOwed, 'has' | 'list'>;
  readonly printingNow: Pick<PrintingNow, 'has'>;
  readonly devices: DeviceDesk;
  readonly sync: Pick<SyncDesk, 'view'>;
};

export const cashierView = ({ id, name, role, closed }: Cashier): CashierView => ({ id, name, role, closed });

const nameOf = (store: Store, id: CashierId): string =>
  store.local.cashiers.find(id)?.name ?? store.peers.nameOf(id) ?? '';

function shiftView(shift: Shift, store: Store, unfinished: readonly Payment[]): ShiftView {
  return {
    id: shift.id,
    number: shift.number,
    openedAt: shift.openedAt,
    over24h: over24h(shift, store.now()),
    openingCash: shift.openingCash,
    cashIn: shift.cashIn,
    cashOut: shift.cashOut,
    payments: shift.sums.count,
    taken: shift.sums.taken,
    fee: shift.sums.fee,
    refunds: shift.refunds.count,
    refunded: shift.refunds.sum,
    expectedCash: expectedCash(shift),
    ownUnfinished: unfinished.filter((payment) => isOfShift(shift, payment)).map(({ id }) => id),
  };
}

/** Which shift it is, and none of its money: nobody has signed in. */
const withoutSums = (shift: ShiftView): ShiftView => ({
  ...shift,
  openingCash: noMoney,
  cashIn: noMoney,
  cashOut: noMoney,
  payments: 0,
  taken: noMoney,
  fee: noMoney,
  refunds: 0,
  refunded: noMoney,
  expectedCash: 0 as ShiftView['expectedCash'],
  ownUnfinished: [],
});

/** A closed shift; null for one that is still open. */
export function closedShiftView(shift: Shift, store: Store): ClosedShiftView | null {
  const { closing } = shift;
  if (!closing) return null;
  return {
    id: shift.id,
    number: shift.number,
    openedAt: shift.openedAt,
    closedAt: closing.at,
    closedBy: nameOf(store, closing.cashierId),
    payments: closing.sums.count,
    taken: closing.sums.taken,
    refunds: closing.refunds.count,
    refunded: closing.refunds.sum,
    expectedCash: closing.expectedCash,
    countedCash: closing.countedCash,
    counted: [...closing.counted],
    difference: closing.difference,
  };
}

/** A shift's moves of cash, newest first. */
export const cashMoveViews = (
  shift: Shift,
  { store, papersOwed, printingNow }: Pick<ViewParts, 'store' | 'papersOwed' | 'printingNow'>,
) =>
  store.read
    .cashMoves(shift.id)
    .toReversed()
    .map(
      ({ id, at, body: { kind, amount, reason, cashierId } }): CashMoveView => ({
        id,
        at,
        kind,
        amount,
        reason,
        cashierName: nameOf(store, cashierId),
        paperOwed: papersOwed.has(id) && !printingNow.has(id),
      }),
    );

/** Where payments stand in СЭП; only conducted ones are there. */
const standingsOf = (store: Store, payments: readonly Payment[]): Standings =>
  store.statuses.standings(payments.filter(({ stage }) => stage === 'conducted').map(({ id }) => id));

type Standings = ReadonlyMap<PaymentId, StandingView>;

/** `issued` is told of what the printer has in hand; stored so and not in hand, its outcome is not known to anybody. */
function preCheckState(stored: PreCheckState, printing: boolean): PreCheckState {
  if (printing && (stored === 'notPrinted' || stored === 'unknown')) return 'issued';
  return stored === 'issued' && !printing ? 'unknown' : stored;
}

function paymentView(
  payment: Payment,
  { store, papersOwed, printingNow }: ViewParts,
  standings: Standings,
): PaymentView {
  const { receipt, details, preCheck } = payment;
  const shift = receipt && store.read.shift(receipt.shiftId);
  const provider = store.local.catalogue().providers.find(({ id }) => id === details.providerId);
  return {
    id: payment.id,
    number: paymentNumber(payment),
    stage: payment.stage,
    details,
    providerName: provider?.name ?? details.providerId,
    cashierName: nameOf(store, payment.cashierId),
    enteredAt: payment.enteredAt,
    takenAt: payment.takenAt,
    conductedAt: payment.conductedAt,
    standing: standings.get(payment.id) ?? null,
    preCheck: preCheck && { ...preCheck, state: preCheckState(preCheck.state, printingNow.has(payment.id)) },
    paperOwed: (payment.stage === 'receipted' || payment.stage === 'conducted') && papersOwed.has(payment.id),
    receipt: receipt && {
      number: receipt.number,
      shiftNumber: shift?.number ?? 0,
      tendered: receipt.tendered,
      change: receipt.change,
      registerRemembers: receipt.registerRemembers,
      fiscalDocument: receipt.document?.fiscal ? `ФД ${receipt.document.number}` : null,
      failure: receipt.failure,
    },
  };
}

/** Those whose receipt is made and has no paper that anybody knows of. */
const owedPayments = (read: StationReader, papersOwed: Pick<PapersOwed, 'list'>): readonly Payment[] =>
  papersOwed
    .list()
    .flatMap((id) => read.payment(id as PaymentId) ?? [])
    .filter(({ stage }) => stage === 'receipted' || stage === 'conducted')
    .slice(0, mostOwed);

/** Refunds between grant and cash. */
const refundingViews = (store: Store): RefundingView[] =>
  store.read.refunding().flatMap(({ paymentId, amount, stage }) => {
    const payment = store.read.payment(paymentId);
    if (!payment || stage === 'paid' || stage === 'notPaid') return [];
    const { providerId, account } = payment.details;
    const provider = store.local.catalogue().providers.find(({ id }) => id === providerId);
    const number = paymentNumber(payment);
    return [{ paymentId, number, providerName: provider?.name ?? providerId, account, amount, stage }];
  });

function newJournal({ opening }: Store): TillView['newJournal'] {
  // Begun because nobody could be asked: nothing is known to be wrong, and nobody need look.
  if (opening.kind === 'restored' && opening.why === 'unwitnessed') return null;
  if (opening.kind !== 'cloned' && opening.kind !== 'restored') return null;
  // That somebody went on with it elsewhere is known; how far, perhaps only a computer that is off.
  const untold = opening.why === 'startedElsewhere' && opening.missing === 0;
  return { kind: opening.kind, missing: untold ? null : opening.missing };
}

/** Builds the snapshot. Before anybody has signed in it holds no payment, no draft and no money. */
export function tillView(parts: ViewParts, revision: number): TillView {
  const { store, session, drafts, papersOwed, devices, sync } = parts;
  const { read, local } = store;
  const station = store.begun() ? read.station() : null;
  const cashier = session.current();
  const phase = !station ? 'setUp' : session.locked() ? 'locked' : cashier ? 'till' : 'signIn';
  const shift = station && read.openShift();
  const unfinished = cashier ? read.unfinished() : [];
  const settings = local.settings();
  const draft = cashier ? drafts.inHand() : null;
  const current = draft && read.payment(draft.paymentId);
  const recent = cashier ? read.recent(recentPayments) : [];
  const owed = cashier ? owedPayments(read, papersOwed) : [];
  const standings = standingsOf(store, [...(current ? [current] : []), ...recent, ...owed]);
  const named = session.named();
  return {
    revision,
    phase,
    tradePoint: local.tradePoint(),
    workstation: station?.workstation ?? 1,
    training: readTrainingPins(local),
    cashiers: local.cashiers
      .list()
      .filter(({ closed }) => !closed)
      .map(cashierView),
    cashier: named && cashierView(named),
    shift:
      shift && (cashier ? shiftView(shift, store, unfinished) : withoutSums(shiftView(shift, store, []))),
    lastCountedCash: (cashier && station?.lastCountedCash) ?? noMoney,
    lastClosedShift: (cashier && !shift && read.closedShifts(1)[0]?.id) || null,
    draft,
    current: current && paymentView(current, parts, standings),
    unfinished: unfinished.map((payment) => paymentView(payment, parts, standings)),
    recent: recent.map((payment) => paymentView(payment, parts, standings)),
    papersOwed: owed.map((payment) => paymentView(payment, parts, standings)),
    ...devices.views(),
    unfinishedElsewhere: cashier
      ? read.unfinishedElsewhere(mostElsewhere).map((payment) => paymentView(payment, parts, standings))
      : [],
    refunding: cashier ? refundingViews(store) : [],
    sync: sync.view(),
    newJournal: newJournal(store),
    catalogue: { version: local.catalogue().version, standing: local.catalogueStanding() },
    autoLockMinutes: settings.autoLockMinutes,
    blindEntryFrom: settings.blindEntryFrom,
    clockBehind: store.clockBehind(),
  };
}
