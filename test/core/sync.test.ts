import { expect, test } from 'vitest';
import type { Instant } from '../../contract/primitives.ts';
import type { Designation } from '../../contract/sep.ts';
import { backOff } from '../../core/backOff.ts';
import { holderSilentMs, judgeTick, nobodySyncing, unsentOldMs } from '../../core/sync.ts';

const at = (milliseconds: number): Instant => milliseconds as Instant;
const noon = 1_000_000_000;
const held = (change: Partial<Designation>): Designation => ({
  workstation: 2,
  epoch: 5,
  since: at(noon - 60_000),
  lastContactAt: at(noon),
  ...change,
});
const nobody = (designation: Designation | null, oldestUnsentAt: number | null = null) =>
  nobodySyncing({
    workstation: 1,
    told: { designation, clock: at(noon) },
    oldestUnsentAt: oldestUnsentAt === null ? null : at(oldestUnsentAt),
    now: at(noon),
  });

test('a box that is ticked nowhere is loud', () => {
  expect(nobody(null)).toBe('noDesignation');
  expect(nobody(held({}))).toBeNull();
});

test('a holder is silent by СЭП’s clock after two minutes; this workstation never is to itself', () => {
  expect(nobody(held({ lastContactAt: at(noon - holderSilentMs) }))).toBeNull();
  expect(nobody(held({ lastContactAt: at(noon - holderSilentMs - 1) }))).toBe('holderSilent');
  expect(nobody(held({ lastContactAt: null, since: at(noon - holderSilentMs - 1) }))).toBe('holderSilent');
  expect(nobody(held({ workstation: 1, lastContactAt: at(0) }))).toBeNull();
});

test('own payments that wait for more than fifteen minutes are loud, whoever holds the box', () => {
  expect(nobody(held({}), noon - unsentOldMs)).toBeNull();
  expect(nobody(held({}), noon - unsentOldMs - 1)).toBe('unsentOld');
  expect(nobody(held({ workstation: 1 }), noon - unsentOldMs - 1)).toBe('unsentOld');
});

test('before СЭП was asked only what waits here is known', () => {
  const facts = { workstation: 1, told: null, now: at(noon) };
  expect(nobodySyncing({ ...facts, oldestUnsentAt: null })).toBeNull();
  expect(nobodySyncing({ ...facts, oldestUnsentAt: at(noon - unsentOldMs - 1) })).toBe('unsentOld');
});

const tick = { generation: 1, epoch: 5, since: at(noon - 60_000) };

test('the box follows СЭП’s word', () => {
  const told = (generation: number, designation: Designation | null) =>
    judgeTick(1, tick, { generation, designation });
  expect(told(1, held({ workstation: 1 }))).toEqual({ kind: 'same' });
  expect(told(1, held({ workstation: 1, epoch: 7 }))).toMatchObject({ kind: 'held', tick: { epoch: 7 } });
  expect(told(1, held({ workstation: 2, epoch: 6, since: at(noon) }))).toEqual({
    kind: 'lost',
    workstation: 2,
    at: noon,
  });
  expect(told(1, null)).toEqual({ kind: 'released' });
  expect(judgeTick(1, null, { generation: 1, designation: held({}) })).toEqual({ kind: 'same' });
  // A claim whose answer was lost.
  expect(judgeTick(1, null, { generation: 1, designation: held({ workstation: 1 }) })).toMatchObject({
    kind: 'held',
    tick: { epoch: 5 },
  });
});

test('a СЭП restored from before the claim is claimed again; one that another has claimed since is not', () => {
  const told = (designation: Designation | null) => judgeTick(1, tick, { generation: 2, designation });
  expect(told(null)).toEqual({ kind: 'claimAgain' });
  expect(told(held({ since: at(noon - 120_000) }))).toEqual({ kind: 'claimAgain' });
  expect(told(held({ since: at(noon) }))).toMatchObject({ kind: 'lost', workstation: 2 });
});

test('pauses double up to a bound, and chance takes up to half off', () => {
  const pauses = { firstMs: 500, mostMs: 15_000 };
  expect([1, 2, 3, 6, 50, 5_000].map((failures) => backOff(pauses, failures, 0))).toEqual([
    500, 1_000, 2_000, 15_000, 15_000, 15_000,
  ]);
  expect(backOff(pauses, 2, 0.5)).toBe(750);
  expect(backOff(pauses, 2, 0.999)).toBeGreaterThanOrEqual(500);
});
