/** «Сохранить», and what became of it. */
import type { Failure } from '../../contract/failure.ts';
import { ErrorPanel } from '../parts/ErrorPanel.tsx';
import { Icon } from '../parts/Icon.tsx';
import { PressButton } from '../parts/PressButton.tsx';
import styles from './Form.module.css';

type Props = {
  readonly busy: boolean;
  readonly outcome: Failure | 'saved' | null;
  /** What stands in the form is not what is stored; maybe typed the day before. */
  readonly changed: boolean;
  /** Puts the stored values back into the form. */
  readonly onUndo: () => void;
  readonly onSave: () => void;
  readonly onClose: () => void;
};

export function SaveBar({ busy, outcome, changed, onUndo, onSave, onClose }: Props) {
  return (
    <>
      <div className={styles['line']}>
        <PressButton tone="main" busy={busy} onPress={onSave}>
          Сохранить
        </PressButton>
        {changed && outcome === null && (
          <>
            <span className={styles['careful']} role="status">
              <Icon name="info" size={20} /> Изменения не сохранены
            </span>
            <PressButton tone="quiet" onPress={onUndo}>
              Вернуть как было
            </PressButton>
          </>
        )}
        {outcome === 'saved' && (
          <span className={styles['good']} role="status">
            <Icon name="check" /> Сохранено
          </span>
        )}
      </div>
      {outcome !== null && outcome !== 'saved' && (
        <ErrorPanel failure={outcome} onClose={onClose} retry={null} />
      )}
    </>
  );
}
