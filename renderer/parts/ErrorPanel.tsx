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
  /** What the button is called where «Повторить» would say too little. */
  readonly retryName?: string;
  /** What is recorded all the same: it comes first, the failure is only why its paper is missing. */
  readonly recorded?: Recorded | undefined;
};

/** What stands, whatever became of its paper, and that it must not be done a second time. */
export type Recorded = { readonly says: string; readonly money: string };

export function ErrorPanel({ failure, onClose, retry, retryName = 'Повторить', recorded }: Props) {
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
        <p className={styles['says']}>{recorded === undefined ? says : recorded.says}</p>
        <p>{recorded === undefined ? money : recorded.money}</p>
        <p>
          {recorded !== undefined && `${says} `}
          {retry === null
            ? todo.replace('нажмите «Повторить»', 'повторите')
            : todo.replace('«Повторить»', `«${retryName}»`)}
        </p>
      </div>
      <div className={styles['side']}>
        <span className={styles['code']}>{code}</span>
        {retry !== null && (
          <PressButton onPress={retry} hint="*" tone="bad" keepEnter={false}>
            {retryName}
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
