/** The providers: asked once for each catalogue that comes into use, then at hand on every screen. */
import { createContext, useContext, useEffect, useState } from 'react';
import type { Result } from '../../contract/failure.ts';
import type { Catalogue, Provider } from '../../contract/provider.ts';
import { call } from './bridge.ts';
import { useTill } from './till.ts';

type Known = { readonly which: string; readonly answer: Result<Catalogue> };
let known: Known | null = null;

/**
 * The catalogue in use; null until it is here. When another comes into use the old one is shown until the new one is here,
 * a moment later. A failure is asked anew the next time somebody signs in.
 */
export function useCatalogue(): Result<Catalogue> | null {
  const { version, standing } = useTill().catalogue;
  const which = `${version} ${standing}`;
  const [shown, setShown] = useState(known);
  useEffect(() => {
    if (known?.which === which && known.answer.ok) return;
    let stale = false;
    void call('catalogue.get', null).then((answer) => {
      if (stale) return;
      known = { which, answer };
      setShown(known);
    });
    return () => {
      stale = true;
    };
  }, [which]);
  return shown?.answer ?? null;
}

export const ProvidersContext = createContext<readonly Provider[]>([]);

export const useProviders = (): readonly Provider[] => useContext(ProvidersContext);

export const providerOf = (providers: readonly Provider[], id: string | null): Provider | null =>
  providers.find((provider) => provider.id === id) ?? null;
