// The program opens in a real Electron, on its own origin and shut off from Node.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchProgram, type Program } from '../../scripts/driver/launch.ts';

const profile = mkdtempSync(join(tmpdir(), 'kassa-e2e-'));
let program: Program;

beforeAll(async () => {
  program = await launchProgram({ profile });
});

afterAll(async () => {
  await program.app.close();
  rmSync(profile, { recursive: true, force: true });
});

test('the window shows the page of its own origin', async () => {
  expect(await program.page.evaluate(() => location.origin)).toBe('app://kassa');
  expect(await program.page.title()).toContain('Касса');
});

test('the page has no Node', async () => {
  const globals = await program.page.evaluate(() =>
    ['require', 'process', 'Buffer'].filter((name) => name in globalThis),
  );
  expect(globals).toEqual([]);
});
