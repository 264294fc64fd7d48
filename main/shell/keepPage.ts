/** A page whose process died is opened again: what was typed and done is main's, so the cashier goes on where he was. */

/** What is needed of Electron's `WebContents`. */
export type Page = {
  on(
    event: 'render-process-gone',
    listener: (event: unknown, gone: { readonly reason: string; readonly exitCode: number }) => void,
  ): unknown;
  reload(): void;
};

type PageLog = { error(entry: object, message: string): void };

/** A page that dies more often within a minute is left alone: the next try would die too, and the machine with it. */
const triesAMinute = 3;
const minuteMs = 60_000;

/** `monotonic`: milliseconds. */
export function keepPage(page: Page, log: PageLog, monotonic: () => number): void {
  let deaths: number[] = [];
  page.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (reason === 'clean-exit') return;
    const now = monotonic();
    deaths = [...deaths.filter((at) => now - at < minuteMs), now];
    const again = deaths.length <= triesAMinute;
    log.error({ reason, exitCode, again }, 'the page is gone');
    if (again) page.reload();
  });
}
