/** From an operator's name in the numbering plan to the provider in our catalogue. */
import type { Catalogue, Provider } from '../contract/provider.ts';

/** Names as the plan writes them («ПАО "Мобильные ТелеСистемы"»), old brands too: rows keep them for years. */
const names: readonly (readonly [pattern: RegExp, providerId: string])[] = [
  [/мобильные телесистемы|(^|[\s"«])мтс($|[\s"»])/i, 'mts'],
  [/вымпел-?коммуникации|вымпелком|билайн|beeline/i, 'beeline'],
  [/мегафон|megafon/i, 'megafon'],
  [/т2 (мобайл|ртк)|теле2|tele2/i, 't2'],
  [/скартел|yota|йота/i, 'yota'],
];

/** Null: an operator whose payments we don't take, or don't know by this name. */
export function providerOfOperator(catalogue: Catalogue, operator: string): Provider | null {
  const id = names.find(([pattern]) => pattern.test(operator))?.[1];
  return catalogue.providers.find((provider) => provider.id === id) ?? null;
}
