/** Where in the report the rows in sight stand; seen while scrolling and a moment after. */
import { useEffect, useState } from 'react';
import styles from './ReportTable.module.css';

const shownMs = 900;

type Props = { readonly first: number; readonly last: number; readonly count: number };

const grouped = (number: number): string => String(number).replace(/\B(?=(\d{3})+$)/g, '\u00a0');

export function Place({ first, last, count }: Props) {
  const [seen, setSeen] = useState(first);
  useEffect(() => {
    const timer = setTimeout(() => setSeen(first), shownMs);
    return () => clearTimeout(timer);
  }, [first]);
  return (
    <span className={styles['place']} hidden={seen === first}>
      {`${grouped(first)}–${grouped(last)} из ${grouped(count)}`}
    </span>
  );
}
