/** Real tills, and a СЭП that is put back from a dump behind their backs: what they know of it comes back by itself. */
import { afterEach, expect, test } from 'vitest';
import { startOperators } from '../../../sep/operators/server.ts';
import { changeStatus } from '../../../sep/payments/statusChange.ts';
import { openDatabase } from '../../../sep/store/database.ts';
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

test('what it had told comes back before a till takes anything new of it, though contacts come late', async () => {
  const first = await startSep();
  const place = newTradePoint();
  const till = await enrolledTill(first, place, 1);
  await startShift(till);
  await till.must('sync.claim', { takeOver: false });
  await first.system.operators?.setFaults({
    faults: [{ kind: 'result', command: 'pay', code: 5, count: 1 }],
  });
  const paid = await pay(till, phone, 60_000);
  await standing(till, paid, 'rejected');
  const dump = await takeDump(first.database);
  await till.must('adjust.ask', await order(till, paid, 'cancel'));
  await standing(till, paid, 'cancelled');
  await completed(till, await pay(till, { ...phone, account: '916 222-33-44' }, 60_000));

  await first.system.close();
  await putBackInPlace(first.database, dump);
  // An end of the new generation, as a till would take it in place of the one that it knows.
  await first.database.transaction((tx) =>
    changeStatus(tx, {
      ...{ payment: paid, tradePoint: place, status: 'completed', at: Date.now(), generation: 2, attempt: 1 },
      ...{ operatorNumber: '1', resultCode: 0, reason: null, cause: 'test', dueAt: null },
    }),
  );
  // Whoever holds the workstation's row keeps its contacts from being answered, and its questions for changes not.
  const other = openDatabase(first.databaseUrl, 1, () => undefined);
  let letGo = (): void => undefined;
  let isHeld = (): void => undefined;
  const waits = new Promise<void>((resolve) => {
    isHeld = resolve;
  });
  const held = other.transaction(async (tx) => {
    await tx.query('SELECT FROM workstation FOR UPDATE');
    isHeld();
    await new Promise<void>((resolve) => {
      letGo = resolve;
    });
  });
  await waits;
  const port = Number(new URL(first.url).port);
  const again = await startSep({ databaseUrl: first.databaseUrl, port });
  const answered = async (): Promise<string> => (await fetch(`${again.opsUrl}/metrics`)).text();
  await expect.poll(answered).toMatch(/request_seconds_count\{route="\/v1\/changes",outcome="ok"\}/);
  letGo();
  await held;
  await expect
    .poll(() =>
      again.database.query("SELECT word::json ->> 'status' AS word FROM recalled WHERE payment = $1", [paid]),
    )
    .toEqual([{ word: 'cancelled' }]);
  // So it is closed again as it was.
  await expect
    .poll(() => again.database.query('SELECT status FROM payment WHERE id = $1', [paid]))
    .toEqual([{ status: 'cancelled' }]);
  await endTills();
  await other.close();
  await again.close();
  await first.close();
});
