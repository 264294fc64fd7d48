/** «Синхронизировать автоматически»: what ticking, unticking and taking over do, and what must be asked first. */
import { useState } from 'react';
import type { Failure } from '../../contract/failure.ts';
import { useTurn } from '../parts/useTurn.ts';
import { act, currentTill, useTill } from '../till/till.ts';

export type SyncQuestion = 'takeOver' | 'release' | 'why' | null;

export type SyncBox = {
  readonly busy: boolean;
  readonly question: SyncQuestion;
  readonly failure: Failure | null;
  /** Why the box can't be touched now; null: it can. */
  readonly barred: string | null;
  /** Ticks or asks before unticking; another workstation holds it: asks whether to take over. */
  press(): void;
  /** The same from the menu, where the reason against it is not in sight: it is told. */
  pressOrSay(): void;
  askTakeOver(): void;
  /** Shows why the link is down. */
  why(): void;
  takeOver(): void;
  release(): void;
  lossRead(): void;
  leave(): void;
};

export function useSyncBox(): SyncBox {
  const { sync } = useTill();
  const { busy, take } = useTurn();
  const [question, setQuestion] = useState<SyncQuestion>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const barred = sync === null ? 'СЭП не подключена' : sync.link === 'ok' ? null : 'Нет связи с СЭП';

  const claim = (takeOver: boolean) =>
    take(async () => {
      setQuestion(null);
      const refused = await act('sync.claim', { takeOver });
      setFailure(refused);
      const now = currentTill()?.sync;
      if (refused === null && now && !now.ticked && now.holder !== null) setQuestion('takeOver');
    });

  const press = () => {
    if (busy || sync === null || barred !== null) return;
    if (sync.ticked) setQuestion('release');
    else claim(false);
  };

  return {
    busy,
    question,
    failure,
    barred,
    press,
    pressOrSay: () => {
      if (sync !== null && barred !== null) setFailure(sync.failure ?? { code: 'sepUnavailable' });
      else press();
    },
    askTakeOver: () => {
      if (!busy && sync !== null) setQuestion('takeOver');
    },
    why: () => setQuestion('why'),
    takeOver: () => claim(true),
    release: () =>
      take(async () => {
        setQuestion(null);
        setFailure(await act('sync.release', null));
      }),
    lossRead: () => take(async () => setFailure(await act('sync.lossRead', null))),
    leave: () => {
      setQuestion(null);
      setFailure(null);
    },
  };
}
