/** How far СЭП has each journal of a trade point. */
import type { JournalHead } from '../../contract/peer.ts';
import type { SepHandlers, SepParts } from '../parts.ts';
import { answer } from '../parts.ts';
import type { Connection } from '../store/database.ts';
import { journalsOf } from './journalRow.ts';

/** All bound journals, those without an event too. */
export async function readHeads(connection: Connection, tradePoint: string): Promise<JournalHead[]> {
  const journals = await journalsOf(connection, tradePoint);
  return journals.map(({ origin, workstation, seq, hash }) => ({ origin, workstation, seq, hash }));
}

export const createHeads =
  ({ database, generation }: SepParts): SepHandlers['heads'] =>
  async (_, { tradePoint }) =>
    answer({ generation: generation(), heads: await readHeads(database, tradePoint) });
