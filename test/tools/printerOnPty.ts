/** For tests of the whole program: a pretended ESC/POS printer at a real serial port, with troubles at command. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EscposEmulator } from '../../scripts/emulator/escposEmulator.ts';
import { startEscposEmulator } from '../../scripts/emulator/escposEmulator.ts';
import { textOf } from './escposBench.ts';

export type PrinterOnPty = EscposEmulator & {
  /** What came out so far, line by line, without empty ones. */
  text(): string[];
};

/** `link` is the port to type into the settings; `close` takes everything away. */
export async function startPrinterOnPty(columns: 32 | 48): Promise<PrinterOnPty> {
  const folder = await mkdtemp(join(tmpdir(), 'kassa-pty-'));
  const emulator = await startEscposEmulator({
    link: join(folder, 'printer'),
    columns,
    onPaper: () => undefined,
  });
  return {
    ...emulator,
    text: () => textOf(emulator.machine.paper),
    async close() {
      await emulator.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
