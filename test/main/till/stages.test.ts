// Every step at every stage: what may not be done is refused, and then journal, papers and register are as before.
import { afterEach, describe, expect, test } from 'vitest';
import type { Result } from '../../../contract/failure.ts';
import type { Till } from '../../tools/workstation.ts';
import {
  askPreCheck,
  codeOf,
  endTills,
  enter,
  enterSigned,
  phone,
  startWorking,
} from '../../tools/workstation.ts';

afterEach(endTills);

type Step = readonly [name: string, ask: (till: Till, paymentId: string) => Promise<Result<unknown>>];

const steps: readonly Step[] = [
  ['reprintPreCheck', (till, paymentId) => till.ask('payment.reprintPreCheck', { paymentId })],
  ['sign', (till, paymentId) => till.ask('payment.sign', { paymentId })],
  ['edit', (till, paymentId) => till.ask('payment.edit', { paymentId })],
  ['receipt', (till, paymentId) => till.ask('payment.receipt', { paymentId, tendered: 51_500 })],
  ['askRegister', (till, paymentId) => till.ask('payment.askRegister', { paymentId })],
  ['settleReceipt', (till, paymentId) => till.ask('payment.settleReceipt', { paymentId, made: true })],
  ['conduct', (till, paymentId) => till.ask('payment.conduct', { paymentId })],
  ['abandon', (till, paymentId) => till.ask('payment.abandon', { paymentId, returned: 0 })],
  ['copy', (till, paymentId) => till.ask('receipt.copy', { paymentId })],
  ['resume', (till, paymentId) => till.ask('payment.resume', { paymentId })],
];

const reach: Readonly<Record<string, (till: Till) => Promise<string>>> = {
  entered: async (till) => {
    const draft = await enter(till, phone);
    await askPreCheck(till, draft);
    await till.must('payment.edit', { paymentId: draft.paymentId });
    return draft.paymentId;
  },
  preChecked: async (till) => {
    const draft = await enter(till, phone);
    await askPreCheck(till, draft);
    return draft.paymentId;
  },
  signed: (till) => enterSigned(till, phone),
  receipted: async (till) => {
    const paymentId = await enterSigned(till, phone);
    await till.must('payment.receipt', { paymentId, tendered: 51_500 });
    return paymentId;
  },
  conducted: async (till) => {
    const paymentId = await enterSigned(till, phone);
    await till.must('payment.receipt', { paymentId, tendered: 51_500 });
    await till.must('payment.conduct', { paymentId });
    return paymentId;
  },
  abandoned: async (till) => {
    const paymentId = await enterSigned(till, phone);
    await till.must('payment.abandon', { paymentId, returned: 0 });
    return paymentId;
  },
};

/** What each stage refuses, and why; all the rest it allows. */
const refusals: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  entered: {
    reprintPreCheck: 'wrongStage',
    sign: 'preCheckFirst',
    edit: 'wrongStage',
    receipt: 'preCheckFirst',
    askRegister: 'wrongStage',
    settleReceipt: 'wrongStage',
    conduct: 'wrongStage',
    copy: 'wrongStage',
  },
  preChecked: {
    receipt: 'preCheckFirst',
    askRegister: 'wrongStage',
    settleReceipt: 'wrongStage',
    conduct: 'wrongStage',
    copy: 'wrongStage',
  },
  signed: {
    reprintPreCheck: 'wrongStage',
    sign: 'wrongStage',
    askRegister: 'wrongStage',
    settleReceipt: 'wrongStage',
    conduct: 'wrongStage',
    copy: 'wrongStage',
  },
  receipted: {
    reprintPreCheck: 'wrongStage',
    sign: 'wrongStage',
    edit: 'wrongStage',
    receipt: 'receiptAlreadyMade',
    askRegister: 'wrongStage',
    settleReceipt: 'wrongStage',
    abandon: 'wrongStage',
  },
  conducted: {
    reprintPreCheck: 'wrongStage',
    sign: 'wrongStage',
    edit: 'wrongStage',
    receipt: 'receiptAlreadyMade',
    askRegister: 'wrongStage',
    settleReceipt: 'wrongStage',
    conduct: 'wrongStage',
    abandon: 'wrongStage',
    resume: 'paymentNotFound',
  },
  abandoned: {
    reprintPreCheck: 'wrongStage',
    sign: 'wrongStage',
    edit: 'wrongStage',
    receipt: 'preCheckFirst',
    askRegister: 'wrongStage',
    settleReceipt: 'wrongStage',
    conduct: 'wrongStage',
    abandon: 'wrongStage',
    copy: 'wrongStage',
    resume: 'paymentNotFound',
  },
};

const snapshot = async (till: Till) => {
  const { revision: _, ...view } = await till.view();
  return { view, events: till.events(), papers: till.papers().length, documents: till.documents() };
};

describe.each(Object.keys(reach))('a payment that is %s', (stage) => {
  test('refuses what may not come next, and stays exactly as it was', async () => {
    const till = await startWorking({});
    const paymentId = (await reach[stage]?.(till)) ?? '';
    const before = await snapshot(till);
    const refused = steps.filter(([name]) => refusals[stage]?.[name] !== undefined);
    const answers: Record<string, string> = {};
    for (const [name, ask] of refused) answers[name] = codeOf(await ask(till, paymentId));
    expect(answers).toEqual(refusals[stage]);
    expect(await snapshot(till)).toEqual(before);
  });
});

test('a payment that nobody has entered is not found by any step', async () => {
  const till = await startWorking({});
  const paymentId = '00000000-0000-7000-8000-000000000009';
  const before = await snapshot(till);
  const answers: string[] = [];
  for (const [name, ask] of steps) {
    if (name !== 'abandon') answers.push(codeOf(await ask(till, paymentId)));
  }
  expect(new Set(answers)).toEqual(new Set(['paymentNotFound']));
  expect(await snapshot(till)).toEqual(before);
});

test('too little money makes no receipt, exactly enough does', async () => {
  const till = await startWorking({});
  const paymentId = await enterSigned(till, phone);
  const before = await snapshot(till);
  expect(await till.ask('payment.receipt', { paymentId, tendered: 51_499 })).toMatchObject({
    failure: { code: 'tenderedTooSmall', details: { tenderedKopecks: 51_499, amountKopecks: 51_500 } },
  });
  expect(await snapshot(till)).toEqual(before);
  expect(codeOf(await till.ask('payment.receipt', { paymentId, tendered: 51_500 }))).toBe('ok');
  expect((await till.view()).current?.receipt?.change).toBe(0);
});

test('copies change nothing but the journal’s note of them', async () => {
  const till = await startWorking({});
  const paymentId = await enterSigned(till, phone);
  await till.must('payment.receipt', { paymentId, tendered: 51_500 });
  const { view, events, documents } = await snapshot(till);
  await till.must('receipt.copy', { paymentId });
  const after = await snapshot(till);
  expect(after.view).toEqual(view);
  expect(after.documents).toEqual(documents);
  expect(after.events.slice(events.length).map(({ type }) => type)).toEqual(['receiptCopied']);
  expect(till.papers().at(-1)).toMatchObject({
    kind: 'receiptCopy',
    text: expect.stringContaining('КОПИЯ ЧЕКА'),
  });
});
