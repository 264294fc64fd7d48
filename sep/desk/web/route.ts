/** Which screen the address names: `#/request/<id>`. */
import { useEffect, useState } from 'react';

export type Route = { readonly screen: string; readonly rest: string };

/** An address that was cut or typed is no reason to show nothing. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function read(): Route {
  const [screen = '', ...rest] = window.location.hash.replace(/^#\/?/, '').split('/');
  return { screen: screen === '' ? 'queue' : screen, rest: rest.map(decoded).join('/') };
}

export const go = (screen: string, rest = ''): void => {
  window.location.hash = rest === '' ? `/${screen}` : `/${screen}/${encodeURIComponent(rest)}`;
};

export function useRoute(): Route {
  const [route, setRoute] = useState(read);
  useEffect(() => {
    const look = (): void => setRoute(read());
    window.addEventListener('hashchange', look);
    return () => window.removeEventListener('hashchange', look);
  }, []);
  return route;
}
