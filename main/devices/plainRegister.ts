/** No register at all: receipts go to a slip printer, which keeps no count and can't be asked what it made. */
import type { PrintedDocument } from '../../contract/document.ts';
import type { FiscalRegister, RegisterOutcome, SlipPrinter } from '../../core/devices.ts';

export function createPlainRegister(printer: SlipPrinter): FiscalRegister {
  async function put(document: PrintedDocument): Promise<RegisterOutcome> {
    const outcome = await printer.print(document);
    switch (outcome.kind) {
      case 'printed':
        return { kind: 'made', document: null };
      case 'notPrinted':
        return { kind: 'notMade', failure: outcome.failure };
      case 'unknown':
        return outcome;
    }
  }

  return {
    name: `Без кассы: ${printer.name}`,
    fiscal: false,
    remembers: false,
    state: () => printer.state(),
    lastDocument: async () => ({ kind: 'cannotTell' }),
    // There is no shift in the device: its documents are only paper, and a second copy does no harm.
    ensureShiftOpen: put,
    ensureShiftClosed: put,
    closeReceipt: (order) => put(order.document),
    // The printer belongs to who made it.
    close: async () => undefined,
  };
}
