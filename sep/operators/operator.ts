/** How a simulated operator treats an OSMP request: what it takes, and what it says or fails to say. */
import { osmpDialect, readOsmpSum, resultOf, writeOsmpSum } from '../../core/osmp.ts';
import { type TrainingConduct, trainingConductOf } from '../../core/starter/trainingNumbers.ts';
import type { Book, Known, PayOrder } from './book.ts';
import type { Drawn, Faults } from './faults.ts';

/** What goes back over the connection. `lost`: it breaks without a word. */
export type Reply = {
  readonly delayMs: number;
  readonly body:
    | { readonly kind: 'answer' | 'half'; readonly xml: string }
    | { readonly kind: 'lost' | 'garbage' }
    | { readonly kind: 'http'; readonly status: number };
};

/** How long a slow training number takes, milliseconds. */
const slowMs = 30_000;
/** 300: «other provider error», which some operators answer to a repeat. */
const otherError = 300;

const escapeXml = (text: string): string => text.replace(/[<>&"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

type Said = {
  readonly txnId: string;
  readonly sum: number | null;
  readonly code: number;
  readonly prvTxn: string | null;
  readonly comment?: string;
  readonly payer?: string;
};

const tag = (name: string, text: string | null): string =>
  text === null ? '' : `<${name}>${escapeXml(text)}</${name}>`;

function writeXml({ txnId, sum, code, prvTxn, comment, payer }: Said): string {
  const fields =
    payer === undefined ? '' : `<fields><field1 name="fio" type="disp">${escapeXml(payer)}</field1></fields>`;
  const parts = [
    tag('osmp_txn_id', txnId),
    tag('prv_txn', prvTxn),
    tag('sum', sum === null ? null : writeOsmpSum(sum)),
    tag('result', String(code)),
    tag('comment', comment ?? resultOf(osmpDialect, code)?.name ?? ''),
    fields,
  ];
  return `<?xml version="1.0" encoding="UTF-8"?>\n<response>${parts.join('')}</response>\n`;
}

/** Made-up payers, so that a cashier sees what the check tells; the same number has the same one. */
const payers = ['Анна П.', 'Иван И.', 'Мария С.', 'Олег К.', 'Светлана В.', 'Тимур Р.', 'Юлия М.'];
const payerOf = (account: string): string =>
  payers[[...account].reduce((sum, sign) => sum + sign.charCodeAt(0), 0) % payers.length] ?? '';

const sameOrder = (known: Known, order: PayOrder): boolean =>
  known.provider === order.provider && known.account === order.account && known.sum === order.sum;

export type OperatorParts = {
  readonly book: Book;
  readonly faults: Faults;
  readonly clock: () => number;
  /** Whether the training numbers behave as told. */
  readonly training: boolean;
};

/** Answers one request; `query`: its parameters, from the address or an URL-encoded body. */
export function answerOsmp(
  { book, faults, clock, training }: OperatorParts,
  provider: string,
  query: URLSearchParams,
): Reply {
  const command = query.get('command');
  const txnId = query.get('txn_id') ?? '';
  const account = query.get('account') ?? '';
  const sum = readOsmpSum(query.get('sum') ?? '');
  const answer = (said: Omit<Said, 'txnId' | 'sum'>): Reply => ({
    delayMs: 0,
    body: { kind: 'answer', xml: writeXml({ txnId, sum, ...said }) },
  });
  const error = (code: number, comment?: string): Reply =>
    answer({ code, prvTxn: null, ...(comment === undefined ? {} : { comment }) });

  if (command !== 'check' && command !== 'pay' && command !== 'cancel')
    return error(otherError, 'неизвестная команда');
  if (!/^\d{1,20}$/.test(txnId)) return error(otherError, 'txn_id: до 20 цифр');
  if (sum === null) return error(otherError, 'сумма не разобрана');
  const txnDate = query.get('txn_date') ?? '';
  if (command === 'pay' && !/^\d{14}$/.test(txnDate)) return error(otherError, 'txn_date не разобрана');

  const order: PayOrder = { provider, txnId, account, sum, txnDate };
  const known = book.find(txnId);
  const drawn = faults.draw(provider, command, command === 'pay' && known?.kind === 'credited');
  const delayMs = drawn.slow?.ms ?? 0;
  const conduct = training ? trainingConductOf(account) : null;
  const strike = (name: string): void => faults.strike(name);
  if (drawn.slow) strike('slow');
  const loss = lossOf(drawn);
  if (loss) strike(loss.name);
  if (loss && !loss.taken) return { delayMs, body: loss.instead(error(1)) };
  if (drawn.result && (command !== 'pay' || !known)) strike(`result ${command} ${drawn.result.code}`);
  const paying = { order, known, drawn, conduct, book, strike, now: clock() };
  const reply =
    command === 'check'
      ? answerCheck(order, drawn, conduct, answer, error)
      : command === 'cancel'
        ? answerCancel(paying, answer, error)
        : answerPay(paying, answer, error);
  return { ...reply, delayMs, ...(loss && { body: loss.instead(reply) }) };
}

/** What comes instead of an answer, and whether what was asked is done before. */
type Loss = {
  readonly name: string;
  readonly taken: boolean;
  readonly instead: (reply: Reply) => Reply['body'];
};

/** The one of the drawn losses that strikes; those before anything is taken come first. Null: none. */
function lossOf({ loseBefore, loseAfter, http, garbage, halfBody }: Drawn): Loss | null {
  const losses: Loss[] = [];
  const add = (name: string, taken: boolean, instead: Loss['instead']): void =>
    void losses.push({ name: taken && name !== 'loseAfter' ? `${name} taken` : name, taken, instead });
  if (loseBefore) add('loseBefore', false, () => ({ kind: 'lost' }));
  if (loseAfter) add('loseAfter', true, () => ({ kind: 'lost' }));
  if (http) add('http', http.taken, () => ({ kind: 'http', status: http.status }));
  if (garbage) add('garbage', garbage.taken, () => ({ kind: 'garbage' }));
  if (halfBody)
    add('halfBody', halfBody.taken, ({ body }) =>
      body.kind === 'answer' ? { kind: 'half', xml: body.xml } : body,
    );
  return losses.find(({ taken }) => !taken) ?? losses[0] ?? null;
}

type Answer = (said: Omit<Said, 'txnId' | 'sum'>) => Reply;
type Refuse = (code: number, comment?: string) => Reply;

/** What an account must look like for any provider here. */
const accountForm = /^[0-9A-Za-zА-Яа-яЁё/-]{1,20}$/;

function refusalOf({ account, sum }: PayOrder): number | null {
  if (!accountForm.test(account)) return 4;
  if (sum < 1) return 241;
  return sum > 100_000_000 ? 242 : null;
}

function answerCheck(
  order: PayOrder,
  drawn: Drawn,
  conduct: TrainingConduct | null,
  answer: Answer,
  error: Refuse,
): Reply {
  const code = drawn.result?.code ?? refusalOf(order) ?? (conduct === 'checkRefused' ? 5 : 0);
  return code === 0
    ? answer({ code, prvTxn: null, comment: '', payer: payerOf(order.account) })
    : error(code);
}

type Paying = {
  readonly order: PayOrder;
  readonly known: Known | null;
  readonly drawn: Drawn;
  readonly conduct: TrainingConduct | null;
  readonly book: Book;
  readonly strike: (name: string) => void;
  readonly now: number;
};

/** 251: there is nothing to cancel, or this payment can't be. */
const cannotCancel = 251;

/** Asked again it says the same: the money goes back once. */
function answerCancel({ order, drawn, book, now }: Paying, answer: Answer, error: Refuse): Reply {
  if (drawn.result) return error(drawn.result.code);
  const cancelled = book.cancel(order.txnId, now);
  return cancelled ? answer({ code: 0, prvTxn: cancelled.prvTxn }) : error(cannotCancel);
}

function answerPay(
  { order, known, drawn, conduct, book, strike, now }: Paying,
  answer: Answer,
  error: Refuse,
): Reply {
  const done = (one: Known): Reply => {
    book.asked(order.txnId);
    return answer({ code: one.code, prvTxn: one.prvTxn });
  };
  if (known) {
    if (!sameOrder(known, order)) {
      book.asked(order.txnId);
      return error(otherError, 'этот txn_id уже занят другим платежом');
    }
    if (known.kind === 'cancelled') return error(otherError, 'платёж отменён');
    if (known.kind === 'credited' && (drawn.repeat300 || conduct === 'lostThen300')) {
      if (drawn.repeat300) strike('repeat300');
      book.asked(order.txnId);
      return error(otherError);
    }
    if (known.kind !== 'begun') return done(known);
    return now - known.at < slowMs ? done(known) : done(book.credit(order, now));
  }
  const code = drawn.result?.code ?? refusalOf(order);
  if (code !== null) {
    // Only a refusal for good is remembered: what is asked again may be taken.
    return resultOf(osmpDialect, code)?.meaning === 'fatal'
      ? done(book.refuse(order, code, now))
      : error(code);
  }
  if (conduct === 'checkRefused') return done(book.refuse(order, 5, now));
  if (conduct === 'payRefused') return done(book.refuse(order, 7, now));
  if (conduct === 'slow') return done(book.begin(order, now));
  const taken = done(book.credit(order, now));
  return conduct === 'lostThen300' ? { delayMs: 0, body: { kind: 'lost' } } : taken;
}
