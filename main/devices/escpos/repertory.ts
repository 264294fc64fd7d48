/** What a printer's code page can show, and what we write instead of the rest: never the encoder's «?». */
import type { DocumentLine, PrintedDocument } from '../../../contract/document.ts';
import type { CodePage } from '../../../contract/settings.ts';

const noBreakSpace = '\u00a0';

const common = 'АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдеёжзийклмнопрстуфхцчшщъыьэюя№ЄєЇїЎў°·';

/** Beyond ASCII. Only what both encoders and printers agree on; the frames of cp866 have no use on a receipt. */
const repertories: Record<CodePage, ReadonlySet<string>> = {
  cp866: new Set(common),
  windows1251: new Set(`${common}ІіҐґ«»„“”‘’‚‹›–—…•§©®™±µ¶`),
};

/** Tried in order when the code page lacks the sign: the nearest that it may have. */
const replacements: Readonly<Record<string, readonly string[]>> = {
  // No code page of a printer has the rouble sign; «р.» keeps a sum of seven digits on one big line of 58 mm.
  '₽': ['р.'],
  '«': ['"'],
  '»': ['"'],
  '„': ['"'],
  '“': ['"'],
  '”': ['"'],
  '‘': ["'"],
  '’': ["'"],
  '‚': ["'"],
  '‹': ['<'],
  '›': ['>'],
  '–': ['-'],
  '—': ['-'],
  '−': ['-'],
  '‐': ['-'],
  '‑': ['-'],
  '…': ['...'],
  '•': ['·'],
  '×': ['x'],
  '§': ['#'],
  '©': ['(c)'],
  '®': ['(r)'],
  '™': ['(tm)'],
  '±': ['+/-'],
  µ: ['мк'],
  І: ['I'],
  і: ['i'],
  Ґ: ['Г'],
  ґ: ['г'],
  '→': ['->'],
  '←': ['<-'],
  '\u202f': [noBreakSpace],
  '\u2007': [noBreakSpace],
  '\u200b': [''],
  '\u00ad': [''],
  '\ufeff': [''],
};

const asciiPrintable = /^[\x20-\x7e]$/;
const control = /^\p{C}$/u;
const space = /^\s$/;
const mark = /\p{M}/gu;

function nearest(sign: string, repertory: ReadonlySet<string>): string {
  if (sign === '\n' || sign === noBreakSpace || asciiPrintable.test(sign) || repertory.has(sign)) return sign;
  const replacement = replacements[sign]?.find((text) =>
    [...text].every((part) => part === noBreakSpace || asciiPrintable.test(part) || repertory.has(part)),
  );
  if (replacement !== undefined) return replacement;
  if (space.test(sign) || control.test(sign)) return ' ';
  // A letter under an accent prints without it.
  const bare = [...sign.normalize('NFKD').replace(mark, '')];
  const known = bare.every((part) => asciiPrintable.test(part) || repertory.has(part));
  return known ? bare.join('') : '*';
}

/** The text in signs that the code page has. No-break spaces stay: the layout needs them. */
export function printable(text: string, codePage: CodePage): string {
  const repertory = repertories[codePage];
  return [...text.normalize('NFC')].map((sign) => nearest(sign, repertory)).join('');
}

function printableLine(line: DocumentLine, codePage: CodePage): DocumentLine {
  switch (line.type) {
    case 'text':
    case 'big':
      return { ...line, text: printable(line.text, codePage) };
    case 'row':
      return { ...line, left: printable(line.left, codePage), right: printable(line.right, codePage) };
    case 'rule':
    case 'qr':
    case 'cut':
      return line;
  }
}

/** Done before the layout, because a replacement may be longer than the sign it stands for. */
export const printableDocument = (document: PrintedDocument, codePage: CodePage): PrintedDocument => ({
  ...document,
  lines: document.lines.map((line) => printableLine(line, codePage)),
});
