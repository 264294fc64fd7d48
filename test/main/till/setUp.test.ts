// The first run without training data: set up once, whatever happens in between.
import { afterEach, describe, expect, test } from 'vitest';
import type { CashierId } from '../../../contract/primitives.ts';
import { hashPin } from '../../../main/session/pin.ts';
import { fileVault } from '../../../main/store/secretFile.ts';
import { openTunedStore } from '../../../main/store/store.ts';
import { endPrinters, mend, printerAt, startPrinter, trouble } from '../../tools/tillOnPty.ts';
import type { Input, Till } from '../../tools/workstation.ts';
import {
  codeOf,
  crashCopy,
  endTills,
  migrations,
  morning,
  newFolder,
  patientDeadlines,
  pay,
  phone,
  printFailure,
  startTill,
} from '../../tools/workstation.ts';

afterEach(async () => {
  await endTills();
  await endPrinters();
});

const form: Input<'setUp.complete'> = {
  tradePoint: {
    name: 'Ленина, 5',
    address: 'г. Омск, ул. Ленина, д. 5',
    zone: 'Asia/Omsk',
    agentName: 'ООО «Агент»',
    agentInn: '5500000000',
    agentPhone: '8 800 000-00-00',
  },
  workstation: 3,
  administratorName: 'Главный Администратор',
  pin: '482615',
  printer: { driver: 'virtual', width: '58' },
  register: { driver: 'slipPrinter' },
  enrol: null,
};

const signInAs = async (till: Till, name: string, pin: string) => {
  const { cashiers } = await till.view();
  const cashierId = cashiers.find((cashier) => cashier.name === name)?.id ?? '';
  return till.ask('session.signIn', { cashierId, pin });
};

test('a fresh profile asks to be set up, and till then there is nothing to work with', async () => {
  const till = await startTill({ profile: newFolder() });
  expect(await till.view()).toMatchObject({
    phase: 'setUp',
    tradePoint: null,
    training: null,
    cashiers: [],
    shift: null,
  });
  expect(codeOf(await till.ask('shift.open', { openingCash: 0 }))).toBe('notSignedIn');
  expect(codeOf(await till.ask('settings.get', null))).toBe('notSignedIn');
});

test('once set up, the administrator signs in and makes a cashier, who takes a payment', async () => {
  const till = await startTill({ profile: newFolder() });
  const view = await till.must('setUp.complete', form);
  expect(view).toMatchObject({
    phase: 'signIn',
    workstation: 3,
    tradePoint: { name: 'Ленина, 5', zone: 'Asia/Omsk' },
  });
  expect(codeOf(await signInAs(till, 'Главный Администратор', '482615'))).toBe('ok');
  await till.must('cashiers.create', { name: 'Ольга Белова', role: 'cashier', pin: '615283' });
  expect(codeOf(await signInAs(till, 'Ольга Белова', '615283'))).toBe('ok');
  await till.must('shift.open', { openingCash: 100_000 });
  await pay(till, phone, 51_500);
  const [payment] = (await till.view()).recent;
  expect(payment).toMatchObject({ number: '3-1', stage: 'conducted' });
  const receipt = till.papers().find(({ kind }) => kind === 'receipt')?.text ?? '';
  expect(receipt).toMatch(/НЕ ЯВЛЯЕТСЯ ФИСКАЛЬНЫМ\s+ДОКУМЕНТОМ/);
  expect(receipt).toContain('ООО «Агент»');
});

test('the operator of a number is hinted from the first day on', async () => {
  const till = await startTill({ profile: newFolder() });
  await till.must('setUp.complete', form);
  await signInAs(till, 'Главный Администратор', '482615');
  const { providerId } = await till.must('payment.hint', { account: '916 123-45-67' });
  expect(providerId).toBe('mts');
});

test('what can’t be is refused, and the profile stays fresh', async () => {
  const till = await startTill({ profile: newFolder() });
  const zone = { ...form, tradePoint: { ...form.tradePoint, zone: 'Asia/Atlantis' } };
  expect(codeOf(await till.ask('setUp.complete', zone))).toBe('badPayload');
  expect(codeOf(await till.ask('setUp.complete', { ...form, pin: '123456' }))).toBe('badPin');
  expect(codeOf(await till.ask('setUp.complete', { ...form, workstation: 0 }))).toBe('badPayload');
  expect(await till.view()).toMatchObject({ phase: 'setUp', tradePoint: null, cashiers: [] });
  expect(codeOf(await till.ask('setUp.complete', form))).toBe('ok');
});

