/** What the window says loudly of sync: nobody brings payments to СЭП, another took the box over, the clock is not СЭП's. Pure. */
import type { SyncView } from '../../contract/sync.ts';
import { isWrongClock } from '../../core/clock.ts';
import { clockOrDay } from '../parts/time.ts';

export type SyncNews = {
  readonly tone: 'bad' | 'warn';
  readonly says: string;
  /** What to do now, or what it means. */
  readonly todo: string;
  /** What the button does; null where no button helps. */
  readonly button: { readonly name: string; readonly does: 'claim' | 'takeOver' | 'lossRead' } | null;
};

type Place = { readonly workstation: number; readonly zone: string; readonly now: number };

const noLink = 'Связи с СЭП нет: проверьте сеть.';

function nobodyNews(sync: SyncView, { workstation, zone, now }: Place): SyncNews | null {
  const linked = sync.link === 'ok';
  const button = (name: string, does: 'claim' | 'takeOver') => (linked ? { name, does } : null);
  switch (sync.nobody) {
    case null:
      return null;
    case 'noDesignation':
      return {
        tone: 'bad',
        says: 'Никто не синхронизирует',
        todo: linked ? 'Платежи точки не уходят в СЭП.' : noLink,
        button: button('Включить здесь', 'claim'),
      };
    case 'holderSilent': {
      const { holder } = sync;
      const heard = holder?.lastContactAt ?? holder?.since ?? null;
      return {
        tone: 'bad',
        says:
          holder === null
            ? 'Никто не синхронизирует'
            : `РМ ${holder.workstation} не на связи${heard === null ? '' : ` с ${clockOrDay(heard, zone, now)}`}`,
        todo: linked ? 'Платежи точки не уходят в СЭП.' : noLink,
        button: button('Перенести сюда', 'takeOver'),
      };
    }
    case 'unsentOld': {
      const { holder, oldestUnsentAt, unsent } = sync;
      const since = oldestUnsentAt === null ? '' : ` с ${clockOrDay(oldestUnsentAt, zone, now)}`;
      const elsewhere = holder !== null && holder.workstation !== workstation;
      return {
        tone: 'bad',
        says: `Платежи не уходят${since}`,
        todo: !linked
          ? noLink
          : elsewhere
            ? `Ждут: ${unsent}. РМ ${holder.workstation} не видит это место.`
            : `Ждут отправки: ${unsent}. Позвоните в поддержку.`,
        button: elsewhere ? button('Перенести сюда', 'takeOver') : null,
      };
    }
  }
}

/** ` в 14:05` today, `, 22.11 в 14:05` on other days. */
function moment(at: number, { zone, now }: Place): string {
  const [date, time] = clockOrDay(at, zone, now).split(' ');
  return time === undefined ? ` в ${date}` : `, ${date} в ${time}`;
}

const span = (value: number, unit: string): string => `${value}\u00a0${unit}`;

/** `7 мин`, `3 ч 12 мин`, `2 дн. 5 ч`: two units at most, nothing that is 0. */
function apart(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  const [days, hours, rest] = [Math.floor(minutes / 1_440), Math.floor(minutes / 60) % 24, minutes % 60];
  const parts =
    days > 0
      ? [span(days, 'дн.'), hours > 0 ? span(hours, 'ч') : '']
      : [hours > 0 ? span(hours, 'ч') : '', rest > 0 ? span(rest, 'мин') : ''];
  return parts.filter((part) => part !== '').join(' ');
}

/** «Часы спешат на 7 мин»; null: this computer's clock is СЭП's, or nothing is known of it. */
export function clockWord(sync: SyncView | null): string | null {
  const ahead = sync?.clockAheadMs ?? null;
  return ahead === null ? null : `Часы ${ahead > 0 ? 'спешат' : 'отстают'} на ${apart(Math.abs(ahead))}`;
}

/** A clock that is hours from СЭП's is loud; minutes are a word beside the clock. */
function clockNews(sync: SyncView): SyncNews | null {
  const says = clockWord(sync);
  if (says === null || !isWrongClock(sync.clockAheadMs)) return null;
  return { tone: 'bad', says, todo: 'Исправьте дату и время: они печатаются в чеках.', button: null };
}

/** The news that stands in the header now; null: all is well. That nobody syncs comes first: payments wait. */
export function syncNews(sync: SyncView | null, place: Place): SyncNews | null {
  if (sync === null) return null;
  const nobody = nobodyNews(sync, place);
  if (nobody !== null) return nobody;
  const time = clockNews(sync);
  if (sync.lost === null || time !== null) return time;
  const { workstation, at } = sync.lost;
  return {
    tone: 'warn',
    says: `Синхронизацию забрало РМ ${workstation}${moment(at, place)}`,
    todo: 'Платежи этого места теперь отправляет оно.',
    button: { name: 'Понятно', does: 'lossRead' },
  };
}

export type LinkWord = {
  readonly tone: 'good' | 'wait' | 'bad';
  readonly says: string;
  /** ` с 13:58`; empty where the link is up, or nobody knows since when it is down. */
  readonly since: string;
};

/** The link to СЭП in few words, and since when it is down. */
export function linkWord(
  { link, lastContactAt }: Pick<SyncView, 'link' | 'lastContactAt'>,
  { zone, now }: Omit<Place, 'workstation'>,
): LinkWord {
  const since = lastContactAt === null ? '' : ` с ${clockOrDay(lastContactAt, zone, now)}`;
  switch (link) {
    case 'ok':
      return { tone: 'good', says: 'СЭП: связь есть', since: '' };
    case 'connecting':
      return { tone: 'wait', says: 'СЭП: соединение…', since: '' };
    case 'unavailable':
      return { tone: 'bad', says: 'СЭП недоступна', since };
    case 'refused':
      return { tone: 'bad', says: 'СЭП отказала', since };
  }
}
