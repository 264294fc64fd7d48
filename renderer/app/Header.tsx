/** Which till, where, which shift, who works, what time it is. */

import { explainNewJournal } from '../../core/remedies.ts';
import { Icon } from '../parts/Icon.tsx';
import { clock, day, dayAndClock, useNow } from '../parts/time.ts';
import { useTill } from '../till/till.ts';
import styles from './Header.module.css';
import { SyncStrip } from './SyncStrip.tsx';
import { clockWord, syncNews } from './syncNews.ts';
import type { SyncBox } from './useSyncBox.ts';

type Props = {
  /** Opens the word on the new journal again; null while it stands open. */
  readonly onNewJournal: (() => void) | null;
  readonly box: SyncBox;
};

export function Header({ onNewJournal, box }: Props) {
  const { workstation, tradePoint, shift, cashier, clockBehind, newJournal, sync } = useTill();
  const now = useNow(1000);
  const zone = tradePoint?.zone ?? 'Europe/Moscow';
  const opened =
    shift === null
      ? null
      : day(shift.openedAt, zone) === day(now, zone)
        ? clock(shift.openedAt, zone)
        : dayAndClock(shift.openedAt, zone);
  const news = syncNews(sync, { workstation, zone, now });
  const word = clockWord(sync);
  // By hours the loud place says it.
  const alarm = news !== null && news.says === word ? null : (word ?? (clockBehind ? 'Часы отстают' : null));
  return (
    <header className={styles['header']} data-news={news?.tone}>
      <strong className={styles['till']}>Касса-{workstation}</strong>
      <span className={styles['point']}>ТТ «{tradePoint?.name}»</span>
      <span className={styles['shift']} data-wrong={shift === null || shift.over24h || undefined}>
        {shift === null ? 'Смена закрыта' : `Смена № ${shift.number} с ${opened}`}
        {shift?.over24h === true && ' · больше 24 часов'}
      </span>
      {news !== null && <SyncStrip news={news} box={box} />}
      {alarm !== null && (
        <span className={styles['alarm']} title="Проверьте время на этом компьютере">
          <Icon name="clock" size={18} /> <span className={styles['time']}>{alarm}</span>
        </span>
      )}
      {newJournal !== null && onNewJournal !== null && (
        <button type="button" className={styles['alarm']} onClick={onNewJournal}>
          <Icon name="warning" size={18} />{' '}
          <span>
            <span className={styles['long']}>Новый журнал: </span>
            {explainNewJournal(newJournal).code}
          </span>
        </button>
      )}
      <span className={styles['cashier']}>
        <Icon name="person" size={18} />
        {cashier?.name}
      </span>
      <time className={styles['clock']}>{clock(now, zone)}</time>
    </header>
  );
}
