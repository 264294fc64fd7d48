/** An input whose text is regrouped at every key, the caret staying where the hand is. */

import type { ReactNode } from 'react';
import { useLayoutEffect, useRef, useState } from 'react';
import styles from './GroupedInput.module.css';
import type { Typed } from './typing.ts';
import { pasteSum } from './typing.ts';

type Props = {
  readonly label: string;
  readonly value: string;
  readonly onType: (text: string) => void;
  readonly type: (typed: Typed) => Typed;
  readonly spot?: string;
  readonly align?: 'left' | 'right';
  readonly large?: boolean;
  readonly suffix?: string;
  readonly readOnly?: boolean;
  /** What is wrong, or null; shown under the field in place of the note. */
  readonly error?: string | null;
  readonly note?: ReactNode;
  readonly placeholder?: string;
  readonly onBlur?: () => void;
  /** A sum: the keypad's decimal key is a comma, and only a sum can be pasted. */
  readonly decimal?: boolean;
  /** Has the focus when its dialogue opens. */
  readonly first?: boolean;
};

/** Enough of a pasted text to know it by. */
const shortened = (text: string): string => {
  const line = text.trim().replace(/\s+/g, ' ');
  return line.length > 16 ? `${line.slice(0, 16)}…` : line;
};

export function GroupedInput(props: Props) {
  const {
    label,
    value,
    onType,
    type,
    spot,
    align = 'left',
    large = false,
    suffix,
    readOnly = false,
    error: wrong = null,
  } = props;
  const [refused, setRefused] = useState<string | null>(null);
  const error = refused ?? wrong;
  const input = useRef<HTMLInputElement>(null);
  const caret = useRef<number | null>(null);
  // After every drawing, as React puts the caret at the end when it sets another text than was typed.
  useLayoutEffect(() => {
    if (caret.current === null || input.current !== document.activeElement) return;
    input.current?.setSelectionRange(caret.current, caret.current);
    caret.current = null;
  });
  const put = (typed: Typed) => {
    setRefused(null);
    caret.current = typed.caret;
    onType(typed.text);
  };
  const take = (text: string, at: number) => put(type({ text, caret: at }));
  const noteId = `${spot ?? label}-note`;
  return (
    <div
      className={styles['field']}
      data-large={large || undefined}
      data-long={(value.length > 16 && /\p{L}/u.test(value)) || undefined}
      data-bare={props.note === undefined || undefined}
    >
      <div
        className={styles['box']}
        data-wrong={error !== null || undefined}
        data-still={readOnly || undefined}
      >
        <input
          ref={input}
          className={styles['input']}
          data-align={align}
          data-spot={spot}
          data-autofocus={props.first}
          data-keypad
          aria-label={label}
          aria-invalid={error !== null}
          aria-describedby={noteId}
          autoComplete="off"
          spellCheck={false}
          value={value}
          readOnly={readOnly}
          placeholder={props.placeholder}
          // What stands there from before is typed over, not typed behind.
          onFocus={(event) => props.first && event.currentTarget.select()}
          onBlur={() => {
            setRefused(null);
            props.onBlur?.();
          }}
          onPaste={(event) => {
            if (!props.decimal || readOnly) return;
            event.preventDefault();
            const { value: text, selectionStart, selectionEnd } = event.currentTarget;
            const pasted = event.clipboardData.getData('text');
            const from = selectionStart ?? text.length;
            const typed = pasteSum(text, from, selectionEnd ?? from, pasted);
            if (typed) put(typed);
            else setRefused(`Вставлено не число: «${shortened(pasted)}». Поле не изменено.`);
          }}
          onChange={(event) => take(event.currentTarget.value, event.currentTarget.selectionStart ?? 0)}
          onKeyDown={(event) => {
            // The keypad's decimal key gives a dot or a comma, as the layout likes.
            if (event.code !== 'NumpadDecimal' || !props.decimal || readOnly) return;
            event.preventDefault();
            const { value: text, selectionStart, selectionEnd } = event.currentTarget;
            const from = selectionStart ?? text.length;
            take(`${text.slice(0, from)},${text.slice(selectionEnd ?? from)}`, from + 1);
          }}
        />
        {suffix !== undefined && <span className={styles['suffix']}>{suffix}</span>}
      </div>
      <div id={noteId} className={styles['note']} data-wrong={error !== null || undefined}>
        {error ?? props.note}
      </div>
    </div>
  );
}
