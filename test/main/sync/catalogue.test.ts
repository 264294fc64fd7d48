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
  expect(mayReplace(next, { draft: null, unfinished: [] })).toBe(true);
  expect(mayReplace(next, { draft: draft({}), unfinished: [onTheWay('mts')] })).toBe(true);
  expect(mayReplace(next, { draft: draft({ account: '9' }), unfinished: [] })).toBe(false);
  expect(mayReplace(next, { draft: draft({ sum: '5' }), unfinished: [] })).toBe(false);
  expect(mayReplace(next, { draft: null, unfinished: [onTheWay('gone')] })).toBe(false);
});
