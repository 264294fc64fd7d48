/** Another past of a journal that was kept aside is settled by itself once the journal that went on has told all of it again. */
import type { StoredEvent } from '../../contract/journal.ts';
import { understand } from '../../core/journal.ts';
import { carriedBy } from '../../core/rerecorded.ts';
import type { Connection } from '../store/database.ts';
import { audit } from '../trust/rows.ts';
import { subjectIn } from './lanes.ts';

type AsideRow = { readonly id: number; readonly content: string };
type Retelling = {
  readonly origin: string;
  readonly type: string;
  readonly version: number;
  readonly body: string;
};

const eventsOf = (content: string): readonly StoredEvent[] =>
  (JSON.parse(content) as { readonly events: readonly StoredEvent[] }).events;

/** Which journals tell these subjects' events of a journal again: by the hash of each. */
async function retellings(
  tx: Connection,
  origin: string,
  subjects: readonly string[],
): Promise<Map<string, string>> {
  const rows = await tx.query<Retelling>(
    `SELECT origin, type, version, body FROM event
     WHERE subject = ANY($1) AND type IN ('paymentRerecorded', 'shiftRerecorded')`,
    [subjects],
  );
  return new Map(
    rows.flatMap((row) => {
      const carried = carriedBy(row);
      if (carried?.origin !== origin) return [];
      return carried.events.map(({ hash }): [string, string] => [hash, row.origin]);
    }),
  );
}

/** Whether all of these payments are here as they were conducted, whatever became of them. */
async function areConducted(tx: Connection, payments: readonly string[]): Promise<boolean> {
  const rows = await tx.query<{ count: number }>(
    `SELECT count(*)::integer AS count FROM lane WHERE payment = ANY($1::uuid[]) AND stage IN ('conducted', 'cancelled')`,
    [payments],
  );
  return rows[0]?.count === payments.length;
}

const conductedIn = (events: readonly StoredEvent[]): readonly string[] => [
  ...new Set(
    events.flatMap((stored) => {
      const event = understand(stored);
      return typeof event !== 'string' && event.type === 'paymentConducted' ? [event.body.paymentId] : [];
    }),
  ),
];

/**
 * Of payments that come by being told again: those that were conducted in another past that a person has seen to,
 * whatever was done about them. `origins`: the journals of which another past is told again.
 */
export async function seenByPeople(
  tx: Connection,
  payments: readonly string[],
  origins: ReadonlySet<string>,
): Promise<readonly string[]> {
  if (payments.length === 0 || origins.size === 0) return [];
  const rows = await tx.query<Pick<AsideRow, 'content'>>(
    `SELECT content FROM set_aside WHERE kind = 'fork' AND origin = ANY($1::uuid[]) AND settled_at IS NOT NULL
       AND settled_by IS DISTINCT FROM 'journal'`,
    [[...origins]],
  );
  const seen = new Set(rows.flatMap(({ content }) => conductedIn(eventsOf(content))));
  return payments.filter((payment) => seen.has(payment));
}

/** Under the trade point's lock, after the lanes are written. Of these journals; gives how many rows it settled. */
export async function settleRetold(tx: Connection, origins: Iterable<string>, now: number): Promise<number> {
  let settled = 0;
  for (const origin of origins) {
    const rows = await tx.query<AsideRow>(
      "SELECT id, content FROM set_aside WHERE kind = 'fork' AND origin = $1 AND settled_at IS NULL ORDER BY id",
      [origin],
    );
    for (const { id, content } of rows) {
      const events = eventsOf(content);
      // Events of nobody's payment and shift say nothing that has to come through.
      const named = events.filter(({ body }) => subjectIn(body) !== null);
      if (named.length === 0) continue;
      const told = await retellings(tx, origin, [
        ...new Set(named.flatMap(({ body }) => subjectIn(body) ?? [])),
      ]);
      const by = new Set(named.map(({ hash }) => told.get(hash) ?? null));
      if (by.has(null) || !(await areConducted(tx, conductedIn(events)))) continue;
      const why = `Платежи пришли повторной записью: журнал ${[...by].join(', ')}`;
      settled += await tx.run(
        "UPDATE set_aside SET settled_at = $2, settled_by = 'journal', settled_why = $3 WHERE id = $1",
        [id, now, why],
      );
      await audit(tx, {
        at: now,
        who: 'journal',
        what: 'отложенное пришло повторной записью',
        details: { id, origin, by: [...by] },
      });
    }
  }
  return settled;
}
