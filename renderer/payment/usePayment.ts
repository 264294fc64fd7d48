/** One payment in hand: its fields, what they amount to, and what each button does. */
import { useEffect, useRef, useState } from 'react';
import type { Failure } from '../../contract/failure.ts';
import type { WarningKind } from '../../contract/journal.ts';
import type { Kopecks } from '../../contract/primitives.ts';
import type { Draft, PaymentCheck, PaymentView } from '../../contract/till.ts';
import { blindEnd } from '../../core/account.ts';
import { useTurn } from '../parts/useTurn.ts';
import { call } from '../till/bridge.ts';
import { providerOf, useProviders } from '../till/catalogue.ts';
import { act, currentTill, useTill } from '../till/till.ts';
import { rememberDone } from './done.ts';
import { flushFields, forgetFields, useFields } from './fields.ts';
import { readFields } from './reading.ts';
import type { Action } from './repeat.ts';
import { toRepeat } from './repeat.ts';
import { useOperatorCheck } from './useOperatorCheck.ts';
import { usePaymentCheck } from './usePaymentCheck.ts';
import { useProviderHint } from './useProviderHint.ts';

/** After these the same action may be tried again once the cause is gone. */
const repeatable: ReadonlySet<Failure['code']> = new Set<Failure['code']>([
  'paperOut',
  'coverOpen',
  'cutterError',
  'printerOffline',
  'printerFault',
  'printerSilent',
  'portNotFound',
  'portBusy',
  'portFailed',
  'fileNotWritten',
  'unplugged',
  'registerFault',
  'diskFull',
  'deviceBusy',
  'preCheckNotPrinted',
  'internalError',
]);

/** What was tried, and why it could not be done; `returned` is the money that a person said went back to the client. */
type Failed = { readonly failure: Failure; readonly action: Action; readonly returned: Kopecks | null };

export type PaymentInHand = ReturnType<typeof usePayment>;

