/**
 * The memory of the virtual register: an append-only file of one JSON line a document, apart from the journal, as a
 * real register's memory is apart from the till's.
 */

import type { FileHandle } from 'node:fs/promises';
import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { RegisterDocument } from '../../../contract/journal.ts';

export type RegisterMemory = {
  readonly documents: readonly RegisterDocument[];
  /** Resolves when the document would survive a power cut; throws when it isn't kept. */
  append(document: RegisterDocument): Promise<void>;
  close(): Promise<void>;
};

/** Lines that were written whole, and their length in bytes. A kill in mid-write leaves a last line without its end. */
function readWhole(bytes: Buffer): { readonly documents: RegisterDocument[]; readonly length: number } {
  const length = bytes.lastIndexOf(0x0a) + 1;
  const lines = bytes.subarray(0, length).toString('utf8').split('\n').slice(0, -1);
  // A whole line that can't be read is damage, not a kill: throwing keeps people from going on over it.
  return { documents: lines.map((line) => RegisterDocument.parse(JSON.parse(line))), length };
}

async function readIfThere(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}

/** A new file's name is durable only when its folder is. Windows can't open folders, and needs no such thing. */
async function syncFolder(path: string): Promise<void> {
  try {
    const folder = await open(dirname(path), 'r');
    await folder.sync().finally(() => folder.close());
  } catch {
    // As good as the system allows.
  }
}

async function appendLine(file: FileHandle, length: number, line: Buffer): Promise<void> {
  try {
    const { bytesWritten } = await file.write(line, 0, line.length, length);
    if (bytesWritten < line.length) throw new Error('written in part');
    await file.sync();
  } catch (error) {
    // Half a line, or a whole one of unknown durability, must not be taken for a document later.
    await file.truncate(length);
    await file.sync();
    throw error;
  }
}

export async function openRegisterMemory(path: string): Promise<RegisterMemory> {
  await mkdir(dirname(path), { recursive: true });
  const bytes = await readIfThere(path);
  const whole = readWhole(bytes);
  const file = await open(path, bytes.length === 0 ? 'w+' : 'r+', 0o600);
  try {
    if (whole.length < bytes.length) await file.truncate(whole.length);
    await file.sync();
  } catch (error) {
    await file.close();
    throw error;
  }
  await syncFolder(path);
  let length = whole.length;
  const documents = whole.documents;
  return {
    documents,
    async append(document) {
      const line = Buffer.from(`${JSON.stringify(document)}\n`, 'utf8');
      await appendLine(file, length, line);
      length += line.length;
      documents.push(document);
    },
    close: () => file.close(),
  };
}
