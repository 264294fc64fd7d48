// Drafts of forms: kept by whose and of what, none begun that says nothing, the oldest given up beyond so many.
import { expect, test } from 'vitest';
import type { Letter } from '../../contract/letter.ts';
import { emptyLetter, letterOf } from '../../renderer/letters/letterDraft.ts';
import { createDrafts, isEmptyStill } from '../../renderer/till/drafts.ts';

test('each is found by its key alone, and whoever looks is told', () => {
  const drafts = createDrafts(10);
  let told = 0;
  const stop = drafts.subscribe(() => {
    told += 1;
  });
  drafts.put('anna letter 1', { words: 'раз' });
  drafts.put('igor letter 1', { words: 'два' });
  expect(drafts.find('anna letter 1')).toEqual({ words: 'раз' });
  expect(drafts.find('marina letter 1')).toBeUndefined();
  drafts.drop('anna letter 1');
  drafts.drop('anna letter 1');
  expect(drafts.find('anna letter 1')).toBeUndefined();
  expect(drafts.find('igor letter 1')).toEqual({ words: 'два' });
  expect(told).toBe(3);
  stop();
  drafts.drop('igor letter 1');
  expect(told).toBe(3);
});

test('beyond so many the one that nobody touched for longest goes', () => {
  const drafts = createDrafts(2);
  drafts.put('a', 1);
  drafts.put('b', 2);
  drafts.put('a', 3);
  drafts.put('c', 4);
  expect(['a', 'b', 'c'].map(drafts.find)).toEqual([3, undefined, 4]);
});

test('what was typed and taken back is no draft', () => {
  const empty = { name: '', pair: { from: '', to: '' }, scans: [] as readonly string[], agreed: false };
  expect(isEmptyStill({ ...empty, pair: { from: '', to: '' }, scans: [] }, empty)).toBe(true);
  expect(isEmptyStill({ ...empty, name: 'а' }, empty)).toBe(false);
  expect(isEmptyStill({ ...empty, scans: ['чек'] }, empty)).toBe(false);
  expect(isEmptyStill({ ...empty, agreed: true }, empty)).toBe(false);
  // A field that the empty form has not, as the counts of a drawer.
  expect(isEmptyStill({ 5000: '2' }, {})).toBe(false);
});

test('words typed into a letter belong to what it asked then; address and scans to the letter', () => {
  const composed: Letter = {
    to: 'sto@maxus.ru',
    subject: 'Перепроведение',
    words: 'Перепроведите, пожалуйста.',
    paymentIds: [],
    attachments: [],
  };
  const scan = { name: 'чек.png', type: 'image/png', content: 'AA==' } as const;
  const draft = {
    ...emptyLetter([]),
    to: 'office@maxus.ru',
    scans: [scan],
    words: { order: 'one', subject: 'Тема', words: 'Очень срочно * спасибо' },
  };
  expect(letterOf(composed, draft, 'one')).toMatchObject({
    to: 'office@maxus.ru',
    subject: 'Тема',
    words: 'Очень срочно * спасибо',
    attachments: [scan],
  });
  expect(letterOf(composed, draft, 'other')).toMatchObject({
    to: 'office@maxus.ru',
    subject: 'Перепроведение',
    words: 'Перепроведите, пожалуйста.',
    attachments: [scan],
  });
});
