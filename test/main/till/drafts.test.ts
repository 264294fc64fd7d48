// What was typed and what the client handed over, through setting aside, lock, refusal, restart and crash.
import { afterEach, describe, expect, test } from 'vitest';
import type { DraftInput, Till } from '../../tools/workstation.ts';
import {
  askPreCheck,
  cashierAnna,
  codeOf,
  crashCopy,
  endTills,
  enter,
  enterSigned,
  hour,
  phone,
  signIn,
  startTill,
  startWorking,
} from '../../tools/workstation.ts';

afterEach(endTills);

async function receive(till: Till, draft: DraftInput, tendered: string): Promise<DraftInput> {
  const typed = { ...draft, tendered };
  await till.must('payment.saveDraft', typed);
  return typed;
}

const inHand = async (till: Till): Promise<DraftInput | null> => (await till.view()).draft;

describe('money received', () => {
  test('for a payment that the journal doesn’t know keeps it in hand until it is given back', async () => {
    const till = await startWorking({});
    const draft = await receive(till, await enter(till, phone), '1 000');
    const owed = { failure: { code: 'returnMoneyFirst', details: { receivedKopecks: 100_000 } } };
    expect(await till.ask('payment.begin', null)).toMatchObject(owed);
    expect(await till.ask('payment.abandon', { paymentId: draft.paymentId, returned: 0 })).toMatchObject(
      owed,
    );
    expect(await till.ask('payment.abandon', { paymentId: draft.paymentId, returned: 99_999 })).toMatchObject(
      owed,
    );
    expect(await inHand(till)).toEqual(draft);
    await till.must('payment.abandon', { paymentId: draft.paymentId, returned: 100_000 });
    expect(await inHand(till)).toBeNull();
    expect(codeOf(await till.ask('payment.begin', null))).toBe('ok');
  });

  test('is not forgotten by taking another payment in hand', async () => {
    const till = await startWorking({});
    const aside = await enterSigned(till, phone);
    const draft = await receive(till, await enter(till, { ...phone, sum: '100' }), '200');
    expect(codeOf(await till.ask('payment.resume', { paymentId: aside }))).toBe('returnMoneyFirst');
    const stranger = { ...draft, paymentId: '00000000-0000-7000-8000-00000000abcd', tendered: '' };
    expect(codeOf(await askPreCheck(till, stranger))).toBe('returnMoneyFirst');
    expect(await inHand(till)).toEqual(draft);
  });

  test('for a payment that the journal doesn’t know keeps the shift open: the count would call it a surplus', async () => {
    const till = await startWorking({});
    const draft = await receive(till, await enter(till, phone), '1 000');
    const counted = [{ value: 100_000, count: 2 }];
    expect(await till.ask('shift.close', { counted })).toMatchObject({
      failure: { code: 'returnMoneyFirst', details: { receivedKopecks: 100_000 } },
    });
    expect((await till.view()).shift?.number).toBe(1);
    // Past 24 hours too: giving it back is always possible.
    till.pass(25 * hour);
    expect(codeOf(await till.ask('shift.close', { counted }))).toBe('returnMoneyFirst');
    await till.must('payment.abandon', { paymentId: draft.paymentId, returned: 100_000 });
    expect(codeOf(await till.ask('shift.close', { counted: [{ value: 100_000, count: 1 }] }))).toBe('ok');
    expect((await till.must('shift.list', null))[0]).toMatchObject({ difference: 0 });
  });

  test('is asked back when a payment is abandoned after its pre-check, and written into the journal', async () => {
    const till = await startWorking({});
    const paymentId = await enterSigned(till, phone);
    const draft = await inHand(till);
    if (draft) await receive(till, draft, '600,50');
    const events = till.events().length;
    expect(codeOf(await till.ask('payment.abandon', { paymentId, returned: 0 }))).toBe('returnMoneyFirst');
    expect(till.events()).toHaveLength(events);
    await till.must('payment.abandon', { paymentId, returned: 60_050 });
    expect(till.events().at(-1)).toMatchObject({ type: 'paymentAbandoned', body: { returned: 60_050 } });
    expect(till.events().at(-2)).toMatchObject({ type: 'preCheckAnnulled', body: { reason: 'abandoned' } });
  });

  test('survives setting aside, a crash and taking in hand again', async () => {
    const till = await startWorking({});
    const paymentId = await enterSigned(till, phone);
    const draft = await inHand(till);
    const typed = draft && (await receive(till, draft, '600'));
    await enter(till, { ...phone, sum: '100' });
    const again = await startTill({ profile: crashCopy(till.profile) });
    await signIn(again, cashierAnna);
    expect((await inHand(again))?.sum).toBe('100');
    expect(codeOf(await again.ask('payment.abandon', { paymentId, returned: 0 }))).toBe('returnMoneyFirst');
    await again.must('payment.resume', { paymentId });
    expect(await inHand(again)).toEqual(typed);
  });

  test('typed a moment before the payment was set aside is stored all the same', async () => {
    const till = await startWorking({});
    const paymentId = await enterSigned(till, phone);
    const draft = await inHand(till);
    await till.must('payment.begin', null);
    if (draft) await receive(till, draft, '600');
    expect((await inHand(till))?.paymentId).not.toBe(paymentId);
    await till.must('payment.resume', { paymentId });
    expect((await inHand(till))?.tendered).toBe('600');
  });
});

