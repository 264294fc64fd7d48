// A paper that did not come out is owed and offered again; what it tells of stays recorded once.
import { afterEach, describe, expect, test } from 'vitest';
import type { FiscalRegister, PrintOutcome, RegisterOutcome, SlipPrinter } from '../../../core/devices.ts';
import type { Database } from '../../../main/store/driver.ts';
import { isPaperWanted } from '../../../main/till/papersOwed.ts';
import type { StartOptions, Till } from '../../tools/workstation.ts';
import {
  askPreCheck,
  cashierAnna,
  cashierIgor,
  codeOf,
  crashCopy,
  endTills,
  enter,
  enterSigned,
  idOf,
  minute,
  pay,
  phone,
  pinOf,
  printFailure,
  seniorMarina,
  signIn,
  startTill,
  startWorking,
} from '../../tools/workstation.ts';

afterEach(endTills);

const paperOut: PrintOutcome = { kind: 'notPrinted', failure: { code: 'paperOut' } };

/** A till whose printer, and so its register's paper, fails while it is told to. */
async function startTroubled(options: Partial<StartOptions> = {}) {
  const trouble = { paper: false };
  const printer = (real: SlipPrinter): SlipPrinter => ({
    ...real,
    print: (document) => (trouble.paper ? Promise.resolve(paperOut) : real.print(document)),
  });
  const register = (real: FiscalRegister): FiscalRegister => ({
    ...real,
    async closeReceipt(order) {
      const outcome = await real.closeReceipt(order);
      return trouble.paper && outcome.kind === 'made'
        ? { ...outcome, unprinted: { code: 'paperOut' } }
        : outcome;
    },
  });
  return { till: await startWorking({ printer, register, ...options }), trouble };
}

const typesOf = (till: Till): string[] => till.events().map(({ type }) => type);
const lastPaper = (till: Till): string => till.papers().at(-1)?.text ?? '';

describe('money moved without its paper', () => {
  test('is recorded once; its own document is printed again, and nothing is recorded by that', async () => {
    const { till, trouble } = await startTroubled();
    trouble.paper = true;
    const out = { kind: 'cashOut', amount: 30_000, reason: 'Размен' } as const;
    expect(printFailure(await till.ask('cash.move', out))).toBe('paperOut');
    till.pass(7 * minute);
    trouble.paper = false;
    await till.must('cash.move', { kind: 'cashIn', amount: 5_000, reason: 'Размен' });
    const [second, first] = await till.must('cash.list', null);
    expect(first).toMatchObject({ ...out, cashierName: cashierAnna, paperOwed: true });
    expect(second).toMatchObject({ kind: 'cashIn', paperOwed: false });

    const events = typesOf(till);
    await till.must('session.signOut', null);
    await signIn(till, cashierIgor);
    expect(printFailure(await till.ask('cash.reprint', { moveId: first?.id ?? '' }))).toBe('printed');
    // As it was then: its hour, its cashier, the drawer behind it.
    expect(lastPaper(till)).toContain('ИЗЪЯТИЕ (ПОВТОР)');
    expect(lastPaper(till)).toMatch(/23\.11\.2026.*09:00/);
    expect(lastPaper(till)).toContain(cashierAnna);
    expect(lastPaper(till)).toMatch(/Стало в ящике +700,00/);
    expect(typesOf(till)).toEqual(events);
    expect((await till.view()).shift).toMatchObject({ cashOut: 30_000, cashIn: 5_000 });
    expect((await till.must('cash.list', null)).map(({ paperOwed }) => paperOwed)).toEqual([false, false]);
  });

  test('stays owed through a crash, and a move of another shift is none of this one’s', async () => {
    const { till, trouble } = await startTroubled();
    trouble.paper = true;
    await till.must('cash.move', { kind: 'cashCollection', amount: 100_000, reason: 'Сдача выручки в банк' });
    const again = await startTill({ profile: crashCopy(till.profile) });
    await signIn(again, cashierAnna);
    const [move] = await again.must('cash.list', null);
    expect(move).toMatchObject({ kind: 'cashCollection', paperOwed: true });
    await again.must('shift.close', { counted: [] });
    expect(codeOf(await again.ask('cash.reprint', { moveId: move?.id ?? '' }))).toBe('shiftNotOpen');
    await again.must('shift.open', { openingCash: 0 });
    expect(await again.must('cash.list', null)).toEqual([]);
    expect(codeOf(await again.ask('cash.reprint', { moveId: move?.id ?? '' }))).toBe('badPayload');
  });
});

/** The papers that the disk has as owed. */
const listed = (database: Database | undefined): unknown =>
  JSON.parse(String(database?.prepare("SELECT value FROM setting WHERE key = 'papersOwed'").pluck().get()));

