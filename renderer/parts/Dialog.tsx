/** A window over the screen: Esc closes it, the keys below it rest. */
import { Modal } from '@mantine/core';
import '@mantine/core/styles/Overlay.css';
import '@mantine/core/styles/Paper.css';
import '@mantine/core/styles/ScrollArea.css';
import '@mantine/core/styles/CloseButton.css';
import '@mantine/core/styles/ModalBase.css';
import '@mantine/core/styles/Modal.css';
import type { ReactNode } from 'react';
import { useContext, useEffect, useState } from 'react';
import type { CommandMap } from '../keyboard/commands.ts';
import { DepthContext, useCommands } from '../keyboard/commands.ts';
import styles from './Dialog.module.css';

type Props = {
  readonly title: string;
  readonly size: number;
  readonly onClose: () => void;
  /** What other keys do while it is open. */
  readonly commands?: CommandMap;
  /** Whether something inside carries `data-autofocus`; otherwise no button has the focus at first. */
  readonly ownFocus?: boolean;
  readonly children: ReactNode;
};

export function Dialog({ title, size, onClose, commands, ownFocus = false, children }: Props) {
  useCommands({ ...commands, Escape: () => onClose() }, true);
  const depth = useContext(DepthContext);
  useFocusBack();
  return (
    <Modal
      opened
      centered
      size={size}
      title={title}
      onClose={onClose}
      closeOnEscape={false}
      // A click that misses a button is no decision.
      closeOnClickOutside={false}
      returnFocus={false}
      transitionProps={{ duration: 0 }}
      overlayProps={{ backgroundOpacity: 0.45, color: '#16202e' }}
      closeButtonProps={{ 'aria-label': 'Закрыть', tabIndex: -1 }}
      classNames={{
        title: styles['title'] ?? '',
        header: styles['header'] ?? '',
        body: styles['body'] ?? '',
        content: styles['content'] ?? '',
      }}
    >
      {!ownFocus && <div className={styles['start']} data-autofocus data-quiet-focus tabIndex={-1} />}
      <DepthContext value={depth + 2}>{children}</DepthContext>
    </Modal>
  );
}

/** Where the focus last stood outside of every dialogue: one that was opened from the menu has nothing else to go back to. */
let outside: Element | null = null;
document.addEventListener('focusin', ({ target }) => {
  if (target instanceof Element && target.closest('[role="dialog"]') === null) outside = target;
});

/** The next key belongs where it belonged before, unless the screen below has taken the focus itself. */
function useFocusBack(): void {
  const [before] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      // By now the dialogue is out of the page, and its focus with it.
      const back = before?.isConnected ? before : outside;
      if (document.activeElement === document.body && back instanceof HTMLElement && back.isConnected)
        back.focus();
    },
    [before],
  );
}
