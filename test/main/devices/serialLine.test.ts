import { describe, expect, test } from 'vitest';
import type { Port } from '../../../main/devices/escpos/serialLine.ts';
import { createSerialLine, openFailure } from '../../../main/devices/escpos/serialLine.ts';
import { systemTimers } from '../../../main/devices/timers.ts';
import { shortDeadlines } from '../../tools/escposBench.ts';

type FakePort = Port & { readonly calls: string[]; finishOpening(): void };

function fakePort(change: Partial<Port>): FakePort {
  const calls: string[] = [];
  let isOpen = false;
  let finish: () => void = () => undefined;
  return {
    calls,
    finishOpening: () => finish(),
    isOpen: () => isOpen,
    open(done) {
      finish = () => {
        isOpen = true;
        done(null);
      };
      finish();
    },
    write(_, done) {
      calls.push('write');
      done(null);
    },
    drain(done) {
      calls.push('drain');
      done(null);
    },
    flush(done) {
      calls.push('flush');
      done(null);
    },
    close(done) {
      calls.push('close');
      isOpen = false;
      done(null);
    },
    listen: () => undefined,
    ...change,
  };
}

const lineOver = (port: () => Port) =>
  createSerialLine({
    path: 'COM7',
    baudRate: 9600,
    makePort: async () => port(),
    timers: systemTimers,
    deadlines: shortDeadlines,
  });

test.each([
  ['Error Resource temporarily unavailable Cannot lock port', 'portBusy'],
  ['Opening COM3: Access denied', 'portBusy'],
  ['Error: Resource busy, cannot open /dev/tty.usbserial', 'portBusy'],
  ['Opening COM9: File not found', 'portNotFound'],
  ['Error: No such file or directory, cannot open /dev/ttyUSB0', 'portNotFound'],
  ['Error: Permission denied, cannot open /dev/ttyUSB0', 'portFailed'],
  ['Opening COM3: Unknown error code 31', 'portFailed'],
])('«%s» is %s', (message, code) => {
  expect(openFailure(message)).toBe(code);
});

test('a package that cannot be loaded is a failure, not an exception', async () => {
  const line = lineOver(() => {
    throw new Error('no native part');
  });
  expect(await line.open()).toMatchObject({ ok: false, failure: { code: 'portFailed' } });
});

describe('opening', () => {
  test('an opening that hangs ends by our deadline, and lets go of the port when it succeeds after all', async () => {
    const port = fakePort({});
    let succeed: () => void = () => undefined;
    const hanging: Port = {
      ...port,
      open: (done) => {
        succeed = () => port.open(done);
      },
    };
    const line = lineOver(() => hanging);
    expect(await line.open()).toMatchObject({ ok: false, failure: { code: 'portFailed' } });
    succeed();
    expect([port.isOpen(), port.calls]).toEqual([false, ['close']]);
    expect(await line.send(Uint8Array.of(1))).toMatchObject({ ok: false });
    expect(port.calls).not.toContain('write');
  });

  test('an open port is used again, without a second opening', async () => {
    let made = 0;
    const line = lineOver(() => {
      made += 1;
      return fakePort({});
    });
    expect(await line.open()).toEqual({ ok: true, value: { fresh: true } });
    expect(await line.open()).toEqual({ ok: true, value: { fresh: false } });
    expect(made).toBe(1);
  });
});

describe('writing', () => {
  test('nothing is written to a port that is not open: it would come out at the next opening', async () => {
    const port = fakePort({});
    const line = lineOver(() => port);
    expect(await line.send(Uint8Array.of(1))).toMatchObject({ ok: false, failure: { code: 'unplugged' } });
    await line.open();
    port.close(() => undefined);
    expect(await line.send(Uint8Array.of(1))).toMatchObject({ ok: false, failure: { code: 'unplugged' } });
    expect(port.calls).toEqual(['close']);
  });

  test.each(['write', 'drain'] as const)(
    'a %s that hangs: the port is emptied, closed and thrown away',
    async (step) => {
      const ports: FakePort[] = [];
      const line = lineOver(() => {
        const port = fakePort(ports.length === 0 ? { [step]: () => undefined } : {});
        ports.push(port);
        return port;
      });
      await line.open();
      expect(await line.send(Uint8Array.of(1))).toMatchObject({ ok: false, failure: { code: 'portFailed' } });
      expect(ports[0]?.calls.slice(-2)).toEqual(['flush', 'close']);
      expect(await line.open()).toEqual({ ok: true, value: { fresh: true } });
      expect(await line.send(Uint8Array.of(2))).toEqual({ ok: true, value: null });
      expect(ports.length).toBe(2);
    },
  );

  test('a closing that hangs ends too', async () => {
    const line = lineOver(() => fakePort({ close: () => undefined, flush: () => undefined }));
    await line.open();
    await line.close();
    expect(await line.send(Uint8Array.of(1))).toMatchObject({ ok: false });
  });
});

test('ten bits a byte: 960 bytes take a second at 9600', () => {
  expect(lineOver(() => fakePort({})).transmissionMs(960)).toBe(1_000);
});
