/** A new certificate, and a new journal, for a workstation that belongs here already. */
import type { Hash } from '../../contract/primitives.ts';
import type { CertificateGrant, SepInput } from '../../contract/sep.ts';
import { bindText, certificateName, renewText } from '../../core/enrolment.ts';
import type { Caller, SepParts, SepResult } from '../parts.ts';
import { answer, refusal } from '../parts.ts';
import type { Authority } from './authority.ts';
import { readCertificateRequest } from './certificateRequest.ts';
import { isProven } from './hashing.ts';
import { audit, bindJournal, grantOf, placeName, storeCertificate } from './rows.ts';

type Known = {
  readonly trade_point: string;
  readonly workstation: number;
  readonly public_key: string;
  readonly trusted_to: number | null;
  readonly revoked_at: number | null;
};

/**
 * By proof of a journal's key alone: an expired certificate must not shut a till out for ever. Refuses journals that
 * are not bound here, and whatever belongs to a revoked workstation.
 */
export const createRenewal =
  ({ database, clock }: SepParts, authority: Authority) =>
  async (input: SepInput<'renew'>): Promise<SepResult<CertificateGrant>> => {
    const request = await readCertificateRequest(input.request);
    const at = clock();
    return database.transaction(async (tx) => {
      // The workstation's row is locked, so that a revocation comes before or after, never between.
      const [row] = await tx.query<Known>(
        `SELECT journal.trade_point, journal.workstation, public_key, trusted_to, revoked_at
         FROM journal JOIN workstation ON workstation.trade_point = journal.trade_point
           AND workstation.number = journal.workstation
         WHERE origin = $1 FOR UPDATE OF workstation`,
        [input.origin],
      );
      if (!row) return refusal('notBound', 'this journal is not bound here: enrol with a code');
      if (!request.ok) return request;
      if (!isProven(row.public_key, renewText(request.value.hash, input.origin), input.proof))
        return refusal('badProof', 'the journal’s key did not sign this request: key and proof do not fit');
      if (row.revoked_at !== null || row.trusted_to !== null)
        return refusal('certificateRevoked', 'this workstation was revoked: have a new code made');
      const place = { tradePoint: row.trade_point, workstation: row.workstation };
      const issued = await authority.issueWorkstation(
        request.value.publicKey,
        certificateName(place.tradePoint, place.workstation),
        at,
      );
      await storeCertificate(tx, place, issued);
      const details = { origin: input.origin, certificate: issued.fingerprint };
      await audit(tx, { at, who: placeName(place), what: 'renewed', details });
      return answer(grantOf(issued, authority));
    });
  };

/** Binds a journal that the caller began after a restore or on a new computer. */
export const createBinding =
  ({ database, clock }: SepParts) =>
  async (input: SepInput<'bind'>, caller: Caller): Promise<SepResult<{ readonly bound: true }>> => {
    const { origin, publicKey, proof } = input;
    if (!isProven(publicKey, bindText(origin, publicKey, caller.fingerprint as Hash), proof))
      return refusal('badProof', 'the new journal’s key did not sign this: key and proof do not fit');
    const at = clock();
    return database.transaction(async (tx) => {
      const bound = await bindJournal(tx, caller, { origin, publicKey }, at);
      if (!bound.ok) return bound;
      await audit(tx, { at, who: placeName(caller), what: 'journal bound', details: { origin } });
      return answer({ bound: true as const });
    });
  };
