/** A quiet word when a code was scanned where none is needed. */
import { useEffect, useState } from 'react';
import { onUnusedScan } from '../keyboard/gate.ts';
import { Icon } from '../parts/Icon.tsx';
import styles from './ScanNotice.module.css';

const shownMs = 4000;

export function ScanNotice() {
  const [count, setCount] = useState(0);
  useEffect(() => onUnusedScan(() => setCount((before) => before + 1)), []);
  useEffect(() => {
    if (count === 0) return;
    const timer = setTimeout(() => setCount(0), shownMs);
    return () => clearTimeout(timer);
  }, [count]);
  return (
    <div className={styles['notice']} role="status" data-shown={count > 0 || undefined}>
      {count > 0 && (
        <>
          <Icon name="info" />
          Считан код. Здесь он не нужен, в полях ничего не изменилось.
        </>
      )}
    </div>
  );
}
