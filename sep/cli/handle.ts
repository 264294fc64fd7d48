/** Where a running СЭП says how to reach its administrator's door: a file of its owner's, removed at its stop. */
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const Handle = z.object({
  /** As the ready line names it. */
  sep: z.string(),
  admin: z.string(),
  token: z.string(),
  pid: z.int(),
});
export type Handle = Readonly<z.infer<typeof Handle>>;

const folderIn = (home: string): string => join(home, '.kassa', 'sep');

/** Gives what takes it away again. */
export function writeHandle(home: string, port: number, handle: Handle): () => void {
  const folder = folderIn(home);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, `${port}.json`);
  const fresh = `${path}.${process.pid}`;
  writeFileSync(fresh, `${JSON.stringify(handle)}\n`, { mode: 0o600 });
  renameSync(fresh, path);
  return () => {
    // Another server may have taken the port and the file meanwhile.
    if (readHandle(path)?.pid === handle.pid) rmSync(path, { force: true });
  };
}

function readHandle(path: string): Handle | null {
  try {
    const read = Handle.safeParse(JSON.parse(readFileSync(path, 'utf8')));
    return read.success ? read.data : null;
  } catch {
    return null;
  }
}

/** Of all that ran and did not say goodbye. */
export function readHandles(home: string): Handle[] {
  let names: string[];
  try {
    names = readdirSync(folderIn(home));
  } catch {
    return [];
  }
  return names
    .filter((name) => /^\d+\.json$/.test(name))
    .flatMap((name) => readHandle(join(folderIn(home), name)) ?? []);
}
