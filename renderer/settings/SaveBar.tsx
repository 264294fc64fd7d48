/** «Сохранить», and what became of it. */
import type { Failure } from '../../contract/failure.ts';
import { ErrorPanel } from '../parts/ErrorPanel.tsx';
import { Icon } from '../parts/Icon.tsx';
import { PressButton } from '../parts/PressButton.tsx';
import styles from './Form.module.css';

type Props = {
  readonly busy: boolean;
  readonly outcome: Failure | 'saved' | null;
  readonly onSave: () => void;
  readonly onClose: () => void;
};

export function SaveBar({ busy, outcome, onSave, onClose }: Props) {
  return (
    <>
      <div className={styles['line']}>
        <PressButton tone="main" busy={busy} onPress={onSave}>
          Сохранить
        </PressButton>
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
