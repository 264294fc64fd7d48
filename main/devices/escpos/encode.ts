/** A printed document as ESC/POS bytes, in pieces that never split a command. */
import ReceiptPrinterEncoder from '@point-of-sale/receipt-printer-encoder';
import type { PrintedDocument } from '../../../contract/document.ts';
import type { CodePage } from '../../../contract/settings.ts';
import type { LaidOutLine } from '../../../core/text.ts';
import { layOut } from '../../../core/text.ts';
import { printableDocument } from './repertory.ts';

export type EncodeOptions = {
  readonly columns: 32 | 48;
  readonly codePage: CodePage;
  /** n of ESC t n: cp866 is 17 on Epson and Xprinter, 7 on Citizen; windows-1251 is 46, 23 or 28. */
  readonly codePageNumber: number;
  readonly cutter: boolean;
};

/** Lines between the print head and the knife, or the edge to tear at. */
const feedBeforeCut = 4;

/** GS V 1, a partial cut. Sent raw: the encoder would feed a line after it, onto the next slip. */
const partialCut = [0x1d, 0x56, 0x01];

const newEncoder = (options: EncodeOptions): ReceiptPrinterEncoder =>
  new ReceiptPrinterEncoder({
    language: 'esc-pos',
    columns: options.columns,
    // The default is LF CR, which some printers take for two lines.
    newline: '\n',
    feedAfterBlock: false,
    errors: 'strict',
    codepageMapping: { [options.codePage]: options.codePageNumber },
  });

// The encoder writes a QR's data as Latin-1; given UTF-8 bytes as Latin-1 signs, it writes UTF-8.
const utf8AsLatin1 = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');

function addLine(encoder: ReceiptPrinterEncoder, line: LaidOutLine, cutter: boolean): void {
  switch (line.type) {
    case 'text':
      encoder.bold(line.bold).line(line.text.replaceAll('\u00a0', ' ').trimEnd());
      return;
    case 'big':
      encoder.bold(false).size(2, 2).line(line.text.replaceAll('\u00a0', ' ').trimEnd()).size(1, 1);
      return;
    case 'qr':
      encoder
        .align('center')
        .qrcode(utf8AsLatin1(line.data), { model: 2, size: line.data.length > 200 ? 4 : 6, errorlevel: 'm' })
        .align('left');
      return;
    case 'cut':
      encoder.newline(feedBeforeCut);
      if (cutter) encoder.raw(partialCut);
      return;
  }
}

/** Each piece is one line of paper with its commands; the first also resets the printer. */
export function encodeDocument(document: PrintedDocument, options: EncodeOptions): Uint8Array[] {
  const encoder = newEncoder(options);
  encoder.initialize().codepage(options.codePage);
  return layOut(printableDocument(document, options.codePage), options.columns).map((line) => {
    addLine(encoder, line, options.cutter);
    return encoder.encode();
  });
}

/** ESC p 0 with both times: 100 ms on, 500 ms off. */
export const encodeDrawerPulse = (options: EncodeOptions): Uint8Array =>
  newEncoder(options).pulse(0, 100, 500).encode();

/** Joins pieces into writes of about so many bytes, so that the printer can be asked in between. */
export function joinPieces(pieces: readonly Uint8Array[], atLeast: number): Uint8Array[] {
  const writes: Uint8Array[] = [];
  let pending: number[] = [];
  for (const piece of pieces) {
    pending.push(...piece);
    if (pending.length < atLeast) continue;
    writes.push(Uint8Array.from(pending));
    pending = [];
  }
  if (pending.length > 0) writes.push(Uint8Array.from(pending));
  return writes;
}
