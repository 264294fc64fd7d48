// A profile restored from an older copy: the register remembers more, so the old journal is not gone on with.
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import {
  cashierAnna,
  crashCopy,
  endTills,
  enterSigned,
  pay,
  phone,
  signIn,
  startTill,
  startWorking,
} from '../../tools/workstation.ts';

afterEach(endTills);

const opened = (events: readonly { type: string }[]) =>
  events.filter(({ type }) => type === 'journalOpened').length;

test('a restored profile begins a new journal after the old head, and gives no number twice', async () => {
  const till = await startWorking({});
  await pay(till, phone, 51_500);
  const older = crashCopy(till.profile);
  await pay(till, { ...phone, sum: '300' }, 40_000);
  await pay(till, { ...phone, sum: '200' }, 40_000);
  await till.close();
  // Everything comes back as it was but the register, which is a machine of its own.
  rmSync(join(older, 'register'), { recursive: true });
  cpSync(join(till.profile, 'register'), join(older, 'register'), { recursive: true });

  const restored = await startTill({ profile: older });
  const view = await signIn(restored, cashierAnna);
  expect(view.newJournal).toEqual({ kind: 'restored', missing: 2 });
  const before = restored.events().length - 1;
  const last = restored.events().at(-1);
  expect(last).toMatchObject({
    type: 'journalOpened',
    body: { reason: 'restored', previous: { seq: before } },
  });
  expect(view.shift?.number).toBe(1);
  await pay(restored, { ...phone, sum: '100' }, 20_000);
  const { recent } = await restored.view();
  // 1-2 and 1-3 are on papers that clients hold.
  expect(recent.map(({ number }) => number)).toEqual(['1-4', '1-1']);
});

test('the same profile, started again after a day’s work, goes on with its journal', async () => {
  const till = await startWorking({});
  await pay(till, phone, 51_500);
  await till.must('shift.close', { counted: [] });
  await till.close();
  const again = await startTill({ profile: till.profile });
  expect((await signIn(again, cashierAnna)).newJournal).toBeNull();
  expect(opened(again.events())).toBe(1);
});

test('a Z that the register made without our knowing is no reason for a new journal', async () => {
  const till = await startWorking({
    register: (real) => ({
      ...real,
      state: () => real.state(),
      lastDocument: () => real.lastDocument(),
      closeReceipt: (order) => real.closeReceipt(order),
      ensureShiftOpen: (paper) => real.ensureShiftOpen(paper),
      ensureShiftClosed: async (paper) => {
        await real.ensureShiftClosed(paper);
        return { kind: 'unknown', failure: { code: 'unplugged' } };
      },
    }),
  });
  await pay(till, phone, 51_500);
  await till.must('shift.close', { counted: [] });
  await till.close();
  const again = await startTill({ profile: till.profile });
  expect((await signIn(again, cashierAnna)).newJournal).toBeNull();
});

test('a receipt that a person settled is no reason for a new journal', async () => {
  let silent = false;
  const till = await startWorking({
    register: (real) => ({
      ...real,
      closeReceipt: async (order) => {
        await real.closeReceipt(order);
        silent = true;
        return { kind: 'unknown', failure: { code: 'unplugged' } };
      },
      lastDocument: async () =>
        silent ? { kind: 'silent', failure: { code: 'unplugged' } } : real.lastDocument(),
    }),
  });
  const paymentId = await enterSigned(till, phone);
  await till.must('payment.receipt', { paymentId, tendered: 51_500 });
  await till.must('payment.settleReceipt', { paymentId, made: true });
  await till.close();
  const again = await startTill({ profile: till.profile });
  expect((await signIn(again, cashierAnna)).newJournal).toBeNull();
});
