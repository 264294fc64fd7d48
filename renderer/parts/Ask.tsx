/** A question that Enter can't answer: `*` or the button says yes, Esc and `−` say no. */
import type { ReactNode } from 'react';
import styles from './Ask.module.css';
import { Dialog } from './Dialog.tsx';
import type { Tone } from './PressButton.tsx';
import { PressButton } from './PressButton.tsx';

type Props = {
  readonly title: string;
  readonly children: ReactNode;
  readonly confirm: string;
  /** What «no» is called. */
  readonly refuse?: string;
  readonly tone: Tone;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
};

export function Ask(props: Props) {
  const { title, children, confirm, refuse = 'Нет, вернуться', tone, onConfirm, onClose } = props;
  const commands = { Star: () => onConfirm(), Minus: () => onClose(), Enter: () => true };
  return (
    <Dialog title={title} onClose={onClose} size={560} commands={commands}>
      <div className={styles['text']}>{children}</div>
      <div className={styles['buttons']}>
        <PressButton hint="Esc" keepEnter={false} onPress={onClose}>
          {refuse}
        </PressButton>
        <PressButton tone={tone} hint="*" keepEnter={false} onPress={onConfirm}>
          {confirm}
        </PressButton>
      </div>
    </Dialog>
  );
}
