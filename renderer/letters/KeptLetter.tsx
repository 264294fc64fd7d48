/** A letter by receipt names no payment, so one that was begun may be another client's: asked before it is gone on with. */
import { Dialog } from '../parts/Dialog.tsx';
import { PressButton } from '../parts/PressButton.tsx';
import styles from './KeptLetter.module.css';

type Props = {
  /** What it asks for, as the form calls it. */
  readonly about: string;
  /** Names of the scans that lie in it. */
  readonly scans: readonly string[];
  readonly onContinue: () => void;
  /** Gives the kept one up. */
  readonly onNew: () => void;
  /** Neither: it lies where it lay. */
  readonly onClose: () => void;
};

export function KeptLetter({ about, scans, onContinue, onNew, onClose }: Props) {
  const commands = { Star: () => onContinue(), Slash: () => onNew(), Enter: () => true };
  return (
    <Dialog title="Письмо по чеку уже начато" onClose={onClose} size={620} commands={commands}>
      <p className={styles['text']}>
        Просьба: «{about}». {scans.length === 0 ? 'Скана нет.' : `Скан: ${scans.join(', ')}.`}
        <br />
        Пришёл другой клиент – начните новое:{' '}
        {scans.length === 0 ? 'это письмо будет стёрто' : 'это письмо и его скан будут стёрты'}.
      </p>
      <div className={styles['buttons']}>
        <PressButton hint="Esc" keepEnter={false} onPress={onClose}>
          Закрыть
        </PressButton>
        <PressButton hint="/" keepEnter={false} onPress={onNew}>
          Начать новое
        </PressButton>
        <PressButton tone="main" hint="*" keepEnter={false} onPress={onContinue}>
          Продолжить
        </PressButton>
      </div>
    </Dialog>
  );
}
