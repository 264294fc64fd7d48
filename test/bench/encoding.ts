/** A receipt as ESC/POS bytes: our encoder against the package `escpos`, both from the same laid out lines. */
import escpos from 'escpos';
import type { PrintedDocument } from '../../contract/document.ts';
import type {
  CashierId,
  Day,
  Instant,
  Kopecks,
  PaymentId,
  ProviderId,
  ShiftId,
} from '../../contract/primitives.ts';
import { receiptDocument } from '../../core/documents/receipt.ts';
import { starterCatalogue } from '../../core/starter/starterCatalogue.ts';
import { layOut } from '../../core/text.ts';
import type { EncodeOptions } from '../../main/devices/escpos/encode.ts';
import { encodeDocument } from '../../main/devices/escpos/encode.ts';
import { printableDocument } from '../../main/devices/escpos/repertory.ts';
import type { Row } from './measure.ts';
import { inTurns, rowOf } from './measure.ts';

const options: EncodeOptions = { columns: 48, codePage: 'cp866', codePageNumber: 17, cutter: true };
const receiptsPerTurn = 200;

function receipt(): PrintedDocument {
  const provider = starterCatalogue.providers.find(({ id }) => id === 'mts');
  if (!provider) throw new Error('the starter catalogue has no mts');
  const at = Date.UTC(2026, 10, 23, 9) as Instant;
  const cashierId = '00000000-0000-4000-8000-0000000000c1' as CashierId;
  const shiftId = '00000000-0000-7000-8000-000000000001' as ShiftId;
  const vat = { key: 'none', since: '2019-01-01' as Day, code: 6, basisPoints: null, name: 'Без НДС' };
  const shown = {
    number: 7,
    startedAt: at,
    tendered: 100_000 as Kopecks,
    change: 48_500 as Kopecks,
    document: null,
  };
  return receiptDocument(
    {
      payment: {
        id: '00000000-0000-7000-8000-000000000002' as PaymentId,
        workstation: 1,
        counter: 45,
        stage: 'receipting',
        details: {
          providerId: 'mts' as ProviderId,
          catalogueVersion: 1,
          account: '9161234567',
          amountCredited: 50_000 as Kopecks,
          fee: 1_500 as Kopecks,
          amountTaken: 51_500 as Kopecks,
          confirmed: [],
        },
        shiftId,
        cashierId,
        enteredAt: at,
        preCheck: { number: 51, state: 'signed' },
        receipt: null,
        attempts: 1,
        takenAt: null,
        conductedAt: null,
      },
      receipt: shown,
      shiftNumber: 128,
      provider,
      feeVat: vat,
      paymentVat: vat,
      fiscal: true,
    },
    {
      tradePoint: {
        id: 'bench',
        name: 'Мира, 12',
        address: 'г. Москва, пр-т Мира, д. 12',
        zone: 'Europe/Moscow',
        agentName: 'ООО «Учебный платёжный агент»',
        agentInn: '7700000009',
        agentPhone: '8 800 000-00-00',
      },
      workstation: 1,
      cashierName: 'Анна Соколова',
      at,
    },
  );
}

/** As test/main/devices/encode.test.ts has it print: its serial adapter does not start, so it writes into memory. */
function byEscpos(document: PrintedDocument): number {
  let bytes = 0;
  const adapter = {
    open: () => undefined,
    write: (written: Uint8Array, done?: () => void) => {
      bytes += written.length;
      done?.();
    },
    close: () => undefined,
  };
  const printer = new escpos.Printer(adapter, { encoding: 'cp866', width: options.columns });
  printer.hardware('init').setCharacterCodeTable(options.codePageNumber);
  for (const line of layOut(printableDocument(document, options.codePage), options.columns)) {
    if (line.type === 'big') printer.size(1, 1).text(line.text.replaceAll('\u00a0', ' ')).size(0, 0);
    if (line.type === 'text') printer.text(line.text.replaceAll('\u00a0', ' '));
    if (line.type === 'cut') printer.cut(true);
  }
  printer.flush();
  return bytes;
}

const byUs = (document: PrintedDocument): number =>
  encodeDocument(document, options).reduce((total, piece) => total + piece.length, 0);

function microseconds(encode: (document: PrintedDocument) => number, document: PrintedDocument): number {
  const started = performance.now();
  for (let index = 0; index < receiptsPerTurn; index += 1) encode(document);
  return ((performance.now() - started) / receiptsPerTurn) * 1000;
}

export async function measureEncoding(times: number): Promise<Row> {
  const document = receipt();
  microseconds(byUs, document);
  microseconds(byEscpos, document);
  const pairs = await inTurns(
    times,
    () => microseconds(byUs, document),
    () => microseconds(byEscpos, document),
  );
  // Without a goal: the encoder that ships copies its table of signs for every line, which is a thousandth of the
  // second in which a printer prints them.
  return rowOf({ name: 'receipt as ESC/POS / package escpos', unit: 'µs', goal: null }, pairs, true);
}
