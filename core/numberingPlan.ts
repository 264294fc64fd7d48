/** Whose number is it: an operator of the numbering plan as a provider of the catalogue. */
import type { Catalogue, Provider } from '../contract/provider.ts';

/** Quotes, legal form and case differ from one edition of the plan to the next. */
const bare = (name: string): string =>
  name
    .toLowerCase()
    .replace(/["«»„“”']/g, ' ')
    .replace(
      /(^|\s)(пао|оао|ао|ооо|зао|публичное акционерное общество|общество с ограниченной ответственностью)(?=\s|$)/g,
      ' ',
    )
    .replace(/\s+/g, ' ')
    .trim();

/** The provider that the plan's operator is; null: none of the catalogue's. */
export function providerOfOperator(catalogue: Catalogue, operator: string): Provider | null {
  const wanted = bare(operator);
  return catalogue.providers.find(({ planNames }) => planNames.some((name) => bare(name) === wanted)) ?? null;
}
