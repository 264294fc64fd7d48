/** Receipts as the tills' registers print them, shown at another till and to СЭП: whose they are, and what they prove. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { AdjustmentRequest, ReceiptEvidence } from '../../../contract/adjustment.ts';
import { parseFiscalQr } from '../../../core/fiscalQr.ts';
import { decide } from '../../../sep/adjustments/decide.ts';
import { leaveRequest } from '../../../sep/adjustments/request.ts';
import { uuidOf } from '../../sep/adjustments/world.ts';
import { callerOf } from '../../sep/ground.ts';
import type { TestSep } from '../../tools/sepSystem.ts';
import { startSep } from '../../tools/sepSystem.ts';
import { endTills, pay, phone, type Till } from '../../tools/workstation.ts';
import { completed, enrolledTill, newTradePoint, startShift } from './ground.ts';

let sep: TestSep;
beforeAll(async () => {
  sep = await startSep();
});
afterAll(() => sep.close());
afterEach(endTills);

async function working(place: string, workstation: number): Promise<Till> {
  const till = await enrolledTill(sep, place, workstation);
  await startShift(till);
  return till;
}

type Qr = Extract<ReceiptEvidence, { kind: 'qr' }>;

/** The code of the last receipt that came out of this till's printer; its text is broken over the paper's width. */
function scanned(till: Till, kind = 'receipt'): Qr {
  const paper = till.papers().findLast((one) => one.kind === kind)?.text ?? '';
  const text = /t=\d{8}T\d{4,6}&s=[\d.]+&fn=\d+&i=\d+&fp=\d+&n=\d/.exec(paper.replace(/\s*\n\s*/g, ''))?.[0];
  const read = parseFiscalQr(text ?? '');
  if (read?.kind !== 'qr') throw new Error(`no code on the paper: ${paper}`);
  return read;
}

let asked = 0;
const requestBy = (receipt: Qr, paymentId: string | null, kind: AdjustmentRequest['kind'] = 'cancel') => {
  asked += 1;
  return {
    id: uuidOf(`request by a receipt ${asked}`),
    kind,
    paymentId,
    receipt,
    missing: null,
    corrected: null,
    reason: 'клиент ошибся',
    wording: '',
    cashierId: '00000000-0000-4000-8000-0000000000c1',
    cashierName: 'Анна',
    seniorName: 'Ольга',
    shiftOpen: true,
    madeAt: Date.now(),
    attachments: [],
  } as unknown as AdjustmentRequest;
};

/** What СЭП makes of it, asked by a workstation of this place. */
async function ask(request: AdjustmentRequest, place: string, workstation: number) {
  const left = await leaveRequest(sep.system.parts, request, callerOf(place, workstation));
  if (!left.ok) throw new Error(left.refusal.message);
  return left.value;
}

test('registers have drives of their own: of two receipts with the same number and sum each is its own payment’s', async () => {
  const place = newTradePoint();
  const [first, second] = [await working(place, 1), await working(place, 2)];
  const one = await pay(first, phone, 60_000);
  await first.must('sync.claim', { takeOver: false });
  await completed(first, one);
  const two = await pay(second, { ...phone, account: '916 123-45-99' }, 60_000);
  await second.must('sync.claim', { takeOver: true });
  await completed(second, two);
  const [here, there] = [scanned(first), scanned(second)];
  expect([here.document, here.amount]).toEqual([there.document, there.amount]);
  expect(here.drive).not.toBe(there.drive);
  expect(await ask(requestBy(here, null), place, 2)).toMatchObject({ paymentId: one, state: 'open' });
  expect(await ask(requestBy(there, null), place, 1)).toMatchObject({ paymentId: two, state: 'open' });
  // The right payment with the other's receipt, and the right receipt with another sign.
  expect(await ask(requestBy(there, one), place, 1)).toMatchObject({
    state: 'denied',
    answer: expect.stringContaining('другого платежа'),
  });
  const sign = here.sign === '1234567890' ? '1234567891' : '1234567890';
  expect(await ask(requestBy({ ...here, sign }, one), place, 1)).toMatchObject({
    state: 'denied',
    answer: expect.stringContaining('Фискальный признак'),
  });
  // The register's zeros at the beginning are not always scanned.
  const bare = { ...here, drive: here.drive.replace(/^0+/, ''), sign: here.sign.replace(/^0+/, '') };
  expect((await ask(requestBy(bare, one, 'transfer'), place, 1)).answer).not.toContain('чек');
});

test('a receipt that nobody has shipped yet is known to be foreign by its drive; where it belongs is said', async () => {
  const [there, here] = [await working(newTradePoint(), 1), await working(newTradePoint(), 1)];
  const shipped = await pay(there, phone, 60_000);
  await there.must('sync.claim', { takeOver: false });
  await completed(there, shipped);
  await there.must('sync.release', null);
  await pay(there, { ...phone, account: '916 123-45-98' }, 60_000);
  const unshipped = scanned(there);
  expect(await here.must('adjust.byReceipt', unshipped)).toMatchObject({
    kind: 'foreign',
    tradePointName: expect.stringMatching(/./),
  });
  // At its own trade point it is not foreign; its journal is only not there yet.
  expect((await there.must('adjust.byReceipt', unshipped)).kind).toBe('found');
});

test('«возврат прихода» is no receipt of a payment', async () => {
  const place = newTradePoint();
  const till = await working(place, 1);
  const paymentId = await pay(till, phone, 60_000);
  await till.must('sync.claim', { takeOver: false });
  await completed(till, paymentId);
  const back = { ...scanned(till), operation: 2 };
  expect(await ask(requestBy(back, paymentId), place, 1)).toMatchObject({
    state: 'denied',
    answer: expect.stringContaining('не прихода'),
  });
});

test('a payment made from a scanned receipt is met by its own journal, not by another one of the same number', async () => {
  const place = newTradePoint();
  const [first, second] = [await working(place, 1), await working(place, 2)];
  const account = '916 555-11-22';
  const lost = await pay(second, { ...phone, account }, 60_000);
  const paper = scanned(second);
  const asks = {
    ...requestBy(paper, null, 'reconduct'),
    missing: {
      providerId: 'mts',
      account: '9165551122',
      amountTaken: paper.amount,
      amountCredited: 50_000,
      takenAt: Date.now(),
    },
  } as unknown as AdjustmentRequest;
  expect(await ask(asks, place, 1)).toMatchObject({ state: 'open' });
  await decide(sep.system.parts, {
    requestId: asks.id,
    person: { id: 'anna', role: 'operator' },
    decision: 'approve',
    reason: 'скан читается',
    corrected: null,
    operatorAnswer: null,
  });
  // The other register's document of the same number and sum arrives first.
  const other = await pay(first, phone, 60_000);
  expect(scanned(first).document).toBe(paper.document);
  await first.must('sync.claim', { takeOver: false });
  await completed(first, other);
  await second.must('sync.claim', { takeOver: true });
  await completed(second, lost);
  const aliases = await sep.database.query<{ journal_payment: string }>(
    'SELECT journal_payment FROM payment_alias WHERE journal_payment = ANY($1::uuid[])',
    [[lost, other]],
  );
  expect(aliases.map(({ journal_payment }) => journal_payment)).toEqual([lost]);
  const credited = sep.system.operators?.credited().filter((one) => one.account === '9165551122');
  expect(credited).toHaveLength(1);
});
