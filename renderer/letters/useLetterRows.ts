/** The rows of a letter as requests: whether each may be asked for now, its receipt, its right number. */
import { useEffect, useRef, useState } from 'react';
import type { AdjustmentKind, ReceiptEvidence } from '../../contract/adjustment.ts';
import type { Failure } from '../../contract/failure.ts';
import type { LetterAsk, LetterJudged } from '../../contract/letter.ts';
import type { PaymentId, ProviderId } from '../../contract/primitives.ts';
import type { OperatorCheck } from '../../contract/till.ts';
import { call } from '../till/bridge.ts';
import type { LeftOut } from './leftOut.ts';
import { outFor, withoutBarred } from './leftOut.ts';
import type { TypedRows } from './letterDraft.ts';

/** What is known of a row here; the table itself is made by the workstation. */
export type LetterRow = {
  readonly paymentId: PaymentId;
  readonly number: string;
  readonly providerId: ProviderId;
  readonly account: string;
  readonly amountTaken: number;
};

/** A row with all that was said of it. */
export type AskedRow = LetterRow & {
  /** Why it can't be asked for; null: it can, or nobody has answered yet. */
  readonly barred: string | null;
  readonly receipt: ReceiptEvidence | null;
  /** As typed. */
  readonly right: string;
  readonly check: OperatorCheck | null;
};

type By<T> = Readonly<Record<string, T>>;

export type LetterRows = {
  readonly rows: readonly AskedRow[];
  /** Null: СЭП has not been asked yet, or is not asked at all. */
  readonly judged: LetterJudged | null;
  /** Leaves out what can't be asked for; null: nothing is barred, or nothing would be left. */
  readonly leaveOut: (() => void) | null;
  readonly type: (paymentId: PaymentId, right: string) => void;
  /** Checks a right number by the operator's rules, then at the operator. */
  readonly check: (row: AskedRow) => void;
  readonly show: (receipt: ReceiptEvidence) => Promise<Failure | null>;
  readonly judgeAgain: () => void;
  readonly ask: (detail: string) => LetterAsk;
};

/** `enrolled` false: a letter only, so nothing is asked of СЭП. */
export function useLetterRows(
  all: readonly LetterRow[],
  kind: AdjustmentKind,
  enrolled: boolean,
  { receipts, rights }: TypedRows,
  change: (change: Partial<TypedRows>) => void,
): LetterRows {
  const [judged, setJudged] = useState<LetterJudged | null>(null);
  const [checks, setChecks] = useState<By<OperatorCheck>>({});
  const [times, setTimes] = useState(0);
  /** For one kind of request, and until the letter is closed: then СЭП is asked about all of them again. */
  const [left, setLeft] = useState<LeftOut>({ kind, out: [] });
  const turn = useRef(0);
  const out = outFor(kind, left);
  const kept = all.filter(({ paymentId }) => !out.includes(paymentId));
  const ids = kept.map(({ paymentId }) => paymentId);

  // biome-ignore lint/correctness/useExhaustiveDependencies: asked anew when the kind changes, or what was true may have
  useEffect(() => {
    turn.current += 1;
    const mine = turn.current;
    setJudged(null);
    if (!enrolled || ids.length === 0) return;
    void call('letter.judge', { kind, paymentIds: ids }).then((answer) => {
      if (mine !== turn.current) return;
      setJudged(answer.ok ? answer.value : { fresh: false, rows: [] });
    });
  }, [kind, times, enrolled]);

  const rows = kept.map(
    (row): AskedRow => ({
      ...row,
      barred: judged?.rows.find(({ paymentId }) => paymentId === row.paymentId)?.barred ?? null,
      receipt: receipts[row.paymentId] ?? null,
      right: rights[row.paymentId] ?? '',
      check: checks[row.paymentId] ?? null,
    }),
  );
  const less = withoutBarred(rows, kind, out);
  return {
    rows,
    judged,
    leaveOut: less && (() => setLeft(less)),
    type(paymentId, right) {
      change({ rights: { ...rights, [paymentId]: right } });
      setChecks(({ [paymentId]: _, ...others }) => others);
    },
    check({ paymentId, providerId, right }) {
      if (!enrolled || right.trim() === '') return;
      const corrected = { providerId, account: right.trim() };
      void call('adjust.checkNumber', { paymentId, kind: 'transfer', corrected }).then((answer) => {
        const told: OperatorCheck = answer.ok
          ? answer.value
          : { outcome: 'refused', reason: 'такого номера у оператора не бывает', payer: null };
        setChecks((others) => ({ ...others, [paymentId]: told }));
      });
    },
    async show(receipt) {
      const answer = await call('letter.receipt', { paymentIds: ids, receipt });
      if (!answer.ok) return answer.failure;
      change({ receipts: { ...receipts, [answer.value.paymentId]: receipt } });
      return null;
    },
    judgeAgain: () => setTimes(times + 1),
    ask: (detail) => ({
      kind,
      detail,
      rows: rows.map(({ paymentId, receipt, right }) => ({
        paymentId,
        receipt: kind === 'reconduct' ? null : receipt,
        right: kind === 'transfer' ? right.trim() : '',
      })),
    }),
  };
}
