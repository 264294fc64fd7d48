/**
 * A till of the property of money: its journal, and a refund's steps as a till takes them, any of which may be the last
 * before it dies. What it has written it knows after its restart; what its device and its drawer did, people tell then.
 */
import { understand } from '../../../core/journal.ts';
import type { Payment } from '../../../core/payment.ts';
import type { Refund } from '../../../core/refund.ts';
import { evolveRefund, isRefundEvent, refundEnded } from '../../../core/refund.ts';
import type { MadeJournal } from '../../tools/madeJournal.ts';
import { beginJournal } from '../../tools/madeJournal.ts';
import { uuidOf } from './world.ts';

const cashier = '00000000-0000-4000-8000-0000000000c1';
const senior = '00000000-0000-4000-8000-0000000000c2';

type Fresh = { readonly type: string; readonly body: string };

/** Cash that went out of a drawer, however much of it was written down. */
export type Given = { readonly payment: string; readonly amount: number };

/** What СЭП granted to this till. */
export type Grant = { readonly id: string; readonly amount: number; readonly feeReturned: boolean };

export type MoneyTill = ReturnType<typeof beginMoneyTill>;

/** `random`: where it dies, and what nobody knows but the one who stands there. `give`: cash goes out. */
export function beginMoneyTill(
  seed: number,
  workstation: number,
  random: () => number,
  give: (given: Given) => void,
) {
  const journals: MadeJournal[] = [beginJournal({ seed, workstation })];
  const refunds = new Map<string, Refund>();
  const payments: Payment[] = [];
  /** Of refunds whose receipt was begun when it died: whether the device made it, whether the cash went out. */
  const device = new Map<string, boolean>();
  const drawer = new Map<string, boolean>();
  let crashes = 0;
  let own = 0;

  const journal = (): MadeJournal => {
    const last = journals.at(-1);
    if (!last) throw new Error('a till has a journal');
    return last;
  };
  /** One transaction; then what is remembered of it. */
  function write(lines: readonly Fresh[]): void {
    journal().append(lines);
    const { events } = journal();
    for (const stored of events.slice(-lines.length)) {
      const event = understand(stored);
      if (typeof event === 'string' || !isRefundEvent(event)) continue;
      const id = event.body.refundId;
      refunds.set(id, evolveRefund(refunds.get(id) ?? null, event, workstation));
    }
  }
  const line = ({ id, paymentId }: Pick<Refund, 'id' | 'paymentId'>, type: string, body: object): Fresh => ({
    type,
    body: JSON.stringify({ paymentId, refundId: id, ...body }),
  });
  const grantLine = (payment: Payment, { id, amount, feeReturned }: Grant): Fresh => ({
    type: 'refundGranted',
    body: JSON.stringify({ paymentId: payment.id, refundId: id, amount, feeReturned, cashierId: cashier }),
  });

  /** Dies: with it whatever was not written; now and then it begins a new journal behind the old one. */
  function dies(): boolean {
    if (random() >= 0.25) return false;
    crashes += 1;
    if (random() < 0.3) journals.push(journal().restored(journal().events.length));
    return true;
  }

  const refundsOf = (payment: string): readonly Refund[] =>
    [...refunds.values()].filter(({ paymentId }) => paymentId === payment);
  const unended = (payment: string): Refund | null =>
    refundsOf(payment).find(({ stage }) => !refundEnded(stage)) ?? null;

  function begin(
    payment: Payment,
    refund: Pick<Refund, 'id' | 'paymentId' | 'amount'>,
    before: Fresh[],
  ): void {
    const attempt = (refunds.get(refund.id)?.attempts ?? 0) + 1;
    const intent = {
      attempt,
      shiftId: payment.shiftId,
      cashierId: cashier,
      number: 90,
      amount: refund.amount,
      lastDocument: null,
      registerRemembers: false,
    };
    write([...before, line(refund, 'refundReceiptStarted', intent)]);
    if (dies()) device.set(refund.id, random() < 0.5);
    else made(refund, 'device');
  }
  function made({ id }: Pick<Refund, 'id'>, source: 'device' | 'person'): void {
    const refund = refunds.get(id);
    if (!refund) throw new Error('no refund');
    const { attempts: attempt, amount, paymentId } = refund;
    const cashierId = source === 'person' ? cashier : null;
    write([line(refund, 'refundReceiptMade', { attempt, source, document: null, cashierId })]);
    drawer.set(id, false);
    if (dies()) return;
    give({ payment: paymentId, amount });
    drawer.set(id, true);
    if (dies()) return;
    write([line(refund, 'refundPaid', { cashierId: cashier })]);
  }
  const notPaid = (refund: Pick<Refund, 'id' | 'paymentId'>, before: Fresh[] = []): void =>
    write([...before, line(refund, 'refundNotPaid', { reason: 'клиент ушёл', cashierId: cashier })]);

  return {
    workstation,
    journals,
    payments,
    journal,
    crashes: () => crashes,
    /** Taken here, and as far as told. */
    take(options: Parameters<MadeJournal['pay']>[0]): Payment {
      const payment = journal().pay(options);
      payments.push(payment);
      return payment;
    },
    unended,
    refundsOf,
    /** «Провести». */
    conduct: (payment: Payment): void => void journal().conduct(payment.id),
    /** The till's own cancel, by two people: it never left. Its refund needs nobody's grant. */
    cancelHere(payment: Payment): void {
      own += 1;
      const refund = uuidOf(`own ${seed} ${workstation} ${own}`);
      const body = { paymentId: payment.id, cashierId: cashier, seniorId: senior, reason: 'передумал' };
      const amount = payment.details.amountTaken;
      write([
        { type: 'paymentCancelled', body: JSON.stringify(body) },
        grantLine(payment, { id: refund, amount, feeReturned: true }),
      ]);
    },
    /** A new grant is taken up, and paid out as far as it gets; or the client has gone. */
    takeUp(payment: Payment, grant: Grant, paid: boolean): void {
      if (dies()) return;
      const refund = { ...grant, paymentId: payment.id } as unknown as Refund;
      if (paid) begin(payment, refund, [grantLine(payment, grant)]);
      else notPaid(refund, [grantLine(payment, grant)]);
    },
    /**
     * Goes on with what it began: `mayPay` of one without a receipt says whether it is still to be paid; what nobody knows
     * but people, they tell as it was.
     */
    goOn(payment: Payment, refund: Refund, mayPay: boolean): void {
      const { id, stage } = refund;
      if (stage === 'granted') {
        if (mayPay) begin(payment, refund, []);
        else notPaid(refund);
      } else if (stage === 'receipting' && device.get(id)) made(refund, 'person');
      else if (stage === 'receipting') {
        const said = { attempt: refund.attempts, source: 'person', failure: null, cashierId: cashier };
        write([line(refund, 'refundReceiptNotMade', said)]);
      } else if (drawer.get(id)) write([line(refund, 'refundPaid', { cashierId: cashier })]);
      else notPaid(refund);
    },
  };
}