test('a paper is owed as long as it is wanted: a cancelled payment’s and a closed shift’s moves make room for others', async () => {
  const disk: { writer?: Database } = {};
  const tune = (database: Database): void => {
    disk.writer = database;
  };
  const { till, trouble } = await startTroubled({ tune });
  const paymentId = await enterSigned(till, phone);
  trouble.paper = true;
  await till.must('payment.receipt', { paymentId, tendered: 60_000 });
  const out = { kind: 'cashOut', amount: 30_000, reason: 'Размен' } as const;
  await till.must('cash.move', out);
  expect(listed(disk.writer)).toHaveLength(2);
  await till.must('adjust.cancelHere', {
    paymentId,
    kind: 'cancel',
    receipt: { kind: 'typed', number: '1/1', amount: 51_500 },
    missing: null,
    corrected: null,
    reason: 'клиент назвал чужой номер',
    senior: { cashierId: await idOf(till, seniorMarina), pin: pinOf(seniorMarina) },
    attachments: [],
  });
  trouble.paper = false;
  await till.must('refund.pay', { paymentId });
  trouble.paper = true;
  await till.must('shift.close', { counted: [] });
  await till.must('shift.open', { openingCash: 100_000 });
  await till.must('cash.move', out);
  const [move] = await till.must('cash.list', null);
  expect(move?.paperOwed).toBe(true);
  expect(listed(disk.writer)).toEqual([move?.id]);
});

test.each([
  ['a receipt of which nobody knows', 'receipting', [], true],
  ['a receipt that is made', 'receipted', [], true],
  ['one that is conducted', 'conducted', [], true],
  ['one whose refund is on its way', 'conducted', ['receipted'], true],
  ['one whose money went back', 'conducted', ['notPaid', 'paid'], false],
  ['a cancelled payment', 'cancelled', [], false],
] as const)('the paper of %s is wanted or not', (_which, stage, refunds, wanted) => {
  const read = {
    payment: () => ({ stage }),
    refunds: () => refunds.map((refund) => ({ stage: refund })),
    openShift: () => null,
    cashMoves: () => [],
  };
  expect(isPaperWanted(read, 'payment')).toBe(wanted);
});

