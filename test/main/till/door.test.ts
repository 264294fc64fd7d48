// Whatever is sent through the door: rubbish is refused before it is read, strangers and the wrong people are refused by name.
import { afterEach, describe, expect, test } from 'vitest';
import type { CallName } from '../../../contract/ipc.ts';
import { calls } from '../../../contract/ipc.ts';
import { openWriter } from '../../../main/store/driver.ts';
import { profileAt } from '../../../main/store/profile.ts';
import type { Till } from '../../tools/workstation.ts';
import {
  administratorSergey,
  cashierAnna,
  codeOf,
  endTills,
  enterSigned,
  idOf,
  phone,
  seniorMarina,
  signIn,
  startTraining,
  startWorking,
} from '../../tools/workstation.ts';

afterEach(endTills);

const names = Object.keys(calls) as CallName[];

const rubbish: readonly unknown[] = [
  undefined,
  0,
  -1,
  Number.NaN,
  '',
  'null',
  true,
  [],
  [null],
  {},
  { paymentId: 'x' },
  { paymentId: '../../etc/passwd', made: 'yes' },
  { paymentId: '00000000-0000-7000-8000-000000000001', tendered: -1 },
  { paymentId: '00000000-0000-7000-8000-000000000001', tendered: 1.5 },
  { paymentId: '00000000-0000-7000-8000-000000000001', returned: Number.POSITIVE_INFINITY },
  { openingCash: '100' },
  { kind: 'gift', amount: 1, reason: 'x' },
  { counted: [{ value: 1, count: -1 }] },
  { counted: [{ value: 0.5, count: 1 }] },
  JSON.parse('{"__proto__":{"role":"administrator"},"constructor":1}'),
  { cashierId: null, pin: 123456 },
  { name: 'A'.repeat(1000), role: 'king', pin: '12345' },
  { offset: -1, limit: 100_000, text: 5 },
  { query: { from: '2026-02-31T', to: 'x' }, asOf: 'now' },
  new Map([['paymentId', 1]]),
];

const state = async (till: Till) => {
  const { revision: _, ...view } = await till.view();
  return { view, events: till.events(), papers: till.papers().length };
};

/** Fits, by chance, what these calls take. */
const fits = (name: CallName, payload: unknown): boolean => calls[name][0].safeParse(payload).success;

test('every call refuses what does not fit it, and nothing has changed', async () => {
  const till = await startWorking({});
  await enterSigned(till, phone);
  const before = await state(till);
  const answers: string[] = [];
  for (const name of names) {
    const unfit = rubbish.filter((payload) => !fits(name, payload));
    const codes = await Promise.all(unfit.map(async (payload) => codeOf(await till.send(name, payload))));
    answers.push(`${name} ${[...new Set(codes)].join(', ')}`);
  }
  expect(answers).toEqual(names.map((name) => `${name} badPayload`));
  expect(await state(till)).toEqual(before);
});

test('names that are no calls are refused, those of objects too', async () => {
  const till = await startWorking({});
  for (const name of [
    'payment.steal',
    'toString',
    '__proto__',
    'constructor',
    '',
    null,
    7,
    { name: 'till.view' },
  ]) {
    expect(codeOf(await till.send(name, null))).toBe('unknownCall');
  }
});

test('no PIN and no client’s number gets into the log', async () => {
  const till = await startWorking({});
  await enterSigned(till, phone);
  await till.send('session.signIn', { cashierId: 'x', pin: '250713' });
  await till.send('payment.check', { account: '9161234567' });
  const log = till.logged.join('\n');
  expect(log).toContain('call');
  expect(log).not.toMatch(/250713|9161234567|916 123/);
});

