/** The number's last four digits once more, with the number hidden: finds what looking again does not. */
import { useEffect, useRef } from 'react';
import { useCommands } from '../keyboard/commands.ts';
import { Icon } from '../parts/Icon.tsx';
import { PressButton } from '../parts/PressButton.tsx';
import styles from './BlindEntry.module.css';

type Props = {
  readonly digits: string;
  readonly onType: (digits: string) => void;
  readonly onDone: () => void;
  readonly onLeave: () => void;
};

export function BlindEntry({ digits, onType, onDone, onLeave }: Props) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);
  const done = () => {
    if (digits.length === 4) onDone();
    else input.current?.focus();
  };
  useCommands(
    {
      Enter: () => {
        if (document.activeElement !== input.current) return false;
        done();
        return true;
      },
      Escape: () => onLeave(),
      Minus: () => onLeave(),
      F2: () => done(),
    },
    false,
  );
  return (
    <div className={styles['blind']}>
      <Icon name="lock" size={26} />
      <div className={styles['words']}>
        <strong>Крупная сумма: спросите номер ещё раз</strong>
        <span>Наберите последние четыре знака со слов клиента.</span>
      </div>
      <input
        ref={input}
        className={styles['input']}
        aria-label="Последние четыре"
        autoComplete="off"
        maxLength={4}
        value={digits}
        onChange={(event) =>
          onType(
            event.currentTarget.value
              .replace(/[^\dA-Za-zА-Яа-яЁё]/g, '')
              .toUpperCase()
              .slice(0, 4),
          )
        }
      />
      <PressButton tone="quiet" hint="Esc" onPress={onLeave}>
        Назад
      </PressButton>
    </div>
  );
}
