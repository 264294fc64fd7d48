/** «Подключить к СЭП»: what is typed, what the code stands for, and what is wrong; for the set-up and the settings. */
import { useState } from 'react';
import type { Failure } from '../../contract/failure.ts';
import type { CodeLook } from '../../contract/sep.ts';
import type { EnrolForm } from '../../contract/sync.ts';
import { readEnrolmentCode } from '../../core/enrolment.ts';
import type { Turn } from '../parts/useTurn.ts';
import { useTurn } from '../parts/useTurn.ts';
import { call } from '../till/bridge.ts';
import { useDraft } from '../till/drafts.ts';

export type EnrolHandle = Turn & {
  readonly form: EnrolForm;
  /** What СЭП says the code is for; null until it was asked about exactly these fields. */
  readonly found: CodeLook | null;
  readonly failure: Failure | null;
  readonly problems: { readonly address?: string; readonly code?: string };
  change(change: Partial<EnrolForm>): void;
  fail(failure: Failure | null): void;
  /** The code is used up. */
  forget(): void;
  /** Asks СЭП what the code is for; nothing is used up. */
  look(): void;
};

const groups = (code: string): string =>
  code
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')
    .slice(0, 36)
    .replace(/(.{4})(?=.)/g, '$1-');

export function useEnrolForm(): EnrolHandle {
  const { draft: form, change: type, forget } = useDraft<EnrolForm>('enrol', { address: '', code: '' });
  const [found, setFound] = useState<CodeLook | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [pressed, setPressed] = useState(false);
  const turn = useTurn();
  const address = form.address.trim();
  const problems = {
    ...(address === '' ? { address: 'Адрес есть в письме центрального офиса.' } : {}),
    ...(readEnrolmentCode(form.code) === null ? { code: 'Девять групп по четыре знака.' } : {}),
  };
  return {
    ...turn,
    form,
    found,
    failure,
    problems: pressed ? problems : {},
    change: (change) => {
      type({ ...change, ...(change.code === undefined ? {} : { code: groups(change.code) }) });
      setFound(null);
      setFailure(null);
      setPressed(false);
    },
    fail: setFailure,
    forget,
    look: () => {
      setPressed(true);
      if (Object.keys(problems).length > 0) return;
      turn.take(async () => {
        const answer = await call('sync.look', { address, code: form.code });
        setFailure(answer.ok ? null : answer.failure);
        setFound(answer.ok ? answer.value : null);
      });
    },
  };
}
