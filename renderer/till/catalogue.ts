/** The providers: asked once, then at hand on every screen. */
import { createContext, useContext } from 'react';
import type { Result } from '../../contract/failure.ts';
import type { Catalogue, Provider } from '../../contract/provider.ts';
import { call } from './bridge.ts';

let asked: Promise<Result<Catalogue>> | null = null;

/** The same promise at every call, until it failed. */
export function askCatalogue(): Promise<Result<Catalogue>> {
  asked ??= call('catalogue.get', null).then((answer) => {
    if (!answer.ok) asked = null;
    return answer;
  });
  return asked;
}

export const ProvidersContext = createContext<readonly Provider[]>([]);

export const useProviders = (): readonly Provider[] => useContext(ProvidersContext);

export const providerOf = (providers: readonly Provider[], id: string | null): Provider | null =>
  providers.find((provider) => provider.id === id) ?? null;
