/**
 * Scrolling over more rows than a browser can stack. An element ends at about 33 million pixels, ten million rows are ten
 * times that: the bar is scaled, the wheel and the keys still move by the rows' own pixels. Kept apart from any library:
 * a virtualizer that measures each row needs 0.8 s and 250 MB for ten million of them, and all of ours are alike.
 */

/** Tall enough for a fine bar, far below where browsers begin to round. */
export const tallestTrack = 4_000_000;

export type Extent = {
  readonly count: number;
  readonly rowHeight: number;
  /** Height of what is seen. */
  readonly viewport: number;
};

/** Height of all rows together, in their own pixels. */
const content = ({ count, rowHeight }: Extent): number => count * rowHeight;

/** The furthest that the rows can be scrolled. */
export const furthest = (extent: Extent): number => Math.max(0, content(extent) - extent.viewport);

/** Height of the scrolling element's inside. */
export const trackHeight = (extent: Extent): number => Math.min(content(extent), tallestTrack);

const furthestOnTrack = (extent: Extent): number => Math.max(0, trackHeight(extent) - extent.viewport);

/** Where the rows stand when the bar stands there. */
export function offsetAt(scrollTop: number, extent: Extent): number {
  const most = furthestOnTrack(extent);
  if (most === 0) return 0;
  return most === furthest(extent) ? scrollTop : (scrollTop / most) * furthest(extent);
}

/** Where the bar stands when the rows stand there. */
export function scrollTopAt(offset: number, extent: Extent): number {
  const all = furthest(extent);
  if (all === 0) return 0;
  return (offset / all) * furthestOnTrack(extent);
}

export const clampOffset = (offset: number, extent: Extent): number =>
  Math.max(0, Math.min(furthest(extent), offset));

/** The rows in sight: first inclusive, last exclusive. */
export function rowsInSight(
  offset: number,
  { count, rowHeight, viewport }: Extent,
): { readonly first: number; readonly last: number } {
  const first = Math.min(count, Math.max(0, Math.floor(offset / rowHeight)));
  return { first, last: Math.min(count, Math.ceil((offset + viewport) / rowHeight)) };
}

/** The offset that brings a row into sight with the least movement. */
export function offsetToShow(row: number, offset: number, extent: Extent): number {
  const top = row * extent.rowHeight;
  const bottom = top + extent.rowHeight;
  if (top < offset) return clampOffset(top, extent);
  return bottom > offset + extent.viewport ? clampOffset(bottom - extent.viewport, extent) : offset;
}

/** The pages that hold these rows. */
export function pagesOf(first: number, last: number, pageSize: number): number[] {
  const pages: number[] = [];
  for (let page = Math.floor(first / pageSize); page * pageSize < last; page += 1) pages.push(page);
  return pages;
}