describe('a receipt’s paper', () => {
  test('that did not come out is owed through lock and crash, until a copy is printed', async () => {
    const { till, trouble } = await startTroubled();
    const paymentId = await enterSigned(till, phone);
    trouble.paper = true;
    expect(printFailure(await till.ask('payment.receipt', { paymentId, tendered: 60_000 }))).toBe('paperOut');
    await till.must('session.lock', null);
    expect((await signIn(till, cashierIgor)).current).toMatchObject({ stage: 'receipted', paperOwed: true });
    // A copy that fails pays nothing.
    expect(printFailure(await till.ask('receipt.copy', { paymentId }))).toBe('paperOut');

    const again = await startTill({ profile: crashCopy(till.profile) });
    // Nobody has signed in: whose it is, is nobody's business.
    expect((await again.view()).papersOwed).toEqual([]);
    const view = await signIn(again, cashierAnna);
    expect(view.papersOwed).toMatchObject([{ id: paymentId, paperOwed: true }]);
    expect(view.unfinished).toMatchObject([{ id: paymentId, paperOwed: true }]);
    expect(printFailure(await again.ask('receipt.copy', { paymentId }))).toBe('printed');
    expect((await again.view()).current?.paperOwed).toBe(false);
    await again.must('payment.conduct', { paymentId });
    expect((await again.view()).recent[0]).toMatchObject({ stage: 'conducted', paperOwed: false });
  });

  test('copied on a disk that takes nothing: the copy is out, so no second one is asked for before the next start', async () => {
    const disk: { writer?: Database } = {};
    const tune = (database: Database): void => {
      disk.writer = database;
    };
    const { till, trouble } = await startTroubled({ tune });
    const paymentId = await enterSigned(till, phone);
    trouble.paper = true;
    await till.must('payment.receipt', { paymentId, tendered: 60_000 });
    trouble.paper = false;
    disk.writer?.exec(`CREATE TEMP TRIGGER full BEFORE INSERT ON main.setting WHEN new.key = 'papersOwed'
      BEGIN SELECT raise(ABORT, 'full'); END`);
    expect(codeOf(await till.ask('receipt.paperOut', { paymentId }))).not.toBe('ok');
    expect((await till.view()).current?.paperOwed).toBe(true);
    expect(printFailure(await till.ask('receipt.copy', { paymentId }))).toBe('printed');
    expect((await till.view()).current).toMatchObject({ stage: 'receipted', paperOwed: false });

    const again = await startTill({ profile: crashCopy(till.profile) });
    expect((await signIn(again, cashierAnna)).current?.paperOwed).toBe(true);
    disk.writer?.exec('DROP TRIGGER temp.full');
    await till.must('payment.conduct', { paymentId });
    const next = await enterSigned(till, phone);
    trouble.paper = true;
    await till.must('payment.receipt', { paymentId: next, tendered: 60_000 });
    expect(listed(disk.writer)).toEqual([next]);
  });

  test('that came out is owed by nobody; one conducted without it still is', async () => {
    const { till, trouble } = await startTroubled();
    const good = await enterSigned(till, phone);
    await till.must('payment.receipt', { paymentId: good, tendered: 60_000 });
    expect((await till.view()).current?.paperOwed).toBe(false);
    await till.must('payment.conduct', { paymentId: good });
    trouble.paper = false;
    const bad = await enterSigned(till, { ...phone, sum: '100' });
    trouble.paper = true;
    await till.must('payment.receipt', { paymentId: bad, tendered: 60_000 });
    await till.must('payment.conduct', { paymentId: bad });
    expect((await till.view()).recent.map(({ paperOwed }) => paperOwed)).toEqual([true, false]);

    // However many come after it.
    trouble.paper = false;
    for (let more = 0; more < 12; more += 1) await pay(till, { ...phone, sum: `${200 + more}` }, 60_000);
    const { recent, papersOwed } = await till.view();
    expect(recent.some(({ id }) => id === bad)).toBe(false);
    expect(papersOwed).toMatchObject([{ id: bad, paperOwed: true }]);
    expect(printFailure(await till.ask('receipt.copy', { paymentId: bad }))).toBe('printed');
    expect((await till.view()).papersOwed).toEqual([]);
  });

  test('after a crash behind the register’s document: asked about, and a person’s word ends it', async () => {
    let copy = '';
    let profile = '';
    const till = await startWorking({
      register: (real) => ({
        ...real,
        async closeReceipt(order) {
          const outcome = await real.closeReceipt(order);
          copy = crashCopy(profile);
          return outcome;
        },
      }),
    });
    profile = till.profile;
    const paymentId = await enterSigned(till, phone);
    await till.must('payment.receipt', { paymentId, tendered: 60_000 });
    const again = await startTill({ profile: copy });
    await signIn(again, cashierAnna);
    expect((await again.until(({ current }) => current?.stage === 'receipted')).current?.paperOwed).toBe(
      true,
    );
    const events = typesOf(again);
    expect((await again.must('receipt.paperOut', { paymentId })).current?.paperOwed).toBe(false);
    expect(typesOf(again)).toEqual(events);
    const third = await startTill({ profile: crashCopy(again.profile) });
    expect((await signIn(third, cashierAnna)).current).toMatchObject({
      stage: 'receipted',
      paperOwed: false,
    });
  });

  test.each([
    ['came out', true, false],
    ['did not come out', false, true],
  ])('of which a person says that it %s, whatever the register knows', async (_says, made, owed) => {
    const till = await startWorking({
      register: (real) => ({
        ...real,
        async closeReceipt(order) {
          await real.closeReceipt(order);
          return { kind: 'unknown', failure: { code: 'unplugged' } };
        },
      }),
    });
    const paymentId = await enterSigned(till, phone);
    await till.must('payment.receipt', { paymentId, tendered: 60_000 });
    // The register has made it: its word stands. What lies in the hand, only the person knows.
    const { current } = await till.must('payment.settleReceipt', { paymentId, made });
    expect(current).toMatchObject({ stage: 'receipted', paperOwed: owed });
  });
});

