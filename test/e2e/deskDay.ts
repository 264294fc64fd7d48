/** A day of a trading network as its rows stand in the tables, for the pictures of the desk. */
import type { Database } from '../../sep/store/database.ts';

const hour = 3_600_000;
/** How busy each operator is, of all. */
const shares = [
  ['mts', 0.3],
  ['beeline', 0.2],
  ['megafon', 0.18],
  ['t2', 0.12],
  ['yota', 0.07],
  ['rostelecom', 0.06],
  ['mosenergosbyt', 0.04],
  ['troika', 0.03],
] as const;

/** People pay by day: little at night, most towards the evening. */
const busy = (hourOfDay: number): number =>
  Math.max(0.02, Math.exp(-((hourOfDay - 13) ** 2) / 18) * 0.7 + Math.exp(-((hourOfDay - 18) ** 2) / 6));

type Row = { readonly provider: string; readonly at: number; readonly status: string };

/** The two days up to `now`; yesterday evening one operator was down for three hours. */
function rowsOf(now: number): Row[] {
  const rows: Row[] = [];
  for (let back = 47; back >= 0; back -= 1) {
    const at = Math.floor(now / hour) * hour - back * hour;
    const moscow = (new Date(at).getUTCHours() + 3) % 24;
    for (const [place, [provider, share]] of shares.entries()) {
      const count = Math.round(60 * busy(moscow) * share * (1 + ((back * 7 + place * 5) % 5) / 12));
      const isDown = provider === 'beeline' && moscow >= 17 && moscow <= 19 && back < 24;
      for (let one = 0; one < count; one += 1) {
        const isWrong = (one * 31 + back * 17 + place * 13) % 97 === 0;
        const status = isDown && one % 3 !== 0 ? 'hung' : isWrong ? 'rejected' : 'completed';
        rows.push({ provider, at: Math.min(at + one * 40_000, now), status });
      }
    }
  }
  return rows;
}

/** Payments of trade point `tt-2`: nothing of them is dispatched. */
export async function fillDay(database: Database, now: number): Promise<void> {
  const rows = rowsOf(now);
  await database.run(
    `INSERT INTO payment (id, trade_point, workstation, counter, provider, account, credited, fee, taken, conducted_at,
       accepted_at, status, generation, revision, change, status_at)
     SELECT gen_random_uuid(), 'tt-2', 1 + place % 3, 1000 + place, provider, '916' || lpad(place::text, 7, '0'),
       10000 + (place * 1237) % 90000, 1500, 11500 + (place * 1237) % 90000, at, at, status, 1, 1, 1000000 + place, at
     FROM unnest($1::text[], $2::bigint[], $3::text[]) WITH ORDINALITY AS g (provider, at, status, place)`,
    [rows.map(({ provider }) => provider), rows.map(({ at }) => at), rows.map(({ status }) => status)],
  );
}
