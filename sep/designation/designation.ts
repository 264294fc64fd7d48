/** The sync designation of a trade point: which workstation ships its journals, and under which epoch. */
import type { ClaimAnswer, Designation, SepInput } from '../../contract/sep.ts';
import { Designation as DesignationShape } from '../../contract/sep.ts';
import type { Caller, SepParts, SepResult } from '../parts.ts';
import { answer, refusal } from '../parts.ts';
import type { Connection } from '../store/database.ts';
import { audit, placeName } from '../trust/rows.ts';

/** Far above what claims ever reach, and far below where the column ends: a made-up epoch breaks nothing. */
const highestEpoch = 1_000_000_000;

type Row = {
  readonly holder: number | null;
  readonly epoch: number;
  readonly held_since: number | null;
  readonly seen_at: number | null;
};

const designationOf = ({ holder, epoch, held_since, seen_at }: Row): Designation | null =>
  holder === null
    ? null
    : DesignationShape.parse({ workstation: holder, epoch, since: held_since ?? 0, lastContactAt: seen_at });

const select = `SELECT holder, epoch, held_since, seen_at FROM trade_point
  LEFT JOIN workstation ON workstation.trade_point = trade_point.id AND number = holder WHERE id = $1`;

/** Null: nobody holds it. */
export async function readDesignation(
  connection: Connection,
  tradePoint: string,
): Promise<Designation | null> {
  const [row] = await connection.query<Row>(select, [tradePoint]);
  return row ? designationOf(row) : null;
}

const lock = async (tx: Connection, tradePoint: string): Promise<Row> => {
  const [row] = await tx.query<Row>(`${select} FOR UPDATE OF trade_point`, [tradePoint]);
  if (!row) throw new Error(`trade point ${tradePoint} has no row`);
  return row;
};

/** Told of what a workstation has seen, before anything is answered; it may begin a new generation. */
export type Witnessed = (caller: Caller, seen: SepInput<'contact'>['seen']) => Promise<void>;

export function createDesignation({ database, clock, generation, signals }: SepParts, witnessed: Witnessed) {
  return {
    /**
     * A claim by the present holder keeps its epoch: a restarted program goes on, and what it has under way stays good.
     * Every change of hands raises it, so whatever the one before still sends is refused. It also rises above the
     * epoch that the claimer has seen: a СЭП restored from an older copy never gives one out twice.
     */
    async claim(
      { takeOver, seen }: SepInput<'designation-claim'>,
      caller: Caller,
    ): Promise<SepResult<ClaimAnswer>> {
      if (seen.epoch > highestEpoch) return refusal('badRequest', 'no epoch is as high as that');
      await witnessed(caller, { ...seen, cursor: 0 });
      const at = clock();
      const { workstation, tradePoint } = caller;
      const claimed = await database.transaction(async (tx) => {
        const row = await lock(tx, tradePoint);
        const held = designationOf(row);
        if (held && held.workstation !== workstation && !takeOver)
          return { kind: 'heldByOther' as const, designation: held };
        if (held?.workstation === workstation && seen.epoch <= row.epoch)
          return { kind: 'held' as const, designation: held };
        const epoch = Math.max(row.epoch, seen.epoch) + 1;
        await tx.run('UPDATE trade_point SET holder = $2, epoch = $3, held_since = $4 WHERE id = $1', [
          tradePoint,
          workstation,
          epoch,
          at,
        ]);
        const details = { epoch, before: held?.workstation ?? null };
        await audit(tx, { at, who: placeName(caller), what: 'designation claimed', details });
        const designation = designationOf(await lock(tx, tradePoint));
        if (!designation) throw new Error('a claim left nobody');
        return { kind: 'held' as const, designation };
      });
      // Whoever waits for changes is answered, and learns at its next contact who ships now.
      signals.changed(tradePoint);
      return answer({ ...claimed, generation: generation() } as ClaimAnswer);
    },

    /** Gives up what the caller holds under this epoch; anything else stays as it is. */
    async release(
      given: SepInput<'designation-release'>,
      caller: Caller,
    ): Promise<SepResult<{ readonly designation: Designation | null }>> {
      const { workstation, tradePoint } = caller;
      const at = clock();
      return database.transaction(async (tx) => {
        const row = await lock(tx, tradePoint);
        if (row.holder !== workstation || row.epoch !== given.epoch)
          return answer({ designation: designationOf(row) });
        await tx.run('UPDATE trade_point SET holder = NULL, held_since = NULL WHERE id = $1', [tradePoint]);
        const details = { epoch: row.epoch };
        await audit(tx, { at, who: placeName(caller), what: 'designation released', details });
        return answer({ designation: null });
      });
    },
  };
}
