import { expect, test } from 'vitest';
import type { Catalogue } from '../../contract/provider.ts';
import { providerOfOperator } from '../../core/numberingPlan.ts';

const catalogue = {
  version: 1,
  providers: [
    { id: 'mts', planNames: ['Мобильные ТелеСистемы'] },
    { id: 'megafon', planNames: ['МегаФон'] },
    { id: 'gas', planNames: [] },
  ],
} as unknown as Catalogue;

test.each([
  ['ПАО "Мобильные ТелеСистемы"', 'mts'],
  ['Публичное акционерное общество «МЕГАФОН»', 'megafon'],
  ['ООО "Мегафон Ритейл"', undefined],
  ['АО', undefined],
])('%s is %s', (operator, id) => {
  expect(providerOfOperator(catalogue, operator)?.id).toBe(id);
});
