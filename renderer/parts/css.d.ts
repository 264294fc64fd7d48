import 'react';

declare module 'react' {
  interface CSSProperties {
    /** Characters a line of paper. */
    '--columns'?: number;
  }
}
