/** The test page: shows at a glance whether width, code page, big letters, QR and cutter are set right. */
import type { PrintedDocument } from '../../contract/document.ts';
import type { PaperHead } from './parts.ts';
import { big, bold, boldRow, cut, gap, headLines, row, rule, text } from './parts.ts';

export function testPageDocument(device: string, columns: number, head: PaperHead | null): PrintedDocument {
  return {
    kind: 'testPage',
    title: 'Пробная страница',
    lines: [
      ...(head ? headLines(head) : []),
      rule,
      bold('ПРОБНАЯ СТРАНИЦА'),
      text(device, 'center'),
      rule,
      text('АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ', 'left'),
      text('абвгдеёжзийклмнопрстуфхцчшщъыьэюя', 'left'),
      text('0123456789 № « » — , . : ; ( ) / %', 'left'),
      row('Слева', 'Справа'),
      boldRow('К ОПЛАТЕ', '1 234,56 ₽'),
      big('916 123-45-67'),
      text('1234567890'.repeat(Math.ceil(columns / 10)).slice(0, columns), 'left'),
      text('Строка цифр занимает ровно одну строку бумаги.', 'left'),
      { type: 'qr', data: 't=20260101T1200&s=152.00&n=1' },
      gap,
      cut,
    ],
  };
}
