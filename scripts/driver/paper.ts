/** The papers of a virtual printer as they lie in the profile. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { plain } from './cashier.ts';

export interface PaperFile {
  /** `receipt`, `preCheck`, `zReport`: the last word of the file's name. */
  readonly kind: string;
  readonly path: string;
  readonly text: string;
}

/** Every paper so far, in the order in which they came out. */
export function papersOf(profile: string): PaperFile[] {
  const folder = join(profile, 'paper');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .flatMap((day) =>
      readdirSync(join(folder, day))
        .sort((left, right) => numberOf(left) - numberOf(right))
        .map((name) => join(folder, day, name)),
    )
    .map((path) => ({
      path,
      kind: /-([A-Za-z]+)\.txt$/.exec(path)?.[1] ?? '',
      text: plain(readFileSync(path, 'utf8')),
    }));
}

/** `090503-007-receipt.txt`: 7. */
const numberOf = (name: string): number => Number(name.split('-')[1]);
