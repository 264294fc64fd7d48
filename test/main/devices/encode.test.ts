import escpos from 'escpos';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DocumentLine, PrintedDocument } from '../../../contract/document.ts';
import type { CodePage } from '../../../contract/settings.ts';
import { testPageDocument } from '../../../core/documents/testPage.ts';
import { layOut } from '../../../core/text.ts';
import type { EncodeOptions } from '../../../main/devices/escpos/encode.ts';
import { encodeDocument, encodeDrawerPulse, joinPieces } from '../../../main/devices/escpos/encode.ts';
import { printable, printableDocument } from '../../../main/devices/escpos/repertory.ts';
import type { PaperLine } from '../../../scripts/emulator/escposMachine.ts';
import { createEscposMachine } from '../../../scripts/emulator/escposMachine.ts';
import { hasUnknown, textOf } from '../../tools/escposBench.ts';

const printers: EncodeOptions[] = [
  { columns: 32, codePage: 'cp866', codePageNumber: 17, cutter: false },
  { columns: 48, codePage: 'cp866', codePageNumber: 7, cutter: true },
  { columns: 32, codePage: 'windows1251', codePageNumber: 46, cutter: true },
  { columns: 48, codePage: 'windows1251', codePageNumber: 23, cutter: false },
];
const each = printers.map((options) => [`${options.columns} columns, ${options.codePage}`, options] as const);

function paperOf(pieces: readonly Uint8Array[], columns: number): readonly PaperLine[] {
  const machine = createEscposMachine({
    columns,
    answer: () => undefined,
    onPaper: () => undefined,
    after: (_, action) => action(),
  });
  for (const piece of pieces) machine.receive(piece);
  return machine.paper;
}

/** What the layout shared with the screen says must stand on the paper. */
function expectedPaper(document: PrintedDocument, { columns, codePage, cutter }: EncodeOptions): unknown[] {
  const feed = Array.from({ length: 4 }, () => ({ type: 'text', text: '', bold: false, big: false }));
  return layOut(printableDocument(document, codePage), columns).flatMap((line): unknown[] => {
    if (line.type === 'cut') return cutter ? [...feed, line] : feed;
    if (line.type === 'qr') return [line];
    const text = line.text.replaceAll('\u00a0', ' ').trimEnd();
    const bold = line.type === 'text' && line.bold && text !== '';
    return [{ type: 'text', text, bold, big: line.type === 'big' && text !== '' }];
  });
}

const receipt: PrintedDocument = {
  kind: 'receipt',
  title: 'Чек 1/7',
  lines: [
    { type: 'text', text: 'ООО «Связной — Юг», ИНН 7701234567', align: 'center', bold: true },
    { type: 'row', left: 'Принято', right: '1 234,56 ₽', bold: false },
    { type: 'rule' },
    { type: 'big', text: '916 123-45-67' },
    { type: 'big', text: '1 234 567,89 ₽' },
    { type: 'text', text: 'Сумма ≥ 100 ₽ … «№ 5» – не больше 5 × 3', align: 'left', bold: false },
    { type: 'qr', data: 't=20260101T1200&s=152.00&fn=9999000000000001&i=7&fp=123&n=1' },
    { type: 'cut' },
  ],
};

describe.each(each)('%s', (_, options) => {
  test.each([
    ['a receipt', receipt],
    ['the test page', testPageDocument('Принтер ESC/POS (COM3)', options.columns, null)],
  ])('%s comes out as it was laid out, without a single «?»', (_name, document) => {
    const paper = paperOf(encodeDocument(document, options), options.columns);
    expect(paper).toEqual(expectedPaper(document, options));
    expect(textOf(paper).join('\n')).not.toContain('?');
  });

  test('any document comes out as it was laid out, in lines no longer than the paper is wide', () => {
    fc.assert(
      fc.property(anyDocument, (document) => {
        const paper = paperOf(encodeDocument(document, options), options.columns);
        expect(hasUnknown(paper)).toBe(false);
        expect(paper).toEqual(expectedPaper(document, options));
      }),
      { numRuns: 200 },
    );
  });
});

const anyText = fc.oneof(
  fc.string({ maxLength: 60, unit: 'grapheme' }),
  fc.string({ maxLength: 80, unit: fc.constantFrom(...'АБВабвёЁй №«»—–… \u00a0₽0123456789,.-?\n') }),
);
const anyLine: fc.Arbitrary<DocumentLine> = fc.oneof(
  fc.record({
    type: fc.constant('text' as const),
    text: anyText,
    align: fc.constantFrom('left' as const, 'center' as const, 'right' as const),
    bold: fc.boolean(),
  }),
  fc.record({ type: fc.constant('row' as const), left: anyText, right: anyText, bold: fc.boolean() }),
  fc.constant({ type: 'rule' as const }),
  fc.record({ type: fc.constant('big' as const), text: anyText }),
  fc.record({
    type: fc.constant('qr' as const),
    data: fc.string({ minLength: 1, maxLength: 300, unit: fc.constantFrom(...'абвABC=&.0123456789') }),
  }),
  fc.constant({ type: 'cut' as const }),
);
const anyDocument: fc.Arbitrary<PrintedDocument> = fc.record({
  kind: fc.constant('receipt' as const),
  title: fc.constant('Чек'),
  lines: fc.array(anyLine, { maxLength: 25 }),
});

