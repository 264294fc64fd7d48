/** Letters handed to the system's mail program as files; old ones are taken away, as they name clients. */
import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, extname, join, resolve } from 'node:path';
import type { Result } from '../../contract/failure.ts';
import { ok, refuse } from '../../contract/failure.ts';

/** A mail program has read it long before, milliseconds. */
const keptMs = 86_400_000;

async function clear(folder: string, now: number): Promise<void> {
  for (const name of await readdir(folder)) {
    const file = join(folder, name);
    const { mtimeMs } = await stat(file);
    if (now - mtimeMs > keptMs) await rm(file, { force: true });
  }
}

/** Writes the letter for its owner's eyes only; gives the file. `fileNotWritten` when it can't be. */
export async function keepDraft(
  folder: string,
  id: string,
  letter: Uint8Array,
  now: number,
): Promise<Result<string>> {
  const path = join(folder, `${id}.eml`);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await clear(folder, now).catch(() => undefined);
    await writeFile(path, letter, { mode: 0o600 });
    return ok(path);
  } catch {
    return refuse('fileNotWritten');
  }
}

/** The only files that may be handed to the system to open: letters in this very folder. */
export const mayOpen = (folder: string, path: string): boolean =>
  resolve(path) === path && dirname(path) === resolve(folder) && extname(path) === '.eml';
