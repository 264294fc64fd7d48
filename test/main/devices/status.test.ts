import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Answer, PrinterStatus } from '../../../main/devices/escpos/status.ts';
import {
  deviceState,
  failureOf,
  nothingRead,
  readAnswers,
  readStatus,
  statusQuery,
} from '../../../main/devices/escpos/status.ts';

const healthy = { 1: 0x12, 2: 0x12, 3: 0x12, 4: 0x12 } as const;
const read = (bytes: number[]): readonly Answer[] => readAnswers(nothingRead, bytes).answers;

describe('the bits of DLE EOT', () => {
  const bits: [1 | 2 | 3 | 4, number, keyof PrinterStatus, string | null][] = [
    [1, 2, 'drawerPinHigh', null],
    [1, 3, 'offline', 'printerOffline'],
    [1, 5, 'waitsForRecovery', 'printerOffline'],
    [1, 6, 'feedButtonPressed', null],
    [2, 2, 'coverOpen', 'coverOpen'],
    [2, 3, 'feedingByButton', 'printerOffline'],
    [2, 5, 'stoppedByPaperEnd', 'paperOut'],
    [2, 6, 'error', 'printerFault'],
    [3, 2, 'recoverableError', 'printerFault'],
    [3, 3, 'cutterError', 'cutterError'],
    [3, 5, 'unrecoverableError', 'printerFault'],
    [3, 6, 'autoRecoverableError', 'printerFault'],
    [4, 2, 'paperNearEnd', null],
    [4, 3, 'paperNearEnd', null],
    [4, 5, 'paperEnd', 'paperOut'],
    [4, 6, 'paperEnd', 'paperOut'],
  ];
  test.each(bits)('DLE EOT %i, bit %i says %s', (query, bit, name, failure) => {
    const status = readStatus({ ...healthy, [query]: 0x12 | (1 << bit) });
    const set = Object.entries(status).filter(([, value]) => value);
    expect(set).toEqual([[name, true]]);
    expect(failureOf(status)?.code ?? null).toBe(failure);
  });

  test('without any of them the printer is ready', () => {
    expect(deviceState(readStatus(healthy))).toEqual({ ready: true, failure: null, paperNearEnd: false });
  });

  test('paper near its end is no failure', () => {
    expect(deviceState(readStatus({ ...healthy, 4: 0x1e }))).toEqual({
      ready: true,
      failure: null,
      paperNearEnd: true,
    });
  });

  test('an open cover is said before the paper that it hides', () => {
    expect(failureOf(readStatus({ ...healthy, 2: 0x12 | 0x24, 4: 0x72 }))?.code).toBe('coverOpen');
  });
});

test('a question is DLE EOT n', () => {
  expect([...statusQuery(4)]).toEqual([0x10, 0x04, 4]);
});

describe('telling answers apart', () => {
  test('status, barrier, XON, XOFF and noise', () => {
    expect(read([0x16, 0x00, 0x0f, 0x11, 0x13, 0xff, 0x01])).toEqual([
      { type: 'status', byte: 0x16 },
      { type: 'barrier', byte: 0x00 },
      { type: 'barrier', byte: 0x0f },
      { type: 'xon' },
      { type: 'xoff' },
      { type: 'noise', byte: 0xff },
      { type: 'noise', byte: 0x01 },
    ]);
  });

  test('an automatic status takes its three bytes with it, so none passes for a barrier', () => {
    expect(read([0x18, 0x00, 0x0c, 0x00, 0x00])).toEqual([
      { type: 'automaticStatus', bytes: [0x18, 0x00, 0x0c, 0x00] },
      { type: 'barrier', byte: 0x00 },
    ]);
  });

  test('a broken automatic status does not swallow the answer behind it', () => {
    expect(read([0x10, 0x00, 0x12])).toEqual([
      { type: 'noise', byte: 0x10 },
      { type: 'noise', byte: 0x00 },
      { type: 'status', byte: 0x12 },
    ]);
  });

  test('it does not matter in which pieces the bytes arrive', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 255 })), fc.nat(), (bytes, at) => {
        const cut = bytes.length === 0 ? 0 : at % bytes.length;
        const first = readAnswers(nothingRead, bytes.slice(0, cut));
        const second = readAnswers(first, bytes.slice(cut));
        expect([...first.answers, ...second.answers]).toEqual(read(bytes));
      }),
    );
  });
});
