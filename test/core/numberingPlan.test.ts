import { expect, test } from 'vitest';
import type { Catalogue } from '../../contract/provider.ts';
import { providerOfOperator } from '../../core/numberingPlan.ts';
import { starterCatalogue } from '../../core/starter/starterCatalogue.ts';

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

test.each([
  ['ПАО "Мобильные ТелеСистемы"', 'mts'],
  ['МТС', 'mts'],
  ['ПАО "Вымпел-Коммуникации"', 'beeline'],
  ['ПАО «ВымпелКом»', 'beeline'],
  ['ПАО "МегаФон"', 'megafon'],
  ['ООО "Т2 Мобайл"', 't2'],
  ['ООО "Скартел"', 'yota'],
  ['АО "Симтревел"', null],
])('in the catalogue that ships %s is %s', (operator, id) => {
  expect(providerOfOperator(starterCatalogue, operator)?.id ?? null).toBe(id);
});
