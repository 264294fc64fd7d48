/** Which of the program's three faces is shown: set-up, sign-in or the till. */
import { MantineProvider } from '@mantine/core';
import { useEffect } from 'react';
import type { Failure } from '../../contract/failure.ts';
import { ErrorPanel } from '../parts/ErrorPanel.tsx';
import { later } from '../parts/later.tsx';
import { SignIn } from '../signIn/SignIn.tsx';
import { useTillOrNothing } from '../till/till.ts';
import { theme } from './theme.ts';

// Sign-in is all that the first screen needs; the rest is fetched while the cashier reaches for the keys.
const desk = later(async () => (await import('./Desk.tsx')).Desk);
const setUp = later(async () => (await import('../setUp/SetUp.tsx')).SetUp);

type Props = {
  readonly nonce: string;
  /** Why there is nothing to show. */
  readonly failure: Failure | null;
};

export function App({ nonce, failure }: Props) {
  return (
    <MantineProvider theme={theme} forceColorScheme="light" getStyleNonce={() => nonce}>
      <Face failure={failure} />
    </MantineProvider>
  );
}

function Face({ failure }: Pick<Props, 'failure'>) {
  const till = useTillOrNothing();
  useEffect(() => {
    // The first screen stands: tell the bench, then fetch the next one while nobody waits.
    const frame = requestAnimationFrame(() => {
      window.kassa.usable();
      setTimeout(desk.fetch, 200);
    });
    return () => cancelAnimationFrame(frame);
  }, []);
  if (failure !== null) return <ErrorPanel failure={failure} onClose={null} retry={null} />;
  if (till === null) return null;
  switch (till.phase) {
    case 'setUp':
      return <setUp.Screen />;
    case 'signIn':
    case 'locked':
      return <SignIn />;
    case 'till':
      return <desk.Screen />;
  }
}
