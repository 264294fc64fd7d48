/** For which workstations a payment that the office made from its paper waits, in words for people. */
import type { Instant } from '../contract/primitives.ts';
import { formatDateTime } from './zone.ts';

export type Unheard = {
  readonly workstation: number;
  /** When it was last in touch with СЭП; null: never. */
  readonly seenAt: number | null;
  /** The trade point's. */
  readonly zone: string;
};

/** An answer has room for so many. */
const mostNamed = 3;

const stationWords = ({ workstation, seenAt, zone }: Unheard): string =>
  seenAt === null
    ? `${workstation} (на связи ещё не было)`
    : `${workstation} (на связи было ${formatDateTime(seenAt as Instant, zone)})`;

/** «Ждёт рабочее место 3 …»: which, since when, why, and what to do about one that won't come back. */
export function waitingWords(stations: readonly Unheard[]): string {
  const named = stations.slice(0, mostNamed).map(stationWords).join(', ');
  const more = stations.length > mostNamed ? ` и ещё ${stations.length - mostNamed}` : '';
  return stations.length === 1
    ? `Ждёт рабочее место ${named}: пока оно не знает о платеже, может отменить его само и отдать деньги. Как только узнает, платёж ` +
        'уйдёт оператору. Потерянному отзовите доступ на сервере СЭП.'
    : `Ждёт рабочие места ${named}${more}: пока они не знают о платеже, любое может отменить его само и отдать деньги. Как только ` +
        'узнают, платёж уйдёт оператору. Потерянным отзовите доступ на сервере СЭП.';
}
