/** A button as this program has them: its key is drawn on it, and a busy one keeps the focus. */
import { Button } from '@mantine/core';
import type { KeyboardEvent, ReactNode } from 'react';
import { Icon } from './Icon.tsx';
import { KeyCap } from './KeyCap.tsx';
import styles from './PressButton.module.css';

export type Tone = 'main' | 'plain' | 'quiet' | 'bad' | 'warn';

type Props = {
  readonly children: string;
  readonly onPress: () => void;
  /** The key that does the same; drawn, not read aloud, so that the name stays the word. */
  readonly hint?: string;
  readonly tone?: Tone;
  readonly large?: boolean;
  readonly wide?: boolean;
  readonly busy?: boolean;
  /** Why it can't be pressed now; it stays in sight and says so. */
  readonly barred?: string | undefined;
  /** False: Enter doesn't press it, for what must be pressed with thought. */
  readonly keepEnter?: boolean;
  readonly spot?: string;
  readonly sign?: ReactNode;
};

const variants = {
  main: 'filled',
  plain: 'default',
  quiet: 'subtle',
  bad: 'filled',
  warn: 'filled',
} as const;
const colors: Partial<Record<Tone, string>> = { bad: '#b3201a', warn: '#8a5200' };

export function PressButton(props: Props) {
  const {
    children,
    onPress,
    hint,
    tone = 'plain',
    large = false,
    wide = false,
    busy = false,
    barred,
    keepEnter = true,
  } = props;
  const stopEnter = (event: KeyboardEvent) => {
    if (event.key === 'Enter') event.preventDefault();
  };
  const color = colors[tone];
  return (
    <Button
      type="button"
      variant={variants[tone]}
      {...(color === undefined ? {} : { color })}
      size={large ? 'lg' : 'md'}
      fullWidth={wide}
      className={styles['button'] ?? ''}
      aria-disabled={busy || barred !== undefined}
      title={barred}
      data-busy={busy || undefined}
      data-barred={barred === undefined ? undefined : true}
      data-large={large || undefined}
      data-quiet={tone === 'quiet' || undefined}
      data-spot={props.spot}
      leftSection={props.sign ?? (barred === undefined ? undefined : <Icon name="lock" size={20} />)}
      rightSection={hint === undefined ? undefined : <KeyCap>{hint}</KeyCap>}
      onClick={() => {
        if (!busy && barred === undefined) onPress();
      }}
      {...(keepEnter ? {} : { onKeyDown: stopEnter })}
    >
      {children}
    </Button>
  );
}
