/** A payment's life in lines for people: its journal, what operators said, each status, each request. */
import type { RequestState } from '../../contract/adjustment.ts';
import type { Instant } from '../../contract/primitives.ts';
import type { SepStatus } from '../../contract/status.ts';
import { adjustmentNames } from '../../core/adjustment.ts';
import { understand } from '../../core/journal.ts';
import { osmpDialect, resultOf } from '../../core/osmp.ts';
import { eventText } from '../../core/paymentStory.ts';
import { inOrderOfTime } from '../../core/rerecorded.ts';
import { standingNames } from '../../core/sepStatus.ts';
import type { Connection } from '../store/database.ts';

export type StoryLine = {
  readonly at: Instant;
  readonly status: SepStatus | null;
  readonly text: string;
  /** The id of the journal's event that it tells of: a till that holds it tells it in its own words. */
  readonly event?: string;
};

/**
 * What comes first of what is told of one and the same instant: a status is written together with the question to the
 * operator that it announces, and an operator may answer within a millisecond.
 */
const turns = {
  journal: 0,
  accepted: 1,
  checking: 2,
  checked: 3,
  forwarded: 4,
  asked: 5,
  ended: 6,
  request: 7,
};
const statusTurns: { readonly [S in SepStatus]?: number } = {
  accepted: turns.accepted,
  checking: turns.checking,
  forwarded: turns.forwarded,
};

type Told = StoryLine & { readonly turn: number };

/** Names of cashiers are the till's own: no journal brings them. */
const nobody = (): string => '';

type EventRow = {
  readonly id: string;
  readonly seq: number;
  readonly at: Instant;
  readonly type: string;
  readonly version: number;
  readonly body: string;
};

/** As its trade point's journals tell it: under another's journal nothing is told of it. */
async function journalLines(tx: Connection, payment: string, tradePoint: string): Promise<Told[]> {
  const rows = await tx.query<EventRow>(
    `SELECT e.id, e.seq, e.at, e.type, e.version, e.body FROM event e JOIN journal j ON j.origin = e.origin
     WHERE j.trade_point = $2
       AND e.subject IN ($1::text, (SELECT journal_payment::text FROM payment_alias WHERE payment = $1::text::uuid))
     ORDER BY e.at, j.rank, e.seq`,
    [payment, tradePoint],
  );
  return inOrderOfTime(rows).flatMap((row) => {
    const known = understand(row);
    const text = typeof known === 'string' ? null : eventText(known, nobody);
    return text === null ? [] : [{ at: row.at, status: null, turn: turns.journal, text, event: row.id }];
  });
}

const failures: Readonly<Record<string, string>> = {
  unreached: 'нет связи',
  timeout: 'не ответил вовремя',
  broken: 'связь прервалась до ответа',
  http: 'сервер ответил ошибкой',
  garbled: 'ответ непонятен',
};
const commands: Readonly<Record<string, string>> = { check: 'проверка', pay: 'зачисление', cancel: 'отмена' };

/** Only the last words: a payment may have been asked for hundreds of times. */
const mostWords = 100;

async function operatorLines(tx: Connection, payment: string): Promise<Told[]> {
  const rows = await tx.query<{
    at: Instant;
    command: string;
    outcome: string | null;
    result_code: number | null;
    comment: string | null;
  }>(
    'SELECT at, command, outcome, result_code, comment FROM exchange WHERE payment = $1 ORDER BY id DESC LIMIT $2',
    [payment, mostWords],
  );
  return rows.reverse().map(({ at, command, outcome, result_code, comment }) => {
    const name = result_code === null ? null : (resultOf(osmpDialect, result_code)?.name ?? 'ответ');
    const said =
      outcome === null
        ? 'ждём ответа'
        : name === null
          ? (failures[outcome] ?? 'ответа нет')
          : `${name} (код ${result_code})${comment && comment !== name ? `: ${comment}` : ''}`;
    const turn = command === 'check' ? turns.checked : turns.asked;
    return { at, status: null, turn, text: `Оператор, ${commands[command] ?? command}: ${said}` };
  });
}

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

async function statusLines(tx: Connection, payment: string): Promise<Told[]> {
  const rows = await tx.query<{ at: Instant; status: SepStatus; reason: string | null }>(
    'SELECT at, status, reason FROM status_change WHERE payment = $1 ORDER BY generation, revision',
    [payment],
  );
  return rows.map(({ at, status, reason }) => ({
    at,
    status,
    turn: statusTurns[status] ?? turns.ended,
    // «принят СЭП» elsewhere; here it speaks of itself.
    text: `СЭП: ${standingNames[status].replace(/ СЭП$/, '')}${reason ? `. ${capital(reason)}` : ''}`,
  }));
}

const stateNames: Readonly<Record<RequestState, string>> = {
  awaitsReceipt: 'подано, ждёт чек',
  open: 'подано',
  halfApproved: 'согласовано одним из двух',
  atOperator: 'отправлено оператору',
  granted: 'возврат разрешён',
  done: 'выполнено',
  denied: 'отклонено',
  operatorRefused: 'оператор отказал',
};

async function requestLines(tx: Connection, payment: string): Promise<Told[]> {
  const rows = await tx.query<{
    at: Instant;
    kind: keyof typeof adjustmentNames;
    state: RequestState;
    text: string | null;
  }>(
    `SELECT c.at, r.kind, c.state, c.text FROM request_change c JOIN request r ON r.id = c.request
     WHERE r.payment = $1 ORDER BY c.id`,
    [payment],
  );
  return rows.map(({ at, kind, state, text }) => ({
    at,
    status: null,
    turn: turns.request,
    text: `Обращение «${adjustmentNames[kind]}»: ${stateNames[state]}${text ? `. ${capital(text)}` : ''}`,
  }));
}

const longestText = 400;

/** All of it in time order. */
export async function readStoryLines(
  tx: Connection,
  payment: string,
  tradePoint: string,
): Promise<StoryLine[]> {
  const parts = [
    await journalLines(tx, payment, tradePoint),
    await operatorLines(tx, payment),
    await statusLines(tx, payment),
    await requestLines(tx, payment),
  ];
  return parts
    .flat()
    .sort((left, right) => left.at - right.at || left.turn - right.turn)
    .map(({ turn: _turn, ...line }) => ({ ...line, text: line.text.slice(0, longestText) }));
}
