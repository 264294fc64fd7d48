/** What becomes of a payment on its way to the operator: every outcome of every request, decided without effects. */
import type { SepStatus } from '../contract/status.ts';
import type { Dialect, Meaning } from './osmp.ts';
import { resultOf } from './osmp.ts';

/**
 * `new`: no pay was sent. `paying`: written before a pay leaves; it stays while that pay's outcome is unknown.
 * `answered`: the last pay got an answer that is not final. `credited`, `refused` (proven not credited) and `unknown`
 * (only a registry or a person can tell) are ends.
 */
export type AttemptState = 'new' | 'paying' | 'answered' | 'credited' | 'refused' | 'unknown';

/** One try to have the operator credit certain details, under one txn_id. */
export type Attempt = {
  readonly state: AttemptState;
  /** Some request of it may have been taken without our knowing: no later refusal proves anything. */
  readonly maybeTaken: boolean;
  readonly openedAt: number;
  /** `txn_date` of the first pay; every repeat carries the same. */
  readonly firstPayAt: number | null;
  readonly lastPayAt: number | null;
  readonly checks: number;
  readonly pays: number;
  /** Requests that never left; they don't count among the tries. */
  readonly unreached: number;
};

export type RetryRules = {
  /** The pause after the first try, and what each further one is multiplied by, up to a longest one; milliseconds. */
  readonly firstMs: number;
  readonly factor: number;
  readonly mostMs: number;
  /** After a request that never left. */
  readonly unreachedMs: number;
  /** From then on nobody asks any more. */
  readonly mostAgeMs: number;
};

export type DispatchRules = { readonly dialect: Dialect; readonly retry: RetryRules };

/** How a request ended. Only `unreached` proves that the operator never got it. */
export type Outcome =
  | {
      readonly kind: 'answered';
      readonly code: number;
      readonly operatorNumber: string | null;
      readonly comment: string | null;
    }
  | { readonly kind: 'unreached' | 'timeout' | 'broken' | 'http' | 'garbled' };
export type OutcomeKind = Outcome['kind'];

/** A status and what is told with it. */
export type Told = {
  readonly status: SepStatus;
  readonly resultCode: number | null;
  readonly operatorNumber: string | null;
  readonly reason: string | null;
};

/** What to write down, and what to send when that is durable. */
export type Move = {
  readonly attempt: Attempt;
  readonly told: Told;
  readonly send: 'check' | 'pay' | null;
  /** When to look again; null: never by itself. */
  readonly dueAt: number | null;
};

/** Why there was no answer, for people. */
export const troubles: Readonly<Record<Exclude<OutcomeKind, 'answered'>, string>> = {
  unreached: 'Нет связи с оператором',
  timeout: 'Оператор не ответил вовремя',
  broken: 'Связь с оператором прервалась до ответа',
  http: 'Сервер оператора ответил ошибкой',
  garbled: 'Ответ оператора непонятен',
};

/** The contract's limit of a reason, characters. */
const longestReason = 300;
const cut = (text: string): string =>
  text.length <= longestReason ? text : `${text.slice(0, longestReason - 1)}…`;

const plain = (status: SepStatus, reason: string | null = null): Told => ({
  status,
  resultCode: null,
  operatorNumber: null,
  reason: reason === null ? null : cut(reason),
});

/** An outcome as people read it: «номер не найден (код 5): нет такого абонента». */
function outcomeText(dialect: Dialect, outcome: Outcome): string {
  if (outcome.kind !== 'answered') return troubles[outcome.kind];
  const name = resultOf(dialect, outcome.code)?.name ?? 'неизвестный ответ';
  // Many operators only name the code once more.
  const isNews = outcome.comment && outcome.comment.trim().toLowerCase() !== name.toLowerCase();
  const comment = isNews ? `: ${outcome.comment}` : '';
  return `${name.charAt(0).toUpperCase()}${name.slice(1)} (код ${outcome.code})${comment}`;
}

export type Reading = Meaning | 'unreached' | 'unclear';

/** What an outcome means in a dialect. A code that the dialect doesn't know is as unclear as no answer. */
export function readOutcome(dialect: Dialect, outcome: Outcome): Reading {
  if (outcome.kind === 'answered') return resultOf(dialect, outcome.code)?.meaning ?? 'unclear';
  return outcome.kind === 'unreached' ? 'unreached' : 'unclear';
}

/** Whether something may have come of a request that was answered so: then no refusal of its repeat proves anything. */
export const leavesDoubt = (reading: Reading): boolean =>
  reading === 'unsure' || reading === 'notFinished' || reading === 'unclear';

const codeOf = (outcome: Outcome): number | null => (outcome.kind === 'answered' ? outcome.code : null);

/** The pause after so many counted tries, milliseconds. */
export const pauseAfter = (retry: RetryRules, tries: number): number =>
  Math.round(Math.min(retry.mostMs, retry.firstMs * retry.factor ** Math.max(0, tries - 1)));

/** Nothing of it was ever sent that could have been taken. */
const isUntouched = (attempt: Attempt): boolean => attempt.state === 'new' && !attempt.maybeTaken;

export const newAttempt = (now: number): Attempt => ({
  state: 'new',
  maybeTaken: false,
  openedAt: now,
  firstPayAt: null,
  lastPayAt: null,
  checks: 0,
  pays: 0,
  unreached: 0,
});

const end = (attempt: Attempt, state: AttemptState, told: Told): Move => ({
  attempt: { ...attempt, state },
  told,
  send: null,
  dueAt: null,
});

/** What can't be sent at all: a person has to look. */
export const unsendable = (attempt: Attempt, reason: string): Move =>
  end(attempt, 'unknown', plain('hung', reason));

const cancel = (attempt: Attempt, reason: string): Move =>
  end(attempt, 'refused', plain('cancelled', reason));

