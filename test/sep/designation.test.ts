import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Enrolled } from '../tools/sepClient.ts';
import { contactInput, enrol } from '../tools/sepClient.ts';
import type { TestSep } from '../tools/sepSystem.ts';
import { startSep } from '../tools/sepSystem.ts';

let sep: TestSep;
let stations: readonly [Enrolled, Enrolled, Enrolled];
let tradePoint = 0;

beforeAll(async () => {
  sep = await startSep({ dispatch: false });
});
beforeEach(async () => {
  tradePoint += 1;
  const join = async (number: number) => enrol(sep.url, await sep.newCode(`tt-${tradePoint}`, number));
  stations = [await join(1), await join(2), await join(3)];
  return () => {
    for (const { client } of stations) client.close();
  };
});
afterAll(() => sep.close());

const claim = (station: Enrolled, takeOver: boolean, seen = { generation: 0, epoch: 0 }) =>
  station.client.ok('designation-claim', { takeOver, seen });

test('whoever claims first holds it; the other is told who does and since when', async () => {
  const [one, two] = stations;
  const held = await claim(one, false);
  expect(held).toMatchObject({ kind: 'held', generation: 1, designation: { workstation: 1, epoch: 1 } });
  const { designation } = held;
  expect(await claim(two, false)).toEqual({ kind: 'heldByOther', generation: 1, designation });
  expect((await two.client.ok('contact', contactInput(two.journal, 2))).designation).toEqual(designation);
});

test('the holder keeps its epoch over restarts, a takeover raises it', async () => {
  const [one, two] = stations;
  await claim(one, false);
  expect(await claim(one, false, { generation: 1, epoch: 1 })).toMatchObject({ designation: { epoch: 1 } });
  expect(await claim(two, true)).toMatchObject({ kind: 'held', designation: { workstation: 2, epoch: 2 } });
  expect(await claim(one, false)).toMatchObject({ kind: 'heldByOther', designation: { workstation: 2 } });
  expect(await claim(one, true)).toMatchObject({ kind: 'held', designation: { workstation: 1, epoch: 3 } });
});

test('it is given back under its own epoch only; the next claim raises the epoch', async () => {
  const [one, two] = stations;
  await claim(one, false);
  await claim(two, true);
  const release = (station: Enrolled, epoch: number) =>
    station.client.ok('designation-release', { generation: 1, epoch });
  expect(await release(one, 1)).toMatchObject({ designation: { workstation: 2, epoch: 2 } });
  expect(await release(two, 1)).toMatchObject({ designation: { workstation: 2, epoch: 2 } });
  expect(await release(two, 2)).toEqual({ designation: null });
  expect(await claim(one, false)).toMatchObject({ kind: 'held', designation: { workstation: 1, epoch: 3 } });
});

test('of three that claim at once one holds it, and of three takeovers each gets an epoch of its own', async () => {
  const first = await Promise.all(stations.map((station) => claim(station, false)));
  expect(first.filter(({ kind }) => kind === 'held')).toHaveLength(1);
  expect(new Set(first.map(({ designation }) => designation.workstation)).size).toBe(1);
  const taken = await Promise.all(stations.map((station) => claim(station, true)));
  const epochs = taken.map(({ designation }) => designation.epoch);
  // The one that held it already may have been first, and then keeps what it had.
  expect(new Set(epochs).size).toBe(3);
  expect(Math.max(...epochs)).toBeLessThanOrEqual(4);
});

test('an epoch that was seen under a lost database is never given out again, and proves the loss', async () => {
  const [one, two] = stations;
  expect(await claim(one, false)).toMatchObject({ generation: 1, designation: { epoch: 1 } });
  const again = await claim(two, true, { generation: 1, epoch: 7 });
  expect(again).toMatchObject({ kind: 'held', generation: 2, designation: { workstation: 2, epoch: 8 } });
});

test('an epoch beyond all sense is refused', async () => {
  const [one] = stations;
  const answer = await one.client.call('designation-claim', {
    takeOver: true,
    seen: { generation: 1, epoch: 9_000_000_000_000 },
  });
  expect(answer).toMatchObject({ status: 400, body: { code: 'badRequest' } });
});
