// A page that died comes back, but not for ever.
import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { keepPage } from '../../../main/shell/keepPage.ts';

function openPage() {
  let now = 0;
  const page = Object.assign(new EventEmitter(), {
    reloads: 0,
    reload() {
      page.reloads += 1;
    },
  });
  const said: object[] = [];
  keepPage(page, { error: (entry) => said.push(entry) }, () => now);
  return {
    page,
    said,
    die: (reason: string, after = 1) => {
      now += after;
      page.emit('render-process-gone', {}, { reason, exitCode: 1 });
    },
  };
}

test('it is opened again and told in the log, three times a minute at most', () => {
  const { page, said, die } = openPage();
  for (let death = 0; death < 5; death += 1) die('crashed');
  expect(page.reloads).toBe(3);
  expect(said).toHaveLength(5);
  expect(said.at(-1)).toEqual({ reason: 'crashed', exitCode: 1, again: false });
  die('oom', 60_000);
  expect(page.reloads).toBe(4);
});

test('a page that was closed stays closed', () => {
  const { page, said, die } = openPage();
  die('clean-exit');
  expect([page.reloads, said]).toEqual([0, []]);
});
