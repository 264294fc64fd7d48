/** Real signed journals of payments, made in memory by the till's own rules: quick, and the same for the same seed. */
import type { KeyObject } from 'node:crypto';
import { createHash, createPrivateKey } from 'node:crypto';
import type { Result } from '../../contract/failure.ts';
import type {
  EventBody,
  NewEvent,
  RegisterDocument,
  SignedHead,
  StoredEvent,
} from '../../contract/journal.ts';
import type { JournalChunk } from '../../contract/peer.ts';
import type {
  CashierId,
  Hash,
  Instant,
  Kopecks,
  Origin,
  PaymentId,
  ProviderId,
  ShiftId,
} from '../../contract/primitives.ts';
import { openedBy } from '../../core/chunk.ts';
import { hashEvent, noHash, readEvent, writeBody } from '../../core/journal.ts';
import type { Payment, PaymentCommand } from '../../core/payment.ts';
import { decidePayment, evolvePayment } from '../../core/payment.ts';
import { isRefundEvent } from '../../core/refund.ts';
import { isRerecorded } from '../../core/rerecorded.ts';
import type { Shift } from '../../core/shift.ts';
import { decideShift, evolveShift, withReceipt } from '../../core/shift.ts';
import { publicKeyText, sha256, signHead } from '../../main/store/hashing.ts';

export type JournalOptions = {
  /** Other seeds make other keys, journals and payments. */
  readonly seed?: number;
  readonly tradePointId?: string;
  readonly workstation?: number;
  /** UTC milliseconds of the first event. */
  readonly start?: number;
  /** From one payment to the next, milliseconds; a shift lasts 24 hours. */
  readonly pace?: number;
};

export type PayOptions = {
  readonly provider?: string;
  readonly account?: string;
  readonly credited?: number;
  readonly fee?: number;
  /** How far it gets; `conducted` unless told. */
  readonly until?: 'preChecked' | 'signed' | 'receipted' | 'conducted';
  /** What the register made; a plain printer's receipt unless told. */
  readonly document?: RegisterDocument | null;
  /** A register's, silent since: a person says that the receipt came out, and its fiscal name is on the paper only. */
  readonly byWord?: boolean;
};

export interface MadeJournal {
  readonly origin: Origin;
  readonly key: KeyObject;
  /** SPKI DER in base64. */
  readonly publicKey: string;
  readonly tradePointId: string;
  readonly workstation: number;
  readonly events: readonly StoredEvent[];
  readonly heads: readonly SignedHead[];
  /** Conducted, in order. */
  readonly conducted: readonly Payment[];
  /** One payment from its first event to `until`. */
  pay(options?: PayOptions): Payment;
  /** Goes on with one of its payments, to `conducted`. */
  conduct(id: PaymentId): Payment;
  /** One transaction of events as they are, however wrong: nothing is decided or projected. */
  append(
    events: readonly { readonly type: string; readonly body: string; readonly version?: number }[],
  ): void;
  /** From this event on (1: all), to the last or to a signed one. */
  chunk(from?: number, to?: number): JournalChunk;
  /** The whole journal in chunks of at most so many events (no less than a transaction), cut at signed ends. */
  chunks(most: number): JournalChunk[];
  /** The journal as it is now, to go on by itself: as a copied profile would write it, with the same key and origin. */
  copy(): MadeJournal;
  /** A new journal after this one as it was at the event `seq`: the profile was restored from then. */
  restored(seq: number): MadeJournal;
}

const zone = 'Europe/Moscow';
const cashierId = '00000000-0000-4000-8000-0000000000c1' as CashierId;
const beginning = Date.UTC(2026, 10, 20, 6);

/** Bytes that depend on these words only. */
const bytesOf = (...words: readonly (string | number)[]) =>
  createHash('sha256').update(words.join('/')).digest();

