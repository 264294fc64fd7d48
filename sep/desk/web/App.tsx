/** The whole page: the door until one is in, then the frame with its screens. */
import { MantineProvider } from '@mantine/core';
import { useCallback, useEffect, useState } from 'react';
import type { DeskStanding } from '../../../contract/desk.ts';
import { oneScheme } from '../../web/theme.ts';
import { actAs, call, onSignedOut } from './call.ts';
import { Frame } from './Frame.tsx';
import { Note } from './parts.tsx';
import { SignIn } from './SignIn.tsx';
import { theme } from './theme.ts';

function Standing() {
  const [standing, setStanding] = useState<DeskStanding | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const take = useCallback((told: DeskStanding): void => {
    actAs(told.stage === 'in' ? told.person.login : null);
    setStanding(told);
  }, []);
  useEffect(() => {
    const look = (): void =>
      void call('standing', {}).then((answer) => {
        if (answer.ok) take(answer.value);
        else setTrouble(answer.refusal.message);
      });
    look();
    return onSignedOut(look);
  }, [take]);
  if (standing?.stage === 'in')
    return (
      <Frame
        key={standing.person.login}
        person={standing.person}
        training={standing.training}
        onStanding={take}
      />
    );
  if (standing) return <SignIn standing={standing} onStanding={take} />;
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
