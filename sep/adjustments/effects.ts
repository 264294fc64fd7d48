/** What a request that was agreed to brings about, in the transaction that agrees to it. */
import type { CorrectedDetails, RequestState } from '../../contract/adjustment.ts';
import type { SepStatus } from '../../contract/status.ts';
import { formatMoney } from '../../core/money.ts';
import { readGateway } from '../dispatch/gateway.ts';
import { cancelIn } from '../payments/tombstone.ts';
import { heedWords } from '../restore/heed.ts';
import type { Connection } from '../store/database.ts';
import { type Bar, type Doing, reconduct, settleStatus } from './reconduct.ts';
import { settleCancelled } from './refunds.ts';
import type { StoredContent } from './rows.ts';
import type { KnownPayment, Subject } from './subject.ts';

export type Effect =
  | {
      readonly kind: 'done';
      readonly state: Exclude<RequestState, 'open' | 'halfApproved' | 'denied'>;
      readonly answer: string;
    }
  /** Nothing was written. */
  | { readonly kind: 'barred'; readonly why: string };

export type Agreed = {
  readonly request: string;
  readonly workstation: number;
  readonly subject: Subject;
  readonly content: StoredContent;
  readonly corrected: CorrectedDetails | null;
  readonly doing: Doing;
};

const done = (state: Extract<Effect, { kind: 'done' }>['state'], answer: string): Effect => ({
  kind: 'done',
  state,
  answer,
});
const barred = (why: string): Effect => ({ kind: 'barred', why });
const unless = (bar: Bar, effect: Effect): Effect => (bar === null ? effect : barred(bar));

/** The money of a payment that was credited has earned its fee; of any other one all of it goes back. */
async function refundOf(tx: Connection, { subject, content }: Agreed) {
  const taken = subject.taken ?? content.receipt?.amount ?? 0;
  const [credited] = await tx.query(
    "SELECT FROM status_change WHERE payment = $1 AND status = 'completed' LIMIT 1",
    [subject.payment],
  );
  // What the operator was asked to credit, not what the receipt says: another provider may have had another fee.
  const feeKept = credited && subject.credited !== null ? taken - subject.credited : 0;
  return { amount: taken - feeKept, feeReturned: feeKept === 0 };
}

