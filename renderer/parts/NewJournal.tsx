/** This start began a new journal: what happened, whether the money is safe, whom to call. Work goes on beneath it. */
import type { TillView } from '../../contract/till.ts';
import { explainNewJournal } from '../../core/remedies.ts';
import { Icon } from './Icon.tsx';
import styles from './NewJournal.module.css';
import { PressButton } from './PressButton.tsx';

type Props = {
  readonly journal: NonNullable<TillView['newJournal']>;
  /** Puts it away; null where it stays. */
  readonly onClose: (() => void) | null;
};

export function NewJournal({ journal, onClose }: Props) {
  const { code, says, money, todo } = explainNewJournal(journal);
  return (
    <section
      className={styles['banner']}
      data-narrow={onClose === null || undefined}
      data-banner
      aria-label="Новый журнал"
    >
      <Icon name="warning" size={26} />
      <div className={styles['words']}>
        <strong>{says}</strong>
        <span>{money}</span>
        <span>{todo}</span>
      </div>
      <div className={styles['side']}>
        <span className={styles['code']}>{code}</span>
        {onClose !== null && (
          <PressButton keepEnter={false} onPress={onClose}>
            Понятно
          </PressButton>
        )}
      </div>
    </section>
  );
}
