/** Certificates and journals of workstations, as rows: written when they enrol, renew or bind. */
import type { CertificateGrant } from '../../contract/sep.ts';
import { CertificateGrant as Grant } from '../../contract/sep.ts';
import type { SepResult } from '../parts.ts';
import { answer, refusal } from '../parts.ts';
import type { Connection } from '../store/database.ts';
import type { Authority, Issued } from './authority.ts';

export type Place = { readonly tradePoint: string; readonly workstation: number };

/** How a place is written in certificates, logs and the audit: `tt-1/2`. */
export const placeName = ({ tradePoint, workstation }: Place): string => `${tradePoint}/${workstation}`;

export const grantOf = (
  { der, notBefore, notAfter }: Pick<Issued, 'der' | 'notBefore' | 'notAfter'>,
  authority: Authority,
): CertificateGrant =>
  Grant.parse({
    certificate: der.toString('base64'),
    authority: authority.certificate.toString('base64'),
    notBefore,
    notAfter,
  });

export async function storeCertificate(tx: Connection, place: Place, issued: Issued): Promise<void> {
  await tx.run(
    `INSERT INTO certificate (fingerprint, serial, trade_point, workstation, der, not_before, not_after)
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [
      Buffer.from(issued.fingerprint, 'hex'),
      issued.serial,
      place.tradePoint,
      place.workstation,
      issued.der,
      issued.notBefore,
      issued.notAfter,
    ],
  );
}

type JournalRow = {
  readonly trade_point: string;
  readonly workstation: number;
  readonly public_key: string;
  readonly trusted_to: number | null;
};

/**
 * Makes the journal this workstation's; again is no error. Refuses a journal of another workstation or key, and one
 * whose workstation was revoked: what came after the revocation must be seen by a person, so such a computer begins a
 * new journal.
 */
export async function bindJournal(
  tx: Connection,
  place: Place,
  journal: { readonly origin: string; readonly publicKey: string },
  at: number,
): Promise<SepResult<null>> {
  await tx.run(
    `INSERT INTO journal (origin, trade_point, workstation, public_key, bound_at, hash)
     VALUES ($1, $2, $3, $4, $5, $6)
     -- Without a key: the journal that continues it has named it before; its own key is proven now.
     ON CONFLICT (origin) DO UPDATE SET public_key = excluded.public_key WHERE journal.public_key = ''
       AND journal.trade_point = excluded.trade_point AND journal.workstation = excluded.workstation`,
    [journal.origin, place.tradePoint, place.workstation, journal.publicKey, at, Buffer.alloc(32)],
  );
  const [row] = await tx.query<JournalRow>(
    'SELECT trade_point, workstation, public_key, trusted_to FROM journal WHERE origin = $1',
    [journal.origin],
  );
  if (
    row?.trade_point !== place.tradePoint ||
    row.workstation !== place.workstation ||
    row.public_key !== journal.publicKey
  )
    return refusal('otherPlace', 'this journal belongs to another workstation: check trade point and number');
  if (row.trusted_to !== null)
    return refusal(
      'certificateRevoked',
      'this journal was written by a workstation that was revoked: begin with an empty profile',
    );
  return answer(null);
}

export async function audit(
  tx: Connection,
  entry: { readonly at: number; readonly who: string; readonly what: string; readonly details: object },
): Promise<void> {
  await tx.run('INSERT INTO audit (at, who, what, details) VALUES ($1, $2, $3, $4)', [
    entry.at,
    entry.who,
    entry.what,
    JSON.stringify(entry.details),
  ]);
}
