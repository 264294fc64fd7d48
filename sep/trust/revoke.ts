/** Revocation of a workstation: its certificates, its journals' future, its unused codes, all in one transaction. */
import type { SepParts, SepResult } from '../parts.ts';
import { answer, refusal } from '../parts.ts';
import { tellRevoked } from './revocations.ts';
import type { Place } from './rows.ts';
import { audit, placeName } from './rows.ts';

/** `certificates`: their fingerprints, hex. */
export type Revoked = { readonly certificates: readonly string[]; readonly journals: number };

/**
 * From now on nothing of it is taken unseen: events after the heads known here go to a person. Refuses a workstation
 * that is not known.
 */
export async function revokeWorkstation(
  { database, clock }: Pick<SepParts, 'database' | 'clock'>,
  place: Place,
  reason: string,
): Promise<SepResult<Revoked>> {
  const at = clock();
  return database.transaction(async (tx) => {
    // Shipments are taken under the same lock: each is wholly before this or wholly after it.
    const [point] = await tx.query<{ holder: number | null }>(
      'SELECT holder FROM trade_point WHERE id = $1 FOR UPDATE',
      [place.tradePoint],
    );
    const known = await tx.run(
      `UPDATE workstation SET revoked_at = coalesce(revoked_at, $3), revoked_reason = coalesce(revoked_reason, $4)
       WHERE trade_point = $1 AND number = $2`,
      [place.tradePoint, place.workstation, at, reason],
    );
    if (known === 0) return refusal('notBound', `there is no workstation ${placeName(place)}`);
    const certificates = await tx.query<{ fingerprint: Buffer }>(
      `UPDATE certificate SET revoked_at = $3 WHERE trade_point = $1 AND workstation = $2 AND revoked_at IS NULL
       RETURNING fingerprint`,
      [place.tradePoint, place.workstation, at],
    );
    const journals = await tx.run(
      'UPDATE journal SET trusted_to = seq WHERE trade_point = $1 AND workstation = $2 AND trusted_to IS NULL',
      [place.tradePoint, place.workstation],
    );
    await tx.run(
      `UPDATE enrolment_code SET expires_at = least(expires_at, $3)
       WHERE trade_point = $1 AND workstation = $2 AND used_at IS NULL`,
      // Strictly before now: a code of this very millisecond is worthless too.
      [place.tradePoint, place.workstation, at - 1],
    );
    if (point?.holder === place.workstation)
      await tx.run('UPDATE trade_point SET holder = NULL, held_since = NULL WHERE id = $1', [
        place.tradePoint,
      ]);
    await audit(tx, {
      at,
      who: 'command line',
      what: 'revoked',
      details: { place: placeName(place), reason },
    });
    await tellRevoked(tx, placeName(place));
    return answer({
      certificates: certificates.map(({ fingerprint }) => fingerprint.toString('hex')),
      journals,
    });
  });
}
