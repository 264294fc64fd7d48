/** Pictures of the window at the smallest and at the usual size, for people to look at; what sticks out, or is hard to read or to reach, fails the test. */
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { capture, sessionOf } from './capture.ts';
import { graveFaults } from './faults.ts';

const sizes = [
  [1920, 1080],
  [1024, 768],
] as const;

/** Buttons and fields that stick out of the window sideways, or whose words don't fit in them: they can't be read. */
function stickingOut(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const dialogs = [...document.querySelectorAll('[role=dialog]')];
    const open = dialogs[0] ?? document.body;
    const wide = dialogs.filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth + 1);
    if (wide.length > 0)
      return wide.map((dialog) => `${dialog.querySelector('h2')?.textContent} scrolls sideways`);
    return [...open.querySelectorAll('button, input, select')]
      .filter((element) => element.checkVisibility())
      .filter((element) => {
        const { left, right, width } = element.getBoundingClientRect();
        return width > 1 && (left < 0 || right > innerWidth || element.scrollWidth > element.clientWidth + 2);
      })
      .map((element) => element.getAttribute('aria-label') ?? element.textContent ?? '');
  });
}

/** The window's least size: a screen of 1024×768 has hardly more after its task bar and the window's title. */
const least = { width: 1000, height: 700 } as const;

/** Buttons and fields that are cut off at the least size, by whatever scrolls around them; lists may scroll. Leaves the page at that size. */
export async function cutOff(page: Page): Promise<string[]> {
  const session = await sessionOf(page);
  await session.send('Emulation.setDeviceMetricsOverride', { ...least, deviceScaleFactor: 1, mobile: false });
  return page.evaluate(() =>
    [...document.querySelectorAll('main button, main input')]
      .filter(
        (element) =>
          element.checkVisibility() && element.closest('ul, ol, table, [role=grid], article') === null,
      )
      .filter((element) => {
        const { left, right, top, bottom, width } = element.getBoundingClientRect();
        if (width <= 1) return false;
        for (let around = element.parentElement; around !== null; around = around.parentElement) {
          if (getComputedStyle(around).overflowY === 'visible') continue;
          const box = around.getBoundingClientRect();
          if (top < box.top - 1 || bottom > box.bottom + 1 || left < box.left - 1 || right > box.right + 1)
            return true;
        }
        return bottom > innerHeight;
      })
      .map((element) => element.getAttribute('aria-label') ?? element.textContent ?? ''),
  );
}

export async function takePicture(page: Page, name: string): Promise<void> {
  // By the page's measures, not the window's: without a window manager Chromium keeps a pixel off the screen's edge.
  const session = await sessionOf(page);
  for (const [width, height] of sizes) {
    await session.send('Emulation.setDeviceMetricsOverride', {
      width,
      height,
      deviceScaleFactor: 1,
      mobile: false,
    });
    await capture(page, `${name}-${width}x${height}`);
    expect(await stickingOut(page), name).toEqual([]);
  }
  expect(await graveFaults(page), name).toEqual([]);
}
