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
    ? `${workstation} (на связи ещё не была)`
    : `${workstation} (на связи была ${formatDateTime(seenAt as Instant, zone)})`;

/** «Ждёт кассу 3 …»: which, since when, why, and what to do about one that won't come back. */
export function waitingWords(stations: readonly Unheard[]): string {
  const named = stations.slice(0, mostNamed).map(stationWords).join(', ');
  const more = stations.length > mostNamed ? ` и ещё ${stations.length - mostNamed}` : '';
  return stations.length === 1
    ? `Ждёт кассу ${named}: пока она не знает о платеже, она может отменить его сама и отдать деньги. Узнает, и платёж уйдёт ` +
        'оператору. Если касса потеряна, её отзывают на сервере СЭП.'
    : `Ждёт кассы ${named}${more}: пока они не знают о платеже, любая из них может отменить его сама и отдать деньги. Узнают, и ` +
        'платёж уйдёт оператору. Если касса потеряна, её отзывают на сервере СЭП.';
}
