/** Registries over a real database: made after midnight, compared, and what they prove of hung payments. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { compareCommand, registryCommand } from '../../sep/registry/commands.ts';
import { createRegistryKeeper } from '../../sep/registry/keeper.ts';
import { type DispatchWorld, hour, minute, newDispatchWorld } from './dispatchWorld.ts';

let world: DispatchWorld;

beforeAll(async () => {
  world = await newDispatchWorld();
});
beforeEach(() => world.reset());
afterAll(() => world.close());

const theirs = async (): Promise<string> =>
  (await fetch(`${world.operators().url}/registry/mts/${world.day()}`)).text();
const which = () => ({ provider: 'mts', day: world.day() });
const discrepancies = () =>
  world.database.query<{ kind: string; payment: string | null; settled_by: string | null }>(
    'SELECT kind, payment, settled_by FROM discrepancy ORDER BY kind, txn_id',
  );

/** One payment that the operator took and then denied: it hangs here, and stands in the operator's registry. */
async function hang(): Promise<string> {
  await world.operators().setFaults({
    faults: [{ kind: 'loseAfter', command: 'pay', count: 1 }, { kind: 'repeat300' }],
  });
  const [id = ''] = await world.accept([{}]);
  await world.dispatcher().round();
  world.forward(5 * minute);
  await world.dispatcher().round();
  await world.operators().setFaults({ faults: [] });
  expect((await world.payment(id)).status).toBe('hung');
  return id;
}

describe('Our registry', () => {
  test('holds what was credited, as the operator’s own does', async () => {
    await world.accept([{ credited: 1_000 }, { credited: 2_050 }]);
    await world.dispatcher().round();
    const { ok, text } = await registryCommand(world.parts, which());
    expect(ok).toBe(true);
    expect(text).toBe(await theirs());
    expect(text).toMatch(/\nTotal: 2 30\.50\n$/);
  });

  test('is made by itself once Moscow’s day is over, and the operator’s is fetched and compared', async () => {
    await world.gateway('mts', { registryUrl: `${world.operators().url}/registry/mts/{day}` });
    const hung = await hang();
    await world.accept([{}]);
    await world.dispatcher().round();
    const keeper = createRegistryKeeper(world.parts);
    const made = () =>
      world.database.query('SELECT direction, day, count FROM registry WHERE day = $1 ORDER BY direction', [
        '2026-11-23',
      ]);
    world.forward(11.9 * hour - 5 * minute);
    await keeper.look();
    expect(await made()).toEqual([]);
    world.forward(hour);
    await keeper.look();
    expect(await made()).toEqual([
      { direction: 'ours', day: '2026-11-23', count: 1 },
      { direction: 'theirs', day: '2026-11-23', count: 2 },
    ]);
    expect((await world.payment(hung)).status).toBe('completed');
  });

  test('is made up for when nobody was at work at midnight, as far back as this system worked', async () => {
    await world.gateway('mts', { registryUrl: `${world.operators().url}/registry/mts/{day}` });
    await world.accept([{}]);
    await world.dispatcher().round();
    world.forward(50 * hour);
    await createRegistryKeeper(world.parts).look();
    const made = await world.database.query(
      "SELECT direction, day, count FROM registry WHERE provider = 'mts' ORDER BY day, direction",
    );
    expect(made).toEqual([
      { direction: 'ours', day: '2026-11-23', count: 1 },
      { direction: 'theirs', day: '2026-11-23', count: 1 },
      { direction: 'ours', day: '2026-11-24', count: 0 },
      { direction: 'theirs', day: '2026-11-24', count: 0 },
    ]);
  });

  test('is refused for a day or a provider that is none', async () => {
    expect((await registryCommand(world.parts, { provider: 'mts', day: '22.11.2026' })).ok).toBe(false);
    expect((await registryCommand(world.parts, { provider: 'МТС', day: '2026-11-22' })).ok).toBe(false);
  });
});

describe('An operator’s registry', () => {
  test('settles a hung payment that it names with the same number and sum', async () => {
    const id = await hang();
    const { ok, text } = await compareCommand(world.parts, which(), await theirs());
    expect(ok).toBe(true);
    expect(text).toContain('зависших платежей: 1');
    expect(text).toContain('Расхождений нет');
    expect(await world.payment(id)).toMatchObject({
      status: 'completed',
      reason: 'Подтверждён реестром оператора за 23.11.2026',
    });
    expect((await world.attempt(id)).state).toBe('credited');
    expect(await discrepancies()).toEqual([{ kind: 'missingHere', payment: id, settled_by: 'registry' }]);
    const causes = await world.database.query('SELECT cause FROM status_change WHERE payment = $1', [id]);
    expect(causes.at(-1)).toEqual({ cause: 'registry' });
    // A second time there is nothing left to settle.
    const again = await compareCommand(world.parts, which(), await theirs());
    expect(again.text).not.toContain('зависших');
    expect((await world.statuses(id)).at(-1)).toBe('completed');
  });

  test('with another sum or number settles nothing', async () => {
    const id = await hang();
    const file = await theirs();
    await compareCommand(world.parts, which(), file.replaceAll('152.00', '151.00'));
    expect((await world.payment(id)).status).toBe('hung');
    await compareCommand(world.parts, which(), file.replace(/\t916\d{7}\t/, '\t9990001122\t'));
    expect((await world.payment(id)).status).toBe('hung');
    expect(await discrepancies()).toEqual([{ kind: 'missingHere', payment: id, settled_by: null }]);
  });

  test('is compared by kind, and a difference that is gone from a later file is over', async () => {
    const ids = await world.accept([{ credited: 1_000 }, { credited: 2_000 }, { credited: 3_000 }]);
    await world.dispatcher().round();
    const whole = await theirs();
    const [first = '', second = '', third = ''] = whole.split('\n');
    const foreign = '42\t2026-11-23\t10:00:00\t9160000042\t7.00';
    const other = second.replace(/\d+\.00$/, '1.00');
    const sum = [first, other].reduce((total, row) => total + Number(row.split('\t')[4]), 7).toFixed(2);
    const { text } = await compareCommand(
      world.parts,
      which(),
      [first, other, foreign, `Total: 3 ${sum}`].join('\n'),
    );
    expect(text).toContain('есть у оператора, нет у нас — 1');
    expect(text).toContain('есть у нас, нет у оператора — 1');
    expect(text).toContain('суммы различаются — 1');
    const found = await discrepancies();
    expect(found.map(({ kind, settled_by }) => [kind, settled_by])).toEqual([
      ['missingHere', null],
      ['missingThere', null],
      ['otherSum', null],
    ]);
    expect(found.filter(({ payment }) => payment !== null && ids.some((id) => id === payment))).toHaveLength(
      2,
    );
    expect(third).not.toBe('');
    await compareCommand(world.parts, which(), whole);
    expect((await discrepancies()).every(({ settled_by }) => settled_by === 'registry')).toBe(true);
  });

  test('that is malformed is told by its line, and changes nothing', async () => {
    const id = await hang();
    const { ok, text } = await compareCommand(
      world.parts,
      which(),
      (await theirs()).replace('Total: 1', 'Total: 2'),
    );
    expect(ok).toBe(false);
    expect(text).toContain('Строка 2: число платежей');
    expect((await world.payment(id)).status).toBe('hung');
    expect(await world.database.query('SELECT 1 FROM registry')).toEqual([]);
    expect(await discrepancies()).toEqual([]);
  });
});
