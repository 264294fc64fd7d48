/** Ticks the box as soon as СЭП answers, and tells in what state it is whenever that changes. */
import type { Failure } from '../../contract/failure.ts';
import type { Instant } from '../../contract/primitives.ts';
import type { NobodySyncing, SyncView } from '../../contract/sync.ts';
import type { explain } from '../../core/remedies.ts';
import type { Timers } from '../devices/timers.ts';
import type { SyncDesk } from '../till/syncDesk.ts';

export type AutoSyncParts = {
  readonly sync: SyncDesk;
  readonly timers: Timers;
  /** Between two looks, milliseconds. */
  readonly pauseMs: number;
  /** Once: «Перенести сюда». Afterwards somebody else may take it over like anybody's. */
  readonly takeOver: boolean;
  /** How an instant is written for people of this trade point. */
  readonly time: (at: Instant) => string;
  readonly note: (line: string) => void;
  readonly explain: typeof explain;
};

/** Without a window this line is all there is of the red one. */
const alarms: Readonly<Record<NobodySyncing, string>> = {
  noDesignation:
    'Теперь не синхронизирует никто: платежи точки не уходят в СЭП. Включить здесь: --take-over.',
  holderSilent: 'Оно давно не на связи: платежи точки не уходят в СЭП. Перенести сюда: --take-over.',
  unsentOld: 'Платежи этого места давно ждут отправки в СЭП.',
};

/** What there is to say of the box. */
function told({ ticked, holder, link }: SyncView, time: AutoSyncParts['time']): string {
  if (ticked) return 'Синхронизацию ведёт это рабочее место.';
  if (holder)
    return `Синхронизацию ведёт рабочее место ${holder.workstation} с ${time(holder.since)}. Перенести сюда: --take-over.`;
  return link === 'ok' ? 'Синхронизацию не ведёт никто.' : 'СЭП не отвечает: галочку поставить нельзя.';
}

/** The function it returns ends it. The box itself stays as it is: the tick survives restarts. */
export function autoSync({
  sync,
  timers,
  pauseMs,
  takeOver,
  time,
  note,
  explain: words,
}: AutoSyncParts): () => void {
  let said = '';
  let moved = false;
  let had = false;
  let ended = false;
  let cancel = (): void => undefined;

  function tell(text: string): void {
    if (text === said) return;
    said = text;
    note(text);
  }

  const tellFailure = (failure: Failure): void => {
    const { code, says, todo } = words(failure);
    tell(`${says} ${todo} (${code})`);
  };

  async function look(): Promise<void> {
    const now = sync.sync();
    if (!now) return tellFailure({ code: 'notEnrolled' });
    const view = now.view();
    if (view.lost) {
      const { workstation, at } = view.lost;
      const lost = `Синхронизацию забрало рабочее место ${workstation} ${time(at)}.`;
      return tell(view.nobody ? `${lost} ${alarms[view.nobody]}` : lost);
    }
    if (view.ticked) had = true;
    // Whoever gave it up by hand, here or at СЭП, meant it.
    else if (!had && view.link === 'ok') {
      const claimed = await now.claim(takeOver && !moved);
      if (!claimed.ok) return tellFailure(claimed.failure);
      moved = true;
    }
    // Before СЭП was asked there is nothing to say of it.
    const then = now.view();
    if (then.link !== 'connecting') tell(told(then, time));
  }

  const round = (): void =>
    void look()
      .catch((error: unknown) => note(String(error)))
      .then(() => {
        if (!ended) cancel = timers.after(Math.min(pauseMs, 1_000), round);
      });
  round();
  return () => {
    ended = true;
    cancel();
  };
}
