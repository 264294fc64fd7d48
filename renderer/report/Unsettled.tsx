/** Payments whose receipt nobody knows the outcome of: shown apart, counted nowhere. */
import type { ReportRow } from '../../contract/report.ts';
import { Icon } from '../parts/Icon.tsx';
import { Cells } from './ReportLine.tsx';
import lines from './ReportTable.module.css';
import styles from './Unsettled.module.css';

export function Unsettled({ rows }: { readonly rows: readonly ReportRow[] }) {
  return (
    <section className={styles['box']} aria-label="Исход чека неизвестен">
      <p className={styles['title']}>
        <Icon name="warning" size={18} /> Исход чека неизвестен: {rows.length}. В итоги не вошли; завершите их
        в «Незавершённых».
      </p>
      {rows.map((row) => (
        <div key={row.paymentId} className={`${lines['row']} ${styles['line']}`}>
          <Cells row={row} />
        </div>
      ))}
    </section>
  );
}