async function grantRefund(tx: Connection, agreed: Agreed): Promise<Effect> {
  const { request, subject, workstation, doing } = agreed;
  const { amount, feeReturned } = await refundOf(tx, agreed);
  if (amount <= 0 || !subject.owner) return barred('Сумма возврата не известна.');
  await tx.run(
    `INSERT INTO refund_grant (request, payment, trade_point, workstation, amount, fee_returned, granted_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [request, subject.payment, subject.owner.tradePoint, workstation, amount, feeReturned, doing.at],
  );
  const fee = feeReturned ? '' : ' Комиссия удержана: платёж был зачислен.';
  return done(
    'granted',
    `Можно вернуть ${formatMoney(amount)}, один раз, на рабочем месте ${workstation}.${fee}`,
  );
}

/** Whether the provider's gateway takes `cancel`. */
export async function operatorCancels(tx: Connection, provider: string): Promise<boolean> {
  const [row] = await tx.query<{ value: string }>('SELECT value FROM gateway WHERE provider = $1', [
    provider,
  ]);
  return row ? readGateway(row.value)?.gateway.cancels === true : false;
}

/** Asks the operator: its gateway where that knows how, else a person does and writes the answer down. */
async function askOperator(
  tx: Connection,
  { request, subject, doing }: Agreed,
  kind: 'cancel' | 'transfer',
): Promise<Effect> {
  const provider = subject.details?.providerId ?? '';
  const byGateway =
    kind === 'cancel' && subject.place === 'completed' && (await operatorCancels(tx, provider));
  await tx.run(
    `INSERT INTO operator_task (request, payment, kind, way, provider, made_at, due_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [
      request,
      subject.payment,
      kind,
      byGateway ? 'gateway' : 'person',
      provider,
      doing.at,
      byGateway ? doing.at : null,
    ],
  );
  return done('atOperator', 'Отправлено оператору. Он может отказать; ответ появится здесь.');
}

/** Cash that a till gave back before anybody cancelled here is what this cancel is of. */
async function cancelledWords(tx: Connection, payment: string, doing: Doing): Promise<string> {
  return (await settleCancelled(tx, payment, doing))
    ? 'Платёж отменён; деньги клиенту касса уже вернула.'
    : 'Платёж отменён. Деньги можно вернуть.';
}

async function cancel(tx: Connection, agreed: Agreed): Promise<Effect> {
  const { subject, content, doing } = agreed;
  if (subject.place === 'completed') return askOperator(tx, agreed, 'cancel');
  const { result } = await cancelIn(
    tx,
    {
      payment: subject.payment,
      cause: doing.cause,
      reason: `Отменён: ${content.reason}`.replaceAll('\0', '').slice(0, 300),
    },
    doing.at,
  );
  if (result.kind !== 'tooLate') return done('done', await cancelledWords(tx, subject.payment, doing));
  // What hangs may be with the operator, unless it is proven that no request ever left.
  if (subject.place === 'hung') return askOperator(tx, agreed, 'cancel');
  return barred('Оператору уже могли отправить платёж: отменить его можно, когда придёт ответ.');
}

const reconducted: Readonly<Partial<Record<SepStatus, string>>> = {
  hung: 'Отправлен оператору ещё раз с теми же данными.',
  rejected: 'Отправлен оператору новой попыткой.',
};

/** The request's row and the payment's are locked; the caller has judged that it is possible and agreed to. */
export async function perform(tx: Connection, agreed: Agreed): Promise<Effect> {
  const { subject, content, corrected, doing } = agreed;
  switch (content.kind) {
    case 'reconduct': {
      const bar = await reconduct(tx, subject, content, corrected, doing);
      // Made anew after a restore: its first life may be known to workstations.
      if (bar === null && !subject.known && doing.generation > 1)
        await heedWords(tx, [subject.payment], { ...doing, cause: 'recalled' });
      return unless(
        bar,
        done(
          'done',
          (subject.known && reconducted[subject.known.status]) ||
            'Создан в СЭП по чеку. Оператору уйдёт, когда о нём узнают рабочие места точки.',
        ),
      );
    }
    case 'cancel':
      return cancel(tx, agreed);
    case 'transfer':
      return askOperator(tx, agreed, 'transfer');
    case 'cashRefund':
      return grantRefund(tx, agreed);
  }
}

/** The operator has done what it was asked: what that makes of the payment. */
export async function operatorDid(
  tx: Connection,
  kind: 'cancel' | 'transfer',
  known: KnownPayment,
  doing: Doing,
  said: string,
): Promise<Effect> {
  if (kind === 'transfer') {
    if (known.status !== 'completed') return barred('Платёж тем временем изменился.');
    await settleStatus(tx, known, doing, 'transferred', `Переведён оператором: ${said}`.slice(0, 300));
    return done('done', 'Оператор перевёл платёж на верный номер.');
  }
  if (known.status !== 'completed' && known.status !== 'hung')
    return barred('Платёж тем временем изменился.');
  // The operator's word is the proof: no attempt of it is credited, and none may be sent any more.
  await tx.run("UPDATE attempt SET state = 'refused' WHERE payment = $1", [known.id]);
  await tx.run(
    'INSERT INTO tombstone (payment, at, cause, reason) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING',
    [known.id, doing.at, doing.cause, 'Отмену подтвердил оператор'],
  );
  await settleStatus(tx, known, doing, 'cancelled', `Отмену подтвердил оператор: ${said}`.slice(0, 300));
  return done('done', `Оператор подтвердил отмену. ${await cancelledWords(tx, known.id, doing)}`);
}
