/** After a restore: what waited in the dump is sent when its trade point has shipped again what came after it, not before. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Instant, PaymentId } from '../../contract/primitives.ts';
import type { SepInput } from '../../contract/sep.ts';
import { createContact } from '../../sep/designation/contact.ts';
import { createRecall } from '../../sep/restore/recall.ts';
import type { DispatchWorld } from './dispatchWorld.ts';
import { hour, minute, newDispatchWorld } from './dispatchWorld.ts';
import { callerOf } from './ground.ts';

let world: DispatchWorld;
beforeAll(async () => {
  world = await newDispatchWorld();
});
beforeEach(() => world.reset());
afterAll(() => world.close());

const origins = ['00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000002'] as const;
const hash = 'ab'.repeat(32);

/** Two workstations that were in contact before, each with a journal of which СЭП has so many events. */
async function withJournals(here: readonly [number, number]): Promise<void> {
  await world.database.run('DELETE FROM journal_start');
  await world.database.run('DELETE FROM journal');
  await world.database.run(
    `INSERT INTO workstation (trade_point, number, seen_at) VALUES ('tt-1', 1, $1), ('tt-1', 2, $1)
     ON CONFLICT (trade_point, number) DO UPDATE SET seen_at = $1, whole_in = 0, recalled_in = 0, revoked_at = NULL`,
    [world.now()],
  );
  for (const [place, origin] of origins.entries()) {
    await world.database.run(
      `INSERT INTO journal (origin, trade_point, workstation, public_key, bound_at, seq, hash)
       VALUES ($1, 'tt-1', $2, 'key', 0, $3, $4)`,
      [origin, place + 1, here[place] ?? 0, Buffer.from(hash, 'hex')],
    );
  }
}

/** A contact of a workstation that holds so many events, and knows of this generation. */
async function contact(workstation: 1 | 2, held: number, more: Partial<SepInput<'contact'>> = {}) {
  const answer = await createContact(world.parts, {
    witnessed: async () => undefined,
    catalogueVersion: async () => 1,
  })(
    {
      clock: world.now() as Instant,
      program: 'test',
      addresses: [],
      head: {
        origin: origins[workstation - 1] as never,
        workstation: workstation as never,
        seq: held,
        hash: hash as never,
      },
      unsent: 0,
      oldestUnsentAt: null,
      seen: { generation: world.parts.generation(), cursor: 0, epoch: 0 },
      ...more,
    },
    callerOf('tt-1', workstation),
  );
  if (!answer.ok) throw new Error(answer.refusal.message);
  return answer.value;
}

/** Has told back what it had been told. */
async function recalled(workstation: 1 | 2, told: SepInput<'recall'>['told'] = []): Promise<void> {
  const answer = await createRecall(world.parts)(
    { generation: world.parts.generation(), told, last: true },
    callerOf('tt-1', workstation),
    new AbortController().signal,
  );
  expect(answer.ok).toBe(true);
}

async function statusAfterRound(id: PaymentId): Promise<string> {
  world.forward(minute);
  await world.dispatcher().round();
  return (await world.payment(id)).status;
}

async function waitingInTheDump(toldBack: readonly (1 | 2)[] = [1, 2]): Promise<PaymentId> {
  const [id] = await world.accept([{ account: '9161234567' }]);
  if (!id) throw new Error('nothing was accepted');
  await withJournals([10, 10]);
  await world.restored();
  for (const workstation of toldBack) await recalled(workstation);
  return id;
}

test('nothing of before is sent until every workstation has said that all it holds is here again', async () => {
  const id = await waitingInTheDump();
  expect(await statusAfterRound(id)).toBe('accepted');
  // It does not know of the new generation yet; it has more than is here; it has payments that are not here.
  await contact(1, 10, { seen: { generation: 1, cursor: 0, epoch: 0 } });
  await contact(1, 12);
  await contact(1, 10, { unsent: 1, oldestUnsentAt: world.now() as Instant });
  await contact(2, 10);
  expect(await statusAfterRound(id)).toBe('accepted');
  await contact(1, 10);
  expect(await statusAfterRound(id)).toBe('completed');
});

test('a workstation is asked what it was told until it has told it, and waited for as long', async () => {
  const id = await waitingInTheDump([2]);
  const month = 30 * 24 * hour;
  expect(await contact(1, 10)).toMatchObject({ recall: { since: world.now() - month } });
  expect(await contact(2, 10)).not.toHaveProperty('recall');
  expect(await statusAfterRound(id)).toBe('accepted');
  await recalled(1);
  expect(await contact(1, 10)).not.toHaveProperty('recall');
  expect(await statusAfterRound(id)).toBe('completed');
});

test('payments of after the restore wait for nobody, and nobody is waited for longer than a day', async () => {
  const id = await waitingInTheDump();
  world.forward(hour);
  const [after] = await world.accept([{ account: '9161234568' }]);
  expect(await statusAfterRound(after as PaymentId)).toBe('completed');
  expect((await world.payment(id)).status).toBe('accepted');
  world.forward(24 * hour);
  expect(await statusAfterRound(id)).not.toBe('accepted');
});

test.each([
  ['was revoked', 'revoked_at = 1'],
  ['never was in contact', 'seen_at = NULL'],
  ['was silent for more than a week before', `seen_at = seen_at - ${8 * 24 * hour}`],
])('a workstation that %s is not waited for', async (_how, change) => {
  const id = await waitingInTheDump();
  await contact(1, 10);
  expect(await statusAfterRound(id)).toBe('accepted');
  await world.database.run(`UPDATE workstation SET ${change} WHERE number = 2`);
  expect(await statusAfterRound(id)).toBe('completed');
});
