// The driver over the real serialport on a real pty. Answers have generous deadlines here: nothing waits for one to pass.
import { afterEach, expect, test } from 'vitest';
import type { Instant } from '../../../contract/primitives.ts';
import type { EscposDeadlines } from '../../../main/devices/escpos/escposPrinter.ts';
import { usualDeadlines } from '../../../main/devices/escpos/escposPrinter.ts';
import type { Devices } from '../../../main/devices/open.ts';
import { listPorts, openDevices } from '../../../main/devices/open.ts';
import { escposSettings, hasUnknown, plainDocument } from '../../tools/escposBench.ts';
import type { PrinterOnPty } from '../../tools/printerOnPty.ts';
import { startPrinterOnPty } from '../../tools/printerOnPty.ts';

const patient: EscposDeadlines = { ...usualDeadlines, answerMs: 2_000, quietMs: 30, pollMs: 2_000 };
const long = plainDocument(60, 'строка');

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const { close } of open.splice(0).reverse()) await close();
});

async function emulator(columns: 32 | 48): Promise<PrinterOnPty> {
  const started = await startPrinterOnPty(columns);
  open.push(started);
  return started;
}

function devicesAt(port: string, deadlines: EscposDeadlines): Devices {
  const devices = openDevices({
    settings: { printer: { ...escposSettings, port }, register: { driver: 'slipPrinter' } },
    profile: '/nowhere',
    zone: 'Europe/Moscow',
    clock: () => 0 as Instant,
    random: (bytes) => new Uint8Array(bytes),
    onPaper: () => undefined,
    deadlines,
  });
  open.push(devices);
  return devices;
}

test('a document goes over the wire and is confirmed', async () => {
  const pty = await emulator(48);
  const { printer, register } = devicesAt(pty.link, patient);
  expect(await printer.state()).toEqual({ ready: true, failure: null, paperNearEnd: false });
  expect(await printer.print(long)).toEqual({ kind: 'printed' });
  expect(pty.text()).toHaveLength(60);
  expect(hasUnknown(pty.machine.paper)).toBe(false);
  expect((await register.lastDocument()).kind).toBe('cannotTell');
});

test('unplugged in mid-receipt and plugged in again: nothing stale comes out', async () => {
  const pty = await emulator(48);
  const { printer } = devicesAt(pty.link, patient);
  expect(await printer.print(plainDocument(1, 'первый'))).toEqual({ kind: 'printed' });
  const unplugged = new Promise<void>((resolve) => {
    pty.machine.atLine(20, () => void pty.unplug().then(resolve));
  });
  expect(await printer.print(long)).toMatchObject({ kind: 'unknown', failure: { code: 'unplugged' } });
  await unplugged;
  expect(await printer.print(long)).toMatchObject({ kind: 'notPrinted', failure: { code: 'portNotFound' } });
  // What the pretended printer had taken in by then, it may have printed; from here on nothing of it may come.
  const before = pty.text().length;
  await pty.plug();
  expect(await printer.state()).toEqual({ ready: true, failure: null, paperNearEnd: false });
  expect(pty.text().slice(before)).toEqual([]);
  expect(await printer.print(plainDocument(2, 'второй'))).toEqual({ kind: 'printed' });
  expect(pty.text().slice(before)).toEqual(['второй 1', 'второй 2']);
  expect(hasUnknown(pty.machine.paper)).toBe(false);
});

test('unplugged between two documents: the next one is «not printed», and prints once after re-plugging', async () => {
  const pty = await emulator(48);
  const { printer } = devicesAt(pty.link, patient);
  await printer.state();
  await pty.unplug();
  expect(await printer.print(plainDocument(1, 'первый'))).toMatchObject({ kind: 'notPrinted' });
  await pty.plug();
  expect(await printer.print(plainDocument(1, 'первый'))).toEqual({ kind: 'printed' });
  expect(pty.text()).toEqual(['первый 1']);
});

test('paper out in mid-receipt over the wire', async () => {
  const pty = await emulator(48);
  const { printer } = devicesAt(pty.link, { ...patient, pollMs: 50 });
  pty.machine.set({ paperLeft: 25 });
  expect(await printer.print(long)).toMatchObject({ kind: 'unknown', failure: { code: 'paperOut' } });
  expect((await printer.state()).failure).toEqual({ code: 'paperOut' });
  pty.machine.set({ paperLeft: Number.POSITIVE_INFINITY });
  expect((await printer.state()).ready).toBe(true);
});

test('a printer whose wire back is missing is said to be silent, and nothing is printed blind', async () => {
  const pty = await emulator(32);
  const { printer } = devicesAt(pty.link, { ...usualDeadlines, answerMs: 30, quietMs: 10 });
  pty.machine.set({ silent: true });
  expect((await printer.state()).failure?.code).toBe('printerSilent');
  expect(await printer.print(long)).toMatchObject({ kind: 'notPrinted', failure: { code: 'printerSilent' } });
  expect(pty.text()).toEqual([]);
});

test('a port that another program holds is busy, and free again when that one lets go', async () => {
  const pty = await emulator(32);
  const first = devicesAt(pty.link, patient);
  const second = devicesAt(pty.link, patient);
  expect((await first.printer.state()).ready).toBe(true);
  expect((await second.printer.state()).failure?.code).toBe('portBusy');
  await first.close();
  expect((await second.printer.state()).ready).toBe(true);
});

test('listing ports does not fail, whatever the machine has', async () => {
  expect(Array.isArray(await listPorts())).toBe(true);
});
