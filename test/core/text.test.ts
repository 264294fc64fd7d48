import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PrintedDocument } from '../../contract/document.ts';
import { layOut, toText, wrap } from '../../core/text.ts';

const document = (lines: PrintedDocument['lines']): PrintedDocument => ({
  kind: 'testPage',
  title: '',
  lines,
});

test('no line is wider than the paper and no word is lost', () => {
  const words = fc.array(fc.stringMatching(/^[а-яa-z0-9]{1,60}$/), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(words, fc.constantFrom(32, 48), (list, columns) => {
      const lines = wrap(list.join(' '), columns);
      expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(columns);
      expect(lines.join('').replaceAll(' ', '')).toBe(list.join(''));
    }),
  );
});

test('what is read in one go stays on one line, and breaks between its groups only where the line is shorter', () => {
  const phone = '8\u00a0800\u00a0000-00-00';
  expect(wrap(`ИНН 7700000009, тел.\u00a0${phone}`, 32)).toEqual(['ИНН 7700000009,', `тел.\u00a0${phone}`]);
  expect(wrap(`ИНН 7700000009, тел.\u00a0${phone}`, 48)).toHaveLength(1);
  expect(wrap('12345\u00a067890\u00a012345\u00a067890', 16)).toEqual([
    '12345\u00a067890',
    '12345\u00a067890',
  ]);
  expect(wrap('1234567890\u00a012', 10)).toEqual(['1234567890', '12']);
});

test('a row keeps its right side at the edge, on a line of its own when both don’t fit', () => {
  const laid = (left: string, right: string) =>
    layOut(document([{ type: 'row', left, right, bold: false }]), 32).map(
      (line) => line.type === 'text' && line.text,
    );
  expect(laid('К ОПЛАТЕ', '515,00 ₽')).toEqual([`К ОПЛАТЕ${' '.repeat(16)}515,00 ₽`]);
  expect(laid('Вознаграждение платёжного агента', '15,00 ₽')).toEqual([
    'Вознаграждение платёжного агента',
    `${' '.repeat(25)}15,00 ₽`,
  ]);
});

test('big letters take two columns each', () => {
  const [line] = layOut(document([{ type: 'big', text: '916 123-45-67' }]), 32);
  expect(line).toEqual({ type: 'big', text: ' 916 123-45-67' });
  expect(toText(document([{ type: 'big', text: '916 123-45-67' }]), 32)).toBe(
    `${' '.repeat(9)}916 123-45-67\n`,
  );
});
