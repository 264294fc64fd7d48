/** Scans that go with a letter: what a file is, its first bytes say, not its name. */
import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Attachment } from '../../contract/adjustment.ts';
import type { Result } from '../../contract/failure.ts';
import { ok, refuse } from '../../contract/failure.ts';

const mostBytes = 4 * 1024 * 1024;

const beginnings: readonly { readonly type: Attachment['type']; readonly bytes: readonly number[] }[] = [
  { type: 'image/png', bytes: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] },
  { type: 'image/jpeg', bytes: [0xff, 0xd8, 0xff] },
  // `%PDF-`
  { type: 'application/pdf', bytes: [0x25, 0x50, 0x44, 0x46, 0x2d] },
];

const typeOf = (content: Uint8Array): Attachment['type'] | null =>
  beginnings.find(({ bytes }) => bytes.every((byte, place) => content[place] === byte))?.type ?? null;

export type Scan = {
  readonly name: string;
  readonly type: Attachment['type'];
  readonly bytes: Uint8Array;
};

/** A name that can't leave its line or its folder. */
const plainName = (name: string): string =>
  name
    .replace(/[\p{Cc}\p{Cf}]/gu, '')
    .replace(/[\\/:*?"<>|]/g, '_')
    .slice(0, 120) || 'чек';

/** The bytes of an attachment; `badAttachment` when they are too many, or not what it says they are. */
function openAttachment({ name, type, content }: Attachment): Result<Scan> {
  const bytes = Buffer.from(content, 'base64');
  // Node skips what is no Base64: a text that doesn't come back is none.
  if (bytes.toString('base64') !== content) return refuse('badAttachment', { why: 'unreadable' });
  if (bytes.length > mostBytes) return refuse('badAttachment', { why: 'size' });
  if (typeOf(bytes) !== type) return refuse('badAttachment', { why: 'type' });
  return ok({ name: plainName(name), type, bytes });
}

/** All of them, or the first refusal. */
export function openAttachments(attachments: readonly Attachment[]): Result<readonly Scan[]> {
  const scans: Scan[] = [];
  for (const attachment of attachments) {
    const scan = openAttachment(attachment);
    if (!scan.ok) return scan;
    scans.push(scan.value);
  }
  return ok(scans);
}

/** A file as an attachment; `badAttachment` as above. */
export async function attachmentFrom(path: string): Promise<Result<Attachment>> {
  try {
    if ((await stat(path)).size > mostBytes) return refuse('badAttachment', { why: 'size' });
    const bytes = await readFile(path);
    const type = typeOf(bytes);
    if (type === null) return refuse('badAttachment', { why: 'type' });
    return ok({ name: plainName(basename(path)), type, content: bytes.toString('base64') });
  } catch {
    return refuse('badAttachment', { why: 'unreadable' });
  }
}
