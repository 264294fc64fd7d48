/** What a newcomer sees: the training numbers' ends, behind gateways that the training set made. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { starterCatalogue } from '../../core/starter/starterCatalogue.ts';
import { openCatalogue } from '../../sep/catalogue/catalogue.ts';
import { Gateway, saveGateway, seedTrainingGateways } from '../../sep/dispatch/gateway.ts';
import { createAdminCommands } from '../../sep/ops/adminCommands.ts';
import type { Authority } from '../../sep/trust/authority.ts';
import { type DispatchWorld, newDispatchWorld } from './dispatchWorld.ts';

let world: DispatchWorld;

beforeAll(async () => {
  world = await newDispatchWorld({ training: true });
  await openCatalogue(world.parts);
});
afterAll(() => world.close());

const unused = () => Promise.reject(new Error('not asked for here'));
const commandsOf = ({ parts }: DispatchWorld) =>
  createAdminCommands({
    parts,
    authority: {} as Authority,
    training: true,
    secret: Buffer.alloc(32),
    revoke: unused,
  });

const gateways = async () =>
  new Map(
    (
      await world.database.query<{ provider: string; value: string }>('SELECT provider, value FROM gateway')
    ).map(({ provider, value }) => [provider, Gateway.parse(JSON.parse(value))]),
  );

test('Training gateways go to the simulator of this start; one that a person set stays', async () => {
  await world.database.run('DELETE FROM gateway');
  await saveGateway(world.parts, 'mts', { url: 'https://osmp.example/pay' });
  await seedTrainingGateways(world.parts, 'http://127.0.0.1:1');
  await seedTrainingGateways(world.parts, 'http://127.0.0.1:2/');
  const set = await gateways();
  expect([...set.keys()].sort()).toEqual(starterCatalogue.providers.map(({ id }) => id as string).sort());
  expect(set.get('mts')).toMatchObject({ url: 'https://osmp.example/pay', training: false, concurrency: 12 });
  expect(set.get('t2')).toMatchObject({ url: 'http://127.0.0.1:2/osmp/t2', training: true });
});

test('A training gateway that a person points elsewhere keeps nothing of the simulator; what a person set stays', async () => {
  await world.database.run('DELETE FROM gateway');
  await seedTrainingGateways(world.parts, 'http://127.0.0.1:1');
  const set = async (input: object) => {
    const done = await commandsOf(world)['gateway']?.run({ provider: 'mts', ...input });
    return { done, mts: (await gateways()).get('mts') };
  };
  const usual = Gateway.parse({ url: 'https://osmp.example/pay' });
  expect((await set({ url: 'https://osmp.example/pay' })).mts).toEqual(usual);
  const registryUrl = 'https://osmp.example/registry/{day}';
  await set({ url: 'https://osmp.example/pay', registryUrl });
  expect((await set({ url: 'https://osmp.example/new' })).mts).toEqual({
    ...usual,
    url: 'https://osmp.example/new',
    registryUrl,
  });
  for (const refused of [{ url: 'osmp.example' }, { url: 'https://osmp.example', provider: 'nosuch' }]) {
    const { done, mts } = await set(refused);
    expect(done).toMatchObject({ ok: false, refusal: { code: 'badRequest' } });
    expect(mts?.url).toBe('https://osmp.example/new');
  }
  expect((await gateways()).has('nosuch')).toBe(false);
});

test('A gateway that is none is refused, and says why', async () => {
  for (const form of [{}, { url: 'ftp://osmp.example' }, { url: 'https://osmp.example', concurrency: 0 }]) {
    const saved = await saveGateway(world.parts, 'mts', form);
    expect(saved.ok ? '' : saved.refusal.code).toBe('badRequest');
  }
});

test('Training numbers end rejected, hung, or late', async () => {
  await world.database.run('DELETE FROM gateway');
  await seedTrainingGateways(world.parts, world.operators().url);
  const [unknown = '', refused = '', lost = '', slow = '', plain = ''] = await world.accept(
    ['9000000003', '9000000005', '9000000007', '9000000009', '9000000001'].map((account) => ({ account })),
  );
  const standing = async () => ({
    unknown: (await world.payment(unknown)).status,
    refused: (await world.payment(refused)).status,
    lost: (await world.payment(lost)).status,
    slow: (await world.payment(slow)).status,
    plain: (await world.payment(plain)).status,
  });
  await world.dispatcher().round();
  expect(await standing()).toEqual({
    unknown: 'rejected',
    refused: 'rejected',
    lost: 'forwarded',
    slow: 'forwarded',
    plain: 'completed',
  });
  world.forward(10_000);
  await world.dispatcher().round();
  expect(await standing()).toMatchObject({ lost: 'hung', slow: 'forwarded' });
  world.forward(30_000);
  await world.dispatcher().round();
  expect(await standing()).toMatchObject({ lost: 'hung', slow: 'completed' });
});
