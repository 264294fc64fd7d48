/** The providers: asked once, then at hand on every screen. */
import { createContext, useContext, useEffect, useState } from 'react';
import type { Result } from '../../contract/failure.ts';
import type { Catalogue, Provider } from '../../contract/provider.ts';
import { call } from './bridge.ts';

let known: Result<Catalogue> | null = null;

/** The catalogue; null until it is here. A failure is asked anew the next time somebody signs in. */
export function useCatalogue(): Result<Catalogue> | null {
  const [catalogue, setCatalogue] = useState(known);
  useEffect(() => {
    if (known?.ok) return;
    void call('catalogue.get', null).then((answer) => {
      known = answer;
      setCatalogue(answer);
    });
  }, []);
  return catalogue;
}

export const ProvidersContext = createContext<readonly Provider[]>([]);

export const useProviders = (): readonly Provider[] => useContext(ProvidersContext);

export const providerOf = (providers: readonly Provider[], id: string | null): Provider | null =>
  providers.find((provider) => provider.id === id) ?? null;
