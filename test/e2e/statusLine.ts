/** The line below the window with all that it may have to say at once, and what of its words can't be read whole. */
import type { Page } from 'playwright-core';
import type { Failure } from '../../contract/failure.ts';
import type { Instant } from '../../contract/primitives.ts';
import type { SyncView } from '../../contract/sync.ts';
import type { DeviceView, TillView } from '../../contract/till.ts';

const dayMs = 24 * 3_600_000;

const ready = (name: string): DeviceView => ({ name, state: 'ready', failure: null, paperNearEnd: false });
const failed = (name: string, failure: Failure): DeviceView => ({
  name,
  state: 'failed',
  failure,
  paperNearEnd: false,
});

const printer = 'ESC/POS на /dev/ttyUSB0';
const register = 'Виртуальная касса';

const well = (now: Instant): SyncView => ({
  ticked: true,
  link: 'ok',
  failure: null,
  lastContactAt: now,
  clockAheadMs: null,
  holder: { workstation: 1, since: now, lastContactAt: now },
  lost: null,
  unsent: 0,
  oldestUnsentAt: null,
  nobody: null,
  parts: [],
  open: 0,
  stuck: 0,
});

const away = (now: Instant): SyncView => {
  const since = (now - 3 * dayMs) as Instant;
  return {
    ...well(now),
    ticked: false,
    link: 'unavailable',
    failure: { code: 'sepUnavailable' },
    lastContactAt: since,
    holder: { workstation: 12, since, lastContactAt: since },
    unsent: 1_284,
    oldestUnsentAt: since,
    nobody: 'unsentOld',
    open: 1_312,
    stuck: 128,
  };
};

type Said = Pick<TillView, 'sync' | 'printer' | 'register'>;

/** By name: what main may say, from the least to the most. */
export const statusViews = (now: Instant): Readonly<Record<string, Said>> => ({
  well: { sync: well(now), printer: ready(printer), register: ready(register) },
  elsewhere: {
    sync: { ...well(now), ticked: false, holder: away(now).holder, unsent: 128, open: 131, stuck: 13 },
    printer: ready(printer),
    register: ready(register),
  },
  away: { sync: away(now), printer: ready(printer), register: ready(register) },
  paperOut: {
    sync: away(now),
    printer: failed(printer, { code: 'paperOut' }),
    register: ready(register),
  },
  allAtOnce: {
    sync: away(now),
    printer: { ...ready(printer), state: 'warning', paperNearEnd: true },
    register: failed(register, { code: 'registerFault' }),
  },
  alone: { sync: null, printer: failed(printer, { code: 'paperOut' }), register: ready(register) },
});

/** Words of the line that are neither whole nor wholly away, and what sticks out of it. */
export const tornWords = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const line = document.querySelector('footer');
    if (line === null) return ['no line'];
    const texts = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
    const torn: string[] = [];
    while (texts.nextNode()) {
      const text = texts.currentNode;
      if (text.parentElement?.checkVisibility() !== true || text.textContent?.trim() === '') continue;
      const range = document.createRange();
      range.selectNodeContents(text);
      const { left, right, top, bottom } = range.getBoundingClientRect();
      let seen = { left, right, top, bottom };
      for (let box: HTMLElement | null = text.parentElement; box !== null; box = box.parentElement) {
        if (box !== line && getComputedStyle(box).overflow === 'visible') continue;
        const around = box.getBoundingClientRect();
        seen = {
          left: Math.max(seen.left, around.left),
          right: Math.min(seen.right, around.right),
          top: Math.max(seen.top, around.top),
          bottom: Math.min(seen.bottom, around.bottom),
        };
        if (box === line) break;
      }
      const away = seen.right - seen.left < 1 || seen.bottom - seen.top < 4;
      const whole = right - left - (seen.right - seen.left) < 0.2;
      if (!away && !whole) torn.push(text.textContent ?? '');
    }
    if (line.scrollWidth > line.clientWidth + 1) torn.push(`wider by ${line.scrollWidth - line.clientWidth}`);
    return torn;
  });
