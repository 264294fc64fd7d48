/** A scan or a letter that came with a request. */
import type { Database } from '../store/database.ts';

export type StoredAttachment = { readonly name: string; readonly type: string; readonly bytes: Buffer };

/** Null: there is none there. */
export async function readAttachment(
  database: Database,
  { request, place }: { readonly request: string; readonly place: string },
): Promise<StoredAttachment | null> {
  if (!/^[0-9a-f-]{36}$/.test(request) || !/^\d{1,2}$/.test(place)) return null;
  const [found] = await database.query<StoredAttachment>(
    'SELECT name, type, bytes FROM attachment WHERE request::text = $1 AND place = $2',
    [request, Number(place)],
  );
  return found ?? null;
}