describe('fields', () => {
  test('stand as typed after a crash, before anything was printed', async () => {
    const till = await startWorking({});
    const draft = await enter(till, { account: '+7 (916) 12', provider: 'mts', sum: '12,' });
    const again = await startTill({ profile: crashCopy(till.profile) });
    await signIn(again, cashierAnna);
    expect(await inHand(again)).toEqual(draft);
  });

  test('are kept when the pre-check is refused', async () => {
    const till = await startWorking({});
    const draft = await enter(till, { ...phone, account: '12' });
    expect(codeOf(await askPreCheck(till, { ...draft, sum: '777' }))).toBe('badAccount');
    expect(await inHand(till)).toMatchObject({ account: '12', sum: '777' });
  });

  test('of a payment that was set aside come back as they were, its details untouched', async () => {
    const till = await startWorking({});
    const first = await enterSigned(till, phone);
    const second = await enterSigned(till, { ...phone, sum: '100' });
    await till.must('payment.resume', { paymentId: first });
    expect(await till.view()).toMatchObject({
      draft: { paymentId: first, account: phone.account, sum: phone.sum },
      current: { id: first, stage: 'signed', details: { amountCredited: 50_000 } },
    });
    await till.must('payment.resume', { paymentId: second });
    expect((await inHand(till))?.sum).toBe('100');
  });

  test('edited after the pre-check go onto a new pre-check, and the old number is annulled', async () => {
    const till = await startWorking({});
    const paymentId = await enterSigned(till, phone);
    await till.must('payment.edit', { paymentId });
    const draft = await inHand(till);
    if (!draft) throw new Error('the draft is gone');
    await askPreCheck(till, { ...draft, sum: '600' });
    const { current } = await till.view();
    expect(current).toMatchObject({
      number: '1-1',
      stage: 'preChecked',
      preCheck: { number: 2, state: 'printed' },
      details: { amountCredited: 60_000, fee: 1_800, amountTaken: 61_800 },
    });
    const { rows } = await till.must('preChecks.list', { text: '', offset: 0, limit: 10 });
    expect(rows.map(({ number, state }) => [number, state])).toEqual([
      [2, 'printed'],
      [1, 'annulled'],
    ]);
  });
});

describe('a payment that has ended', () => {
  async function conducted(till: Till): Promise<DraftInput> {
    const paymentId = await enterSigned(till, phone);
    const draft = await inHand(till);
    await till.must('payment.receipt', { paymentId, tendered: 51_500 });
    await till.must('payment.conduct', { paymentId });
    if (!draft) throw new Error('the draft is gone');
    return draft;
  }

  test('is in hand no more, and a late save does not bring it back', async () => {
    const till = await startWorking({});
    const draft = await conducted(till);
    expect(await inHand(till)).toBeNull();
    await till.must('payment.saveDraft', draft);
    expect(await inHand(till)).toBeNull();
    expect(codeOf(await till.ask('payment.resume', { paymentId: draft.paymentId }))).toBe('paymentNotFound');
  });

  test('can’t push the payment in hand away by its pre-check', async () => {
    const till = await startWorking({});
    const ended = await conducted(till);
    const draft = await enter(till, { ...phone, sum: '100' });
    expect(codeOf(await askPreCheck(till, ended))).toBe('wrongStage');
    expect(await inHand(till)).toEqual(draft);
  });

  test('is in hand no more after a crash between its conducting and the dropping of its draft', async () => {
    let copy = '';
    const till = await startWorking({});
    const profile = till.profile;
    const paymentId = await enterSigned(till, phone);
    await till.must('payment.receipt', { paymentId, tendered: 51_500 });
    const before = await inHand(till);
    // «Провести» pushes a snapshot after its commit and before the draft goes: the crash comes there.
    const conducting = till.onPush(() => {
      if (copy === '') copy = crashCopy(profile);
    });
    await till.must('payment.conduct', { paymentId });
    conducting();
    const again = await startTill({ profile: copy });
    const view = await signIn(again, cashierAnna);
    expect(view).toMatchObject({ draft: null, current: null, unfinished: [] });
    expect(before?.paymentId).toBe(paymentId);
    const draft = await enter(again, { ...phone, sum: '100' });
    expect(await inHand(again)).toEqual(draft);
  });
});

test('money of a receipt that was not made is given back before the payment is abandoned', async () => {
  const till = await startWorking({
    register: (real) => ({
      ...real,
      closeReceipt: async () => ({ kind: 'notMade', failure: { code: 'registerFault' } }),
    }),
  });
  const paymentId = await enterSigned(till, phone);
  await till.must('payment.receipt', { paymentId, tendered: 60_000 });
  expect(codeOf(await till.ask('payment.abandon', { paymentId, returned: 0 }))).toBe('returnMoneyFirst');
  expect(codeOf(await till.ask('payment.abandon', { paymentId, returned: 60_000 }))).toBe('ok');
});

test('«Получено» that is no sum is never taken for nothing', async () => {
  const till = await startWorking({});
  const draft = await enter(till, phone);
  await till.must('payment.saveDraft', { ...draft, tendered: '1000р' });
  expect(codeOf(await till.ask('payment.abandon', { paymentId: draft.paymentId, returned: 0 }))).toBe(
    'badSum',
  );
});

test('with nobody at the till nothing is saved over what was typed', async () => {
  const till = await startWorking({});
  const draft = await enter(till, phone);
  await till.must('payment.saveDraft', { ...draft, tendered: '600' });
  await till.must('session.signOut', null);
  expect(codeOf(await till.ask('payment.saveDraft', { ...draft, tendered: '' }))).toBe('notSignedIn');
});
