/** The whole page: the door until one is in, then the frame with its screens. */
import { MantineProvider } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { DeskStanding } from '../../../contract/desk.ts';
import { oneScheme } from '../../web/theme.ts';
import { call, onSignedOut } from './call.ts';
import { Frame } from './Frame.tsx';
import { Note } from './parts.tsx';
import { SignIn } from './SignIn.tsx';
import { theme } from './theme.ts';

function Standing() {
  const [standing, setStanding] = useState<DeskStanding | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  useEffect(() => {
    const look = (): void =>
      void call('standing', {}).then((answer) => {
        if (answer.ok) setStanding(answer.value);
        else setTrouble(answer.refusal.message);
      });
    look();
    return onSignedOut(look);
  }, []);
  if (standing?.stage === 'in')
    return <Frame person={standing.person} training={standing.training} onStanding={setStanding} />;
  if (standing) return <SignIn standing={standing} onStanding={setStanding} />;
  return trouble === null ? null : <Note tone="bad">{trouble}</Note>;
}

export const App = ({ nonce }: { readonly nonce: string }) => (
  <MantineProvider
    theme={theme}
    forceColorScheme="light"
    colorSchemeManager={oneScheme}
    getStyleNonce={() => nonce}
  >
    <Standing />
  </MantineProvider>
);
