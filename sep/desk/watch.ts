/** What a person of the central office has an eye on: trade points that nobody syncs, what was set aside or parked. */
import type { DeskParked, DeskSetAside, DeskTradePoint, DeskWatch } from '../../contract/desk.ts';
import type { Connection } from '../store/database.ts';
import { tradePointName } from './names.ts';

/** The same bound by which a workstation calls it loud, milliseconds. */
const late = 15 * 60_000;
const most = 200;

type Place = {
  readonly id: string;
  readonly name: string;
  readonly holder: number | null;
  readonly held_since: number | null;
};
type Seat = {
  readonly trade_point: string;
  readonly number: number;
  readonly seen_at: number | null;
  readonly unsent: number;
  readonly oldest_unsent_at: number | null;
  readonly revoked_at: number | null;
  readonly program: string;
};

/** Null: its payments come. A point that closed for the night and owes nothing is no trouble. */
function troubleOf({ holder }: Place, seats: readonly Seat[], now: number): string | null {
  const working = seats.filter(({ revoked_at }) => revoked_at === null);
  const owing = working.filter(
    ({ unsent, oldest_unsent_at }) =>
      unsent > 0 && oldest_unsent_at !== null && now - oldest_unsent_at > late,
  );
  if (owing.length > 0) {
    const count = owing.reduce((sum, { unsent }) => sum + unsent, 0);
    const oldest = Math.min(...owing.map(({ oldest_unsent_at }) => oldest_unsent_at ?? now));
    const minutes = Math.floor((now - oldest) / 60_000);
    const age = minutes < 120 ? `${minutes} мин` : `${Math.floor(minutes / 60)} ч`;
    return `Не отправлено платежей: ${count}, первый ждёт ${age}`;
  }
  const awake = working.filter(({ seen_at }) => seen_at !== null && now - seen_at <= late);
  if (awake.length === 0) return null;
  if (holder === null) return 'Синхронизацию никто не ведёт';
  return awake.some(({ number }) => number === holder)
    ? null
    : `Рабочее место ${holder} ведёт синхронизацию и не на связи`;
}

export async function readTradePoints(connection: Connection, now: number): Promise<DeskTradePoint[]> {
  const places = await connection.query<Place>(
    `SELECT t.id, ${tradePointName} AS name, t.holder, t.held_since FROM trade_point t ORDER BY name, t.id`,
  );
  const seats = await connection.query<Seat>(
    `SELECT trade_point, number, seen_at, unsent, oldest_unsent_at, revoked_at, program FROM workstation
     ORDER BY trade_point, number`,
  );
  const byPlace = new Map<string, Seat[]>();
  for (const seat of seats) byPlace.set(seat.trade_point, [...(byPlace.get(seat.trade_point) ?? []), seat]);
  return places.map((place) => {
    const own = byPlace.get(place.id) ?? [];
    return {
      id: place.id,
      name: place.name,
      holder: place.holder,
      heldSince: place.held_since,
      workstations: own.map(({ number, seen_at, unsent, oldest_unsent_at, revoked_at, program }) => ({
        number,
        seenAt: seen_at,
        unsent,
        oldestUnsentAt: oldest_unsent_at,
        revoked: revoked_at !== null,
        program,
      })),
      trouble: troubleOf(place, own, now),
    } as DeskTradePoint;
  });
}

export async function readWatch(connection: Connection, now: number): Promise<DeskWatch> {
  const setAside = await connection.query<DeskSetAside>(
    `SELECT id, kind, trade_point AS "tradePoint", shipped_by AS "shippedBy", seq, why, payments, amount, at,
       settled_at AS "settledAt" FROM set_aside WHERE settled_at IS NULL ORDER BY id DESC LIMIT ${most}`,
  );
  const parked = await connection.query<DeskParked>(
    `SELECT j.trade_point AS "tradePoint", j.workstation, p.seq, p.subject AS "paymentId", p.reason, p.at
     FROM parked p JOIN journal j ON j.origin = p.origin ORDER BY p.at DESC, p.seq LIMIT ${most}`,
  );
  const tradePoints = await readTradePoints(connection, now);
  return {
    // Troubles stand on top.
    tradePoints: tradePoints.sort(
      (left, right) => Number(right.trouble !== null) - Number(left.trouble !== null),
    ),
    setAside,
    parked,
  };
}
