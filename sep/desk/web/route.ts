/** Which screen the address names: `#/request/<id>`. */
import { useEffect, useState } from 'react';

export type Route = { readonly screen: string; readonly rest: string };

function read(): Route {
  const [screen = '', ...rest] = window.location.hash.replace(/^#\/?/, '').split('/');
  return { screen: screen === '' ? 'queue' : screen, rest: rest.map(decodeURIComponent).join('/') };
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
