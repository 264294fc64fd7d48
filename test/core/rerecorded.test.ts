/** Another past told again: grouped by life, cut where it is too long, and put back where it stood. */
import { expect, test } from 'vitest';
import { eventBodies } from '../../contract/journal.ts';
import type { Hash, Instant, Origin } from '../../contract/primitives.ts';
import { writeBody } from '../../core/journal.ts';
import type { BranchEvent, PlacedEvent } from '../../core/rerecorded.ts';
import { inOrderOfLife, inOrderOfTime, rerecord } from '../../core/rerecorded.ts';

const origin = '01a00000-0000-7000-8000-000000000001' as Origin;
const next = '01a00000-0000-7000-8000-000000000002' as Origin;
const uuid = (digit: number): string => `01a00000-0000-7000-8000-0000000001${String(digit).padStart(2, '0')}`;
const hash = (seq: number, past = 'b'): Hash => `${past}${String(seq).padStart(63, '0')}` as Hash;

function branchEvent(seq: number, subject: number, of: 'payment' | 'shift', filler = ''): BranchEvent {
  const named = of === 'payment' ? { paymentId: uuid(subject) } : { shiftId: uuid(subject) };
  return {
    seq,
    hash: hash(seq),
    id: uuid(seq),
    type: 'noise',
    version: 1,
    at: (1_000 + seq) as Instant,
    body: JSON.stringify({ ...named, filler }),
    subject: uuid(subject),
  };
}

test('each life is told by one event, shifts first, and each fits its schema', () => {
  const branch = [
    branchEvent(11, 1, 'payment'),
    branchEvent(12, 5, 'shift'),
    branchEvent(13, 2, 'payment'),
    branchEvent(14, 1, 'payment'),
  ];
  const { events, tooLong } = rerecord(origin, branch);
  expect(tooLong).toEqual([]);
  expect(events.map(({ type }) => type)).toEqual([
    'shiftRerecorded',
    'paymentRerecorded',
    'paymentRerecorded',
  ]);
  expect(events.map(({ body }) => ('events' in body ? body.events.map(({ seq }) => seq) : []))).toEqual([
    [12],
    [11, 14],
    [13],
  ]);
  for (const { type, body } of events) expect(eventBodies[type].parse(body)).toEqual(body);
});

test('a life that is too long for one event is told by several; what no event can carry is named with all that follows', () => {
  const long = 'x'.repeat(30_000);
  const split = rerecord(
    origin,
    [11, 12, 13].map((seq) => branchEvent(seq, 1, 'payment', long)),
  );
  expect(split.tooLong).toEqual([]);
  expect(split.events.map(({ body }) => ('events' in body ? body.events.length : 0))).toEqual([2, 1]);
  for (const event of split.events) expect(writeBody(event).length).toBeLessThanOrEqual(65_536);

  const hopeless = rerecord(origin, [
    branchEvent(11, 1, 'payment'),
    branchEvent(12, 1, 'payment', '"'.repeat(30_000)),
    branchEvent(13, 1, 'payment'),
    branchEvent(14, 2, 'payment'),
  ]);
  expect(
    hopeless.events.map(({ body }) => ('events' in body ? body.events.map(({ seq }) => seq) : [])),
  ).toEqual([[11], [14]]);
  expect(hopeless.tooLong.map(({ seq }) => seq)).toEqual([12, 13]);
});

const stored = (
  of: Origin,
  seq: number,
  past: string,
  more: Partial<PlacedEvent> = {},
): PlacedEvent & { id: string } => ({
  origin: of,
  rank: of === origin ? 0 : 1,
  seq,
  hash: hash(seq, past),
  id: `${of.slice(0, 24)}${past.repeat(2)}${String(seq).padStart(10, '0')}`,
  type: 'noise',
  version: 1,
  at: (1_000 + seq) as Instant,
  body: '{}',
  ...more,
});

/** A stored event of the next journal that tells these again. */
function retelling(seq: number, branch: readonly BranchEvent[]): PlacedEvent & { id: string } {
  const [event] = rerecord(origin, branch).events;
  if (!event) throw new Error('nothing to tell');
  return stored(next, seq, 'c', { type: event.type, body: writeBody(event), at: 9_000 as Instant });
}

const places = (rows: readonly PlacedEvent[]): string[] =>
  inOrderOfLife(rows, (of) => (of === origin ? 0 : of === next ? 1 : null)).map(
    ({ seq, hash: of, by }) => `${seq}${of.charAt(0)} by ${by.seq}${by.hash.charAt(0)}`,
  );

test('what is told again stands where it stood, once, however often and by whomever it is told', () => {
  const branch = [branchEvent(11, 1, 'payment'), branchEvent(12, 1, 'payment')];
  const later = stored(next, 3, 'c');
  const told = retelling(7, branch);
  const twice = retelling(9, branch);
  expect(places([later, told])).toEqual(['11b by 7c', '12b by 7c', '3c by 3c']);
  expect(places([twice, later, told])).toHaveLength(3);
  // The journal's own events under those numbers come before; the very same are not told a second time.
  const main = stored(origin, 11, 'a');
  const own = stored(origin, 12, 'b');
  expect(places([told, own, main])).toEqual(['11a by 11a', '11b by 7c', '12b by 12b']);
});

test('what was told again, and is told again with the journal that told it, is still once', () => {
  const inner = retelling(7, [branchEvent(11, 1, 'payment')]);
  const { origin: _, rank: __, ...text } = inner;
  const outer = rerecord(next, [{ ...text, hash: inner.hash as Hash, subject: uuid(1) }]).events[0];
  if (!outer) throw new Error('nothing to tell');
  const third = stored('01a00000-0000-7000-8000-000000000003' as Origin, 2, 'd', {
    type: outer.type,
    body: writeBody(outer),
    rank: 2,
  });
  expect(places([third])).toEqual(['11b by 2d']);
  expect(places([inner, third])).toEqual(['11b by 7c']);
  expect(
    inOrderOfTime([inner, { ...third }].map((row) => ({ ...row, id: uuid(50) }))).map(({ seq }) => seq),
  ).toEqual([11]);
});
