/** A request's own rows, as they are written when it comes in. */
import { createHash } from 'node:crypto';
import type { AdjustmentRequest } from '../../contract/adjustment.ts';
import type { Workplace } from '../../core/receiptKeys.ts';
import type { Connection } from '../store/database.ts';
import { plain, storedText } from './rows.ts';
import type { Subject } from './subject.ts';

export const hashOf = (bytes: Buffer | string): Buffer => createHash('sha256').update(bytes).digest();

/** Writes it as it stands first, `open` unless told, with its attachments and the first line of its story. `who`: who asks. */
export async function keepRequest(
  tx: Connection,
  { attachments, ...content }: AdjustmentRequest,
  hash: Buffer,
  caller: Workplace,
  {
    subject,
    state = 'open',
    twoPeople,
    now,
    who,
  }: {
    readonly subject: Subject | null;
    readonly state?: 'awaitsReceipt' | 'open';
    readonly twoPeople: boolean;
    readonly now: number;
    readonly who: string;
  },
): Promise<void> {
  await tx.run(
    `INSERT INTO request (id, trade_point, workstation, kind, payment, content, hash, state, two_people, place, made_at,
       received_at, changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $12, $8, $9, $10, $11, $11)`,
    [
      content.id,
      caller.tradePoint,
      caller.workstation,
      content.kind,
      subject?.payment ?? null,
      storedText(content),
      hash,
      twoPeople,
      subject?.place ?? null,
      content.madeAt,
      now,
      state,
    ],
  );
  await tx.run('INSERT INTO request_change (request, at, state, who, text) VALUES ($1, $2, $3, $4, $5)', [
    content.id,
    now,
    state,
    who,
    plain(content.reason),
  ]);
  for (const [place, { name, type, content: base64 }] of attachments.entries()) {
    const bytes = Buffer.from(base64, 'base64');
    await tx.run(
      'INSERT INTO attachment (request, place, name, type, sha256, bytes) VALUES ($1, $2, $3, $4, $5, $6)',
      [content.id, place, plain(name), type, hashOf(bytes), bytes],
    );
  }
}
