/** Which of the program's three faces is shown: set-up, sign-in or the till. */
import { MantineProvider } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { Failure } from '../../contract/failure.ts';
import { ErrorPanel } from '../parts/ErrorPanel.tsx';
import { later } from '../parts/later.tsx';
import { SignIn } from '../signIn/SignIn.tsx';
import { useTillOrNothing } from '../till/till.ts';
import styles from './App.module.css';
import { oneScheme, theme } from './theme.ts';
import { Unbroken } from './Unbroken.tsx';

// Sign-in is all that the first screen needs; the rest is fetched while the cashier reaches for the keys.
const desk = later(async () => (await import('./Desk.tsx')).Desk);
const setUp = later(async () => (await import('../setUp/SetUp.tsx')).SetUp);

type Props = { readonly nonce: string; readonly started: Promise<Failure | null> };

export function App({ nonce, started }: Props) {
  return (
    <MantineProvider
      theme={theme}
      forceColorScheme="light"
      colorSchemeManager={oneScheme}
      getStyleNonce={() => nonce}
    >
      <Unbroken>
        <Face started={started} />
      </Unbroken>
    </MantineProvider>
  );
}

function Face({ started }: Pick<Props, 'started'>) {
  const till = useTillOrNothing();
  // Waited for by hand: what comes out of a Suspense, React shows 300 ms late.
  const [failure, setFailure] = useState<Failure | null>(null);
  useEffect(() => {
    void started.then((refused) => setFailure(refused));
  }, [started]);
  const stands = till !== null || failure !== null;
  useEffect(() => {
    if (!stands) return;
    // The first screen stands: tell the bench, then fetch the next one while nobody waits.
    const frame = requestAnimationFrame(() => {
      window.kassa.usable();
      setTimeout(desk.fetch, 200);
    });
    return () => cancelAnimationFrame(frame);
  }, [stands]);
  if (failure !== null) {
    return (
      <main className={styles['alone']}>
        <ErrorPanel failure={failure} onClose={null} retry={null} />
      </main>
    );
  }
  switch (till?.phase) {
    case 'setUp':
      return <setUp.Screen />;
    case 'till':
      return <desk.Screen />;
    // Most starts ask for a PIN: while main reads the profile, that screen is laid out already.
    default:
      return <SignIn till={till} />;
  }
}
