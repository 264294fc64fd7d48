/** What the parts of СЭП count while they work; metrics.ts turns it into numbers for Prometheus. */

/** How a word with an operator ended: `outcome` as in the table `exchange`. */
export type CountedExchange = {
  readonly provider: string;
  readonly command: 'check' | 'pay';
  readonly outcome: 'answered' | 'unreached' | 'timeout' | 'broken' | 'http' | 'garbled';
  readonly resultCode: number | null;
  readonly tookMs: number;
};

/** By which way a payer asked for a payment's status, and what came of it. */
export type StatusChannel = 'page' | 'voice';
export type StatusOutcome = 'found' | 'unknown' | 'limited' | 'failed';

/** Numbers only: no account, name or sum of a person gets in here. */
export interface SepCounters {
  /** Journal events that were stored for the first time. */
  eventsAccepted(count: number): void;
  /** Events that were known already. */
  eventsRepeated(count: number): void;
  /** Something was kept aside for a person. */
  setAside(kind: 'fork' | 'forgery' | 'revoked'): void;
  eventsParked(count: number): void;
  paymentsAccepted(count: number): void;
  exchanged(exchange: CountedExchange): void;
  /** A shipment that came with an old epoch. */
  staleEpoch(): void;
  /** A payer asked for a payment's status. */
  statusAsked(channel: StatusChannel, outcome: StatusOutcome): void;
}

const nothing = (): void => undefined;

/** For whoever does not count. */
export const noCounters: SepCounters = {
  eventsAccepted: nothing,
  eventsRepeated: nothing,
  setAside: nothing,
  eventsParked: nothing,
  paymentsAccepted: nothing,
  exchanged: nothing,
  staleEpoch: nothing,
  statusAsked: nothing,
};
