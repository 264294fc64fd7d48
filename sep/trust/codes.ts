/** Enrolment codes: made for one workstation of one trade point, used once. */
import { TradePoint } from '../../contract/settings.ts';
import { authorityFingerprint, enrolmentSecret, writeEnrolmentCode } from '../../core/enrolment.ts';
import type { SepParts, SepResult } from '../parts.ts';
import { answer, refusal } from '../parts.ts';
import type { Connection } from '../store/database.ts';
import type { Authority } from './authority.ts';
import { sha256 } from './hashing.ts';
import type { Place } from './rows.ts';
import { audit, placeName } from './rows.ts';

const day = 86_400_000;

/** A code goes to the trade point by phone or on paper and a fitter comes within the week; later it is only a risk. */
export const codeLife = 7 * day;

const secretBytes = 10;

export const secretHash = (secret: string): Buffer => Buffer.from(sha256(secret), 'hex');

/** What a person says of a trade point; the rest stays as it is, or is made up in training. */
export type TradePointWords = Partial<Omit<TradePoint, 'id'>>;

/** For training and for tests: a trade point that nobody described. INN and phone belong to nobody. */
const madeUp = (id: string): TradePoint => ({
  id,
  name: `Торговая точка ${id}`,
  address: 'адрес не указан',
  zone: 'Europe/Moscow',
  agentName: 'ООО «Учебный агент»',
  agentInn: '7700000000',
  agentPhone: '+7 800 000-00-00',
});

export async function readTradePoint(connection: Connection, id: string): Promise<TradePoint | null> {
  const [row] = await connection.query<{ details: string }>('SELECT details FROM trade_point WHERE id = $1', [
    id,
  ]);
  return row ? TradePoint.parse(JSON.parse(row.details)) : null;
}

const isZone = (zone: string): boolean => {
  try {
    new Intl.DateTimeFormat('ru', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
};

/** Creates or changes a trade point's details. Refuses an unknown one without a full description, but in training. */
async function describe(
  tx: Connection,
  id: string,
  words: TradePointWords,
  training: boolean,
): Promise<SepResult<TradePoint>> {
  const known = await readTradePoint(tx, id);
  const base = known ?? (training ? madeUp(id) : { id });
  const read = TradePoint.safeParse({ ...base, ...words });
  if (!read.success) {
    const missing = read.error.issues.map(({ path }) => path.join('.')).join(', ');
    return refusal(
      'badRequest',
      known || training
        ? `these details of the trade point are not right: ${missing}`
        : `trade point «${id}» is not known here; to create it these details are needed: ${missing}`,
    );
  }
  if (!isZone(read.data.zone)) return refusal('badRequest', `«${read.data.zone}» is no time zone`);
  await tx.run(
    'INSERT INTO trade_point (id, details) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET details = excluded.details',
    [id, JSON.stringify(read.data)],
  );
  return answer(read.data);
}

export type NewCode = { readonly code: string; readonly expiresAt: number; readonly tradePoint: TradePoint };

/** A new code; trade point and workstation are created where they are not known yet. */
export async function newCode(
  { database, clock, random }: Pick<SepParts, 'database' | 'clock' | 'random'>,
  authority: Authority,
  training: boolean,
  place: Place,
  words: TradePointWords,
): Promise<SepResult<NewCode>> {
  const secret = enrolmentSecret(random(secretBytes));
  const at = clock();
  return database.transaction(async (tx) => {
    const described = await describe(tx, place.tradePoint, words, training);
    if (!described.ok) return described;
    await tx.run('INSERT INTO workstation (trade_point, number) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
      place.tradePoint,
      place.workstation,
    ]);
    await tx.run(
      'INSERT INTO enrolment_code (secret_hash, trade_point, workstation, made_at, expires_at) VALUES ($1, $2, $3, $4, $5)',
      [secretHash(secret), place.tradePoint, place.workstation, at, at + codeLife],
    );
    await audit(tx, { at, who: 'command line', what: 'code made', details: { place: placeName(place) } });
    return answer({
      code: writeEnrolmentCode({ secret, fingerprint: authorityFingerprint(authority.hash) }),
      expiresAt: at + codeLife,
      tradePoint: described.value,
    });
  });
}
