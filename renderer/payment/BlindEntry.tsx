/** The number's last four digits once more, with the number hidden: finds what looking again does not. */
import { useEffect, useRef } from 'react';
import { typeBlindEnd } from '../../core/account.ts';
import { useCommands } from '../keyboard/commands.ts';
import { Icon } from '../parts/Icon.tsx';
import { PressButton } from '../parts/PressButton.tsx';
import styles from './BlindEntry.module.css';

type Props = {
  /** So many signs the number's end has: four, or all of a shorter number. */
  readonly length: number;
  readonly digits: string;
  readonly onType: (digits: string) => void;
  readonly onDone: () => void;
  readonly onLeave: () => void;
};

export function BlindEntry({ length, digits, onType, onDone, onLeave }: Props) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);
  const done = () => {
    if (digits.length === length) onDone();
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
        <span>
          {length === 4
            ? 'Наберите последние четыре знака со слов клиента.'
            : `Наберите номер целиком со слов клиента, знаков: ${length}.`}
        </span>
      </div>
      <input
        ref={input}
        className={styles['input']}
        aria-label={length === 4 ? 'Последние четыре' : 'Номер ещё раз'}
        data-keypad
        autoComplete="off"
        maxLength={length}
        value={digits}
        onChange={(event) => onType(typeBlindEnd(event.currentTarget.value))}
      />
      <PressButton tone="quiet" hint="Esc" onPress={onLeave}>
        Назад
      </PressButton>
    </div>
  );
}
