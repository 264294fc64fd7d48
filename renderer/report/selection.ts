/**
 * Which rows are chosen: one, a stretch by Shift, or single ones by Ctrl. By place, so that it works on rows not read yet, and
 * by stretches, so that a million rows less one cost what two do.
 */

/** Rows from the first to the last, both of them chosen. */
type Span = { readonly first: number; readonly last: number };

export type Selection = {
  /** Where a stretch begins. */
  readonly anchor: number;
  /** Where the keys stand. */
  readonly cursor: number;
  /** Whether the stretch from anchor to cursor is chosen: not after Ctrl has put the cursor on one row. */
  readonly open: boolean;
  /** What was chosen before, in order and without touching one another. */
  readonly spans: readonly Span[];
};

export const only = (row: number): Selection => ({ anchor: row, cursor: row, open: true, spans: [] });

export const stretchTo = (selection: Selection, row: number): Selection => ({
  ...selection,
  cursor: row,
  open: true,
});

const has = ({ first, last }: Span, row: number): boolean => row >= first && row <= last;

/** All that is chosen, in order, in as few stretches as it takes. */
function chosenSpans({ anchor, cursor, open, spans }: Selection): readonly Span[] {
  return open ? joined(spans, { first: Math.min(anchor, cursor), last: Math.max(anchor, cursor) }) : spans;
}

/** The stretches with one more: those that it meets become one with it. */
function joined(spans: readonly Span[], added: Span): Span[] {
  const apart = (span: Span) => span.last < added.first - 1 || span.first > added.last + 1;
  const met = [added, ...spans.filter((span) => !apart(span))];
  const one = {
    first: Math.min(...met.map(({ first }) => first)),
    last: Math.max(...met.map(({ last }) => last)),
  };
  return [...spans.filter(apart), one].sort((left, right) => left.first - right.first);
}

const without = (spans: readonly Span[], row: number): Span[] =>
  spans.flatMap((span) =>
    has(span, row)
      ? [
          { first: span.first, last: row - 1 },
          { first: row + 1, last: span.last },
        ].filter(({ first, last }) => first <= last)
      : [span],
  );

/** Adds the row, or takes it away. */
export function toggle(selection: Selection, row: number): Selection {
  const spans = chosenSpans(selection);
  const chosen = spans.some((span) => has(span, row));
  return {
    anchor: row,
    cursor: row,
    open: false,
    spans: chosen ? without(spans, row) : joined(spans, { first: row, last: row }),
  };
}

export const isChosen = (selection: Selection, row: number): boolean =>
  chosenSpans(selection).some((span) => has(span, row));

/** The chosen rows in their order, at most so many. */
export function rowsOf(selection: Selection, most: number): number[] {
  const rows: number[] = [];
  for (const { first, last } of chosenSpans(selection))
    for (let row = first; row <= last && rows.length < most; row += 1) rows.push(row);
  return rows;
}

/** How many are chosen. */
export const countOf = (selection: Selection): number =>
  chosenSpans(selection).reduce((count, { first, last }) => count + last - first + 1, 0);
