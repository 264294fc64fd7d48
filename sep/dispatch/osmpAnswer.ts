/** Reads an operator's answer: a small XML document from a stranger. */
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { z } from 'zod';
import { readOsmpSum } from '../../core/osmp.ts';

export type OsmpAnswer = {
  readonly txnId: string | null;
  /** `prv_txn`: the operator's own number. */
  readonly operatorNumber: string | null;
  /** Kopecks. */
  readonly sum: number | null;
  readonly result: number;
  readonly comment: string | null;
  /** What `check` tells of the account, by the names that the operator gives. */
  readonly fields: readonly { readonly name: string; readonly value: string }[];
};

/** Tags stay text, also numbers: a txn_id has more digits than a double holds. */
const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: true,
});

/** A tag's text, also where the operator adorns it with attributes. */
const Tag = z.union([
  z.string(),
  z.object({ '#text': z.string().default('') }).transform((tag) => tag['#text']),
]);

/** An empty tag counts as none. */
const Text = Tag.transform((text) => (text === '' ? null : text))
  .nullish()
  .transform((text) => text ?? null);

const Field = z.object({ '@name': z.string(), '#text': z.string() });

const Response = z.object({
  response: z.object({
    osmp_txn_id: Text,
    prv_txn: Text,
    sum: Text,
    result: Tag.pipe(z.string().regex(/^-?\d{1,6}$/)),
    comment: Text.catch(null),
    fields: z.record(z.string(), z.unknown()).catch({}),
  }),
});

/** A comment is cut to what a status can carry. */
const longestComment = 200;

/** Null: it is no answer. A document type is refused: nobody needs one here, and entities are an old trap. */
export function readAnswer(given: string): OsmpAnswer | null {
  // XML wants its declaration first; scripts often write an empty line before it.
  const text = given.trimStart();
  if (/<!(DOCTYPE|ENTITY)/i.test(text) || XMLValidator.validate(text) !== true) return null;
  let parsed: unknown;
  try {
    parsed = parser.parse(text);
  } catch {
    return null;
  }
  const read = Response.safeParse(parsed);
  if (!read.success) return null;
  const { osmp_txn_id, prv_txn, sum, result, comment, fields } = read.data.response;
  // Some write the decimals as their language does.
  const kopecks = sum === null ? null : readOsmpSum(sum.replace(',', '.'));
  if (sum !== null && kopecks === null) return null;
  return {
    txnId: osmp_txn_id,
    operatorNumber: prv_txn !== null && /^\d{1,20}$/.test(prv_txn) ? prv_txn : null,
    sum: kopecks,
    result: Number(result),
    comment: comment === null ? null : comment.slice(0, longestComment),
    fields: Object.values(fields).flatMap((field) => {
      const one = Field.safeParse(field);
      return one.success ? [{ name: one.data['@name'], value: one.data['#text'] }] : [];
    }),
  };
}