/** Written and committed before the request leaves. A pay whose outcome was never learnt may have been taken. */
const pay = (attempt: Attempt, now: number): Move => ({
  attempt: {
    ...attempt,
    state: 'paying',
    maybeTaken: attempt.maybeTaken || attempt.state === 'paying',
    firstPayAt: attempt.firstPayAt ?? now,
    lastPayAt: now,
    pays: attempt.pays + 1,
  },
  told: plain('forwarded'),
  send: 'pay',
  dueAt: now,
});

/** Once more after a pause, or the end when it is too old. */
function later(attempt: Attempt, told: Told, pauseMs: number, rules: DispatchRules, now: number): Move {
  const endsAt = attempt.openedAt + rules.retry.mostAgeMs;
  if (now < endsAt) return { attempt, told, send: null, dueAt: Math.min(now + pauseMs, endsAt) };
  const sent = isUntouched(attempt)
    ? 'Платёж оператору не отправлен: за сутки он не подтвердил номер'
    : 'За сутки оператор не дал окончательного ответа';
  const last = told.reason === null ? '' : `. Последнее: ${told.reason}`;
  return end(attempt, 'unknown', { ...told, status: 'hung', reason: cut(sent + last) });
}

/**
 * Whether an operator's «credited» comes too late: the payment was settled otherwise meanwhile, or another attempt took
 * this one's place. Then somebody has this money twice, and nothing that is written down here says so.
 */
export const isLateCredit = (
  status: SepStatus,
  attempt: { readonly state: AttemptState; readonly isCurrent: boolean },
): boolean =>
  attempt.state !== 'credited' &&
  (!attempt.isCurrent || ['rejected', 'cancelled', 'refunded', 'transferred'].includes(status));

export type Standing = {
  readonly attempt: Attempt;
  /** Of a tombstone: somebody cancelled it; null: nobody did. */
  readonly cancelled: string | null;
  /** A restored СЭП can't know whether it sent this before: no refusal proves anything. */
  readonly doubted: boolean;
};

/** It is due: what to ask now. */
export function begin({ attempt, cancelled, doubted }: Standing, rules: DispatchRules, now: number): Move {
  if (cancelled !== null && isUntouched(attempt)) return cancel(attempt, cancelled);
  const known = doubted ? { ...attempt, maybeTaken: true } : attempt;
  if (known.state === 'paying' || known.state === 'answered') return pay(known, now);
  if (now >= known.openedAt + rules.retry.mostAgeMs) return later(known, plain('checking'), 0, rules, now);
  return {
    attempt: { ...known, checks: known.checks + 1 },
    told: plain('checking'),
    send: 'check',
    dueAt: now,
  };
}

/** The operator said something, or nothing, to a check: no money was in it. */
export function afterCheck(
  { attempt, cancelled }: Standing,
  rules: DispatchRules,
  outcome: Outcome,
  now: number,
): Move {
  if (cancelled !== null && isUntouched(attempt)) return cancel(attempt, cancelled);
  const reading = readOutcome(rules.dialect, outcome);
  if (reading === 'ok') return pay(attempt, now);
  const text = outcomeText(rules.dialect, outcome);
  const told: Told = { ...plain('checking', text), resultCode: codeOf(outcome) };
  if (reading === 'fatal') return refused(attempt, told);
  if (reading !== 'unreached')
    return later(attempt, told, pauseAfter(rules.retry, attempt.checks), rules, now);
  const uncounted = {
    ...attempt,
    checks: Math.max(0, attempt.checks - 1),
    unreached: attempt.unreached + 1,
  };
  return later(uncounted, told, rules.retry.unreachedMs, rules, now);
}

/** A refusal for good proves that nothing was credited only if nothing before it can have been taken. */
function refused(attempt: Attempt, told: Told): Move {
  if (!attempt.maybeTaken) return end(attempt, 'refused', { ...told, status: 'rejected' });
  const reason = `Отказ не доказывает, что платёж не зачислен: прежний запрос мог быть принят. ${told.reason ?? ''}`;
  return end(attempt, 'unknown', { ...told, status: 'hung', reason: cut(reason.trim()) });
}

/** The operator said something, or nothing, to a pay. */
export function afterPay(attempt: Attempt, rules: DispatchRules, outcome: Outcome, now: number): Move {
  const text = outcomeText(rules.dialect, outcome);
  const told: Told = {
    status: 'forwarded',
    resultCode: codeOf(outcome),
    operatorNumber: outcome.kind === 'answered' ? outcome.operatorNumber : null,
    reason: cut(text),
  };
  const reading = readOutcome(rules.dialect, outcome);
  switch (reading) {
    case 'ok':
      return end(attempt, 'credited', { ...told, status: 'completed', reason: null });
    case 'fatal':
      return refused(attempt, told);
    case 'retry':
    case 'unsure':
    case 'notFinished':
      return later(
        { ...attempt, state: 'answered', maybeTaken: attempt.maybeTaken || leavesDoubt(reading) },
        told,
        pauseAfter(rules.retry, attempt.pays),
        rules,
        now,
      );
    case 'unclear':
      return later(
        { ...attempt, state: 'paying', maybeTaken: true },
        told,
        pauseAfter(rules.retry, attempt.pays),
        rules,
        now,
      );
    case 'unreached': {
      const pays = Math.max(0, attempt.pays - 1);
      const state = pays > 0 || attempt.maybeTaken ? 'answered' : 'new';
      return later(
        { ...attempt, state, pays, unreached: attempt.unreached + 1 },
        // Nothing was sent after all: it may still be cancelled.
        state === 'new' ? { ...told, status: 'checking' } : told,
        rules.retry.unreachedMs,
        rules,
        now,
      );
    }
  }
}
