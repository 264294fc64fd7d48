import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { errorStory } from '../../../main/shell/errorStory.ts';
import { hideNumbers, openLog } from '../../../main/shell/log.ts';
import { namedBy, pageFile } from '../../../main/shell/pageFile.ts';

test.each([
  ['app://kassa/', 'index.html'],
  ['app://kassa/assets/main.js', 'assets/main.js'],
  ['app://kassa/assets/main.js?x=1', 'assets/main.js'],
])('%s is a page', (url, file) => {
  expect(pageFile('/pages', url)).toBe(join('/pages', file));
});

test.each([
  'app://other/index.html',
  'https://kassa/index.html',
  'app://kassa/..%2f..%2fetc%2fpasswd',
  'app://kassa/%2e%2e/%2e%2e/etc/passwd%00',
  'app://kassa/%E0%A4%A',
])('%s gets no file from outside', (url) => {
  const file = pageFile('/pages', url);
  expect(file === null || file.startsWith(join('/pages', '/'))).toBe(true);
});

test('a page asks at once for the scripts, styles and letters that its markup names, and for nothing else', () => {
  const page = `<script type="module" crossorigin src="./assets/index-1.js"></script>
    <link rel="modulepreload" crossorigin href="./assets/part.js"><link rel="stylesheet" href="./assets/a.css">
    <link rel="preload" as="font" crossorigin href="./assets/a.woff2" />
    <a href="./assets/other.html"></a><link rel="icon" href="https://elsewhere/x.png"><meta content="./assets/no.js">`;
  expect(namedBy(page)).toEqual(['assets/index-1.js', 'assets/part.js', 'assets/a.css', 'assets/a.woff2']);
});

test.each([
  ['account 9161234567', 'account ***4567'],
  ['+7 (916) 123-45-67', '+***4567'],
  ['card 4276 1234 5678 9010!', 'card ***9010!'],
  ['payment 1-1045, 515.00', 'payment 1-1045, 515.00'],
  ['account 1234567, 123-45-67', 'account ***4567, ***4567'],
  ['916.123/45\u00a067 8\u2013916\u2011123', '***6123'],
  ['at 14:05:09', 'at 14:05:09'],
])('%s is written as %s', (text, written) => {
  expect(hideNumbers(text)).toBe(written);
});

test('a log holds the time, no PIN and no full number', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kassa-log-'));
  try {
    const log = openLog(folder, () => 1_770_000_000_123);
    log.info({ pin: '482615', account: '9161234567', nested: { pin: '482615' } }, 'payment of 9161234567');
    await log.close();
    const text = readFileSync(join(folder, 'kassa.log'), 'utf8');
    expect(JSON.parse(text)).toMatchObject({
      time: 1_770_000_000_123,
      account: '***4567',
      msg: 'payment of ***4567',
    });
    expect(text).not.toContain('482615');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a log stays readable and holds no secret, however deep and in whatever shape a value comes', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kassa-log-'));
  try {
    const log = openLog(folder, () => 1_770_000_000_123);
    const deep = {
      a: [{ b: { password: 'tür', pin: '482615', sum: 50_000, of: [9161234567, '"9161234567"'] } }],
    };
    log.warn({ deep, 9161234567: true, quoted: '\\":9161234567,' }, 'call');
    log.info({ account: 9161234567 }, '9161234567');
    await log.close();
    const lines = readFileSync(join(folder, 'kassa.log'), 'utf8').trim().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { deep: { a: [{ b: { sum: 50_000, of: ['***4567', '"***4567"'] } }] }, '***4567': true, msg: 'call' },
      { account: '***4567', msg: '***4567', time: 1_770_000_000_123 },
    ]);
    expect(lines.join('')).not.toMatch(/482615|tür|916123/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('an error is told by name, code and place, without the values it failed over', () => {
  const quoting = Object.assign(new Error('AB12345 is no number'), {
    issues: [{ path: ['details', 'account'] }],
  });
  const story = errorStory(quoting);
  expect(story).toContain('Error: details.account\n');
  expect(story).toMatch(/\n\s+at /);
  expect(story).not.toContain('AB12345');
  expect(errorStory(Object.assign(new Error('full'), { code: 'SQLITE_FULL' }))).toContain(
    'Error SQLITE_FULL: full',
  );
});