const paymentId = '00000000-0000-7000-8000-000000000001';
const id = '00000000-0000-4000-8000-0000000000c1';
const query = { from: '2026-11-23', to: '2026-11-23', providerId: null, account: null };
const reportKey = { build: 1, query, asOf: 1, count: 0 };
const draft = {
  paymentId,
  account: '9161234567',
  providerId: 'mts',
  providerChosen: true,
  sum: '500',
  tendered: '',
};
const form = { address: 'sep.example:8443', code: 'ABCD' };
const receipt = { kind: 'typed', number: '128/12', amount: 50_000 };
const corrected = { providerId: 'mts', account: '9161234568' };
const adjustment = {
  paymentId,
  kind: 'cancel',
  receipt,
  missing: null,
  corrected: null,
  reason: 'не тот номер',
  senior: null,
  attachments: [],
};
const letter = {
  to: 'office@example.com',
  subject: 'Отмена',
  words: 'Просим отменить.',
  paymentIds: [paymentId],
  attachments: [],
};
const mail = {
  to: 'office@example.com',
  from: '',
  host: 'mail.example.com',
  port: 465,
  secure: true,
  user: 'kassa',
  password: null,
};
const settings = {
  printer: { driver: 'virtual', width: '80' },
  register: { driver: 'virtual' },
  autoLockMinutes: 10,
  blindEntryFrom: 500_000,
  feeVat: 'none',
  vatRates: [{ key: 'none', since: '2019-01-01', code: 6, basisPoints: null, name: 'Без НДС' }],
};

/** Payloads that fit, for the calls that need somebody signed in, by the least role that may. */
const cashierCalls: readonly (readonly [CallName, unknown])[] = [
  ['shift.open', { openingCash: 0 }],
  ['shift.close', { counted: [] }],
  ['shift.xReport', null],
  ['shift.list', null],
  ['shift.reprintZ', { shiftId: id }],
  ['cash.move', { kind: 'cashIn', amount: 100, reason: 'размен' }],
  ['cash.list', null],
  ['cash.reprint', { moveId: paymentId }],
  ['payment.begin', null],
  ['payment.check', draft],
  ['payment.checkAtOperator', draft],
  ['payment.preCheck', { draft, confirmed: [], blindDigits: null }],
  ['payment.reprintPreCheck', { paymentId }],
  ['payment.sign', { paymentId }],
  ['payment.edit', { paymentId }],
  ['payment.receipt', { paymentId, tendered: 1 }],
  ['payment.askRegister', { paymentId }],
  ['payment.settleReceipt', { paymentId, made: true }],
  ['payment.conduct', { paymentId }],
  ['payment.abandon', { paymentId, returned: 0 }],
  ['payment.resume', { paymentId }],
  ['receipt.copy', { paymentId }],
  ['receipt.paperOut', { paymentId }],
  ['preChecks.list', { text: '', offset: 0, limit: 1 }],
  ['report.build', query],
  ['report.rows', { key: reportKey, offset: 0, limit: 1 }],
  ['report.copy', { paymentIds: [paymentId] }],
  ['report.csv', reportKey],
  ['report.print', reportKey],
  ['paper.list', null],
  ['sync.claim', { takeOver: false }],
  ['sync.release', null],
  ['sync.lossRead', null],
  ['sync.open', null],
  ['sync.connection', null],
  ['adjust.open', { paymentId }],
  ['adjust.byReceipt', receipt],
  ['adjust.showReceipt', { paymentId, receipt }],
  ['adjust.checkNumber', { paymentId, kind: 'transfer', corrected }],
  ['adjust.ask', adjustment],
  ['requests.showReceipt', { requestId: paymentId, receipt: { kind: 'typed', number: '1/1', amount: 1 } }],
  ['letter.judge', { kind: 'cancel', paymentIds: [paymentId] }],
  ['letter.receipt', { paymentIds: [paymentId], receipt: { kind: 'typed', number: '1/1', amount: 1 } }],
  ['adjust.cancelHere', adjustment],
  ['adjust.statement', { paymentId, kind: 'cancel' }],
  ['refund.pay', { paymentId }],
  ['refund.settle', { paymentId, what: 'cash', done: true }],
  ['requests.list', null],
  ['letter.compose', { paymentIds: [paymentId], kind: 'cancel', detail: '' }],
  ['letter.copy', letter],
  ['letter.openInMail', letter],
  ['letter.send', letter],
  ['letter.chooseFile', null],
  ['letters.list', null],
  ['mail.get', null],
];
const seniorCalls: readonly (readonly [CallName, unknown])[] = [
  ['settings.get', null],
  ['settings.set', settings],
  ['devices.testPage', null],
  ['ranges.import', null],
  ['diagnostics.get', null],
  ['diagnostics.verify', null],
  ['sync.look', form],
  ['sync.enrol', form],
  ['sync.setPeer', { workstation: 2, typed: [] }],
  ['mail.set', mail],
];
const administratorCalls: readonly (readonly [CallName, unknown])[] = [
  ['cashiers.list', null],
  ['cashiers.create', { name: 'Новый Кассир', role: 'administrator', pin: '482615' }],
  ['cashiers.close', { id }],
  ['cashiers.setPin', { id, pin: '482615' }],
];
/** Nobody need be signed in for these: the sign-in screen, the set-up, typing that is stored a moment after a lock. */
const open: readonly CallName[] = [
  'till.view',
  'catalogue.get',
  'screen.broken',
  'setUp.complete',
  'session.signIn',
  'session.lock',
  'session.signOut',
  'session.touch',
  'payment.saveDraft',
  'payment.hint',
  'devices.ports',
];

