/** Asks СЭП, and keeps what was asked fresh while it is looked at. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { DeskCall, DeskInput, DeskOutput, DeskRefusal } from '../../../contract/desk.ts';
import { deskCalls, deskHeader, deskPersonHeader, DeskRefusal as Refusal } from '../../../contract/desk.ts';

export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly refusal: DeskRefusal };

const silence: DeskRefusal = { code: 'internalError', message: 'СЭП не отвечает. Проверьте связь.' };

const listeners = new Set<() => void>();
/** Told when СЭП no longer knows who is here. */
export function onSignedOut(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

let acting: string | null = null;
/** For whom this page stands from now on; null: for nobody. */
export const actAs = (login: string | null): void => {
  acting = login;
};

export async function call<N extends DeskCall>(name: N, input: DeskInput<N>): Promise<Answer<DeskOutput<N>>> {
  try {
    const response = await fetch(`/desk/${name}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        [deskHeader]: '1',
        ...(acting === null ? {} : { [deskPersonHeader]: acting }),
      },
      body: JSON.stringify(input),
      credentials: 'same-origin',
    });
    const body: unknown = await response.json();
    if (response.ok) return { ok: true, value: deskCalls[name].output.parse(body) as DeskOutput<N> };
    const refusal = Refusal.parse(body);
    if (refusal.code === 'notSignedIn' && deskCalls[name].roles !== 'open')
      for (const tell of listeners) tell();
    return { ok: false, refusal };
  } catch {
    return { ok: false, refusal: silence };
  }
}

export type Asked<T> = {
  /** Null: nothing has come yet. */
  readonly value: T | null;
  readonly trouble: string | null;
  /** Asks again now. */
  readonly again: () => void;
};

/** How often a screen asks again, milliseconds. */
const turn = 10_000;

/** What СЭП answers now, asked again every ten seconds while the page is in sight. `input` counts by its text. */
export function useAsked<N extends DeskCall>(name: N, input: DeskInput<N>): Asked<DeskOutput<N>> {
  const [value, setValue] = useState<DeskOutput<N> | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const text = JSON.stringify(input);
  const turnNumber = useRef(0);
  const ask = useCallback(() => {
    turnNumber.current += 1;
    const own = turnNumber.current;
    void call(name, JSON.parse(text) as DeskInput<N>).then((answer) => {
      // An answer to what is no longer looked at.
      if (own !== turnNumber.current) return;
      if (answer.ok) setValue(answer.value);
      setTrouble(answer.ok ? null : answer.refusal.message);
    });
  }, [name, text]);
  useEffect(() => {
    setValue(null);
    ask();
    const timer = setInterval(() => {
      if (!document.hidden) ask();
    }, turn);
    return () => {
      turnNumber.current += 1;
      clearInterval(timer);
    };
  }, [ask]);
  return { value, trouble, again: ask };
}
