/**
 * The provider catalogue as it is stored: its text, a second copy with a checksum, and the version before it. A damaged
 * text is never read as another catalogue: fees and limits are either the ones that СЭП sent, or not known.
 */

import { z } from 'zod';
import type { CatalogueStanding } from '../../contract/provider.ts';
import { Catalogue } from '../../contract/provider.ts';
import { starterCatalogue } from '../../core/starter/starterCatalogue.ts';
import type { Database } from './driver.ts';
import { sha256 } from './hashing.ts';
import { enrolledKey } from './statusTable.ts';

export type HeldCatalogue = {
  readonly catalogue: Catalogue;
  readonly standing: CatalogueStanding;
  /** One of the two copies can't be read, or is missing: to be written again. */
  readonly spoilt: boolean;
};

/** The catalogue in force, and the one before it. */
const copiesKept = 2;
const keptKey = 'catalogue.kept';
const Kept = z.array(z.object({ sha256: z.string(), text: z.string() })).max(copiesKept);
type Copy = z.infer<typeof Kept>[number];

function catalogueIn(text: string | undefined): Catalogue | null {
  if (text === undefined) return null;
  try {
    return Catalogue.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

const isWhole = ({ sha256: sum, text }: Copy): boolean => sha256(text) === sum;

/** Over any connection to the profile, one that can only read among them. */
export function openCatalogueReader(database: Database): () => HeldCatalogue {
  const selectRow = database.prepare<[], string>('SELECT value FROM catalogue').pluck();
  const selectSetting = database.prepare<[string], string>('SELECT value FROM setting WHERE key = ?').pluck();

  /** A damaged page throws, and is no text either. */
  function textOf(select: () => string | undefined): string | null | undefined {
    try {
      return select();
    } catch {
      return null;
    }
  }

  type Texts = readonly [row: string | null | undefined, kept: string | null | undefined];

  function judge([row, keptText]: Texts): HeldCatalogue {
    const kept = keptIn(keptText);
    if (row === undefined && keptText === undefined)
      return { catalogue: starterCatalogue, standing: 'sound', spoilt: false };
    const [newest, before] = kept;
    const inRow = catalogueIn(row ?? undefined);
    const rowHolds = inRow !== null && (!newest || sha256(row ?? '') === newest.sha256);
    const copyHolds = newest !== undefined && isWhole(newest);
    if (rowHolds) return { catalogue: inRow, standing: 'sound', spoilt: !copyHolds };
    const copied = copyHolds ? catalogueIn(newest.text) : null;
    if (copied) return { catalogue: copied, standing: 'sound', spoilt: true };
    // Whoever never belonged to a СЭП has never had another catalogue than the one that ships.
    if (textOf(() => selectSetting.get(enrolledKey)) === undefined)
      return { catalogue: starterCatalogue, standing: 'sound', spoilt: true };
    const previous = before && isWhole(before) ? catalogueIn(before.text) : null;
    return previous
      ? { catalogue: previous, standing: 'previous', spoilt: true }
      : { catalogue: starterCatalogue, standing: 'none', spoilt: true };
  }

  let last: { readonly texts: Texts; readonly held: HeldCatalogue } | null = null;
  return () => {
    const texts: Texts = [textOf(() => selectRow.get()), textOf(() => selectSetting.get(keptKey))];
    if (last === null || texts.some((text, index) => text !== last?.texts[index]))
      last = { texts, held: judge(texts) };
    return last.held;
  };
}

function keptIn(text: string | null | undefined): readonly Copy[] {
  if (typeof text !== 'string') return [];
  try {
    return Kept.safeParse(JSON.parse(text)).data ?? [];
  } catch {
    return [];
  }
}

/** Puts a catalogue in force, and keeps the one before it; both copies in one transaction. */
export function openCatalogueWriter(database: Database): (catalogue: Catalogue) => void {
  const putRow = database.prepare<[number, string]>(
    `INSERT INTO catalogue (one, version, value) VALUES (1, ?, ?)
     ON CONFLICT (one) DO UPDATE SET version = excluded.version, value = excluded.value`,
  );
  const selectKept = database.prepare<[string], string>('SELECT value FROM setting WHERE key = ?').pluck();
  const putKept = database.prepare<[string, string]>(
    'INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
  );
  return (catalogue) =>
    database
      .transaction(() => {
        const text = JSON.stringify(catalogue);
        const sum = sha256(text);
        const before = keptIn(selectKept.get(keptKey)).filter((copy) => copy.sha256 !== sum && isWhole(copy));
        const kept = [{ sha256: sum, text }, ...before].slice(0, copiesKept);
        putRow.run(catalogue.version, text);
        putKept.run(keptKey, JSON.stringify(kept));
      })
      .immediate();
}
