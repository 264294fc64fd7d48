/** Which of the program's three faces is shown: set-up, sign-in or the till. */
import { MantineProvider } from '@mantine/core';
import { lazy, Suspense, use, useEffect } from 'react';
import type { Failure } from '../../contract/failure.ts';
import { ErrorPanel } from '../parts/ErrorPanel.tsx';
import { SignIn } from '../signIn/SignIn.tsx';
import { useTillOrNothing } from '../till/till.ts';
import { theme } from './theme.ts';

// Sign-in is all that the first screen needs; the rest is fetched while the cashier reaches for the keys.
const loadDesk = () => import('./Desk.tsx');
const loadSetUp = () => import('../setUp/SetUp.tsx');
const Desk = lazy(async () => ({ default: (await loadDesk()).Desk }));
const SetUp = lazy(async () => ({ default: (await loadSetUp()).SetUp }));

type Props = { readonly nonce: string; readonly started: Promise<Failure | null> };

export function App({ nonce, started }: Props) {
  return (
    <MantineProvider theme={theme} forceColorScheme="light" getStyleNonce={() => nonce}>
      <Suspense fallback={null}>
        <Face started={started} />
      </Suspense>
    </MantineProvider>
  );
}

function Face({ started }: { readonly started: Promise<Failure | null> }) {
  const failure = use(started);
  const till = useTillOrNothing();
  useEffect(() => {
    // The first screen stands: tell the bench, then fetch the next one while nobody waits.
    const frame = requestAnimationFrame(() => {
      window.kassa.usable();
      setTimeout(loadDesk, 200);
    });
    return () => cancelAnimationFrame(frame);
  }, []);
  if (failure !== null) return <ErrorPanel failure={failure} onClose={null} retry={null} />;
  if (till === null) return null;
  switch (till.phase) {
    case 'setUp':
      return <SetUp />;
    case 'signIn':
    case 'locked':
      return <SignIn />;
    case 'till':
      return <Desk />;
  }
}
