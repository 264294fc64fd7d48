/** Which rows are chosen: one, a stretch by Shift, or single ones by Ctrl. By place, so that it works on rows not read yet. */

export type Selection = {
  /** Where a stretch begins. */
  readonly anchor: number;
  /** Where the keys stand. */
  readonly cursor: number;
  /** Chosen singly, apart from the stretch. */
  readonly singles: ReadonlySet<number>;
};

export const only = (row: number): Selection => ({ anchor: row, cursor: row, singles: new Set() });

export const stretchTo = (selection: Selection, row: number): Selection => ({ ...selection, cursor: row });

/** Adds the row, or takes it away. */
export function toggle(selection: Selection, row: number): Selection {
  const singles = new Set(rowsOf(selection, Number.MAX_SAFE_INTEGER));
  if (!singles.delete(row)) singles.add(row);
  return { anchor: row, cursor: row, singles: singles.has(row) ? singles : new Set([...singles, -1]) };
}

export function isChosen({ anchor, cursor, singles }: Selection, row: number): boolean {
  if (singles.size > 0) return singles.has(row) || (anchor !== cursor && between(anchor, cursor, row));
  return between(anchor, cursor, row);
}

const between = (one: number, other: number, row: number): boolean =>
  row >= Math.min(one, other) && row <= Math.max(one, other);

/** The chosen rows in their order, at most so many. */
export function rowsOf({ anchor, cursor, singles }: Selection, most: number): number[] {
  const rows = new Set(singles);
  rows.delete(-1);
  if (singles.size === 0 || anchor !== cursor) {
    const first = Math.min(anchor, cursor);
    const last = Math.max(anchor, cursor);
    for (let row = first; row <= last && rows.size < most; row += 1) rows.add(row);
  }
  return [...rows].sort((left, right) => left - right).slice(0, most);
}

/** How many are chosen, without listing a stretch of millions. */
export function countOf(selection: Selection): number {
  const { anchor, cursor, singles } = selection;
  const stretch = Math.abs(anchor - cursor) + 1;
  return singles.size === 0 ? stretch : rowsOf(selection, Number.MAX_SAFE_INTEGER).length;
}