describe('signs that the code page lacks', () => {
  test.each([
    ['cp866', '1 234,56\u00a0₽', '1 234,56\u00a0р.'],
    ['windows1251', '1 234,56\u00a0₽', '1 234,56\u00a0р.'],
    ['cp866', '«Юг» — 5…', '"Юг" - 5...'],
    ['windows1251', '«Юг» — 5…', '«Юг» — 5…'],
    ['cp866', 'Ёлка й №', 'Ёлка й №'],
    ['cp866', 'café −5 🙂', 'cafe -5 *'],
    ['windows1251', 'и\u0306', 'й'],
    ['cp866', 'a\tb\u0000c', 'a b c'],
    ['cp866', 'Что?', 'Что?'],
  ] as [CodePage, string, string][])('%s: %j is written %j', (codePage, text, written) => {
    expect(printable(text, codePage)).toBe(written);
  });

  test('no text gets a «?» that it had not', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.constantFrom<CodePage>('cp866', 'windows1251'),
        (text, page) => {
          const without = text
            .normalize('NFKD')
            .replaceAll('?', '')
            .replaceAll('\u037e', '')
            .normalize('NFC');
          expect(printable(without.replaceAll('?', ''), page)).not.toContain('?');
        },
      ),
    );
  });
});

test('the drawer pulse carries both of its times', () => {
  const options = { columns: 48, codePage: 'cp866', codePageNumber: 17, cutter: true } as const;
  expect([...encodeDrawerPulse(options)]).toEqual([0x1b, 0x70, 0, 50, 250]);
});

test('pieces are joined into writes without being split or reordered', () => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ maxLength: 40 })),
      fc.integer({ min: 1, max: 60 }),
      (pieces, atLeast) => {
        const writes = joinPieces(pieces, atLeast);
        expect(writes.flatMap((write) => [...write])).toEqual(pieces.flatMap((piece) => [...piece]));
        const ends = new Set(
          pieces.map((_, index) => pieces.slice(0, index + 1).reduce((sum, p) => sum + p.length, 0)),
        );
        let end = 0;
        for (const write of writes) {
          end += write.length;
          expect(ends.has(end)).toBe(true);
        }
      },
    ),
  );
});

describe('second opinion: the package escpos', () => {
  /** Its serialport adapter fails with today's serialport, so its printer writes into memory. */
  function printByEscpos(
    document: PrintedDocument,
    { columns, codePage, codePageNumber }: EncodeOptions,
  ): Uint8Array {
    const written: Uint8Array[] = [];
    const adapter = {
      open: () => undefined,
      write: (bytes: Uint8Array, done?: () => void) => {
        written.push(bytes);
        done?.();
      },
      close: () => undefined,
    };
    const encoding = codePage === 'cp866' ? 'cp866' : 'win1251';
    const printer = new escpos.Printer(adapter, { encoding, width: columns });
    printer.hardware('init').setCharacterCodeTable(codePageNumber);
    for (const line of layOut(printableDocument(document, codePage), columns)) {
      if (line.type === 'text' || line.type === 'big') {
        const isBig = line.type === 'big';
        if (isBig) printer.size(1, 1);
        printer.text(line.text.replaceAll('\u00a0', ' '));
        if (isBig) printer.size(0, 0);
      }
      if (line.type === 'cut') printer.cut(true);
    }
    printer.flush();
    return Buffer.concat(written);
  }

  test.each(each)('%s: both encoders put the same text on paper', (_, options) => {
    const theirs = paperOf([printByEscpos(receipt, options)], options.columns);
    const ours = paperOf(encodeDocument(receipt, options), options.columns);
    expect(textOf(ours)).toEqual(textOf(theirs));
    expect(textOf(ours).length).toBeGreaterThanOrEqual(6);
  });

  test('its drawer pulse loses a time and leaves a sign on the paper, which is one reason why it does not ship', () => {
    const written: Uint8Array[] = [];
    const adapter = {
      open: () => undefined,
      write: (bytes: Uint8Array) => {
        written.push(bytes);
      },
      close: () => undefined,
    };
    new escpos.Printer(adapter, { encoding: 'cp866', width: 48 }).cashdraw(2).flush();
    // FA, written as text, became C3 BA.
    expect(Buffer.concat(written).toString('hex')).toBe('1b700019c3ba');
  });
});
