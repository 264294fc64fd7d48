/** Who may ask: the certificate that spoke in TLS, looked up in the database at every request. */
import type { Caller, SepParts, SepResult } from '../parts.ts';
import { answer, refusal } from '../parts.ts';
import { sha256 } from './hashing.ts';
import { placeName } from './rows.ts';

type Row = {
  readonly trade_point: string;
  readonly workstation: number;
  readonly not_after: number;
  readonly revoked: number | null;
};

/**
 * TLS has proven that the caller owns the certificate's key. That it is one of ours is proven by its fingerprint in
 * our own table, so a revocation is in effect at the next request, on every node. Each refusal is logged.
 */
export const createAdmission =
  ({ database, clock, log }: Pick<SepParts, 'database' | 'clock' | 'log'>) =>
  async (certificate: Uint8Array | null, from: string): Promise<SepResult<Caller>> => {
    const refuse = (entry: object, refused: ReturnType<typeof refusal>) => {
      log.warn({ ...entry, from, code: refused.refusal.code }, 'a certificate was refused');
      return refused;
    };
    if (!certificate)
      return refuse(
        {},
        refusal('certificateMissing', 'this needs the certificate of a workstation: enrol with a code'),
      );
    const fingerprint = sha256(certificate);
    const [row] = await database.query<Row>(
      `SELECT certificate.trade_point, workstation, not_after,
         coalesce(certificate.revoked_at, workstation.revoked_at) AS revoked
       FROM certificate JOIN workstation ON workstation.trade_point = certificate.trade_point
         AND workstation.number = certificate.workstation
       WHERE fingerprint = $1`,
      [Buffer.from(fingerprint, 'hex')],
    );
    if (!row)
      return refuse(
        { fingerprint },
        refusal(
          'certificateForeign',
          'this certificate was not issued by this СЭП: check its address, or enrol',
        ),
      );
    const caller = { tradePoint: row.trade_point, workstation: row.workstation, fingerprint };
    const entry = { workstation: placeName(caller), fingerprint };
    if (row.revoked !== null)
      return refuse(
        entry,
        refusal('certificateRevoked', 'this workstation was revoked: have a new code made', {
          revokedAt: row.revoked,
        }),
      );
    if (clock() > row.not_after)
      return refuse(
        entry,
        refusal('certificateExpired', 'this certificate has expired: renew it by the journal’s key', {
          expiredAt: row.not_after,
        }),
      );
    return answer(caller);
  };