describe('a register that is asked while its own answer is on its way', () => {
  const gate = () => {
    let open = (): void => undefined;
    const opened = new Promise<void>((resolve) => {
      open = resolve;
    });
    return { open, opened };
  };

  /** A receipt that is made, its answer and the asking both held back. */
  async function startHeld(told: (outcome: RegisterOutcome) => RegisterOutcome) {
    const [made, answer, asked] = [gate(), gate(), gate()];
    const register = { ready: true, holds: false };
    const till = await startWorking({
      register: (real): FiscalRegister => ({
        ...real,
        state: async () =>
          register.ready
            ? real.state()
            : { ready: false, failure: { code: 'printerSilent' }, paperNearEnd: false },
        async closeReceipt(order) {
          const outcome = await real.closeReceipt(order);
          register.holds = true;
          made.open();
          await answer.opened;
          return told(outcome);
        },
        async lastDocument() {
          const last = await real.lastDocument();
          if (register.holds) await asked.opened;
          return last;
        },
      }),
    });
    const paymentId = await enterSigned(till, phone);
    const receipt = till.ask('payment.receipt', { paymentId, tendered: 60_000 });
    await made.opened;
    // Away for a moment and back: what it made is asked for.
    register.ready = false;
    await till.beatUntil(({ register: seen }) => seen.state === 'failed');
    register.ready = true;
    await till.beatUntil(({ register: seen }) => seen.state === 'ready');
    return { till, receipt, answer, asked };
  }

  test('makes no good paper owed', async () => {
    const { till, receipt, answer, asked } = await startHeld((outcome) => outcome);
    answer.open();
    expect(printFailure(await receipt)).toBe('printed');
    const { revision } = await till.view();
    asked.open();
    await till.until((view) => view.revision > revision);
    expect((await till.view()).current).toMatchObject({ stage: 'receipted', paperOwed: false });
  });

  test('takes the word of its own answer for the paper, if that comes afterwards', async () => {
    const { till, receipt, answer, asked } = await startHeld((outcome) => outcome);
    asked.open();
    expect((await till.until(({ current }) => current?.stage === 'receipted')).current?.paperOwed).toBe(true);
    answer.open();
    await receipt;
    expect((await till.view()).current).toMatchObject({ stage: 'receipted', paperOwed: false });
  });

  test('makes no owed paper good, if its own answer comes to nothing afterwards', async () => {
    const { till, receipt, answer, asked } = await startHeld(() => ({
      kind: 'unknown',
      failure: { code: 'unplugged' },
    }));
    asked.open();
    await till.until(({ current }) => current?.stage === 'receipted');
    answer.open();
    expect(codeOf(await receipt)).toBe('wrongStage');
    expect((await till.view()).current).toMatchObject({ stage: 'receipted', paperOwed: true });
  });
});

describe('a pre-check in the printer', () => {
  /** Holds each print until it is let go. */
  function slow() {
    let release = (): void => undefined;
    let reached = (): void => undefined;
    const printing = { on: false };
    const printer = (real: SlipPrinter): SlipPrinter => ({
      ...real,
      async print(document) {
        if (printing.on) {
          await new Promise<void>((resolve) => {
            release = resolve;
            reached();
          });
        }
        return real.print(document);
      },
    });
    const begun = () =>
      new Promise<void>((resolve) => {
        reached = resolve;
      });
    return { printer, printing, begun, release: () => release() };
  }

  test('is «being printed», not failed, and can’t be signed before it is out', async () => {
    const gate = slow();
    const till = await startWorking({ printer: gate.printer });
    const draft = await enter(till, phone);
    gate.printing.on = true;
    const begun = gate.begun();
    const asked = askPreCheck(till, draft);
    await begun;
    const { paymentId } = draft;
    expect(till.pushed().current?.preCheck).toEqual({ number: 1, state: 'issued' });
    expect(codeOf(await till.ask('payment.sign', { paymentId }))).toBe('preCheckNotPrinted');
    const crashed = crashCopy(till.profile);
    gate.release();
    expect(printFailure(await asked)).toBe('printed');
    expect((await till.view()).current?.preCheck?.state).toBe('printed');

    // Cut short in the midst: the paper may be in the cashier's hand.
    const again = await startTill({ profile: crashed });
    expect((await signIn(again, cashierAnna)).current?.preCheck).toEqual({ number: 1, state: 'unknown' });
    expect(again.events().at(-1)).toMatchObject({ type: 'preCheckPrinted', body: { outcome: 'unknown' } });
    expect(codeOf(await again.ask('payment.sign', { paymentId }))).toBe('ok');
  });

  test('printed again after a failure is «being printed» too, and so is a cash move', async () => {
    const gate = slow();
    let fails = true;
    const till = await startWorking({
      printer: (real) => {
        const gated = gate.printer(real);
        return { ...gated, print: (document) => (fails ? Promise.resolve(paperOut) : gated.print(document)) };
      },
    });
    const draft = await enter(till, phone);
    await askPreCheck(till, draft);
    expect(till.pushed().current?.preCheck?.state).toBe('notPrinted');
    fails = false;
    gate.printing.on = true;
    let begun = gate.begun();
    const { paymentId } = draft;
    const again = till.ask('payment.reprintPreCheck', { paymentId });
    await begun;
    expect(till.pushed().current?.preCheck?.state).toBe('issued');
    gate.release();
    await again;
    expect(till.pushed().current?.preCheck?.state).toBe('printed');

    begun = gate.begun();
    const moved = till.ask('cash.move', { kind: 'cashIn', amount: 5_000, reason: 'Размен' });
    await begun;
    expect(await till.must('cash.list', null)).toMatchObject([{ paperOwed: false }]);
    gate.release();
    expect(printFailure(await moved)).toBe('printed');
    expect(await till.must('cash.list', null)).toMatchObject([{ paperOwed: false }]);
  });
});
