// SIGKILL about a receipt (other steps by the files that a crash leaves, in the other tests here): the program starts, says where it stands, and the day ends with one payment.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import type { Till } from '../../tools/workstation.ts';
import {
  cashierAnna,
  endTills,
  setDevices,
  signIn,
  startTill,
  startTraining,
  trainingProfile,
} from '../../tools/workstation.ts';

afterEach(endTills);

const child = fileURLToPath(new URL('../../tools/killedTill.ts', import.meta.url));

/** What the cashier was told before the kill. */
async function killAt(profile: string, step: string): Promise<string[]> {
  const till = spawn(process.execPath, [child, profile, step], { stdio: ['ignore', 'pipe', 'pipe'] });
  let told = '';
  let errors = '';
  till.stdout.on('data', (bytes: Buffer) => {
    told += bytes.toString('utf8');
  });
  till.stderr.on('data', (bytes: Buffer) => {
    errors += bytes.toString('utf8');
  });
  const [, signal] = (await once(till, 'close')) as [number | null, string | null];
  if (signal !== 'SIGKILL') throw new Error(`the till was not killed at «${step}»: ${errors}`);
  return told.split('\n').filter((line) => line !== '');
}

/** Where the till says it stands, in its own words. */
async function standing(till: Till): Promise<string> {
  await signIn(till, cashierAnna);
  const { shift, draft, current } = await till.view();
  if (!shift) return 'no shift';
  if (current) return `${current.stage}${current.preCheck ? ` ${current.preCheck.state}` : ''}`;
  return draft ? 'draft' : 'shift';
}

/** Goes on from where it stands to the end of the day, as a cashier would. */
async function finish(till: Till): Promise<void> {
  for (let step = 0; step < 10; step += 1) {
    const { shift, draft, current, recent } = await till.view();
    const paymentId = current?.id ?? '';
    if (current?.stage === 'preChecked' && current.preCheck?.state !== 'printed') {
      await till.must('payment.reprintPreCheck', { paymentId });
    } else if (current?.stage === 'preChecked') await till.must('payment.sign', { paymentId });
    else if (current?.stage === 'signed') await till.must('payment.receipt', { paymentId, tendered: 60_000 });
    else if (current?.stage === 'receipting') {
      await till.must('payment.settleReceipt', {
        paymentId,
        made: till.papers().some(({ kind }) => kind === 'receipt'),
      });
    } else if (current?.stage === 'receipted') await till.must('payment.conduct', { paymentId });
    else if (draft) await till.must('payment.preCheck', { draft, confirmed: [], blindDigits: null });
    else if (shift && recent.length > 0)
      await till.must('shift.close', { counted: [{ value: 151_500, count: 1 }] });
    else return;
  }
}

async function expectOneDay(till: Till): Promise<void> {
  const types = till.events().map(({ type }) => type);
  for (const once of ['paymentEntered', 'receiptMade', 'paymentConducted', 'shiftClosed']) {
    expect([once, types.filter((type) => type === once).length]).toEqual([once, 1]);
  }
  expect(till.papers().filter(({ kind }) => kind === 'receipt')).toHaveLength(1);
  const [shift] = await till.must('shift.list', null);
  expect(shift).toMatchObject({ payments: 1, taken: 51_500, expectedCash: 151_500, difference: 0 });
}

test.each([
  ['receipt before the device', 'signed signed'],
  ['receipt after the device', 'receipted signed'],
  ['payment, acknowledged', 'shift'],
])('killed at «%s», it stands at «%s»', async (step, stands) => {
  const profile = await trainingProfile();
  const told = await killAt(profile, step);
  const till = await startTill({ profile });
  await signIn(till, cashierAnna);
  // The register is asked by itself after a start.
  await till.until(({ current }) => current?.stage !== 'receipting');
  expect(await standing(till)).toBe(stands);
  if (told.includes('draft') && !told.includes('payment')) {
    expect((await till.view()).draft).toMatchObject({
      account: '916 123-45-67',
      sum: '500',
      tendered: '600',
    });
  }
  await finish(till);
  await expectOneDay(till);
  expect(till.documents().filter((kind) => kind === 'receipt')).toHaveLength(1);
});

test('killed at the receipt of a plain printer, only a person can say, and one receipt comes out', async () => {
  const before = await startTraining({});
  await setDevices(before, { register: { driver: 'slipPrinter' } });
  await before.close();
  await killAt(before.profile, 'receipt after the device');
  const till = await startTill({ profile: before.profile });
  expect(await standing(till)).toBe('receipting signed');
  expect((await till.view()).current?.receipt).toMatchObject({
    failure: 'receiptUnknown',
    registerRemembers: false,
  });
  await finish(till);
  await expectOneDay(till);
});