async function answersOf(till: Till, asked: typeof cashierCalls): Promise<string[]> {
  const answers: string[] = [];
  for (const [name, payload] of asked) answers.push(`${name} ${codeOf(await till.send(name, payload))}`);
  return answers;
}

const all = (asked: typeof cashierCalls, code: string): string[] => asked.map(([name]) => `${name} ${code}`);

test('every call is either open to all or asked here for its role', () => {
  const known = [...cashierCalls, ...seniorCalls, ...administratorCalls].map(([name]) => name);
  expect([...known, ...open].sort()).toEqual([...names].sort());
});

test('another workstation’s payment is not gone on with here: nothing is stored, printed or taken in hand', async () => {
  const till = await startWorking({});
  const paymentId = await enterSigned(till, phone);
  // The store keeps in memory what it wrote last: that is to be another payment than the one that is altered here.
  await enterSigned(till, phone);
  // As if its journal had arrived from a neighbour.
  const database = openWriter(profileAt(till.profile).database);
  database.prepare('UPDATE payment SET workstation = 2 WHERE id = ?').run(paymentId);
  const before = await state(till);
  const asks: readonly (readonly [CallName, unknown, string])[] = [
    ['payment.sign', { paymentId }, 'signed'],
    ['payment.edit', { paymentId }, 'signed'],
    ['payment.receipt', { paymentId, tendered: 60_000 }, 'signed'],
    ['payment.abandon', { paymentId, returned: 0 }, 'signed'],
    ['payment.resume', { paymentId }, 'signed'],
    ['payment.reprintPreCheck', { paymentId }, 'preChecked'],
    ['payment.conduct', { paymentId }, 'receipted'],
    ['receipt.copy', { paymentId }, 'receipted'],
    ['payment.askRegister', { paymentId }, 'receipting'],
    ['payment.settleReceipt', { paymentId, made: true }, 'receipting'],
    ['payment.preCheck', { draft: { ...draft, paymentId }, confirmed: [], blindDigits: null }, 'entered'],
  ];
  for (const [name, payload, stage] of asks) {
    database.prepare('UPDATE payment SET stage = ? WHERE id = ?').run(stage, paymentId);
    expect(`${name} ${codeOf(await till.send(name, payload))}`).toBe(`${name} paymentNotFound`);
  }
  database.close();
  const after = await state(till);
  expect([after.events, after.papers]).toEqual([before.events, before.papers]);
});

