/** Real tills, and a СЭП that is put back from a dump behind their backs: what they know of it comes back by itself. */
import { afterEach, expect, test } from 'vitest';
import { startOperators } from '../../../sep/operators/server.ts';
import { putBackInPlace, takeDump } from '../../tools/databaseDump.ts';
import { startSep } from '../../tools/sepSystem.ts';
import type { Input, Till } from '../../tools/workstation.ts';
import {
  cashierAnna,
  endTills,
  idOf,
  pay,
  phone,
  pinOf,
  seniorMarina,
  signIn,
  startTill,
} from '../../tools/workstation.ts';
import { completed, enrolledTill, linked, newTradePoint, startShift } from './ground.ts';

afterEach(endTills);

const standing = (till: Till, paymentId: string, status: string) =>
  till.until(({ recent }) => recent.find(({ id }) => id === paymentId)?.standing?.status === status);

async function order(till: Till, paymentId: string, kind: Input<'adjust.ask'>['kind']) {
  const desk = await till.must('adjust.open', { paymentId });
  const senior = { cashierId: await idOf(till, seniorMarina), pin: pinOf(seniorMarina) };
  return {
    paymentId,
    kind,
    receipt: { kind: 'typed', number: desk.receipt.split(' ')[0] ?? '', amount: desk.amountTaken },
    missing: null,
    corrected: null,
    reason: 'клиент назвал чужой номер',
    senior: kind === 'cancel' ? senior : null,
    attachments: [],
  } satisfies Input<'adjust.ask'>;
}

test('a cancel stays, a request is there again, «проведён» stays, and nothing is sent before the till that was away is back', async () => {
  const operators = await startOperators({
    port: 0,
    folder: null,
    clock: () => Date.now(),
    seed: 1,
    training: true,
  });
  const shared = { operators: { simulatedAt: operators.url } };
  const first = await startSep(shared);
  const place = newTradePoint();
  const till = await enrolledTill(first, place, 1);
  await startShift(till);
  await till.must('sync.claim', { takeOver: false });
  const away = await enrolledTill(first, place, 2);
  const refuseNext = () =>
    operators.setFaults({ faults: [{ kind: 'result', command: 'pay', code: 5, count: 1 }] });
  await refuseNext();
  const refused = await pay(till, phone, 60_000);
  await standing(till, refused, 'rejected');
  const dump = await takeDump(first.database);

  const credited = await pay(till, { ...phone, account: '916 222-33-44' }, 60_000);
  await completed(till, credited);
  await refuseNext();
  const cancelled = await pay(till, { ...phone, account: '916 333-44-55' }, 60_000);
  await standing(till, cancelled, 'rejected');
  const cancel = await till.must('adjust.ask', await order(till, cancelled, 'cancel'));
  expect(cancel.request.state).toBe('done');
  await standing(till, cancelled, 'cancelled');
  const asked = await till.must('adjust.ask', await order(till, refused, 'reconduct'));
  expect(asked).toMatchObject({ sent: true, request: { state: 'open' } });
  await away.close();

  await first.system.close();
  await putBackInPlace(first.database, dump);
  // This operator says of a repeat only that it was no good.
  await operators.setFaults({ faults: [{ kind: 'repeat300' }] });
  const port = Number(new URL(first.url).port);
  const again = await startSep({ ...shared, databaseUrl: first.databaseUrl, port });
  const found = (sql: string, values: readonly string[] = []) =>
    expect.poll(() => again.database.query(sql, values), { timeout: 20_000 });
  await found('SELECT FROM request WHERE id = $1', [asked.request.id]).toHaveLength(1);
  await found('SELECT FROM workstation WHERE number = 1 AND whole_in = 2').toHaveLength(1);
  await found("SELECT FROM payment WHERE id = $1 AND status = 'accepted'", [credited]).toHaveLength(1);
  expect(await again.database.query('SELECT FROM exchange WHERE payment = $1', [credited])).toEqual([]);

  const back = await startTill({ profile: away.profile, at: Date.now() });
  await linked(back);
  await signIn(back, cashierAnna);
  await back.must('sync.claim', { takeOver: true });
  await found("SELECT FROM payment WHERE id = $1 AND status = 'hung'", [credited]).toHaveLength(1);
  const shown = await till.until(({ recent }) =>
    recent.some(({ id, standing: now }) => id === credited && now?.reason?.includes('завис')),
  );
  expect(shown.recent.find(({ id }) => id === credited)?.standing).toMatchObject({ status: 'completed' });
  expect(await again.database.query('SELECT status FROM payment WHERE id = $1', [cancelled])).toEqual([
    { status: 'cancelled' },
  ]);
  expect(await again.database.query('SELECT FROM exchange WHERE payment = $1', [cancelled])).toEqual([]);
  const requests = await till.must('requests.list', null);
  expect(requests.find(({ id }) => id === asked.request.id)).toMatchObject({ state: 'open', sent: true });
  expect(requests.find(({ id }) => id === cancel.request.id)).toMatchObject({ state: 'done' });
  expect(operators.credited()).toMatchObject([{ account: '9162223344', asked: 2 }]);
  await endTills();
  await again.close();
  await first.close();
  await operators.close();
});
