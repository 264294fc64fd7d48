/** What axe finds wrong on a screen: colours too alike to read, names and roles that a screen reader lacks. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

/** The serious and critical ones, each with the elements it stands on. */
export async function graveFaults(page: Page): Promise<string[]> {
  // Half a megabyte, which a page needs to be given once only.
  const isThere = await page.evaluate(() => 'axe' in window);
  // Legacy: otherwise it opens a page of its own at the end, which Electron's windows don't give.
  const { violations } = await new AxeBuilder({ page, ...(isThere ? { axeSource: 'void 0' } : {}) })
    .setLegacyMode(true)
    // What is in order need not be told, element by element: half of its time.
    .options({ resultTypes: ['violations'], selectors: false })
    .analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, nodes }) =>
        `${id}: ${nodes.map(({ html, any }) => `${html} (${any.map(({ message }) => message).join('; ')})`).join('\n')}`,
    );
}
