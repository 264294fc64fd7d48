import { fileURLToPath } from 'node:url';
import { afterEach, beforeAll, expect, inject, test } from 'vitest';
import { openChance } from '../../main/cli/seed/chance.ts';
import { driverLocation, openReader } from '../../main/store/driver.ts';
import { profileAt } from '../../main/store/profile.ts';
import { fileVault } from '../../main/store/secretFile.ts';
import { openStore } from '../../main/store/store.ts';
import { verifyProfile } from '../../main/store/verify.ts';
import { bundled, endChildren, ended, lineOf, startChild } from '../main/store/children.ts';
import {
  clockAt,
  migrations,
  must,
  newFolder,
  noon,
  optionsOf,
  rejectedCode,
  removeFolders,
  reopen,
} from '../main/store/station.ts';

afterEach(async () => {
  await endChildren();
  removeFolders();
});

let program = '';
beforeAll(async () => {
  program = await bundled(fileURLToPath(new URL('../main/store/payingChild.ts', import.meta.url)));
});

/** The promise is kept over thousands; `npm test` tries a hundred of them. */
const kills = process.env['KASSA_PROVE'] === '1' ? 3_000 : 100;
const atOnce = 4;

/**
 * One life: paying from the start on, killed a random moment after so many payments. What it acknowledged.
 * Counted in payments, not in time alone: on a busy machine a life would end before its first.
 */
async function live(folder: string, payments: number, milliseconds: number): Promise<string[]> {
  const child = startChild(program, [folder, migrations]);
  let text = '';
  await new Promise<void>((enough, never) => {
    child.on('exit', () => never(new Error('the child ended by itself')));
    child.stdout.on('data', (data: Buffer) => {
      text += data.toString();
      // What comes after the last line's end may have been cut off by the kill.
      if (text.split('\n').length - 2 >= payments) enough();
    });
  });
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  child.kill('SIGKILL');
  await ended(child);
  return text
    .split('\n')
    .slice(0, -1)
    .filter((line) => line !== 'ready');
}

test(`${kills} kills at random moments: nothing acknowledged is lost, nothing is doubled`, {
  timeout: kills * 1_200,
}, async () => {
  const lanes = Array.from({ length: atOnce }, async (_, lane) => {
    // On the disk: a life that never waits for it pays hundreds of times before it is killed.
    const folder = newFolder(inject('disk'));
    const chance = openChance(lane);
    const acknowledged: string[] = [];
    for (let life = 0; life < kills / atOnce; life += 1)
      acknowledged.push(...(await live(folder, chance.whole(4), chance.whole(30))));
    return { folder, acknowledged };
  });
  let total = 0;
  for (const { folder, acknowledged } of await Promise.all(lanes)) {
    total += acknowledged.length;
    const report = must(
      await verifyProfile({
        profile: profileAt(folder),
        driver: driverLocation(),
        migrations,
        printed: null,
        signatures: 'every',
        heard: () => undefined,
      }),
    );
    expect(report.findings).toEqual([]);
    const database = openReader(profileAt(folder).database, driverLocation());
    const ids = database
      .prepare(`SELECT id FROM payment WHERE stage = 'conducted'`)
      .pluck()
      .all() as string[];
    const counters = database.prepare('SELECT counter FROM payment ORDER BY counter').pluck().all();
    const days = database.prepare('SELECT sum(count) FROM day_total').pluck().get();
    const taken = database.prepare('SELECT count(*) FROM payment WHERE taken_at IS NOT NULL').pluck().get();
    database.close();
    expect(new Set(acknowledged).size).toBe(acknowledged.length);
    expect(acknowledged.filter((id) => !ids.includes(id))).toEqual([]);
    // Each life can have committed at most one payment more than it had time to name.
    expect(ids.length - acknowledged.length).toBeLessThanOrEqual(kills / atOnce);
    expect(counters).toEqual(counters.map((_, index) => index + 1));
    expect(days ?? 0).toBe(taken);
  }
  expect(total).toBeGreaterThan(kills / 2);
});

test('a second program finds the profile in use, and gets it once the first was killed', async () => {
  const folder = newFolder();
  const child = startChild(program, [folder, migrations]);
  await lineOf(child, /^ready$/);
  const again = () =>
    openStore(
      optionsOf({ folder, clock: clockAt(noon), seed: 3, machineId: 'guid:this machine', vault: fileVault }),
    );
  expect(rejectedCode(again())).toBe('profileInUse');
  child.kill('SIGKILL');
  await ended(child);
  const { store } = reopen({ folder, seed: 3 });
  expect(store.opening).toEqual({ kind: 'continued' });
  // In this process too there is only one.
  expect(rejectedCode(again())).toBe('profileInUse');
  store.close();
});
