/** A picture of a page into a file, quickly: Playwright's own packs each as small as can be, for longer than the page takes to draw. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CDPSession, Page } from 'playwright-core';
import { projectRoot } from '../../scripts/lib/install.mjs';

const pictures = join(projectRoot, 'out/screens');

/** Kept: with its session a page would lose the measures it was given. */
const sessions = new Map<Page, CDPSession>();

export async function sessionOf(page: Page): Promise<CDPSession> {
  const session = sessions.get(page) ?? (await page.context().newCDPSession(page));
  sessions.set(page, session);
  return session;
}

/** Everything is drawn as it stands at its end: what moves without end goes on. Gives the measures of the whole page. */
const settle = (page: Page) =>
  page.evaluate(async () => {
    await document.fonts.ready;
    for (const animation of document.getAnimations())
      if (Number.isFinite(animation.effect?.getComputedTiming().endTime)) animation.finish();
    const { scrollWidth, scrollHeight } = document.documentElement;
    return { width: scrollWidth, height: scrollHeight };
  });

/** Into `out/screens/`. `whole`: with what has to be scrolled to. */
export async function capture(page: Page, name: string, { whole = false } = {}): Promise<void> {
  const session = await sessionOf(page);
  const measures = await settle(page);
  const { data } = await session.send('Page.captureScreenshot', {
    format: 'png',
    optimizeForSpeed: true,
    ...(whole ? { captureBeyondViewport: true, clip: { x: 0, y: 0, ...measures, scale: 1 } } : {}),
  });
  mkdirSync(pictures, { recursive: true });
  writeFileSync(join(pictures, `${name}.png`), data, 'base64');
}
