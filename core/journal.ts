/** The journal's rules: how an event is chained, signed and understood. Bytes are hashed by whoever calls. */

import type { EventBody, EventType, KnownEvent, NewEvent, StoredEvent } from '../contract/journal.ts';
import { eventBodies } from '../contract/journal.ts';
import type { Hash, Origin } from '../contract/primitives.ts';

/** What stands before the first event. */
export const noHash = '0'.repeat(64) as Hash;

/** SHA-256 of a text's UTF-8 bytes, lower-case hex. */
export type Sha256 = (text: string) => Hash;

/**
 * The event's own hash. A JSON array of the fields and of the body's hash is unambiguous text; the body itself stays
 * out, so that it can be erased one day and the chain still holds. The raw clock is in: it must not be altered either.
 */
export function hashEvent(event: Omit<StoredEvent, 'hash'>, sha256: Sha256): Hash {
  const { origin, seq, id, type, version, at, clock, previous, body } = event;
  return sha256(JSON.stringify([origin, seq, id, type, version, at, clock, previous, sha256(body)]));
}

/** What is signed at the end of each transaction. */
export const headText = (origin: Origin, seq: number, hash: Hash): string =>
  JSON.stringify(['kassa-head', 1, origin, seq, hash]);

const isEventType = (type: string): type is EventType => Object.hasOwn(eventBodies, type);

/**
 * What a stored event says. Null: a type or version of a newer program, which is kept and forwarded, not understood.
 * Throws on a body that does not fit its own type: only a fault or a forgery makes one.
 */
export function readBody(event: Pick<StoredEvent, 'type' | 'version' | 'body'>): EventBody | null {
  if (event.version !== 1 || !isEventType(event.type)) return null;
  const body = eventBodies[event.type].parse(JSON.parse(event.body));
  // Whoever reads one life has only that one at hand: another's events among it would be read as that life's beginning.
  if ('events' in body && body.events.some((carried) => subjectOf(carried.body) !== subjectOf(event.body)))
    throw new Error('it carries events of another payment or shift');
  return body;
}

/** As `readBody`, with its place. */
export function readEvent(
  event: Pick<StoredEvent, 'seq' | 'at' | 'type' | 'version' | 'body'>,
): KnownEvent | null {
  const body = readBody(event);
  return body && ({ type: event.type, body, seq: event.seq, at: event.at } as KnownEvent);
}

/** A decided event as text; every event is written in version 1 today. */
export const writeBody = (event: NewEvent): string => JSON.stringify(event.body);

/** The event, or why it can't be understood: a type or version of a newer program, or a body that doesn't fit. */
export function understand(event: Parameters<typeof readEvent>[0]): KnownEvent | string {
  try {
    return readEvent(event) ?? `${event.type} of version ${event.version} is not known`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** The payment or shift that an event belongs to, of whatever type and version it is; null: neither is named. */
export function subjectOf(body: string): string | null {
  try {
    const { paymentId, shiftId } = JSON.parse(body) as {
      readonly paymentId?: unknown;
      readonly shiftId?: unknown;
    };
    const subject = paymentId ?? shiftId;
    return typeof subject === 'string' ? subject : null;
  } catch {
    return null;
  }
}