function uuidOf(...words: readonly (string | number)[]): string {
  const hex = bytesOf(...words).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** PKCS#8 of an Ed25519 key is this and its 32 bytes. */
const keyPrefix = Buffer.from('302e020100300506032b657004220420', 'hex');
const keyOf = (...words: readonly (string | number)[]): KeyObject =>
  createPrivateKey({
    key: Buffer.concat([keyPrefix, bytesOf('key', ...words)]),
    type: 'pkcs8',
    format: 'der',
  });

function must<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.failure.code}`);
  return result.value;
}

type Place = Required<JournalOptions> & {
  readonly origin: Origin;
  readonly key: KeyObject;
  /** A copy goes its own way. */
  readonly branch: number;
};
type Past = { readonly events: readonly StoredEvent[]; readonly heads: readonly SignedHead[] };

function write(place: Place, past: Past, before: readonly (readonly StoredEvent[])[]): MadeJournal {
  const { seed, tradePointId, workstation, start, pace, origin, key, branch } = place;
  const events = [...past.events];
  const heads = [...past.heads];
  const conducted: Payment[] = [];
  const payments = new Map<string, Payment>();
  let shift: Shift | null = null;
  let paymentCounter = 0;
  let preCheckCounter = 0;
  let now = start as Instant;
  let made = 0;

  const paymentOf = (id: PaymentId): Payment => {
    const payment = payments.get(id);
    if (!payment) throw new Error(`no payment ${id}`);
    return payment;
  };

  const replay = (stored: StoredEvent) => {
    const known = readEvent(stored);
    now = stored.at;
    made += 1;
    if (known?.type === 'shiftOpened') shift = evolveShift(null, known);
    if (!known || !('paymentId' in known.body) || isRefundEvent(known) || isRerecorded(known)) return;
    const id = known.body.paymentId;
    const payment = evolvePayment(payments.get(id) ?? null, known, workstation);
    payments.set(id, payment);
    if (known.type === 'paymentEntered') paymentCounter = known.body.counter;
    if (known.type === 'preCheckIssued') preCheckCounter = known.body.number;
    if (known.type === 'receiptMade' && shift) {
      const { providerId, amountTaken: taken, fee, amountCredited: credited } = payment.details;
      shift = withReceipt(shift, providerId, { count: 1, taken, fee, credited });
    }
    if (known.type === 'paymentConducted') conducted.push(payment);
  };
  for (const stored of before) for (const event of stored) replay(event);
  // What was conducted in the journal before is not this one's.
  conducted.length = 0;
  for (const event of events) replay(event);

  function store(fresh: readonly { type: string; body: string; version?: number }[], apply: boolean): void {
    for (const { type, body, version = 1 } of fresh) {
      const last = events.at(-1);
      const event = {
        origin,
        seq: (last?.seq ?? 0) + 1,
        id: uuidOf('event', origin, branch, events.length, type),
        type,
        version,
        at: now,
        clock: now,
        body,
        previous: last?.hash ?? noHash,
      };
      const stored: StoredEvent = { ...event, hash: hashEvent(event, sha256) };
      events.push(stored);
      if (apply) replay(stored);
    }
    const last = events.at(-1);
    if (!last) return;
    const { seq, hash } = last;
    heads.push({
      origin,
      seq,
      hash,
      signature: signHead(key, origin, seq, hash as Hash).toString('base64'),
    });
  }
  const commit = (fresh: readonly NewEvent[]) =>
    store(
      fresh.map((event) => ({ type: event.type, body: writeBody(event) })),
      true,
    );

  const order = (id: PaymentId, command: PaymentCommand) =>
    commit(must(decidePayment(payments.get(id) ?? null, command)));

  function receipt(id: PaymentId, document: RegisterDocument | null, byWord = false): void {
    order(id, {
      type: 'startReceipt',
      tendered: paymentOf(id).details.amountTaken,
      shift,
      lastDocument: null,
      registerRemembers: byWord,
      blockedBy: null,
      cashierId,
      now,
    });
    order(id, {
      type: 'receiptFound',
      finding: byWord
        ? { kind: 'made', source: 'person', document: null, cashierId }
        : { kind: 'made', source: 'device', document, cashierId: null },
    });
  }

  function conduct(id: PaymentId): Payment {
    const { stage } = paymentOf(id);
    if (stage === 'preChecked') order(id, { type: 'sign', cashierId });
    if (stage === 'preChecked' || stage === 'signed') receipt(id, null);
    order(id, { type: 'conduct', cashierId });
    return paymentOf(id);
  }

  function open(previous: EventBody<'journalOpened'>['previous']): void {
    commit([
      {
        type: 'journalOpened',
        body: {
          workstation,
          tradePointId,
          zone,
          publicKey: publicKeyText(key),
          previous,
          reason: previous ? 'restored' : 'new',
        },
      },
    ]);
    if (shift) return;
    const shiftId = uuidOf('shift', seed, workstation, 1) as ShiftId;
    commit(
      must(
        decideShift(null, {
          type: 'open',
          shiftId,
          number: 1,
          cashierId,
          openingCash: 500_000 as Kopecks,
          clockBehind: false,
        }),
      ),
    );
  }

  if (events.length === 0) {
    const last = before.at(-1)?.at(-1);
    const first = before.at(-1)?.[0];
    const publicKey = first && openedBy(first)?.publicKey;
    open(last ? { origin: last.origin, seq: last.seq, hash: last.hash, publicKey } : null);
  }

  const journal: MadeJournal = {
    origin,
    key,
    publicKey: publicKeyText(key),
    tradePointId,
    workstation,
    events,
    heads,
    conducted,
    pay({
      provider = 'mts',
      account,
      credited = 50_000,
      fee = 1_500,
      until = 'conducted',
      document = null,
      byWord = false,
    } = {}) {
      now = (now + pace) as Instant;
      const id = uuidOf('payment', seed, workstation, origin, branch, made) as PaymentId;
      const number = String(
        9_000_000_000 + (bytesOf('account', seed, workstation, branch, made).readUInt32BE() % 1e9),
      );
      order(id, {
        type: 'issuePreCheck',
        paymentId: id,
        details: {
          providerId: provider as ProviderId,
          catalogueVersion: 1,
          account: account ?? number,
          amountCredited: credited as Kopecks,
          fee: fee as Kopecks,
          amountTaken: (credited + fee) as Kopecks,
          confirmed: [],
        },
        counter: paymentCounter + 1,
        preCheckNumber: preCheckCounter + 1,
        shift,
        cashierId,
        now,
      });
      order(id, { type: 'preCheckOutcome', outcome: 'printed' });
      if (until === 'preChecked') return paymentOf(id);
      order(id, { type: 'sign', cashierId });
      if (until === 'signed') return paymentOf(id);
      receipt(id, document, byWord);
      if (until === 'conducted') order(id, { type: 'conduct', cashierId });
      return paymentOf(id);
    },
    conduct(id) {
      now = (now + pace) as Instant;
      return conduct(id);
    },
    append: (fresh) => store(fresh, false),
    chunk: (from = 1, to = events.length) => ({
      origin,
      events: events.slice(from - 1, to),
      heads: heads.filter(({ seq }) => seq >= from && seq <= to),
    }),
    chunks(most) {
      const chunks: JournalChunk[] = [];
      let from = 1;
      let end = 0;
      for (const { seq } of heads) {
        if (seq - from + 1 > most && end >= from) {
          chunks.push(journal.chunk(from, end));
          from = end + 1;
        }
        end = seq;
      }
      if (end >= from) chunks.push(journal.chunk(from, end));
      return chunks;
    },
    copy: () => write({ ...place, branch: branch + 1 }, { events: [...events], heads: [...heads] }, before),
    restored(seq) {
      const kept = events.slice(0, seq);
      const words = ['restored', origin, seq] as const;
      return write(
        { ...place, origin: uuidOf(...words) as Origin, key: keyOf(...words) },
        { events: [], heads: [] },
        [...before, kept],
      );
    },
  };
  return journal;
}

/** A journal with its first event and an open shift: the place `tt-1`, workstation 1 unless told otherwise. */
export function beginJournal(options: JournalOptions = {}): MadeJournal {
  const place = { seed: 1, tradePointId: 'tt-1', workstation: 1, start: beginning, pace: 1_000, ...options };
  const words = [place.seed, place.tradePointId, place.workstation] as const;
  return write(
    { ...place, origin: uuidOf('origin', ...words) as Origin, key: keyOf(...words), branch: 0 },
    { events: [], heads: [] },
    [],
  );
}

/** A journal with so many conducted payments. */
export function madeJournal(payments: number, options: JournalOptions & PayOptions = {}): MadeJournal {
  const journal = beginJournal(options);
  for (let count = 0; count < payments; count += 1) journal.pay(options);
  return journal;
}
