/** A screen's name and the way back to the payments. */
import type { ReactNode } from 'react';
import { PressButton } from './PressButton.tsx';
import styles from './ScreenTitle.module.css';

export function ScreenTitle({
  children,
  onLeave,
}: {
  readonly children: ReactNode;
  readonly onLeave: () => void;
}) {
  return (
    <div className={styles['bar']}>
      <h1 className={styles['title']}>{children}</h1>
      <PressButton hint="Esc" onPress={onLeave}>
        К платежам
      </PressButton>
    </div>
  );
}
