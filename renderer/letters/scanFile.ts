/** A dropped, pasted or chosen file as an attachment. What it really is, the workstation looks at once more. */
import type { Attachment } from '../../contract/adjustment.ts';
import type { Result } from '../../contract/failure.ts';
import { ok, refuse } from '../../contract/result.ts';

const mostBytes = 4 * 1024 * 1024;
const types = ['image/png', 'image/jpeg', 'application/pdf'] as const satisfies readonly Attachment['type'][];

/** Bytes a call: more arguments than this a function doesn't take. */
const portion = 0x8000;

function base64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += portion)
    text += String.fromCharCode(...bytes.subarray(at, at + portion));
  return btoa(text);
}

/** `badAttachment` for another kind of file, or one that is too large. */
export async function scanOf(file: File): Promise<Result<Attachment>> {
  const type = types.find((known) => known === file.type);
  if (type === undefined) return refuse('badAttachment', { why: 'type' });
  if (file.size > mostBytes) return refuse('badAttachment', { why: 'size' });
  try {
    const content = base64(new Uint8Array(await file.arrayBuffer()));
    return ok({ name: (file.name || 'чек').slice(0, 120), type, content });
  } catch {
    return refuse('badAttachment', { why: 'unreadable' });
  }
}
