/** What axe finds wrong on a screen: colours too alike to read, names and roles that a screen reader lacks. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

/** The serious and critical ones, each with the elements it stands on. */
export async function graveFaults(page: Page): Promise<string[]> {
  // Legacy: otherwise it opens a page of its own at the end, which Electron's windows don't give.
  const { violations } = await new AxeBuilder({ page })
    .setLegacyMode(true)
    // What is in order need not be told, element by element: half of its time.
    .options({ resultTypes: ['violations'] })
    .analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, nodes }) =>
        `${id}: ${nodes.map(({ html, any }) => `${html} (${any.map(({ message }) => message).join('; ')})`).join('\n')}`,
    );
}
