/**
 * Looks over СЭП's shoulder: a trigger of the test's own notes which epoch was in force whenever events were stored, and
 * nodes say which epoch the shipment carried.
 */
import type { Database } from '../../../sep/store/database.ts';
import type { StoredShipment } from './words.ts';

const install = `
  CREATE SCHEMA witness;
  CREATE TABLE witness.stored (origin uuid, seq integer, epoch integer);
  CREATE FUNCTION witness.note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO witness.stored
      SELECT fresh.origin, max(fresh.seq), max(trade_point.epoch) FROM fresh
      JOIN journal ON journal.origin = fresh.origin JOIN trade_point ON trade_point.id = journal.trade_point
      GROUP BY fresh.origin;
    RETURN NULL;
  END $$;
  CREATE TRIGGER witness_stored AFTER INSERT ON event REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION witness.note();`;

/** How many shipments both told of, and how many of these carried an epoch that was not in force. */
export type EpochVerdict = { readonly seen: number; readonly stale: number };

export interface EpochWitness {
  /** In a schema of its own, which no dump of СЭП takes along: again after each restore. */
  install(database: Database): Promise<void>;
  /** A node's word. */
  shipped(shipment: StoredShipment): void;
  /** Reads what the trigger noted; before the database is dropped. */
  read(database: Database): Promise<void>;
  verdict(): EpochVerdict;
}

export function createEpochWitness(): EpochWitness {
  const shipped: (StoredShipment & { readonly era: number })[] = [];
  const inForce = new Map<string, number>();
  // A restored СЭП stores the same events once more.
  let era = 0;
  const key = (origin: string, seq: number, of: number): string => `${of}/${origin}/${seq}`;
  return {
    async install(database) {
      await database.run(install);
    },
    shipped: (shipment) => void shipped.push({ ...shipment, era }),
    async read(database) {
      const rows = await database.query<{ origin: string; seq: number; epoch: number }>(
        'SELECT origin, seq, epoch FROM witness.stored',
      );
      for (const { origin, seq, epoch } of rows) inForce.set(key(origin, seq, era), epoch);
      era += 1;
    },
    verdict() {
      const compared = shipped.flatMap(({ origin, seq, epoch, era: of }) => {
        const held = inForce.get(key(origin, seq, of));
        return held === undefined ? [] : [held === epoch];
      });
      return { seen: compared.length, stale: compared.filter((same) => !same).length };
    },
  };
}