describe('who may', () => {
  const guarded = [...cashierCalls, ...seniorCalls, ...administratorCalls];

  test.each(['nobody has signed in', 'the screen is locked', 'the cashier has signed out'])(
    'when %s, nothing is done and nothing is told',
    async (when) => {
      const till = await startTraining({});
      if (when !== 'nobody has signed in') {
        await signIn(till, administratorSergey);
        await till.must('shift.open', { openingCash: 100_000 });
        await enterSigned(till, phone);
        await till.must(when === 'the screen is locked' ? 'session.lock' : 'session.signOut', null);
      }
      const before = await state(till);
      expect(await answersOf(till, guarded)).toEqual(all(guarded, 'notSignedIn'));
      expect(await state(till)).toEqual(before);
      expect(before.view).toMatchObject({ draft: null, current: null, unfinished: [], recent: [] });
    },
  );

  test('a cashier changes no settings and no accounts', async () => {
    const till = await startWorking({});
    const before = await state(till);
    const refused = [...seniorCalls, ...administratorCalls];
    expect(await answersOf(till, refused)).toEqual(all(refused, 'roleNeeded'));
    expect(await state(till)).toEqual(before);
  });

  test('a senior changes settings, but no accounts', async () => {
    const till = await startTraining({});
    await signIn(till, seniorMarina);
    expect(await answersOf(till, administratorCalls)).toEqual(all(administratorCalls, 'roleNeeded'));
    expect(codeOf(await till.ask('settings.get', null))).toBe('ok');
  });
});

describe('accounts', () => {
  test('are made and closed by the administrator, and the new one works at once', async () => {
    const till = await startTraining({});
    await signIn(till, administratorSergey);
    const made = await till.must('cashiers.create', { name: 'Ольга Белова', role: 'cashier', pin: '615283' });
    const olga = made.find(({ name }) => name === 'Ольга Белова')?.id ?? '';
    expect(
      codeOf(await till.ask('cashiers.create', { name: 'ольга белова', role: 'senior', pin: '615283' })),
    ).toBe('cashierNameTaken');
    for (const pin of ['111111', '123456', '987654']) {
      expect(codeOf(await till.ask('cashiers.create', { name: 'Другая', role: 'cashier', pin }))).toBe(
        'badPin',
      );
      expect(codeOf(await till.ask('cashiers.setPin', { id: olga, pin }))).toBe('badPin');
    }
    expect((await till.must('session.signIn', { cashierId: olga, pin: '615283' })).cashier?.name).toBe(
      'Ольга Белова',
    );
    await signIn(till, administratorSergey);
    await till.must('cashiers.setPin', { id: olga, pin: '284915' });
    expect(codeOf(await till.ask('session.signIn', { cashierId: olga, pin: '615283' }))).toBe('wrongPin');
    await till.must('cashiers.close', { id: olga });
    expect(codeOf(await till.ask('session.signIn', { cashierId: olga, pin: '284915' }))).toBe(
      'cashierNotFound',
    );
    expect((await till.view()).cashiers.map(({ name }) => name)).not.toContain('Ольга Белова');
  });

  test('the last administrator can’t be closed', async () => {
    const till = await startTraining({});
    await signIn(till, administratorSergey);
    const sergey = await idOf(till, administratorSergey);
    expect(codeOf(await till.ask('cashiers.close', { id: sergey }))).toBe('lastAdministrator');
    expect(codeOf(await till.ask('cashiers.list', null))).toBe('ok');
  });

  test('one that is closed while it works goes no further', async () => {
    const till = await startTraining({});
    await signIn(till, administratorSergey);
    await till.must('cashiers.create', {
      name: 'Второй Администратор',
      role: 'administrator',
      pin: '615283',
    });
    await till.must('cashiers.close', { id: await idOf(till, administratorSergey) });
    const view = await till.view();
    expect(view).toMatchObject({ phase: 'signIn', draft: null });
    expect(codeOf(await till.ask('shift.open', { openingCash: 0 }))).toBe('notSignedIn');
    expect(codeOf(await till.ask('cashiers.list', null))).toBe('notSignedIn');
    expect(view.cashiers.map(({ name }) => name)).not.toContain(administratorSergey);
    expect(view.cashiers.map(({ name }) => name)).toContain(cashierAnna);
  });
});