export function usePayment(draft: Draft, current: PaymentView | null) {
  const { paymentId } = draft;
  const providers = useProviders();
  const { fields, change } = useFields(draft);
  const { busy, take } = useTurn();
  const [failed, setFailed] = useState<Failed | null>(null);
  /** Why the last attempt to learn what became of a receipt told nothing. */
  const [unsettled, setUnsettled] = useState<Failure | null>(null);
  const [confirmed, setConfirmed] = useState<readonly WarningKind[]>([]);
  /** Null: not asked for. A string: the four digits being typed blind. */
  const [blind, setBlind] = useState<string | null>(null);

  const stage = current?.stage ?? 'entered';
  const paperOwed = stage === 'receipted' && (current?.paperOwed ?? false);
  const entering = stage === 'entered';
  const provider = providerOf(
    providers,
    entering ? fields.providerId : (current?.details.providerId ?? null),
  );
  const reading = readFields(fields, provider, entering ? null : (current?.details.amountTaken ?? null));
  const details = entering ? null : (current?.details ?? null);
  const hintPending = useProviderHint(fields, change, entering);
  const enrolled = useTill().sync !== null;
  const complete = entering && reading.account !== null && reading.sums !== null;
  const local = usePaymentCheck(paymentId, fields, complete);
  const operator = useOperatorCheck(paymentId, fields, complete, enrolled);
  // СЭП knows of the same number and sum wherever they were taken: its warnings take the place of this till's own.
  const told = operator.answer?.warnings === undefined ? null : (operator.answer as PaymentCheck);
  const check = told ?? local;
  const refusal =
    operator.answer?.operatorCheck?.outcome === 'refused' ? operator.answer.operatorCheck : null;
  const unconfirmed = (check?.warnings ?? []).filter(({ kind }) => !confirmed.includes(kind));

  // Other details are another question: what was confirmed for the old ones says nothing about them.
  const question = `${fields.account} ${fields.providerId} ${fields.sum}`;
  const asked = useRef(question);
  asked.current = question;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the question is what the answers belong to
  useEffect(() => {
    setConfirmed([]);
    setBlind(null);
  }, [question]);

  const after = (action: Action, failure: Failure | null, returned: Kopecks | null = null) => {
    // The red panel of an unknown receipt says more than the failure that led there.
    const unknown = currentTill()?.current?.stage === 'receipting';
    setFailed(failure === null || unknown ? null : { failure, action, returned });
    return failure === null;
  };

  const preCheck = () =>
    take(async () => {
      if (reading.account === null || reading.sums === null) return;
      const word = await operator.wait();
      // Whoever types on while the operator is waited for means something else.
      if (asked.current !== question) return;
      if (word?.operatorCheck?.outcome === 'refused') return;
      const known = word?.warnings === undefined ? check : (word as PaymentCheck);
      const checked = known
        ? ({ ok: true, value: known } as const)
        : await call('payment.check', { paymentId, ...fields });
      if (!checked.ok) return void after('preCheck', checked.failure);
      if (checked.value.warnings.some(({ kind }) => !confirmed.includes(kind))) return;
      if (checked.value.blindEntry && (blind === null || blind.length < blindEnd(reading.account).length))
        return void setBlind(blind ?? '');
      await flushFields();
      const outcome = await act('payment.preCheck', {
        draft: { paymentId, ...fields },
        confirmed: [...confirmed],
        blindDigits: blind,
      });
      setBlind(null);
      after('preCheck', outcome);
    });

  const reprint = () =>
    take(async () => void after('reprint', await act('payment.reprintPreCheck', { paymentId })));
  const sign = () => take(async () => void after('sign', await act('payment.sign', { paymentId })));
  const edit = () => take(async () => void after('edit', await act('payment.edit', { paymentId })));
  const settleWith = (answer: () => Promise<Failure | null>) =>
    take(async () => {
      setUnsettled(null);
      const outcome = await answer();
      setUnsettled(outcome);
      after('settle', outcome);
    });
  const askRegister = () => settleWith(() => act('payment.askRegister', { paymentId }));
  const settle = (made: boolean) => settleWith(() => act('payment.settleReceipt', { paymentId, made }));

  const receipt = () =>
    take(async () => {
      await flushFields();
      after('receipt', await act('payment.receipt', { paymentId, tendered: reading.tendered }));
    });

  const copy = () => take(async () => void after('copy', await act('receipt.copy', { paymentId })));
  const paperOut = () =>
    take(async () => void after('paperOut', await act('receipt.paperOut', { paymentId })));

  const conduct = () =>
    take(async () => {
      if (!after('conduct', await act('payment.conduct', { paymentId }))) return;
      if (current) rememberDone({ kind: 'conducted', payment: current });
      forgetFields(paymentId);
    });

  const abandon = (returned: Kopecks) =>
    take(async () => {
      await flushFields();
      if (!after('abandon', await act('payment.abandon', { paymentId, returned }), returned)) return;
      rememberDone({ kind: 'abandoned', number: current?.number ?? null, returned });
      forgetFields(paymentId);
    });

  /** Steps aside for another payment; this one waits in «Незавершённые». */
  const setAside = () => take(async () => void after('setAside', await act('payment.begin', null)));

  const failure = failed?.failure ?? null;
  const repeats = failed && toRepeat(failed.action, stage, paperOwed);
  const ofCopy = repeats === 'copy';
  const actions: Readonly<Record<Exclude<Action, 'settle'>, () => void>> = {
    preCheck,
    reprint,
    sign,
    edit,
    receipt,
    copy,
    paperOut,
    conduct,
    abandon: () => abandon(failed?.returned ?? (0 as Kopecks)),
    setAside,
  };
  const repeat =
    failure !== null && repeats !== null && (ofCopy || repeatable.has(failure.code)) ? repeats : null;
  const dropFailure = () => setFailed(null);

  return {
    paymentId,
    stage,
    entering,
    current,
    fields,
    change,
    provider,
    providers,
    hintPending,
    reading,
    details,
    check,
    enrolled,
    operator,
    /** The operator won't take it: no pre-check until the details change or it is asked again. */
    refusal,
    unconfirmed,
    busy,
    blind,
    failure,
    /** What «Повторить» does: the very action that failed. Null: repeating is no remedy. */
    repeats: repeat,
    retry:
      repeat &&
      (() => {
        dropFailure();
        actions[repeat]();
      }),
    /** What failed is the paper of a receipt that is made: to be repeated is a copy, never the receipt. */
    ofCopy,
    paperOwed,
    copy,
    paperOut,
    dropFailure,
    confirm: () => setConfirmed((check?.warnings ?? []).map(({ kind }) => kind)),
    typeBlind: (digits: string) => setBlind(digits),
    leaveBlind: () => setBlind(null),
    preCheck,
    reprint,
    sign,
    edit,
    receipt,
    conduct,
    abandon,
    unsettled,
    askRegister,
    settle,
    setAside,
  } as const;
}
