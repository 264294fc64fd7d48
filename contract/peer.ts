/**
 * Workstation ↔ workstation of one trade point, over the LAN with mutual TLS. Journals are pulled: whoever wants to
 * know asks. Who wrote an event is proven by the journal's signatures, whoever carried it.
 */
import { z } from 'zod';
import { SignedHead, StoredEvent } from './journal.ts';
import { CashierId, Hash, Instant, Origin, WorkstationNumber } from './primitives.ts';

/** How far somebody has a journal. */
export const JournalHead = z.object({
  origin: Origin,
  workstation: WorkstationNumber,
  seq: z.int().min(0),
  hash: Hash,
});
export type JournalHead = Readonly<z.infer<typeof JournalHead>>;

/** No chunk holds more events. A journal signs at least this often, so that it can always be cut. */
export const mostInChunk = 2_000;

/** A run of events of one journal, in order without gaps, the last of them at a signed head. */
export const JournalChunk = z.object({
  origin: Origin,
  events: z.array(StoredEvent).max(mostInChunk),
  heads: z.array(SignedHead).max(mostInChunk),
});
export type JournalChunk = Readonly<z.infer<typeof JournalChunk>>;

/** `POST /v1/heads`: what the asked one has. Names never enter a journal, so the cashiers' come beside it. */
export const PeerHeads = z.object({
  workstation: WorkstationNumber,
  /** What its clock says. */
  clock: Instant,
  heads: z.array(JournalHead).max(1_000),
  cashiers: z.array(z.object({ id: CashierId, name: z.string().min(1).max(60) })).max(1_000),
});
export type PeerHeads = Readonly<z.infer<typeof PeerHeads>>;

/** `POST /v1/pull`: «origin X from seq n on», in one bounded chunk; `chunk` null: there is no more. */
export const PullRequest = z.object({ origin: Origin, from: z.int().min(1) });
export type PullRequest = Readonly<z.infer<typeof PullRequest>>;
export const PullAnswer = z.object({ chunk: JournalChunk.nullable() });
export type PullAnswer = Readonly<z.infer<typeof PullAnswer>>;

/** Where a workstation's peer door can be found. */
export const PeerAddress = z.object({
  host: z.string().min(1).max(255),
  port: z.int().min(1).max(65_535),
});
export type PeerAddress = Readonly<z.infer<typeof PeerAddress>>;
