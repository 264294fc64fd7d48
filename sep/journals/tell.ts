/** What an accepted or refused shipment is told to: the log, the counters, whoever waits for changes. */
import type { StoredEvent } from '../../contract/journal.ts';
import type { SepRefusal, ShipAnswer } from '../../contract/sep.ts';
import type { Contradiction } from '../adjustments/contradictions.ts';
import type { SepParts } from '../parts.ts';
import type { Shipment } from './accept.ts';
import type { Aside } from './setAside.ts';

/** What a transaction did; spoken of when it is committed. */
export type Done = {
  readonly result: ShipAnswer | SepRefusal;
  /** Events stored for the first time. */
  readonly stored?: number;
  /** Payments made. */
  readonly accepted?: number;
  /** What the journal says against what is known here. */
  readonly contradictions?: readonly Contradiction[];
  /** Statuses changed, beside those of payments made. */
  readonly changed?: boolean;
  /** Something new was kept aside. */
  readonly aside?: Aside['kind'];
};

export const isRefusal = (result: ShipAnswer | SepRefusal): result is SepRefusal => 'code' in result;

const day = 24 * 3_600_000;
/** No workstation of ours is older. */
const earliest = Date.UTC(2025, 0, 1);

/** Journals whose odd clock was noted in this run of the node. */
const noted = new WeakMap<SepParts, Set<string>>();

/** Time decides nothing here, but a person may want to set that clock right: said once for each journal. */
function noteClock(parts: SepParts, { caller, chunk }: Shipment): void {
  const now = parts.clock();
  const isOdd = ({ at, clock }: StoredEvent) => clock > now + day || clock < at - day || clock < earliest;
  const odd = chunk.events.find(isOdd);
  if (!odd) return;
  const before = noted.get(parts) ?? new Set();
  noted.set(parts, before);
  if (before.has(chunk.origin)) return;
  before.add(chunk.origin);
  parts.log.warn(
    { tradePoint: caller.tradePoint, origin: chunk.origin, seq: odd.seq, clock: odd.clock, now },
    'the clock of a workstation is off by days; its events are accepted all the same',
  );
}

export function tell(parts: SepParts, shipment: Shipment, done: Done): void {
  const { log, counters, signals } = parts;
  const { caller, chunk } = shipment;
  const { result, stored = 0, accepted = 0, contradictions = [], changed = false, aside } = done;
  const who = { tradePoint: caller.tradePoint, workstation: caller.workstation, origin: chunk.origin };
  if (isRefusal(result)) {
    if (result.code === 'staleEpoch') counters.staleEpoch();
    log.warn({ ...who, ...result.details }, result.message);
    return;
  }
  if (aside) {
    counters.setAside(aside);
    log.error({ ...who, kind: aside, result }, 'a part of a journal was kept aside for a person');
  }
  for (const { kind, payment } of contradictions) {
    log.error({ ...who, kind, payment }, 'a journal contradicts what is known here: a person has to look');
  }
  if (stored > 0) {
    counters.eventsAccepted(stored);
    const to = result.kind === 'accepted' ? { seq: result.seq } : {};
    log.info({ ...who, ...shipment.epoch, ...to, stored, accepted }, 'events of a shipment are stored');
    noteClock(parts, shipment);
  }
  if (result.kind === 'accepted') {
    if (result.known > 0) counters.eventsRepeated(result.known);
    if (result.parked > 0) {
      counters.eventsParked(result.parked);
      log.warn({ ...who, parked: result.parked }, 'events that can’t be interpreted are parked');
    }
  }
  if (accepted > 0 || changed) signals.changed(caller.tradePoint);
  if (accepted > 0) {
    counters.paymentsAccepted(accepted);
    signals.due();
  }
}
