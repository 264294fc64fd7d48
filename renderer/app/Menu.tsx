/** The way to every screen for a hand that stays on the numeric keypad: `*`, then `+` to the line wanted, then Enter. */
import { useRef } from 'react';
import { useCommands } from '../keyboard/commands.ts';
import { Dialog } from '../parts/Dialog.tsx';
import { KeyCap } from '../parts/KeyCap.tsx';
import styles from './Menu.module.css';

export type MenuLine = {
  readonly name: string /** Its own key; null: only here. */;
  readonly hint: string | null;
  readonly choose: () => void;
};

/** Answers `*` wherever nothing on the screen wants it: drawn before the screens, so that theirs come first. */
export function MenuKey({ onMenu }: { readonly onMenu: () => void }) {
  useCommands({ Star: () => onMenu() }, false);
  return null;
}

type Props = { readonly lines: readonly MenuLine[]; readonly onClose: () => void };

export function Menu({ lines, onClose }: Props) {
  const list = useRef<HTMLDivElement>(null);
  const move = (by: number) => {
    const places = [...(list.current?.querySelectorAll('button') ?? [])];
    const at = places.indexOf(document.activeElement as HTMLButtonElement);
    places[(at + by + places.length) % places.length]?.focus();
    return true;
  };
  const commands = {
    Plus: () => move(1),
    ArrowDown: () => move(1),
    Minus: () => move(-1),
    ArrowUp: () => move(-1),
    Star: () => onClose(),
  };
  return (
    <Dialog title="Меню" size={440} onClose={onClose} commands={commands} ownFocus>
      <div ref={list} className={styles['list']}>
        {lines.map(({ name, hint, choose }, index) => (
          <button
            key={name}
            type="button"
            className={styles['line']}
            data-autofocus={index === 0 || undefined}
            onClick={choose}
          >
            {hint === null ? <span /> : <KeyCap>{hint}</KeyCap>}
            {name}
          </button>
        ))}
      </div>
      <p className={styles['note']}>Клавиши + и − выбирают, Enter открывает, *&nbsp;закрывает.</p>
    </Dialog>
  );
}
