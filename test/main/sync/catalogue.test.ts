import { expect, test } from 'vitest';
import type { Catalogue } from '../../../contract/provider.ts';
import type { Draft } from '../../../contract/till.ts';
import { mayReplace } from '../../../main/sync/catalogue.ts';

const next = { version: 2, providers: [{ id: 'mts' }] } as Catalogue;
const draft = (change: Partial<Draft>): Draft => ({
  paymentId: 'id' as Draft['paymentId'],
  account: '',
  providerId: null,
  providerChosen: false,
  sum: '',
  tendered: '',
  ...change,
});
const onTheWay = (providerId: string) => ({ details: { providerId } }) as never;

test('a catalogue changes under nobody’s hands', () => {
  expect(mayReplace(next, { standing: 'sound', draft: null, unfinished: [] })).toBe(true);
  expect(mayReplace(next, { standing: 'sound', draft: draft({}), unfinished: [onTheWay('mts')] })).toBe(true);
  expect(mayReplace(next, { standing: 'sound', draft: draft({ account: '9' }), unfinished: [] })).toBe(false);
  expect(mayReplace(next, { standing: 'sound', draft: draft({ sum: '5' }), unfinished: [] })).toBe(false);
  expect(mayReplace(next, { standing: 'sound', draft: null, unfinished: [onTheWay('gone')] })).toBe(false);
});

test('one that can’t be read is replaced under everybody’s hands, unless papers on their way need its names', () => {
  const typing = draft({ account: '9', sum: '5' });
  const gone = [onTheWay('gone')];
  expect(mayReplace(next, { standing: 'none', draft: typing, unfinished: gone })).toBe(true);
  expect(mayReplace(next, { standing: 'previous', draft: typing, unfinished: [] })).toBe(true);
  expect(mayReplace(next, { standing: 'previous', draft: typing, unfinished: gone })).toBe(false);
});
