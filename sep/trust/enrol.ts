/** Enrolment: a one-time code and a proof by the journal's key become a certificate and a bound journal. */
import { X509Certificate } from 'node:crypto';
import type { CodeLook, EnrolAnswer, SepInput } from '../../contract/sep.ts';
import { EnrolAnswer as Answer } from '../../contract/sep.ts';
import { certificateName, enrolText } from '../../core/enrolment.ts';
import type { SepParts, SepResult } from '../parts.ts';
import { answer, refusal } from '../parts.ts';
import type { Connection } from '../store/database.ts';
import type { Authority } from './authority.ts';
import { readCertificateRequest } from './certificateRequest.ts';
import { readTradePoint, secretHash } from './codes.ts';
import { isProven } from './hashing.ts';
import type { Place } from './rows.ts';
import { audit, bindJournal, grantOf, placeName, storeCertificate } from './rows.ts';

/** A code that was just used may be looked at again: the answer to its enrolment may have been lost. */
const lookAgain = 3_600_000;

type CodeRow = {
  readonly trade_point: string;
  readonly workstation: number;
  readonly expires_at: number;
  readonly used_at: number | null;
  readonly used_by: string | null;
};

const readCode = async (connection: Connection, secret: string, lock: boolean): Promise<CodeRow | null> => {
  const [row] = await connection.query<CodeRow>(
    `SELECT trade_point, workstation, expires_at, used_at, used_by FROM enrolment_code WHERE secret_hash = $1${lock ? ' FOR UPDATE' : ''}`,
    [secretHash(secret)],
  );
  return row ?? null;
};

const placeOf = (row: CodeRow): Place => ({ tradePoint: row.trade_point, workstation: row.workstation });

const unknown = () =>
  refusal('codeUnknown', 'this code is not known here: compare it with the one given out');
const used = (row: CodeRow) =>
  refusal('codeUsed', 'this code was used already: have a new one made', { usedAt: row.used_at ?? 0 });
const expired = (row: CodeRow) =>
  refusal('codeExpired', 'this code has expired: have a new one made', { expiredAt: row.expires_at });

/** The certificate that this place already has for this very key. */
async function issuedBefore(tx: Connection, place: Place, publicKey: Buffer) {
  const rows = await tx.query<{ der: Buffer; not_before: number; not_after: number }>(
    `SELECT der, not_before, not_after FROM certificate
     WHERE trade_point = $1 AND workstation = $2 AND revoked_at IS NULL ORDER BY not_after DESC LIMIT 20`,
    [place.tradePoint, place.workstation],
  );
  const row = rows.find(({ der }) =>
    new X509Certificate(der).publicKey.export({ type: 'spki', format: 'der' }).equals(publicKey),
  );
  return row ? { der: row.der, notBefore: row.not_before, notAfter: row.not_after } : null;
}

export function createEnrolment(parts: SepParts, authority: Authority, training: boolean) {
  const { database, clock } = parts;

  const granted = async (
    tx: Connection,
    place: Place,
    grant: ReturnType<typeof grantOf>,
  ): Promise<SepResult<EnrolAnswer>> => {
    const tradePoint = await readTradePoint(tx, place.tradePoint);
    return tradePoint
      ? answer(
          Answer.parse({
            ...grant,
            tradePoint,
            workstation: place.workstation,
            training,
            generation: parts.generation(),
          }),
        )
      : unknown();
  };

  return {
    /** What a code stands for, without using it up. */
    async look({ secret }: SepInput<'enrol-look'>): Promise<SepResult<CodeLook>> {
      const row = await readCode(database, secret, false);
      const tradePoint = row ? await readTradePoint(database, row.trade_point) : null;
      if (!row || !tradePoint) return unknown();
      const at = clock();
      if (row.used_at !== null && at > row.used_at + lookAgain) return used(row);
      if (row.used_at === null && at > row.expires_at) return expired(row);
      return answer({ tradePoint, workstation: row.workstation, training });
    },

    /** The same journal and key asking again, after a lost answer, get the same certificate again. */
    async enrol(input: SepInput<'enrol'>): Promise<SepResult<EnrolAnswer>> {
      const request = await readCertificateRequest(input.request);
      const { origin, publicKey } = input.journal;
      const at = clock();
      return database.transaction(async (tx) => {
        const row = await readCode(tx, input.secret, true);
        if (!row) return unknown();
        const place = placeOf(row);
        if (row.used_at !== null && row.used_by !== origin) return used(row);
        if (row.used_at === null && at > row.expires_at) return expired(row);
        if (!request.ok) return request;
        if (
          !isProven(publicKey, enrolText(input.secret, request.value.hash, input.journal.origin), input.proof)
        )
          return refusal('badProof', 'the journal’s key did not sign this request: key and proof do not fit');
        if (row.used_at !== null) {
          const before = await issuedBefore(tx, place, request.value.publicKey);
          return before ? granted(tx, place, grantOf(before, authority)) : used(row);
        }
        const bound = await bindJournal(tx, place, { origin, publicKey }, at);
        if (!bound.ok) return bound;
        const issued = await authority.issueWorkstation(
          request.value.publicKey,
          certificateName(place.tradePoint, place.workstation),
          at,
        );
        await storeCertificate(tx, place, issued);
        await tx.run('UPDATE enrolment_code SET used_at = $2, used_by = $3 WHERE secret_hash = $1', [
          secretHash(input.secret),
          at,
          origin,
        ]);
        // A revocation makes older codes worthless, so this one was made after it: somebody wants the number back.
        await tx.run(
          'UPDATE workstation SET revoked_at = NULL, revoked_reason = NULL WHERE trade_point = $1 AND number = $2',
          [place.tradePoint, place.workstation],
        );
        const details = { origin, certificate: issued.fingerprint };
        await audit(tx, { at, who: placeName(place), what: 'enrolled', details });
        return granted(tx, place, grantOf(issued, authority));
      });
    },
  };
}
