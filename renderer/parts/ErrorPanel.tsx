/** What went wrong, in words: what happened, whether the money is safe, what to do now, the code. Enter never closes it. */
import { useEffect, useRef } from 'react';
import type { Failure } from '../../contract/failure.ts';
import { explain } from '../../core/remedies.ts';
import { useCommands } from '../keyboard/commands.ts';
import { useTillOrNothing } from '../till/till.ts';
import styles from './ErrorPanel.module.css';
import { Icon } from './Icon.tsx';
import { PressButton } from './PressButton.tsx';

type Props = {
  readonly failure: Failure;
  /** Null: there is nothing to go back to. */
  readonly onClose: (() => void) | null;
  /** What «Повторить» does; null where repeating is no remedy. */
  readonly retry: (() => void) | null;
};

export function ErrorPanel({ failure, onClose, retry }: Props) {
  const panel = useRef<HTMLDivElement>(null);
  const zone = useTillOrNothing()?.tradePoint?.zone;
  const { code, says, money, todo } = explain(failure, zone);
  // Whoever puts the focus somewhere by the time this is gone is left alone.
  useEffect(() => {
    const before = document.activeElement;
    return () => {
      const lost = document.activeElement === null || document.activeElement === document.body;
      if (lost && before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new failure takes the focus again
  useEffect(() => panel.current?.focus(), [failure]);
  useCommands(
    {
      // Swallowed: whoever runs through with Enter stops here and reads.
      Enter: () => document.activeElement === panel.current,
      ...(onClose === null ? {} : { Escape: () => onClose(), Minus: () => onClose() }),
      ...(retry === null ? {} : { Star: () => retry() }),
    },
    false,
  );
  return (
    <div ref={panel} className={styles['panel']} role="alert" tabIndex={-1}>
      <span className={styles['sign']}>
        <Icon name="stop" size={26} />
      </span>
      <div className={styles['words']}>
        <p className={styles['says']}>{says}</p>
        <p>{money}</p>
        <p>{todo}</p>
      </div>
      <div className={styles['side']}>
        <span className={styles['code']}>{code}</span>
        {retry !== null && (
          <PressButton onPress={retry} hint="*" tone="bad" keepEnter={false}>
            Повторить
          </PressButton>
        )}
        {onClose !== null && (
          <PressButton onPress={onClose} hint="Esc" tone="plain" keepEnter={false}>
            Понятно
          </PressButton>
        )}
      </div>
    </div>
  );
}