describe('a second set-up', () => {
  const other = {
    ...form,
    tradePoint: { ...form.tradePoint, name: 'Чужая точка' },
    administratorName: 'Чужой Администратор',
    pin: '739182',
  };

  test('is refused and changes nothing', async () => {
    const till = await startTill({ profile: newFolder() });
    await till.must('setUp.complete', form);
    const before = await till.view();
    expect(codeOf(await till.ask('setUp.complete', other))).toBe('alreadySetUp');
    expect({ ...(await till.view()), revision: before.revision }).toEqual(before);
  });

  test('at the same moment is refused and changes nothing', async () => {
    const till = await startTill({ profile: newFolder() });
    const answers = await Promise.all([till.ask('setUp.complete', form), till.ask('setUp.complete', other)]);
    expect(answers.map(codeOf).sort()).toEqual(['alreadySetUp', 'ok']);
    const winner = codeOf(answers[0]) === 'ok' ? form : other;
    const view = await till.view();
    expect(view.tradePoint?.name).toBe(winner.tradePoint.name);
    expect(view.cashiers.map(({ name }) => name)).toEqual([winner.administratorName]);
    expect(codeOf(await signInAs(till, winner.administratorName, winner.pin))).toBe('ok');
    const opened = till.events().find(({ type }) => type === 'journalOpened');
    expect(opened?.body['tradePointId']).toBe(view.tradePoint?.id);
  });

  test('on a training profile is refused', async () => {
    const till = await startTill({ profile: newFolder(), training: true });
    expect(codeOf(await till.ask('setUp.complete', form))).toBe('alreadySetUp');
    expect((await till.view()).tradePoint?.id).toBe('training');
  });
});

/** The profile as a kill leaves it after so many steps of the set-up: trade point, settings, administrator, journal. */
async function killedAfter(steps: number): Promise<string> {
  const profile = newFolder();
  const opened = openTunedStore(
    {
      profile,
      migrations,
      clock: () => morning,
      random: (size) => new Uint8Array(size).fill(7),
      vault: fileVault,
      machineId: 'guid:test-machine',
    },
    () => undefined,
  );
  if (!opened.ok) throw new Error('the store did not open');
  const store = opened.value;
  const verifier = await hashPin('739182', store.pepper.bytes);
  const id = store.newId() as CashierId;
  const half = [
    () => store.local.setTradePoint({ id: 'half', ...form.tradePoint, name: 'Недоделанная точка' }),
    () => store.local.setSettings({ ...store.local.settings(), register: { driver: 'virtual' } }),
    () => store.local.cashiers.create({ id, name: 'Прежний Администратор', role: 'administrator', verifier }),
  ];
  for (const step of half.slice(0, steps)) step();
  store.close();
  return profile;
}

describe('a kill in the midst of the set-up', () => {
  test.each([1, 2, 3])(
    'after step %i: it is simply done again, and nothing is left of the first try',
    async (steps) => {
      const till = await startTill({ profile: await killedAfter(steps) });
      expect((await till.view()).phase).toBe('setUp');
      const view = await till.must('setUp.complete', form);
      expect(view.tradePoint?.name).toBe('Ленина, 5');
      // An administrator of a try that came to nothing must not be able to sign in.
      expect(view.cashiers.map(({ name }) => name)).toEqual(['Главный Администратор']);
      expect(codeOf(await signInAs(till, 'Главный Администратор', '482615'))).toBe('ok');
      expect(await till.must('settings.get', null)).toMatchObject({ register: { driver: 'slipPrinter' } });
    },
  );

  test('the same administrator typed again signs in with the newer PIN', async () => {
    const till = await startTill({ profile: await killedAfter(3) });
    const view = await till.must('setUp.complete', { ...form, administratorName: 'Прежний администратор' });
    expect(view.cashiers).toHaveLength(1);
    const name = view.cashiers[0]?.name ?? '';
    expect(codeOf(await signInAs(till, name, '739182'))).toBe('wrongPin');
    expect(codeOf(await signInAs(till, name, '482615'))).toBe('ok');
  });

  test('after its end there is nothing more to do', async () => {
    const till = await startTill({ profile: newFolder() });
    await till.must('setUp.complete', form);
    const again = await startTill({ profile: crashCopy(till.profile) });
    expect(await again.view()).toMatchObject({ phase: 'signIn', workstation: 3 });
    expect(codeOf(await signInAs(again, 'Главный Администратор', '482615'))).toBe('ok');
  });
});

test('a printer can be tried before anything is set up, and the stored one stays as it is', async () => {
  const paper = await startPrinter();
  const till = await startTill({ profile: newFolder(), deadlines: patientDeadlines });
  const printer = printerAt(paper.link);
  trouble(paper, 'paperOut');
  expect(printFailure(await till.ask('devices.testPage', printer))).toBe('paperOut');
  mend(paper);
  expect(printFailure(await till.ask('devices.testPage', printer))).toBe('printed');
  expect(paper.text().length).toBeGreaterThan(0);
  expect(printFailure(await till.ask('devices.testPage', { ...printer, port: '/dev/no-such-port' }))).toBe(
    'portNotFound',
  );
  expect((await till.view()).phase).toBe('setUp');
  expect(till.papers()).toEqual([]);
});
