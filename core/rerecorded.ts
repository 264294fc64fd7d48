/**
 * Events of a journal's other past, told again in a later journal of the workstation. They mean what they meant and stand
 * where they stood; whoever has them already, or is told of them twice, has them once.
 */
import type { CarriedEvent, EventBody, KnownEvent, NewEvent, StoredEvent } from '../contract/journal.ts';
import { StoredEvent as Stored } from '../contract/journal.ts';
import type { Instant, Origin, PaymentId, ShiftId } from '../contract/primitives.ts';
import { readBody } from './journal.ts';
import type { LanePlace } from './lane.ts';
import { comparePlaces } from './lane.ts';

const rerecordedTypes = ['paymentRerecorded', 'shiftRerecorded'] as const;
type RerecordedType = (typeof rerecordedTypes)[number];

export const isRerecorded = (event: { readonly type: string }): boolean =>
  rerecordedTypes.some((type) => type === event.type);

type Text = Pick<StoredEvent, 'type' | 'version' | 'body'>;

/** What an event carries of another past, as its text says; null: it carries nothing, or can't be read. */
export function carriedBy(
  event: Text,
): { readonly origin: Origin; readonly events: readonly CarriedEvent[] } | null {
  if (!isRerecorded(event)) return null;
  try {
    return readBody(event) as EventBody<RerecordedType> | null;
  } catch {
    return null;
  }
}

/** An event with its place; `hash` names it among those of the same place. */
export type PlacedEvent = LanePlace & Text & { readonly hash: string; readonly at: Instant };

/** An event where it stands, and the stored one that tells of it: itself, or the one that carries it. */
export type Standing<T extends PlacedEvent> = PlacedEvent & { readonly by: T };

function unfold<T extends PlacedEvent>(
  event: PlacedEvent,
  by: T,
  rankOf: (origin: string) => number | null,
): Standing<T>[] {
  const carried = carriedBy(event);
  if (!carried) return [{ ...event, by }];
  const { origin, events } = carried;
  // A journal that nobody knows can't be put in order: where it is told of is the best that is known.
  const rank = rankOf(origin) ?? event.rank;
  return events.flatMap((each) => unfold({ ...each, origin, rank }, by, rankOf));
}

const isItself = ({ by, origin, seq, hash }: Standing<PlacedEvent>): boolean =>
  by.origin === origin && by.seq === seq && by.hash === hash;

/**
 * A subject's events, told again or not, each once, in the order of their places. `rankOf`: a journal's place among those
 * of its workstation; null: it is not known.
 */
export function inOrderOfLife<T extends PlacedEvent>(
  rows: readonly T[],
  rankOf: (origin: string) => number | null,
): readonly Standing<T>[] {
  const all = rows.flatMap((row) => unfold(row, row, rankOf));
  const own = all.filter(isItself);
  const known = new Set<string>();
  const nameOf = ({ origin, seq, hash }: PlacedEvent): string => `${origin}/${seq}/${hash}`;
  for (const event of own) known.add(nameOf(event));
  const told = all.filter((event) => {
    if (isItself(event) || known.has(nameOf(event))) return false;
    known.add(nameOf(event));
    return true;
  });
  // What the journal itself has of a place comes before what is told of another past; two of these by their hash.
  return [...own, ...told].sort(
    (left, right) =>
      comparePlaces(left, right) ||
      Number(isItself(right)) - Number(isItself(left)) ||
      (left.hash < right.hash ? -1 : Number(left.hash > right.hash)),
  );
}

type Story = Text & { readonly id: string; readonly seq: number; readonly at: Instant };

/** Everything that a stored event says, one after the other: itself, or what it carries. */
export const unfolded = (event: Story): readonly Story[] =>
  carriedBy(event)?.events.flatMap(unfolded) ?? [event];

/** A subject's events for its history: each once, known by its id, in the order of time. */
export function inOrderOfTime(rows: readonly Story[]): readonly Story[] {
  const byId = new Map(rows.flatMap(unfolded).map((event) => [event.id, event]));
  return [...byId.values()].sort((left, right) => left.at - right.at);
}

/** A journal's event as text, with the payment or shift that it belongs to. */
export type BranchEvent = CarriedEvent & { readonly subject: string };

const longestBody = Stored.shape.body.maxLength ?? 65_536;

type Group = { readonly subject: string; readonly isShift: boolean; readonly events: CarriedEvent[] };

/** Whose life an event belongs to: a shift's events name no payment. */
const isOfShift = ({ body }: CarriedEvent): boolean => {
  const named = JSON.parse(body) as { readonly paymentId?: unknown };
  return named.paymentId === undefined;
};

const written = (origin: Origin, { subject, isShift }: Group, events: readonly CarriedEvent[]): NewEvent =>
  isShift
    ? { type: 'shiftRerecorded', body: { shiftId: subject as ShiftId, origin, events: [...events] } }
    : { type: 'paymentRerecorded', body: { paymentId: subject as PaymentId, origin, events: [...events] } };

/**
 * The events that tell again what another past of a journal holds: one for each shift and payment, or several where one
 * would be too long; shifts first, as payments lean on them. Each can be stored by itself. `tooLong`: what no event can
 * carry, and whatever follows it in the same life.
 */
export function rerecord(
  origin: Origin,
  branch: readonly BranchEvent[],
): { readonly events: readonly NewEvent[]; readonly tooLong: readonly BranchEvent[] } {
  const groups = new Map<string, Group>();
  const tooLong: BranchEvent[] = [];
  for (const { subject, ...event } of branch) {
    const group = groups.get(subject) ?? { subject, isShift: isOfShift(event), events: [] };
    groups.set(subject, group);
    group.events.push(event);
  }
  const events: NewEvent[] = [];
  const ordered = [...groups.values()].sort((left, right) => Number(right.isShift) - Number(left.isShift));
  for (const group of ordered) {
    let part: CarriedEvent[] = [];
    const fits = (carried: readonly CarriedEvent[]): boolean =>
      JSON.stringify(written(origin, group, carried).body).length <= longestBody;
    for (const [index, event] of group.events.entries()) {
      if (fits([...part, event])) {
        part.push(event);
        continue;
      }
      if (part.length > 0) events.push(written(origin, group, part));
      part = [];
      if (fits([event])) part.push(event);
      else {
        const rest = group.events.slice(index);
        tooLong.push(...rest.map((each) => ({ ...each, subject: group.subject })));
        break;
      }
    }
    if (part.length > 0) events.push(written(origin, group, part));
  }
  return { events, tooLong };
}

/** The highest numbers that events give, wherever they stand: they are on paper. */
export function numbersIn(events: readonly KnownEvent[]) {
  const given = { payment: 0, preCheck: 0, shift: 0 };
  for (const event of events) {
    if (event.type === 'paymentEntered') given.payment = Math.max(given.payment, event.body.counter);
    if (event.type === 'preCheckIssued') given.preCheck = Math.max(given.preCheck, event.body.number);
    if (event.type === 'shiftOpened') given.shift = Math.max(given.shift, event.body.number);
  }
  return given;
}
