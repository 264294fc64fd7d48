/** Any JSON with something in it that does not belong there: every place by every value, for tests of bad input. */

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** What programs stumble over. */
export const nasty: readonly Json[] = [
  null,
  true,
  -1,
  0,
  1.5,
  1e308,
  2 ** 31,
  2 ** 53,
  '',
  '\u0000',
  'a\u0000b',
  '\ud800',
  '😀'.repeat(10),
  "'; DROP TABLE payment; --",
  '../../etc/passwd',
  'x'.repeat(5_000),
  '9'.repeat(400),
  [],
  {},
  [[[[]]]],
  { constructor: 1, toString: null },
];

const isNode = (value: Json): value is readonly Json[] | { readonly [key: string]: Json } =>
  value !== null && typeof value === 'object';

/** Every place in it; of a list only the first and the last element, as all are alike. */
export function placesIn(value: Json, at: readonly string[] = []): readonly (readonly string[])[] {
  if (!isNode(value)) return [at];
  const keys = Object.keys(value);
  const chosen = Array.isArray(value) ? [...new Set([keys[0], keys.at(-1)])] : keys;
  return [
    at,
    ...chosen.flatMap((key) =>
      key === undefined ? [] : placesIn((value as Record<string, Json>)[key] ?? null, [...at, key]),
    ),
  ];
}

/** With `what` at this place; undefined: without it. */
export function put(
  value: Json,
  [key, ...deeper]: readonly string[],
  what: Json | undefined,
): Json | undefined {
  if (key === undefined || !isNode(value)) return what;
  const entries = Object.entries(value as Record<string, Json>).flatMap(([name, one]) => {
    const next = name === key ? put(one, deeper, what) : one;
    return next === undefined ? [] : [[name, next] as const];
  });
  return Array.isArray(value) ? entries.map(([, one]) => one) : Object.fromEntries(entries);
}
