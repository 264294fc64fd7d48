/** A key drawn on a button: seen, not read aloud, so that the button's name stays the word. */
import type { ReactNode } from 'react';

export const KeyCap = ({ children }: { readonly children: ReactNode }) => (
  <span className="keycap" aria-hidden="true">
    {children}
  </span>
);
