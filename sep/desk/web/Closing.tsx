/** «Закрыть» in a row of a table: asks for a reason right there. */
import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Answer } from './call.ts';

type Props = {
  /** What the button says. */
  readonly name: string;
  readonly close: (reason: string) => Promise<Answer<unknown>>;
  readonly onDone: () => void;
};

export function Closing({ name, close, onDone }: Props) {
  const [reason, setReason] = useState<string | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  if (reason === null)
    return (
      <Button variant="default" size="compact-sm" onClick={() => setReason('')}>
        {name}
      </Button>
    );
  const send = async (): Promise<void> => {
    if (reason.trim() === '') return setTrouble('Нужна причина');
    const answer = await close(reason.trim());
    if (!answer.ok) return setTrouble(answer.refusal.message);
    setReason(null);
    onDone();
  };
  return (
    <form
      className="row"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <TextInput
        size="xs"
        aria-label="Причина"
        placeholder="Причина"
        autoFocus
        value={reason}
        maxLength={300}
        error={trouble}
        onChange={({ currentTarget }) => setReason(currentTarget.value)}
      />
      <Button type="submit" size="compact-sm">
        {name}
      </Button>
      <Button variant="subtle" size="compact-sm" onClick={() => setReason(null)}>
        Не надо
      </Button>
    </form>
  );
}
