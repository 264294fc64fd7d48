/** A new PIN, typed twice: nobody can see what was typed. */
import { TextInput } from '@mantine/core';
import styles from './Form.module.css';
import type { Pins } from './pinProblem.ts';
import { pinProblem } from './pinProblem.ts';

type Props = {
  readonly pins: Pins;
  readonly onChange: (pins: Pins) => void;
  readonly pressed: boolean;
  readonly first?: boolean;
};

export function PinPair({ pins, onChange, pressed, first = false }: Props) {
  const problem = pressed ? pinProblem(pins) : null;
  const digits = (text: string) => text.replace(/\D/g, '').slice(0, 6);
  return (
    <div className={styles['pair']} style={{ alignItems: 'start' }}>
      <TextInput
        label="ПИН-код"
        description="Шесть цифр"
        type="password"
        inputMode="numeric"
        autoComplete="new-password"
        data-autofocus={first || undefined}
        value={pins.pin}
        onChange={(event) => onChange({ ...pins, pin: digits(event.currentTarget.value) })}
        error={problem?.field === 'pin' ? problem.says : null}
      />
      <TextInput
        label="Ещё раз"
        description="Те же шесть цифр"
        type="password"
        inputMode="numeric"
        autoComplete="new-password"
        value={pins.again}
        onChange={(event) => onChange({ ...pins, again: digits(event.currentTarget.value) })}
        error={problem?.field === 'again' ? problem.says : null}
      />
    </div>
  );
}
