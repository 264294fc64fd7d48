/** One printed document as paper: the same lines as on the roll, big ones big, the QR drawn. */
import '@fontsource-variable/jetbrains-mono/wght.css';
import { memo } from 'react';
import type { PaperView } from '../../contract/till.ts';
import { layOut } from '../../core/text.ts';
import styles from './Paper.module.css';
import { Qr } from './Qr.tsx';

type Props = { readonly paper: PaperView; readonly fresh: boolean };

/** Laid out once: a snapshot of the till comes with every contact with СЭП, and no paper changes by it. */
export const Paper = memo(function Paper({ paper, fresh }: Props) {
  const lines = layOut(paper.document, paper.columns);
  return (
    <article
      className={styles['paper']}
      aria-label={paper.document.title}
      data-paper={paper.id}
      data-fresh={fresh || undefined}
      style={{ '--columns': paper.columns }}
    >
      {lines.map((line, index) => {
        // Lines have no identity but their place: a document never changes.
        const key = `${paper.id}-${index}`;
        switch (line.type) {
          case 'text':
            return (
              <div key={key} className={styles['line']} data-bold={line.bold || undefined}>
                {line.text === '' ? '\u00a0' : line.text}
              </div>
            );
          case 'big':
            return (
              <div key={key} className={styles['big']}>
                {line.text}
              </div>
            );
          case 'qr':
            return <Qr key={key} data={line.data} />;
          case 'cut':
            return <div key={key} className={styles['cut']} />;
          default:
            return null;
        }
      })}
    </article>
  );
});
