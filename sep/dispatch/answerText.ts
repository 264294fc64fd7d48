/** An operator's bytes as text, in the encoding that they name: many operators still answer in windows-1251. */

/** Null: a name that nobody knows. */
function decoderOf(label: string): InstanceType<typeof TextDecoder> | null {
  try {
    // Not fatal: a comment with a bad byte must not turn «credited» into «nobody knows».
    return new TextDecoder(label);
  } catch {
    return null;
  }
}

const declared = /^\s*<\?xml[^>]{0,200}?\bencoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']/;
const charset = /;\s*charset\s*=\s*"?([A-Za-z0-9._-]{1,40})/i;

/** What a byte order mark says; it is stronger than any word (RFC 7303, 3.3). */
function markOf(bytes: Uint8Array): string | null {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return null;
}

/**
 * By its mark, else by the document's own declaration, else by the `content-type`, else UTF-8. The declaration goes before
 * the header, as web servers add a header of their own to whatever a script wrote. The mark itself is left out.
 */
export function answerText(bytes: Buffer, contentType: string | undefined): string {
  const head = bytes.subarray(0, 300).toString('latin1');
  const label = markOf(bytes) ?? declared.exec(head)?.[1] ?? charset.exec(contentType ?? '')?.[1] ?? 'utf-8';
  return (decoderOf(label) ?? new TextDecoder()).decode(bytes);
}
