/** A payment system with simulated operators, a till's journal and people of the central office, for corrections. */
import { createHash } from 'node:crypto';
import type { AdjustmentRequest, RequestView } from '../../../contract/adjustment.ts';
import type { Payment } from '../../../core/payment.ts';
import type { Decided, Decision } from '../../../sep/adjustments/decide.ts';
import { decide } from '../../../sep/adjustments/decide.ts';
import { createOperatorCalls } from '../../../sep/adjustments/operatorCalls.ts';
import { leaveRequest } from '../../../sep/adjustments/request.ts';
import { openCatalogue } from '../../../sep/catalogue/catalogue.ts';
import { createDispatcher } from '../../../sep/dispatch/dispatcher.ts';
import { saveGateway } from '../../../sep/dispatch/gateway.ts';
import { acceptChunk } from '../../../sep/journals/accept.ts';
import { startOperators } from '../../../sep/operators/server.ts';
import type { SepParts } from '../../../sep/parts.ts';
import { openDatabase } from '../../../sep/store/database.ts';
import type { MadeJournal } from '../../tools/madeJournal.ts';
import { newSepDatabase } from '../../tools/sepDatabase.ts';
import { addTradePoint, bind, callerOf, everybodyHeard, newGround } from '../ground.ts';

export const minute = 60_000;

