/** Whether this PostgreSQL keeps what it acknowledged through a power loss: asked at every start, said in the log. */
import type { Connection } from '../store/database.ts';

const settings = ['fsync', 'synchronous_commit', 'full_page_writes'] as const;

/** Name → its value; `unsafe`: those under which an acknowledged payment can be lost. */
export type Durability = {
  readonly values: Readonly<Record<string, string>>;
  readonly unsafe: readonly string[];
};

/** `local` waits for this server's disk, as every other value but `off` does. */
export async function readDurability(connection: Connection): Promise<Durability> {
  const rows = await connection.query<{ name: string; setting: string }>(
    'SELECT name, setting FROM pg_settings WHERE name = ANY($1)',
    [settings],
  );
  const values = Object.fromEntries(rows.map(({ name, setting }) => [name, setting]));
  return { values, unsafe: settings.filter((name) => (values[name] ?? 'off') === 'off') };
}
