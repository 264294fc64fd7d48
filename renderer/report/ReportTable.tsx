/** The report's rows: only those in sight exist, however many there are. */

import type { KeyboardEvent, MouseEvent } from 'react';
import { useCallback, useEffect, useLayoutEffect, useRef, useState, useSyncExternalStore } from 'react';
import type { Report } from '../../contract/report.ts';
import { Place } from './Place.tsx';
import { ReportHead, ReportLine } from './ReportLine.tsx';
import styles from './ReportTable.module.css';
import {
  clampOffset,
  furthest,
  offsetAt,
  offsetToShow,
  rowsInSight,
  scrollTopAt,
  trackHeight,
} from './scroll.ts';
import type { Selection } from './selection.ts';
import { isChosen, only, stretchTo, toggle } from './selection.ts';
import type { Pages } from './usePages.ts';

/** As the styles have them: one line where all columns stand side by side, two where they don't. */
const sideBySide = window.matchMedia('(min-width: 1600px)');
const rowHeights = { one: 34, two: 46 } as const;

const useRowHeight = (): number =>
  useSyncExternalStore(
    (listener) => {
      sideBySide.addEventListener('change', listener);
      return () => sideBySide.removeEventListener('change', listener);
    },
    () => (sideBySide.matches ? rowHeights.one : rowHeights.two),
  );

/** Rows stand still within a layer that is moved as a whole: only those that come into sight are drawn. */
const rowsOfLayer = 400;

/** With a number or an operator asked for, «нет» is said of those: the period may hold many others. */
const nothingFound = ({ key: { query } }: Report): string =>
  query.account !== null
    ? 'За этот период платежей на такой номер нет.'
    : query.providerId !== null
      ? 'За этот период платежей этому оператору нет.'
      : 'За этот период платежей нет.';

type Props = {
  readonly report: Report;
  readonly pages: Pages;
  readonly selection: Selection | null;
  readonly onSelect: (selection: Selection) => void;
  readonly onCopy: () => void;
};

