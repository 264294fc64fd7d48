// Drafts of forms: kept by whose and of what, only what was changed, the oldest given up beyond so many, but no lasting one.
import { expect, test } from 'vitest';
import type { Letter } from '../../contract/letter.ts';
import { emptyLetter, letterOf } from '../../renderer/letters/letterDraft.ts';
import { changesOf, createDrafts } from '../../renderer/till/drafts.ts';

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
  expect(changesOf({ ...empty, pair: { from: '', to: '' }, scans: [] }, empty)).toEqual({});
  expect(changesOf({ ...empty, name: 'а' }, empty)).toEqual({ name: 'а' });
  expect(changesOf({ ...empty, scans: ['чек'] }, empty)).toEqual({ scans: ['чек'] });
  expect(changesOf({ ...empty, agreed: true }, empty)).toEqual({ agreed: true });
  // A field that the empty form has not, as the counts of a drawer.
  expect(changesOf({ 5000: '2' }, {})).toEqual({ 5000: '2' });
});

test('of what was saved nothing stays a draft, but what was typed while it was saved', () => {
  const sent = { minutes: '7', from: '1 000' };
  expect(changesOf(sent, sent)).toEqual({});
  expect(changesOf({ minutes: '75', from: '1 000' }, sent)).toEqual({ minutes: '75' });
});

test('a lasting one is never given up for others, and is no lasting one once it was dropped', () => {
  const drafts = createDrafts(2);
  const known = () => ['unsent', 'a', 'b', 'c'].filter((key) => drafts.find(key) !== undefined);
  drafts.put('unsent', { letters: ['with a scan'] }, true);
  for (const key of ['a', 'b', 'c']) drafts.put(key, 1);
  expect(known()).toEqual(['unsent', 'b', 'c']);
  drafts.drop('unsent');
  drafts.put('unsent', 1);
  drafts.put('a', 1);
  expect(known()).toEqual(['unsent', 'a']);
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
