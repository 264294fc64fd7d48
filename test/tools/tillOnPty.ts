/** A workstation whose printer is a pretended ESC/POS one at a real serial port. */
import { escposSettings } from './escposBench.ts';
import type { PrinterOnPty } from './printerOnPty.ts';
import { startPrinterOnPty } from './printerOnPty.ts';
import type { Till } from './workstation.ts';
import { cashierAnna, setDevices, signIn, startTraining } from './workstation.ts';

export const printerAt = (port: string) => ({ ...escposSettings, port });

const open: PrinterOnPty[] = [];

/** For `afterEach`, after the tills have let go of their ports. */
export async function endPrinters(): Promise<void> {
  for (const printer of open.splice(0)) await printer.close();
}

export async function startPrinter(): Promise<PrinterOnPty> {
  const printer = await startPrinterOnPty(48);
  open.push(printer);
  return printer;
}

/** A cashier at an open shift with 1 000 ₽, printing on the pty; the register remembers, or there is none. */
export async function startOnPty(
  register: 'virtual' | 'slipPrinter',
): Promise<{ readonly till: Till; readonly paper: PrinterOnPty }> {
  const paper = await startPrinter();
  const till = await startTraining({});
  await setDevices(till, { printer: printerAt(paper.link), register: { driver: register } });
  await signIn(till, cashierAnna);
  await till.must('shift.open', { openingCash: 100_000 });
  return { till, paper };
}

const inTrouble = {
  paperOut: { paperLeft: 0 },
  coverOpen: { coverOpen: true },
  printerSilent: { dead: true },
} as const;

export type Trouble = keyof typeof inTrouble;
export const troubles = Object.keys(inTrouble) as readonly Trouble[];

const well = { paperLeft: Number.POSITIVE_INFINITY, coverOpen: false, dead: false, silent: false };

export const trouble = ({ machine }: PrinterOnPty, kind: Trouble): void => machine.set(inTrouble[kind]);
export const mend = ({ machine }: PrinterOnPty): void => machine.set(well);

/** The trouble comes after so many lines more. */
export function troubleInMidst(paper: PrinterOnPty, lines: number, act: () => void): void {
  const printed = paper.machine.paper.filter(({ type }) => type === 'text').length;
  paper.machine.atLine(printed + lines, act);
}
