import { expect, test } from 'vitest';
import { logLater } from '../../../main/shell/laterLog.ts';
import type { Log } from '../../../main/shell/log.ts';

/** A log in memory, written with the clock that it is opened with. */
function openPretended() {
  const lines: string[] = [];
  let closed = false;
  let opened = 0;
  let now = 100;
  const log = logLater(
    async (clock) => {
      opened += 1;
      const line = (level: string) => (_entry: object, message: string) =>
        void lines.push(`${clock()} ${level} ${message}`);
      const pretended = { info: line('info'), warn: line('warn'), error: line('error') };
      const close = async () => {
        closed = true;
      };
      return { ...pretended, close } as unknown as Log;
    },
    () => now,
  );
  const at = (time: number) => {
    now = time;
  };
  return { log, lines, at, opened: () => opened, closed: () => closed };
}

test('what was said before the log began is written then, with the time at which it was said', async () => {
  const { log, lines, at, opened } = openPretended();
  log.info({}, 'first');
  at(200);
  log.warn({}, 'second');
  at(300);
  expect(opened()).toBe(0);
  await log.begin();
  log.info({}, 'third');
  expect(lines).toEqual(['100 info first', '200 warn second', '300 info third']);
});

test('an error begins the log by itself, once', async () => {
  const { log, lines, opened } = openPretended();
  log.error({}, 'broken');
  log.error({}, 'again');
  await log.begin();
  expect(lines).toEqual(['100 error broken', '100 error again']);
  expect(opened()).toBe(1);
});

test('closing writes what is kept', async () => {
  const { log, lines, closed } = openPretended();
  log.info({}, 'said at once before the end');
  await log.close();
  expect(lines).toHaveLength(1);
  expect(closed()).toBe(true);
});

test('a log that does not open stops nobody', async () => {
  const log = logLater(
    () => Promise.reject(new Error('no disk')),
    () => 0,
  );
  log.error({}, 'lost');
  await log.begin();
  await expect(log.close()).resolves.toBeUndefined();
});
