/** Payments that hang because they may be another one, or were seen to before: listed, as each is decided by itself. */
import type { DeskDoubted, DeskOutput } from '../../contract/desk.ts';
import type { SepStatus } from '../../contract/status.ts';
import { hangsAt, hangsInDoubt } from '../adjustments/reconductHung.ts';
import { refundBegun } from '../adjustments/refundBegun.ts';
import type { Connection } from '../store/database.ts';
import { paymentNumber, tradePointName } from './names.ts';
import { openOf, readOpenOf } from './openRequests.ts';

const most = 200;

type Row = Omit<DeskDoubted, 'number' | 'twin' | 'open' | 'doubt'> & {
  readonly counter: number;
  readonly refunded: boolean;
  readonly twin: DeskDoubted['id'] | null;
  readonly twinStatus: SepStatus | null;
};

/** A refund says more than a paper: money has gone out. */
const doubtOf = ({ refunded, twin }: Row): DeskDoubted['doubt'] =>
  refunded ? 'refunded' : twin === null ? 'settled' : 'paper';

/** Who hangs longest stands first. */
export async function readDoubted(connection: Connection): Promise<DeskOutput<'doubted'>> {
  const rows = await connection.query<Row>(
    `SELECT p.id, p.counter, p.workstation, ${tradePointName} AS "tradePointName", ${hangsAt} AS provider, p.account, p.taken,
       p.status_at AS since, c.payment AS twin, w.status AS "twinStatus",
       ${refundBegun('p.id')} AS refunded
     FROM payment p JOIN trade_point t ON t.id = p.trade_point
     LEFT JOIN LATERAL (SELECT payment FROM contradiction
       WHERE kind = 'paperAndJournal' AND about = p.id ORDER BY id DESC LIMIT 1) c ON true
     LEFT JOIN payment w ON w.id = c.payment
     WHERE p.status = 'hung' AND ${hangsInDoubt} ORDER BY p.status_at, p.id LIMIT ${most + 1}`,
  );
  const shown = rows.slice(0, most);
  const open = await readOpenOf(
    connection,
    shown.map(({ id }) => id),
  );
  return {
    payments: shown.map((row) => {
      const { id, workstation, tradePointName: place, provider, account, taken, since } = row;
      return {
        id,
        number: paymentNumber(workstation, row.counter),
        tradePointName: place,
        workstation,
        provider,
        account,
        taken,
        since,
        doubt: doubtOf(row),
        twin: row.twin === null ? null : { id: row.twin, status: row.twinStatus },
        open: openOf(open.get(id) ?? []),
      };
    }),
    more: rows.length > most,
  };
}
