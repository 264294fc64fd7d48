/**
 * A training register: not fiscal in law, but it behaves as one. It numbers its documents, remembers them over a
 * power cut, keeps its shift to 24 hours, and keeps «made» apart from «printed».
 */
import type { PrintedDocument } from '../../../contract/document.ts';
import type { Failure } from '../../../contract/failure.ts';
import type { RegisterDocument } from '../../../contract/journal.ts';
import type { Instant, Kopecks } from '../../../contract/primitives.ts';
import type {
  DeviceState,
  FiscalRegister,
  LastDocumentAnswer,
  ReceiptOrder,
  RegisterOutcome,
  SlipPrinter,
} from '../../../core/devices.ts';
import { diskFailure } from '../diskFailure.ts';
import { createQueue } from '../queue.ts';
import {
  fiscalQr,
  lastClosing,
  nextDocument,
  openShift,
  shiftFailure,
  withRegisterLines,
} from './registerBook.ts';
import type { RegisterMemory } from './registerMemory.ts';
import { openRegisterMemory } from './registerMemory.ts';

type Options = {
  /** The file of its documents, `<profile>/register/documents.jsonl`. */
  readonly path: string;
  readonly zone: string;
  readonly clock: () => Instant;
  /** Where its paper comes out. */
  readonly printer: Pick<SlipPrinter, 'state' | 'print'>;
  /** The number of a fiscal drive that was never used, for a register without documents. */
  readonly drive: () => string;
};

const nothing = 0 as Kopecks;
const made = (document: RegisterDocument | null): RegisterOutcome => ({ kind: 'made', document });
const notMade = (failure: Failure): RegisterOutcome => ({ kind: 'notMade', failure });

type NewDocument = {
  readonly kind: RegisterDocument['kind'];
  readonly amount: Kopecks;
  readonly paper: PrintedDocument;
  readonly operation: ReceiptOrder['kind'] | null;
};

export function createVirtualRegister({ path, zone, clock, printer, drive }: Options): FiscalRegister {
  const exclusive = createQueue();
  let memory: RegisterMemory | null = null;
  let closed = false;

  /** Read at first use, and again after a write that failed: the file says what there is. */
  async function remember(): Promise<RegisterMemory> {
    if (closed) throw new Error('the register is closed');
    memory ??= await openRegisterMemory(path);
    return memory;
  }

  async function forget(): Promise<void> {
    const old = memory;
    memory = null;
    await old?.close().catch(() => undefined);
  }

  async function withMemory<T>(
    use: (memory: RegisterMemory) => Promise<T>,
    failed: (failure: Failure) => T,
  ): Promise<T> {
    let opened: RegisterMemory;
    try {
      opened = await remember();
    } catch (error) {
      return failed(diskFailure(error, 'registerFault'));
    }
    return use(opened);
  }

  /** A write that failed: only the file, read anew, says whether the document is in it. */
  async function unkept(document: RegisterDocument, failure: Failure): Promise<RegisterOutcome> {
    await forget();
    return withMemory<RegisterOutcome>(
      async (reread) => {
        const kept = reread.documents.some(({ number }) => number === document.number);
        return kept ? { kind: 'unknown', failure } : notMade(failure);
      },
      () => ({ kind: 'unknown', failure }),
    );
  }

  async function make(opened: RegisterMemory, order: NewDocument): Promise<RegisterOutcome> {
    // As a real one, it closes no document over an empty roll.
    const paper = await printer.state();
    if (paper.failure) return notMade(paper.failure);
    const next = nextDocument(opened.documents, order.kind, order.amount, clock(), drive);
    const document: RegisterDocument =
      order.operation === 'incomeReturn' ? { ...next, operation: 'incomeReturn' } : next;
    try {
      await opened.append(document);
    } catch (error) {
      return unkept(document, diskFailure(error, 'registerFault'));
    }
    // From here on the document exists, whatever becomes of its paper.
    const qr = order.operation === null ? null : fiscalQr(document, order.operation, zone);
    const outcome = await printer.print(withRegisterLines(order.paper, document, qr));
    return outcome.kind === 'printed'
      ? made(document)
      : { kind: 'made', document, unprinted: outcome.failure };
  }

  async function ensureShiftOpen(paper: PrintedDocument): Promise<RegisterOutcome> {
    return withMemory(async (opened) => {
      const shift = openShift(opened.documents);
      if (!shift) return make(opened, { kind: 'shiftOpening', amount: nothing, paper, operation: null });
      const failure = shiftFailure(opened.documents, clock());
      return failure ? notMade(failure) : made(shift);
    }, notMade);
  }

  async function ensureShiftClosed(paper: PrintedDocument): Promise<RegisterOutcome> {
    return withMemory(async (opened) => {
      if (!openShift(opened.documents)) return made(lastClosing(opened.documents));
      return make(opened, { kind: 'shiftClosing', amount: nothing, paper, operation: null });
    }, notMade);
  }

  async function closeReceipt(order: ReceiptOrder): Promise<RegisterOutcome> {
    return withMemory(async (opened) => {
      const failure = shiftFailure(opened.documents, clock());
      if (failure) return notMade(failure);
      const { amountTaken: amount, document: paper, kind: operation } = order;
      return make(opened, { kind: 'receipt', amount, paper, operation });
    }, notMade);
  }

  const notReady = (failure: Failure): DeviceState => ({ ready: false, failure, paperNearEnd: false });

  return {
    name: 'Виртуальная касса',
    fiscal: false,
    remembers: true,
    state: () => exclusive(() => withMemory(() => printer.state(), notReady)),
    lastDocument: () =>
      exclusive(() =>
        withMemory<LastDocumentAnswer>(
          async (opened) => ({ kind: 'document', document: opened.documents.at(-1) ?? null }),
          (failure) => ({ kind: 'silent', failure }),
        ),
      ),
    ensureShiftOpen: (document) => exclusive(() => ensureShiftOpen(document)),
    ensureShiftClosed: (document) => exclusive(() => ensureShiftClosed(document)),
    closeReceipt: (order) => exclusive(() => closeReceipt(order)),
    close: () =>
      exclusive(async () => {
        closed = true;
        await forget();
      }),
  };
}
