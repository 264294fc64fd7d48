// What a letter leaves out: by kind, while it is open, and never all of it.
import { expect, test } from 'vitest';
import type { PaymentId } from '../../contract/primitives.ts';
import { outFor, withoutBarred } from '../../renderer/letters/leftOut.ts';
import { emptyLetter } from '../../renderer/letters/letterDraft.ts';

const row = (id: string, barred: string | null) => ({ paymentId: id as PaymentId, barred });

test('what is barred is left out, with what was left out before', () => {
  const rows = [row('a', null), row('b', 'Уже зачислен.')];
  expect(withoutBarred(rows, 'cancel', ['c' as PaymentId])).toEqual({ kind: 'cancel', out: ['c', 'b'] });
});

test('nothing barred, or everything: there is nothing to leave out', () => {
  expect(withoutBarred([row('a', null)], 'cancel', [])).toBeNull();
  expect(withoutBarred([row('a', 'Нельзя.'), row('b', 'Нельзя.')], 'cancel', [])).toBeNull();
  expect(withoutBarred([], 'cancel', [])).toBeNull();
});

test('another kind of request asks for all of them again, and so does the letter when it is opened again', () => {
  const left = { kind: 'cancel', out: ['b' as PaymentId] } as const;
  expect(outFor('cancel', left)).toEqual(['b']);
  expect(outFor('transfer', left)).toEqual([]);
  expect(Object.keys(emptyLetter([]))).not.toContain('out');
});
