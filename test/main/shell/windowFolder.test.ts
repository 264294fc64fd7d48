import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { windowFolder } from '../../../main/shell/windowFolder.ts';

function newGround(): string {
  const ground = mkdtempSync(join(tmpdir(), 'kassa-window-test-'));
  onTestFinished(() => rmSync(ground, { recursive: true, force: true }));
  return ground;
}

test('Chromium’s files lie in the profile, which nobody else may look into', () => {
  const ground = newGround();
  const profile = join(ground, 'new', 'profile');
  expect(windowFolder(profile, ground)).toBe(join(profile, 'window'));
  expect(existsSync(join(profile, 'window'))).toBe(true);
  if (process.platform !== 'win32') expect(statSync(profile).mode & 0o777).toBe(0o700);
});

// Node's own making of folders tries for ever there: the program would never show its window.
test.runIf(process.platform === 'linux')(
  'a profile where no folder can be made gets another, at once',
  () => {
    const ground = newGround();
    expect(windowFolder('/proc/kassa', ground).startsWith(join(ground, 'kassa-window-'))).toBe(true);
  },
);
