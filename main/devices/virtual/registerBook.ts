/** What the virtual register makes of its documents: the shift it stands in, and the next document. Pure. */
import { createHash } from 'node:crypto';
import type { DocumentLine, PrintedDocument } from '../../../contract/document.ts';
import type { Failure } from '../../../contract/failure.ts';
import type { RegisterDocument } from '../../../contract/journal.ts';
import type { ReceiptOrder } from '../../../core/devices.ts';
import { longestShiftMs } from '../../../core/shift.ts';
import { localTime } from '../localTime.ts';

/**
 * The number of a pretended fiscal drive: those that begin with 9999 are test drives, unknown to the tax service. Each
 * register has one of its own, as real ones have: drive and document are a receipt's name everywhere.
 */
export const newDrive = (random: (bytes: number) => Uint8Array): string =>
  `9999${[...random(12)].map((byte) => byte % 10).join('')}`;

const trainingNotice = 'УЧЕБНАЯ КАССА · НЕ ФИСКАЛЬНЫЙ ЧЕК';

/** The document that opened the shift, or null when the shift is closed. */
export function openShift(documents: readonly RegisterDocument[]): RegisterDocument | null {
  const last = documents.findLast(({ kind }) => kind === 'shiftOpening' || kind === 'shiftClosing');
  return last?.kind === 'shiftOpening' ? last : null;
}

export const lastClosing = (documents: readonly RegisterDocument[]): RegisterDocument | null =>
  documents.findLast(({ kind }) => kind === 'shiftClosing') ?? null;

/** Why no receipt can be closed now; null when it can. */
export function shiftFailure(documents: readonly RegisterDocument[], now: number): Failure | null {
  const shift = openShift(documents);
  if (!shift) return { code: 'registerShift', details: { reason: 'closed' } };
  if (now - shift.at >= longestShiftMs) {
    return { code: 'registerShift', details: { reason: 'over24h', openedAt: shift.at } };
  }
  return null;
}

/** Ten digits that depend on all of the document, as a fiscal sign does; it proves nothing. */
function sign(drive: string, number: number, kind: string, amount: number, at: number): string {
  const hash = createHash('sha256').update(`${drive}|${number}|${kind}|${amount}|${at}`).digest();
  return String(hash.readUInt32BE(0)).padStart(10, '0');
}

/** The register's clock never runs back behind its last document. `drive`: the number of one that was never used. */
export function nextDocument(
  documents: readonly RegisterDocument[],
  kind: RegisterDocument['kind'],
  amount: RegisterDocument['amount'],
  now: RegisterDocument['at'],
  drive: () => string,
): RegisterDocument {
  const last = documents.at(-1);
  const number = (last?.number ?? 0) + 1;
  const at = last && last.at > now ? last.at : now;
  const own = documents.findLast(({ fiscal }) => fiscal !== null)?.fiscal?.drive ?? drive();
  return { number, kind, amount, at, fiscal: { drive: own, sign: sign(own, number, kind, amount, at) } };
}

const centred = (text: string, bold: boolean): DocumentLine => ({
  type: 'text',
  text,
  align: 'center',
  bold,
});

/** Fields and order as the tax service prescribes them: `t=20260101T1200&s=152.00&fn=…&i=…&fp=…&n=1`. */
export function fiscalQr(document: RegisterDocument, operation: ReceiptOrder['kind'], zone: string): string {
  const { day, time } = localTime(document.at, zone);
  const when = `${day.replaceAll('-', '')}T${time.slice(0, 4)}`;
  const sum = `${Math.floor(document.amount / 100)}.${String(document.amount % 100).padStart(2, '0')}`;
  const fiscal = document.fiscal ?? { drive: '', sign: '' };
  return `t=${when}&s=${sum}&fn=${fiscal.drive}&i=${document.number}&fp=${fiscal.sign}&n=${operation === 'income' ? 1 : 2}`;
}

/** The paper of a document: as core made it, then the register's own lines, before the knife. */
export function withRegisterLines(
  paper: PrintedDocument,
  document: RegisterDocument,
  qr: string | null,
): PrintedDocument {
  const cutAt = paper.lines.findLastIndex(({ type }) => type === 'cut');
  const end = cutAt === -1 ? paper.lines.length : cutAt;
  const own: DocumentLine[] = [
    { type: 'rule' },
    { type: 'row', left: 'ФН (учебный)', right: document.fiscal?.drive ?? '', bold: false },
    { type: 'row', left: `ФД ${document.number}`, right: `ФПД ${document.fiscal?.sign ?? ''}`, bold: false },
    ...(qr === null ? [] : [{ type: 'qr' as const, data: qr }, centred('Учебный QR: не проверяется', false)]),
  ];
  return {
    ...paper,
    lines: [centred(trainingNotice, true), ...paper.lines.slice(0, end), ...own, ...paper.lines.slice(end)],
  };
}
