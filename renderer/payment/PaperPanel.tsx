/** The virtual printer's paper, as it rolls out: the newest at the bottom, where the eye waits for it. */
import { useEffect, useRef } from 'react';
import { Paper } from '../parts/Paper.tsx';
import { useScrollStop } from '../parts/useScrollStop.ts';
import { usePapers } from '../till/papers.ts';
import styles from './PaperPanel.module.css';

export function PaperPanel() {
  const papers = usePapers();
  const roll = useRef<HTMLDivElement>(null);
  useScrollStop(roll);
  const newest = papers.at(-1)?.id;
  useEffect(() => {
    if (newest !== undefined)
      roll.current?.querySelector(`[data-paper="${newest}"]`)?.scrollIntoView({ block: 'start' });
  }, [newest]);
  return (
    <section className={styles['panel']} aria-label="Бумага">
      <div ref={roll} className={styles['roll']}>
        {papers.length === 0 && (
          <p className={styles['empty']}>Здесь появится бумага виртуального принтера.</p>
        )}
        {papers.map((paper) => (
          <Paper key={paper.id} paper={paper} fresh={paper.id === newest} />
        ))}
      </div>
    </section>
  );
}
