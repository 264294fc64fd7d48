/** The names of a paper receipt: by them a payment is found before, or without, its journal. */
import type { ReceiptEvidence } from '../contract/adjustment.ts';
import type { PaymentId } from '../contract/primitives.ts';
import type { Sha256 } from './journal.ts';
import type { Receipt } from './payment.ts';

export type Workplace = { readonly tradePoint: string; readonly workstation: number };

/** Scanners and people drop zeros at the beginning. */
const bare = (digits: string): string => digits.replace(/^0+(?=.)/, '');

/** Fiscal drives and their documents are the only names that hold everywhere. */
export const fiscalKey = (drive: string, document: number): string => `fn/${bare(drive)}/${document}`;

const placeKey = ({ tradePoint, workstation }: Workplace): string =>
  `tp/${encodeURIComponent(tradePoint)}/${workstation}`;
const documentKey = (place: Workplace, document: number): string => `${placeKey(place)}/fd/${document}`;
const shiftKey = (place: Workplace, shift: number, number: number): string =>
  `${placeKey(place)}/${shift}/${number}`;

/** All keys of one drive lie from the first up to the second. */
export const driveBounds = (drive: string): readonly [string, string] => [
  `fn/${bare(drive)}/`,
  `fn/${bare(drive)}0`,
];

export const isFiscalKey = (key: string): boolean => key.startsWith('fn/');

/** The names of a made receipt; `shiftNumber` null: its shift's opening is not known. */
export function keysOfReceipt(
  place: Workplace,
  { document, number }: Receipt,
  shiftNumber: number | null,
): string[] {
  const keys: string[] = [];
  if (document?.fiscal) keys.push(fiscalKey(document.fiscal.drive, document.number));
  if (document) keys.push(documentKey(place, document.number));
  if (shiftNumber !== null) keys.push(shiftKey(place, shiftNumber, number));
  return keys;
}

/** A name within a workstation as another one would say it. */
export const renamedTo = (place: Workplace, key: string): string =>
  `${placeKey(place)}/${key.split('/').slice(3).join('/')}`;

type Typed = { readonly shift: readonly [number, number] | null; readonly document: number | null };

/** «128/12», «ФД 312», both, or the bare document number; null: none of them. */
function readTyped(text: string): Typed | null {
  const shift = /(\d{1,9})\s*\/\s*(\d{1,9})/.exec(text);
  const document = /(?:ФД|FD)\s*№?\s*(\d{1,10})/i.exec(text) ?? /^№?\s*(\d{1,10})$/.exec(text.trim());
  if (!shift && !document) return null;
  return {
    shift: shift ? [Number(shift[1]), Number(shift[2])] : null,
    document: document ? Number(document[1]) : null,
  };
}

/** The names that evidence gives, the surest first; typed ones within a workstation. Empty: it names nothing. */
export function keysOfEvidence(evidence: ReceiptEvidence, place: Workplace): string[] {
  if (evidence.kind === 'qr') return [fiscalKey(evidence.drive, evidence.document)];
  const typed = readTyped(evidence.number);
  if (!typed) return [];
  return [
    ...(typed.document === null ? [] : [documentKey(place, typed.document)]),
    ...(typed.shift === null ? [] : [shiftKey(place, ...typed.shift)]),
  ];
}

/** The id of a payment that only its receipt's name and sum tell: the same ones always give the same id. */
export function paperPaymentId(key: string, amount: number, sha256: Sha256): PaymentId {
  const hex = sha256(JSON.stringify(['kassa-receipt', 1, key, amount]));
  const variant = ((Number.parseInt(hex.slice(16, 17), 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}` as PaymentId;
}

/** The workstations of a trade point have numbers up to this one. */
const mostWorkstations = 99;

/**
 * Under which ids a payment may have been made from its receipt, whoever of the trade point was shown it: a number that is
 * typed does not say at which workstation it was given, so it is named within the one where it was shown.
 */
export function paperIdsOf(
  place: Workplace,
  receipt: Receipt,
  shiftNumber: number | null,
  amount: number,
  sha256: Sha256,
): readonly PaymentId[] {
  const numbers = Array.from({ length: mostWorkstations }, (_, index) => index + 1);
  return keysOfReceipt(place, receipt, shiftNumber)
    .flatMap((key) =>
      isFiscalKey(key)
        ? [key]
        : numbers.map((workstation) => renamedTo({ tradePoint: place.tradePoint, workstation }, key)),
    )
    .map((key) => paperPaymentId(key, amount, sha256));
}
