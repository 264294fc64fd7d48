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

/** How files of these kinds begin. */
const signs: Readonly<Record<string, readonly number[]>> = {
  'image/png': [0x89, 0x50, 0x4e, 0x47],
  'image/jpeg': [0xff, 0xd8, 0xff],
  'application/pdf': [0x25, 0x50, 0x44, 0x46, 0x2d],
};

/**
 * The type under which a browser may show it by itself; null: it is only handed over. What is called a picture and
 * begins as something else is shown as nothing.
 */
export function shownAs({ type, bytes }: StoredAttachment): string | null {
  const sign = signs[type];
  return sign?.every((byte, index) => bytes[index] === byte) ? type : null;
}
