import { expect, test } from 'vitest';
import { ok } from '../../../contract/failure.ts';
import type { CashierId } from '../../../contract/primitives.ts';
import { noTries } from '../../../core/pinPause.ts';
import { createSession } from '../../../main/session/session.ts';
import type { Cashier, CashierStore } from '../../../main/store/types.ts';

const id = '00000000-0000-4000-8000-0000000000c1' as CashierId;
const right = '482615';

/** One cashier, kept as the store would keep it over a restart. */
function desk() {
  let cashier: Cashier = {
    id,
    name: 'Иванова А.',
    role: 'cashier',
    closed: false,
    verifier: right,
    tries: noTries,
  };
  let now = 0;
  const cashiers: CashierStore = {
    list: () => [cashier],
    find: (asked) => (asked === id ? cashier : null),
    create: () => ok(null),
    close: () => {
      cashier = { ...cashier, closed: true };
      return ok(null);
    },
    setVerifier: () => ok(null),
    setTries: (_, tries) => {
      cashier = { ...cashier, tries };
      return ok(null);
    },
  };
  const start = () =>
    createSession({
      cashiers,
      verifyPin: async (pin, verifier) => pin === verifier,
      monotonic: () => now,
      autoLockMs: () => 600_000,
    });
  return {
    start,
    cashiers,
    wait: (ms: number) => {
      now += ms;
    },
    restart: () => {
      now = 0;
    },
  };
}

const codeOf = (answer: { ok: boolean; failure?: { code: string } }) => answer.failure?.code ?? 'in';

test('the fifth wrong PIN brings a pause in which even the right one is refused', async () => {
  const { start, wait } = desk();
  const session = start();
  const codes: string[] = [];
  for (let n = 0; n < 5; n += 1) codes.push(codeOf(await session.signIn(id, '000000')));
  expect(codes).toEqual(['wrongPin', 'wrongPin', 'wrongPin', 'wrongPin', 'pinPaused']);
  expect(await session.signIn(id, right)).toMatchObject({
    failure: { code: 'pinPaused', details: { waitMs: 60_000 } },
  });
  wait(59_999);
  expect(codeOf(await session.signIn(id, right))).toBe('pinPaused');
  wait(1);
  expect(codeOf(await session.signIn(id, right))).toBe('in');
});

test('a restart neither ends a pause nor shortens it, and the next pause is longer', async () => {
  const { start, wait, restart } = desk();
  const before = start();
  for (let n = 0; n < 5; n += 1) await before.signIn(id, '000000');
  wait(20_000);
  before.heartbeat();
  restart();
  const session = start();
  expect(await session.signIn(id, right)).toMatchObject({ failure: { details: { waitMs: 40_000 } } });
  wait(40_000);
  expect(await session.signIn(id, '000000')).toMatchObject({
    failure: { code: 'pinPaused', details: { waitMs: 120_000 } },
  });
});

test('five PINs asked at once are five tries', async () => {
  const session = desk().start();
  const answers = await Promise.all(Array.from({ length: 6 }, () => session.signIn(id, '000000')));
  expect(answers.map(codeOf)).toEqual([
    'wrongPin',
    'wrongPin',
    'wrongPin',
    'wrongPin',
    'pinPaused',
    'pinPaused',
  ]);
});

test('the screen locks itself after idle minutes, and touching puts that off', async () => {
  const { start, wait } = desk();
  const session = start();
  await session.signIn(id, right);
  wait(599_000);
  session.touch();
  wait(599_000);
  expect(session.heartbeat()).toBe(false);
  wait(1_000);
  expect(session.heartbeat()).toBe(true);
  expect([session.locked(), session.current(), session.named()?.name]).toEqual([true, null, 'Иванова А.']);
  expect(codeOf(session.require('work'))).toBe('notSignedIn');
});

test('a closed account works no longer, even when signed in', async () => {
  const { start, cashiers } = desk();
  const session = start();
  await session.signIn(id, right);
  expect(codeOf(session.require('work'))).toBe('in');
  expect(codeOf(session.require('settings'))).toBe('roleNeeded');
  cashiers.close(id);
  expect(codeOf(session.require('work'))).toBe('notSignedIn');
  expect(codeOf(await session.signIn(id, right))).toBe('cashierNotFound');
});