/** A UUID that depends on the word only. */
export function uuidOf(word: string): string {
  const hex = createHash('sha256').update(word).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

type Loose = { readonly [K in keyof AdjustmentRequest]?: unknown };

/** The receipt as it stands on paper: its number in shift 1, and the sum. */
export const receiptOf = ({ receipt, details }: Payment) => ({
  kind: 'typed',
  number: `1/${receipt?.number ?? 0}`,
  amount: details.amountTaken,
});

export const missingOf = ({ details, takenAt }: Payment) => ({
  providerId: details.providerId,
  account: details.account,
  amountTaken: details.amountTaken,
  amountCredited: details.amountCredited,
  takenAt,
});

/** What a till's journal tells of a refund, from its grant to its end. */
export const refundEvents = (payment: Payment, refundId: string, amount: number, end: 'paid' | 'notPaid') => {
  const cashierId = '00000000-0000-4000-8000-0000000000c1';
  const common = { paymentId: payment.id, refundId };
  const shiftId = payment.receipt?.shiftId;
  const started = {
    ...common,
    attempt: 1,
    shiftId,
    cashierId,
    number: 50,
    amount,
    lastDocument: null,
    registerRemembers: false,
  };
  const made = { ...common, attempt: 1, source: 'device', document: null, cashierId: null };
  return [
    { type: 'refundGranted', body: { ...common, amount, feeReturned: true, cashierId } },
    ...(end === 'paid'
      ? [
          { type: 'refundReceiptStarted', body: started },
          { type: 'refundReceiptMade', body: made },
          { type: 'refundPaid', body: { ...common, cashierId } },
        ]
      : [{ type: 'refundNotPaid', body: { ...common, reason: 'клиент ушёл', cashierId } }]),
  ].map(({ type, body }) => ({ type, body: JSON.stringify(body) }));
};

let asked = 0;

/** A request about a payment of which the client has the receipt; a senior signs, the shift is open, unless told. */
export function requestFor(payment: Payment, kind: string, more: Loose = {}): AdjustmentRequest {
  asked += 1;
  return {
    id: uuidOf(`request ${asked}`),
    kind,
    paymentId: payment.id,
    receipt: receiptOf(payment),
    missing: null,
    corrected: null,
    reason: 'ошибка клиента',
    wording: '',
    cashierId: '00000000-0000-4000-8000-0000000000c1',
    cashierName: 'Анна',
    seniorName: 'Ольга',
    shiftOpen: true,
    madeAt: 1_795_000_000_000,
    attachments: [],
    ...more,
  } as AdjustmentRequest;
}

export type AdjustmentWorld = Awaited<ReturnType<typeof newAdjustmentWorld>>;

/** Providers `mts` and, without a `cancel` of their own, `beeline` and, with a lower fee, `yota`; the clock stands until it is moved. */
export async function newAdjustmentWorld() {
  const sep = await newSepDatabase();
  const ground = await newGround(sep.database);
  await openCatalogue(ground);
  for (const place of ['tt-1', 'tt-2']) await addTradePoint(sep.database, place);
  await sep.database.run(`UPDATE trade_point SET details = '{"name":"Рынок"}' WHERE id = 'tt-1'`);
  const operators = await startOperators({
    port: 0,
    folder: null,
    clock: ground.clock,
    seed: 1,
    training: true,
  });
  const retry = { firstMs: minute, factor: 1, mostMs: minute, unreachedMs: minute, mostAgeMs: 60 * minute };
  for (const provider of ['mts', 'beeline', 'megafon', 'yota']) {
    const form = {
      url: `${provider === 'megafon' ? 'http://127.0.0.1:9' : operators.url}/osmp/${provider}`,
      retry,
      timeoutMs: 5_000,
      cancels: provider === 'mts',
    };
    const saved = await saveGateway(ground, provider, form);
    if (!saved.ok) throw new Error(saved.refusal.message);
  }
  const elapsed = () => performance.now();
  const pool = openDatabase(sep.url, 6, () => undefined);
  const working: SepParts = { ...ground, database: pool };
  const dispatcher = createDispatcher(working, { name: 'test', elapsed });
  const calls = createOperatorCalls(working, { elapsed });

  const world = {
    database: sep.database,
    url: sep.url,
    parts: ground as SepParts,
    ground,
    operators,
    dispatcher,
    calls,
    /** A second node on connections of its own. */
    other: working,
    async ship(journal: MadeJournal, from = 1, to = journal.events.length): Promise<void> {
      await bind(sep.database, journal);
      const done = await acceptChunk(ground, {
        caller: callerOf(journal.tradePointId),
        epoch: { generation: ground.generation(), epoch: 1 },
        chunk: journal.chunk(from, to),
        epochCheck: false,
      });
      if (!done.ok || done.value.kind !== 'accepted') throw new Error(JSON.stringify(done));
    },
    /** Everything due is brought to its operators, as often as it takes within so many minutes; tills hear of all of it. */
    async dispatch(minutes = 0): Promise<void> {
      for (let passed = 0; passed <= minutes; passed += 1) {
        if (passed > 0) ground.pass(minute);
        await everybodyHeard(sep.database);
        await dispatcher.round();
      }
    },
    async ask(request: AdjustmentRequest, workstation = 1, tradePoint = 'tt-1'): Promise<RequestView> {
      const left = await leaveRequest(ground, request, callerOf(tradePoint, workstation));
      if (!left.ok) throw new Error(left.refusal.message);
      return left.value;
    },
    decide(
      request: { readonly id: string },
      person: string,
      decision: Decision['decision'] = 'approve',
      more: Partial<Decision> = {},
    ): Promise<Decided> {
      return decide(ground, {
        requestId: request.id,
        person: { id: person, role: 'operator' },
        decision,
        reason: 'по заявлению',
        corrected: null,
        operatorAnswer: null,
        ...more,
      });
    },
    async status(payment: string): Promise<string | null> {
      const rows = await sep.database.query<{ status: string }>('SELECT status FROM payment WHERE id = $1', [
        payment,
      ]);
      return rows[0]?.status ?? null;
    },
    async view(id: string): Promise<{ state: string; answer: string | null }> {
      const rows = await sep.database.query<{ state: string; answer: string | null }>(
        'SELECT state, answer FROM request WHERE id = $1',
        [id],
      );
      return rows[0] ?? { state: 'none', answer: null };
    },
    /** What an operator has on a number now. */
    creditedTo: (account: string): number =>
      operators
        .credited()
        .filter((one) => one.account === account)
        .reduce((sum, one) => sum + one.sum, 0),
    async close(): Promise<void> {
      await dispatcher.stop();
      await calls.stop();
      await operators.close();
      await pool.close();
      ground.close();
      await sep.drop();
    },
  };
  return world;
}
