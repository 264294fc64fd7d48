/** A scanner's typing on the status page is told from a person's, and what is typed becomes a question. */
import { describe, expect, test } from 'vitest';
import { emptyFields, type Fields, questionOf } from '../../../sep/status/web/fields.ts';
import { type Burst, type Key, nextKey, noBurst } from '../../../sep/status/web/wedge.ts';

/** What becomes of these keys, each so many milliseconds after the one before. */
function press(keys: readonly string[], gap: number): { readonly kinds: Key[]; readonly text: string } {
  let burst: Burst = noBurst;
  let time = 1_000;
  const kinds: Key[] = [];
  let text = '';
  for (const key of keys) {
    time += gap;
    const [next, kind] = nextKey(burst, key, time);
    burst = next;
    kinds.push(kind);
    if (kind === 'end') text = burst.text;
  }
  return { kinds, text };
}

const qr = 't=20261120T0900&s=515.00&fn=9999078902004339&i=312&fp=2345600312&n=1';

describe("A scanner's keys", () => {
  test.each([
    ['quick', 2],
    ['slow', 50],
  ])('are one scan, %s', (_, gap) => {
    const { kinds, text } = press([...qr, 'Enter'], gap);
    expect(text).toBe(qr);
    expect(kinds.slice(0, 4)).toEqual(['first', 'pass', 'scan', 'more']);
    expect(kinds.at(-1)).toBe('end');
    expect(new Set(kinds.slice(3, -1))).toEqual(new Set(['more']));
  });

  test('are one scan in the Russian layout, with Shift among them, ended by Tab', () => {
    expect(press([...'е=20261120Т0900', 'Shift', '?', 'ы', '=', 'Tab'], 5).text).toBe('е=20261120Т0900?ы=');
  });

  test('of another code are nobody’s business', () => {
    expect(new Set(press([...'4607034650123', 'Enter'], 5).kinds)).toEqual(new Set(['first', 'pass']));
  });
});

test("a person's keys pass, whatever they spell", () => {
  expect(new Set(press([...qr, 'Enter'], 90).kinds)).toEqual(new Set(['first', 'pass']));
});

describe('What is typed', () => {
  const typed: Fields = { ...emptyFields, account: '9161234567', shift: '128', number: '12', sum: '515' };
  const question = { kind: 'typed', account: '9161234567', receipt: '128/12', amount: 51_500 };

  test.each<[string, Partial<Fields>, object]>([
    ['in its fields', {}, {}],
    ['with spaces', { account: ' 9161234567 ', shift: ' 128', number: '012 ', sum: '515,00 ₽' }, {}],
    ['whole into one field', { shift: '128/12', number: '' }, {}],
    [
      'by the fiscal document',
      { by: 'document', document: '312', shift: '', number: '' },
      { receipt: 'ФД 312' },
    ],
  ])('%s is a question', (_, more, otherwise) => {
    expect(questionOf({ ...typed, ...more })).toEqual({ ok: true, question: { ...question, ...otherwise } });
  });

  test.each<[Partial<Fields>, string[]]>([
    [{ account: '' }, ['account']],
    [{ shift: '', number: '' }, ['shift', 'number']],
    [{ number: 'x' }, ['number']],
    [{ sum: '0' }, ['sum']],
    [{ sum: '1,234' }, ['sum']],
    [{ by: 'document', document: 'ФД' }, ['document']],
    [emptyFields, ['account', 'shift', 'number', 'sum']],
  ])('%j lacks %j', (more, names) => {
    const read = questionOf({ ...typed, ...more });
    expect(read.ok ? [] : Object.keys(read.faults)).toEqual(names);
  });
});
