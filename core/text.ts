/** A printed document laid out in columns: the one layout that paper, screen and text files share. */
import type { DocumentLine, PrintedDocument } from '../contract/document.ts';

/** One line of paper. `big` lines hold half as many characters, each twice as wide. */
export type LaidOutLine =
  | { readonly type: 'text'; readonly text: string; readonly bold: boolean }
  | { readonly type: 'big'; readonly text: string }
  | { readonly type: 'qr'; readonly data: string }
  | { readonly type: 'cut' };

const noBreakSpace = '\u00a0';

/** How much of a word that is longer than the line goes on it: up to its last no-break space, where it has one. */
function partOf(word: string, columns: number): { readonly part: string; readonly rest: string } {
  const end = word.lastIndexOf(noBreakSpace, columns);
  return end > 0
    ? { part: word.slice(0, end), rest: word.slice(end + 1) }
    : { part: word.slice(0, columns), rest: word.slice(columns) };
}

/** Wraps at spaces; a word longer than the line is broken. No-break spaces hold as far as the line goes. Never an empty list. */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  for (const paragraph of text.split('\n')) {
    let line = '';
    for (const word of paragraph.split(' ')) {
      let rest = word;
      if (line !== '' && line.length + 1 + rest.length <= columns) {
        line = `${line} ${rest}`;
        continue;
      }
      if (line !== '') lines.push(line);
      while (rest.length > columns) {
        const { part, rest: left } = partOf(rest, columns);
        lines.push(part);
        rest = left;
      }
      line = rest;
    }
    lines.push(line);
  }
  return lines;
}

const centred = (text: string, columns: number): string =>
  ' '.repeat(Math.max(0, Math.floor((columns - text.length) / 2))) + text;

function aligned(text: string, align: 'left' | 'center' | 'right', columns: number): string {
  if (align === 'center') return centred(text, columns);
  return align === 'right' ? text.padStart(columns) : text;
}

function layOutRow(left: string, right: string, columns: number): string[] {
  const fits = left.length + 1 + right.length <= columns && !`${left}${right}`.includes('\n');
  if (fits) return [left + right.padStart(columns - left.length)];
  return [...wrap(left, columns), ...wrap(right, columns).map((line) => line.padStart(columns))];
}

function layOutLine(line: DocumentLine, columns: number): LaidOutLine[] {
  switch (line.type) {
    case 'text':
      return wrap(line.text, columns).map((text) => ({
        type: 'text',
        text: aligned(text, line.align, columns),
        bold: line.bold,
      }));
    case 'row':
      return layOutRow(line.left, line.right, columns).map((text) => ({
        type: 'text',
        text,
        bold: line.bold,
      }));
    case 'rule':
      return [{ type: 'text', text: '-'.repeat(columns), bold: false }];
    case 'big': {
      const half = Math.floor(columns / 2);
      return wrap(line.text, half).map((text) => ({ type: 'big', text: centred(text, half) }));
    }
    case 'qr':
      return [{ type: 'qr', data: line.data }];
    case 'cut':
      return [{ type: 'cut' }];
  }
}

/** Lays a document out on paper of so many columns (32 on 58 mm, 48 on 80 mm). */
export const layOut = (document: PrintedDocument, columns: number): LaidOutLine[] =>
  document.lines.flatMap((line) => layOutLine(line, columns));

function textOf(line: LaidOutLine, columns: number): string {
  switch (line.type) {
    case 'text':
      return line.text.trimEnd();
    case 'big':
      return centred(line.text.trim(), columns);
    case 'qr':
      return wrap(`[QR ${line.data}]`, columns).join('\n');
    case 'cut':
      return '- '.repeat(Math.floor(columns / 2)).trimEnd();
  }
}

/** The document as plain text, for files and tests: big lines spaced out, a QR by its data, a cut as a dashed line. */
export function toText(document: PrintedDocument, columns: number): string {
  const lines = layOut(document, columns).map((line) => textOf(line, columns));
  return `${lines.join('\n')}\n`;
}
