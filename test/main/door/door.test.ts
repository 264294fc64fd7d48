import { describe, expect, test, vi } from 'vitest';
import { ok, refuse } from '../../../contract/failure.ts';
import { calls } from '../../../contract/ipc.ts';
import type { DoorLog, Handlers } from '../../../main/door/door.ts';
import { createDoor } from '../../../main/door/door.ts';
import { fitsTheDoor } from '../../../main/door/payloadSize.ts';

const window = { origin: 'app://kassa', mainFrame: true };

function open(handlers: Partial<Handlers>) {
  const lines: string[] = [];
  const write = (entry: object, message: string) => void lines.push(JSON.stringify([entry, message]));
  const log: DoorLog = { info: write, warn: write, error: write };
  const all = new Proxy(handlers, {
    get: (made, name) => Reflect.get(made, name) ?? (() => ok(null)),
  }) as Handlers;
  return { door: createDoor('app://kassa', Promise.resolve(ok(all)), log, () => 0), lines };
}

test('only the window’s own main frame is heard', async () => {
  const touched = vi.fn(() => ok(null));
  const { door } = open({ 'session.touch': touched });
  for (const stranger of [
    { origin: 'https://example.org', mainFrame: true },
    { origin: 'app://kassa', mainFrame: false },
    { origin: 'app://kassa.evil', mainFrame: true },
    { origin: '', mainFrame: true },
  ]) {
    expect(await door(stranger, 'session.touch', null)).toMatchObject({
      ok: false,
      failure: { code: 'foreignSender' },
    });
  }
  expect(touched).not.toHaveBeenCalled();
  expect(await door(window, 'session.touch', null)).toEqual(ok(null));
});

test.each([['no.such'], ['toString'], ['__proto__'], [42], [null], [{ name: 'session.touch' }]])(
  'the name %j is refused',
  async (name) => {
    const { door } = open({});
    expect(await door(window, name, null)).toMatchObject({ failure: { code: 'unknownCall' } });
  },
);

test('a payload that does not fit reaches nobody, and nothing of it reaches the log', async () => {
  const signIn = vi.fn();
  const { door, lines } = open({ 'session.signIn': signIn });
  const answer = await door(window, 'session.signIn', { cashierId: '9161234567', pin: '48261x' });
  expect(answer).toMatchObject({ failure: { code: 'badPayload', details: { paths: 'cashierId, pin' } } });
  expect(signIn).not.toHaveBeenCalled();
  expect(lines.join()).not.toMatch(/48261|9161234567/);
});

describe('a payload without end', () => {
  const count = { value: 100, count: 1 };
  /** A piece that nobody may look at. */
  const untouched = () =>
    new Proxy(
      {},
      {
        get: () => {
          throw new Error('was looked at');
        },
      },
    );

  test.each([
    ['a million pieces', { counted: Array.from({ length: 1_000_000 }, () => count) }],
    ['a million pieces beside what fits', { counted: [count], more: new Array(1_000_000).fill(0) }],
    ['lists in lists', { counted: Array.from({ length: 400 }, () => new Array(400).fill(1)) }],
    ['one within the other', Array.from({ length: 100_000 }).reduce<unknown>((inner) => [inner], count)],
    ['a text', { counted: [count], more: 'x'.repeat(24_000_001) }],
  ])('is refused before any of it is judged: %s', async (_, payload) => {
    const close = vi.fn();
    const { door, lines } = open({ 'shift.close': close });
    expect(await door(window, 'shift.close', payload)).toMatchObject({
      failure: { code: 'badPayload', details: { call: 'shift.close' } },
    });
    expect(close).not.toHaveBeenCalled();
    expect(lines).toEqual(['[{"call":"shift.close"},"payload is too large"]']);
  });

  test('is not read to its end, nor further than the first piece too many', () => {
    const endless = { counted: [...Array.from({ length: 5_000 }, () => 1), untouched()] };
    expect(fitsTheDoor(endless)).toBe(false);
    const round: Record<string, unknown> = {};
    round['self'] = round;
    expect(fitsTheDoor(round)).toBe(false);
    expect(fitsTheDoor(new Uint8Array(50_000_000))).toBe(true);
  });

  test('the largest that there is comes in: a letter with four scans, a thousand payments to copy', async () => {
    const attachment = { name: 'чек.pdf', type: 'application/pdf', content: 'a'.repeat(5_600_000) };
    const letter = {
      words: 'x'.repeat(4_000),
      attachments: [attachment, attachment, attachment, attachment],
    };
    expect(fitsTheDoor(letter)).toBe(true);
    const copied = vi.fn(() => ok({ copied: 1_000 }));
    const { door } = open({ 'report.copy': copied });
    const paymentIds = Array.from({ length: 1_000 }, () => '0190a000-0000-7000-8000-000000000001');
    expect(await door(window, 'report.copy', { paymentIds })).toEqual(ok({ copied: 1_000 }));
  });
});

test('every call refuses rubbish with a value', async () => {
  const { door } = open({});
  for (const name of Object.keys(calls)) {
    for (const rubbish of [
      undefined,
      7,
      'x'.repeat(100_000),
      [],
      { __proto__: null, paymentId: '../../etc' },
      Number.NaN,
    ]) {
      expect(await door(window, name, rubbish), name).toMatchObject({
        ok: false,
        failure: { code: 'badPayload' },
      });
    }
  }
});

test('a fault of ours is an answer too, its story stays in the log', async () => {
  const { door, lines } = open({
    'session.lock': () => {
      throw new Error('secret detail');
    },
  });
  expect(await door(window, 'session.lock', null)).toEqual(refuse('internalError', { call: 'session.lock' }));
  expect(lines.join()).toContain('secret detail');
});

test('when the profile does not open, every call says why', async () => {
  const log: DoorLog = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const door = createDoor('app://kassa', Promise.resolve(refuse('databaseNewer')), log, () => 0);
  expect(await door(window, 'till.view', null)).toEqual(refuse('databaseNewer'));
});

test('a sum that no drawer holds does not come in', () => {
  const [opening] = calls['shift.open'];
  expect(opening.safeParse({ openingCash: 100_000_000_000 }).success).toBe(true);
  expect(opening.safeParse({ openingCash: Number.MAX_SAFE_INTEGER }).success).toBe(false);
  const [closing] = calls['shift.close'];
  const fits = (counted: readonly object[]) => closing.safeParse({ counted }).success;
  expect(fits([{ value: 500_000, count: 100_000 }])).toBe(true);
  expect(fits([{ value: 1_000_001, count: 1 }])).toBe(false);
  expect(
    fits([
      { value: 100, count: 1 },
      { value: 100, count: 2 },
    ]),
  ).toBe(false);
  expect(fits(Array.from({ length: 21 }, (_, value) => ({ value, count: 1 })))).toBe(false);
});
