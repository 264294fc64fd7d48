// A lost pepper: new PINs for the administrators, from the command line alone.
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { resetPinsCommand } from '../../../main/cli/resetPinsCommand.ts';
import { profileAt } from '../../../main/store/profile.ts';
import { fileVault } from '../../../main/store/secretFile.ts';
import { openTunedStore } from '../../../main/store/store.ts';
import {
  administratorSergey,
  cashierAnna,
  codeOf,
  endTills,
  idOf,
  migrations,
  pinOf,
  signIn,
  startTill,
  startTraining,
} from '../../tools/workstation.ts';

afterEach(endTills);

async function run(folder: string, force = false) {
  const [said, noted]: [string[], string[]] = [[], []];
  const code = await resetPinsCommand({
    folder,
    migrations,
    given: force ? { force } : {},
    console: { say: (line) => void said.push(line), note: (line) => void noted.push(line) },
  });
  return { code, said: said.join('\n'), noted: noted.join('\n') };
}

async function closedProfile(): Promise<string> {
  const till = await startTraining({});
  await till.close();
  return till.profile;
}

const opens = (profile: string): string => {
  const opened = openTunedStore(
    {
      profile,
      migrations,
      clock: Date.now,
      random: (bytes) => new Uint8Array(bytes),
      vault: fileVault,
      machineId: 'guid:test-machine',
    },
    () => undefined,
  );
  if (opened.ok) opened.value.close();
  return codeOf(opened);
};

test('without its pepper the profile does not open; new PINs open it, and nobody else’s PIN works any more', async () => {
  const profile = await closedProfile();
  rmSync(profileAt(profile).pepper);
  expect(opens(profile)).toBe('pepperLost');
  const { code, said } = await run(profile);
  expect(code).toBe(0);
  const pin = /Сергей Орлов: (\d{6})/.exec(said)?.[1] ?? '';
  expect(pin).not.toBe('');
  expect(pin).not.toBe(pinOf(administratorSergey));
  const till = await startTill({ profile });
  const cashierId = await idOf(till, administratorSergey);
  expect(codeOf(await till.ask('session.signIn', { cashierId, pin }))).toBe('ok');
  const anna = await idOf(till, cashierAnna);
  await till.must('cashiers.setPin', { id: anna, pin: '739204' });
  await expect(signIn(till, cashierAnna)).rejects.toThrow('wrongPin');
  expect(codeOf(await till.ask('session.signIn', { cashierId: anna, pin: '739204' }))).toBe('ok');
  const log = readFileSync(join(profileAt(profile).logs, 'kassa.log'), 'utf8');
  expect(log).toContain('PINs were reset');
  expect(log).not.toContain(pin);
});

test('a pepper that is there is left alone, unless it is asked for', async () => {
  const profile = await closedProfile();
  const before = readFileSync(profileAt(profile).pepper);
  const refused = await run(profile);
  expect(refused).toMatchObject({ code: 5, said: '' });
  expect(refused.noted).toContain('--force');
  expect(readFileSync(profileAt(profile).pepper)).toEqual(before);
  const forced = await run(profile, true);
  expect(forced.code).toBe(0);
  expect(readFileSync(`${profileAt(profile).pepper}.old-1`)).toEqual(before);
});

test('a profile that is open, or none, is refused', async () => {
  const till = await startTraining({});
  rmSync(profileAt(till.profile).pepper);
  expect(await run(till.profile)).toMatchObject({ code: 3, said: '' });
  expect(await run(join(till.profile, 'none'))).toMatchObject({ code: 4, said: '' });
});
