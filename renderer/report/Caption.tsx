/** What the rows below stand for, and whether the fields above still ask for that. */
import type { Report } from '../../contract/report.ts';
import { Icon } from '../parts/Icon.tsx';
import { clockOrDay, useNow } from '../parts/time.ts';
import { useProviders } from '../till/catalogue.ts';
import { useTill } from '../till/till.ts';
import styles from './Caption.module.css';
import { captionOf } from './question.ts';

type Props = {
  readonly report: Report;
  readonly answered: boolean;
  /** How many rows are chosen. */
  readonly chosen: number;
};

export function Caption({ report, answered, chosen }: Props) {
  const providers = useProviders();
  const zone = useTill().tradePoint?.zone ?? 'Europe/Moscow';
  const now = useNow(60_000);
  const { query, asOf } = report.key;
  return (
    <p className={styles['caption']} data-changed={!answered || undefined} aria-live="polite">
      {!answered && <Icon name="warning" size={18} />}
      <span className={styles['of']}>
        {answered ? 'Отчёт ' : 'Показан прежний отчёт: '}
        <strong>{captionOf(query, providers)}</strong>, на {clockOrDay(asOf, zone, now)}
      </span>
      {!answered && <span className={styles['next']}>Условия изменены: нажмите «Сформировать»</span>}
      {chosen > 1 && <span className={styles['chosen']}>Выбрано: {chosen.toLocaleString('ru-RU')}</span>}
    </p>
  );
}
