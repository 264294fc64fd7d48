/** The workstation's devices as its settings name them. Nothing is opened before it is first used. */
import { join } from 'node:path';
import type { Instant } from '../../contract/primitives.ts';
import type { PrinterSettings, RegisterSettings, Settings } from '../../contract/settings.ts';
import type { FiscalRegister, SlipPrinter } from '../../core/devices.ts';
import type { EscposDeadlines } from './escpos/escposPrinter.ts';
import { createEscposPrinter, usualDeadlines } from './escpos/escposPrinter.ts';
import type { PortInfo } from './escpos/port.ts';
import { listSerialPorts, makeSerialPort } from './escpos/port.ts';
import { createSerialLine } from './escpos/serialLine.ts';
import { createPlainRegister } from './plainRegister.ts';
import { systemTimers } from './timers.ts';
import { newDrive } from './virtual/registerBook.ts';
import type { Paper } from './virtual/virtualPrinter.ts';
import { createVirtualPrinter } from './virtual/virtualPrinter.ts';
import { createVirtualRegister } from './virtual/virtualRegister.ts';

export type { PortInfo } from './escpos/port.ts';

export type DeviceOptions = {
  readonly settings: Pick<Settings, 'printer' | 'register'>;
  /** The profile's folder: paper and the virtual register's memory lie in it. */
  readonly profile: string;
  /** The trade point's time zone. */
  readonly zone: string;
  readonly clock: () => Instant;
  readonly random: (bytes: number) => Uint8Array;
  /** Called with each document that the virtual printer has put out. */
  readonly onPaper: (paper: Paper) => void;
  /** How long devices may take; `usualDeadlines` unless a test is in a hurry. */
  readonly deadlines: EscposDeadlines;
};

export type Devices = {
  readonly printer: SlipPrinter;
  readonly register: FiscalRegister;
  /** Lets go of everything; what is under way ends first. */
  close(): Promise<void>;
};

export { usualDeadlines };

function openPrinter(settings: PrinterSettings, options: DeviceOptions): SlipPrinter {
  const { profile, zone, clock, onPaper, deadlines } = options;
  switch (settings.driver) {
    case 'virtual':
      return createVirtualPrinter({
        width: settings.width,
        folder: join(profile, 'paper'),
        zone,
        clock,
        onPaper,
      });
    case 'escpos': {
      const { port: path, baudRate } = settings;
      const line = createSerialLine({
        path,
        baudRate,
        makePort: makeSerialPort,
        timers: systemTimers,
        deadlines,
      });
      return createEscposPrinter({ settings, line, timers: systemTimers, deadlines });
    }
  }
}

function openRegister(
  settings: RegisterSettings,
  printer: SlipPrinter,
  options: DeviceOptions,
): FiscalRegister {
  const { profile, zone, clock, random } = options;
  switch (settings.driver) {
    case 'virtual':
      return createVirtualRegister({
        drive: () => newDrive(random),
        path: join(profile, 'register', 'documents.jsonl'),
        zone,
        clock,
        printer,
      });
    case 'slipPrinter':
      return createPlainRegister(printer);
  }
}

export function openDevices(options: DeviceOptions): Devices {
  const printer = openPrinter(options.settings.printer, options);
  const register = openRegister(options.settings.register, printer, options);
  return {
    printer,
    register,
    async close() {
      await register.close();
      await printer.close();
    },
  };
}

export const listPorts = (): Promise<PortInfo[]> => listSerialPorts();