export function ReportTable({ report, pages, selection, onSelect, onCopy }: Props) {
  const { count } = report;
  const grid = useRef<HTMLDivElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const [viewport, setViewport] = useState(0);
  const rowHeight = useRowHeight();
  const [wanted, setOffset] = useState(0);
  /** Where we put the bar ourselves: its scroll event tells nothing new. */
  const put = useRef(-1);
  const extent = { count, rowHeight, viewport };
  const offset = clampOffset(wanted, extent);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const measure = () => {
      setViewport(element.clientHeight);
      // The head has no bar of its own: it leaves as much room as the rows' bar takes here.
      grid.current?.style.setProperty('--bar', `${element.offsetWidth - element.clientWidth}px`);
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, []);

  const moveTo = useCallback(
    (next: number) => {
      const held = clampOffset(next, { count, rowHeight, viewport });
      setOffset(held);
      const element = scroller.current;
      if (element === null) return;
      element.scrollTop = scrollTopAt(held, { count, rowHeight, viewport });
      put.current = element.scrollTop;
    },
    [count, rowHeight, viewport],
  );

  // A report that stood here before shows the row that was chosen in it.
  const shown = useRef(false);
  useLayoutEffect(() => {
    if (shown.current || viewport === 0) return;
    shown.current = true;
    if (selection !== null) moveTo(offsetToShow(selection.cursor, 0, { count, rowHeight, viewport }));
  }, [selection, viewport, moveTo, count, rowHeight]);

  // The wheel moves by the rows' own pixels, however much the bar is scaled. React's own listener couldn't hold it back.
  const latest = useRef({ offset, rowHeight, moveTo });
  latest.current = { offset, rowHeight, moveTo };
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const onWheel = (event: WheelEvent) => {
      event.preventDefault();
      const { offset: from, rowHeight: line, moveTo: move } = latest.current;
      move(from + (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY * line : event.deltaY));
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, []);

  const { first, last } = rowsInSight(offset, extent);
  const { want } = pages;
  useEffect(() => want(first, last));

  const onScroll = () => {
    const top = scroller.current?.scrollTop ?? 0;
    if (Math.abs(top - put.current) < 1) return;
    put.current = -1;
    setOffset(offsetAt(top, extent));
  };

  const moveCursor = (row: number, stretch: boolean) => {
    const held = Math.max(0, Math.min(count - 1, row));
    onSelect(stretch && selection !== null ? stretchTo(selection, held) : only(held));
    moveTo(offsetToShow(held, offset, extent));
  };

  const onKeyDown = (event: KeyboardEvent) => {
    // By the key's place: on a Russian layout the same key gives another letter.
    if (event.ctrlKey && event.code === 'KeyC') {
      event.preventDefault();
      onCopy();
      return;
    }
    if (event.ctrlKey && event.code === 'KeyA' && count > 0) {
      event.preventDefault();
      onSelect(stretchTo(only(0), count - 1));
      return;
    }
    const cursor = selection?.cursor ?? -1;
    const inSight = Math.max(1, Math.floor(viewport / rowHeight) - 1);
    const targets: Readonly<Record<string, number>> = {
      ArrowDown: cursor + 1,
      ArrowUp: Math.max(0, cursor - 1),
      PageDown: cursor + inSight,
      PageUp: cursor - inSight,
      Home: 0,
      End: count - 1,
    };
    const target = targets[event.key];
    if (target === undefined || count === 0) return;
    event.preventDefault();
    moveCursor(target, event.shiftKey);
  };

  const chosen = useRef({ selection, onSelect });
  chosen.current = { selection, onSelect };
  const onRow = useCallback((index: number, event: MouseEvent) => {
    const { selection: before, onSelect: select } = chosen.current;
    if (event.shiftKey && before !== null) select(stretchTo(before, index));
    else if (event.ctrlKey && before !== null) select(toggle(before, index));
    else select(only(index));
  }, []);

  const layer = Math.floor(first / rowsOfLayer) * rowsOfLayer;
  // As many places as rows in sight, and a row takes the place of one that left: nothing is made or thrown away.
  const places = Math.ceil(viewport / rowHeight) + 2;
  const lines = [];
  for (let index = first; index < last; index += 1) {
    lines.push(
      <ReportLine
        key={index % places}
        index={index}
        top={(index - layer) * rowHeight}
        row={pages.row(index)}
        chosen={selection !== null && isChosen(selection, index)}
        onPress={onRow}
      />,
    );
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: a table's own rows can't be laid out one by one as they come into sight
    <div
      ref={grid}
      className={styles['grid']}
      role="grid"
      aria-label="Платежи"
      aria-rowcount={count + 1}
      tabIndex={0}
      data-spot="rows"
      onKeyDown={onKeyDown}
      // A row that is scrolled away would take the focus with it.
      onMouseUp={() => grid.current?.focus()}
    >
      <ReportHead />
      {/* biome-ignore lint/a11y/useSemanticElements: as for the grid */}
      <div
        ref={scroller}
        role="rowgroup"
        className={styles['scroller']}
        tabIndex={furthest(extent) > 0 ? 0 : undefined}
        onScroll={onScroll}
      >
        <div style={{ height: trackHeight(extent) }}>
          <div
            className={styles['sight']}
            style={{ height: Math.min(viewport, Math.max(count * rowHeight, 0)) }}
          >
            <div
              className={styles['layer']}
              style={{ transform: `translateY(${layer * rowHeight - offset}px)` }}
            >
              {lines}
            </div>
          </div>
        </div>
      </div>
      {count === 0 && <p className={styles['none']}>{nothingFound(report)}</p>}
      {furthest(extent) > 0 && <Place first={first + 1} last={last} count={count} />}
    </div>
  );
}
