/** How trade points, operators and payments are called at the desk. */
import type { ProviderId } from '../../contract/primitives.ts';
import type { Database } from '../store/database.ts';

/** Newest catalogue: id → name. */
export async function readProviders(
  database: Database,
): Promise<{ readonly id: ProviderId; readonly name: string }[]> {
  return database.query(
    `SELECT provider ->> 'id' AS id, provider ->> 'name' AS name
     FROM (SELECT value FROM catalogue ORDER BY version DESC LIMIT 1) newest,
       json_array_elements(newest.value::json -> 'providers') provider`,
  );
}

/** SQL: the name of the trade point of `t`, else its short id. */
export const tradePointName = `coalesce(nullif(t.details::json ->> 'name', ''), t.id)`;

export const paymentNumber = (workstation: number, counter: number): string =>
  counter > 0 ? `${workstation}-${counter}` : '';
