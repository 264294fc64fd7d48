/** Whether letters can be sent from here; null: not known yet. */
import { useEffect, useState } from 'react';
import { call } from '../till/bridge.ts';

export function useMailReady(): boolean | null {
  const [ready, setReady] = useState<boolean | null>(null);
  useEffect(() => {
    let alive = true;
    void call('mail.get', null).then((answer) => {
      if (alive)
        setReady(
          answer.ok && answer.value.host !== '' && (answer.value.from !== '' || answer.value.user !== ''),
        );
    });
    return () => {
      alive = false;
    };
  }, []);
  return ready;
}
