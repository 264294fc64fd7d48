import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Catalogue } from '../../contract/provider.ts';
import { starterCatalogue } from '../../core/starter/starterCatalogue.ts';
import {
  catalogueVersion,
  createCatalogue,
  importCatalogue,
  openCatalogue,
} from '../../sep/catalogue/catalogue.ts';
import type { SepDatabase } from '../tools/sepDatabase.ts';
import { newSepDatabase } from '../tools/sepDatabase.ts';
import type { Ground } from './ground.ts';
import { callerOf, newGround } from './ground.ts';

let sep: SepDatabase;
let ground: Ground;
beforeAll(async () => {
  sep = await newSepDatabase();
  ground = await newGround(sep.database);
  await Promise.all([openCatalogue(ground), openCatalogue(ground)]);
});
afterAll(async () => {
  ground.close();
  await sep.drop();
});

const told = async () => {
  const result = await createCatalogue(ground)({}, callerOf('any'), new AbortController().signal);
  if (!result.ok) throw new Error(result.refusal.message);
  return result.value;
};
const [first, second, ...rest] = starterCatalogue.providers;
const changed = (change: object, version = 2) =>
  JSON.stringify({ version, providers: [{ ...first, ...change }, second, ...rest] });

test('the first start puts the starter catalogue in force', async () => {
  expect(await told()).toEqual(starterCatalogue);
  expect(await catalogueVersion(sep.database)).toBe(1);
});

test.each([
  ['no JSON', '{', 'the file is no JSON'],
  ['something else', '{"version":2}', 'the file is no catalogue: providers'],
  ['the same version', JSON.stringify(starterCatalogue), 'version 1 is in force'],
  ['a version that is too large', changed({}, 2 ** 40), 'too large'],
  ['a provider twice', changed({ id: second?.id }), 'beeline stands there twice'],
  ['a keypad code twice', changed({ keypadCode: second?.keypadCode }), 'keypad code 12 is given twice'],
  ['limits that nobody meets', changed({ minimum: 9, maximum: 8 }), 'the minimum 9 is above the maximum 8'],
  [
    'a pattern that is none',
    changed({ mask: { kind: 'pattern', pattern: '^($', hint: 'x', groups: [], letters: false } }),
    'is no regular expression',
  ],
  [
    'a pattern that is not anchored',
    changed({ mask: { kind: 'pattern', pattern: '\\d{4}', hint: 'x', groups: [], letters: false } }),
    'is not anchored',
  ],
])('a file with %s is refused with the reason, and the old one stays', async (_, text, message) => {
  const result = await importCatalogue(ground, text, 'the command line');
  expect(result).toMatchObject({ ok: false, refusal: { code: 'badRequest' } });
  expect(result.ok ? '' : result.refusal.message).toContain(message);
  expect(await told()).toEqual(starterCatalogue);
});

test('a newer one is put in force, and stays so at the next start', async () => {
  const catalogue: Catalogue = { ...starterCatalogue, version: 5 };
  expect(await importCatalogue(ground, JSON.stringify(catalogue), 'the command line')).toEqual({
    ok: true,
    value: { version: 5, providers: catalogue.providers.length },
  });
  await openCatalogue(ground);
  expect(await told()).toEqual(catalogue);
  const audit = await sep.database.query("SELECT details FROM audit WHERE what = 'catalogue imported'");
  expect(audit).toHaveLength(1);
});
