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
      {/* biome-ignore lint/a11y/useSemanticElements: laid out as the report's rows are */}
      <div role="table" aria-label="Платежи с неизвестным чеком">
        {rows.map((row) => (
          // biome-ignore lint/a11y/useSemanticElements: as above
          // biome-ignore lint/a11y/useFocusableInteractive: nothing is done with these rows here
          <div key={row.paymentId} role="row" className={`${lines['row']} ${styles['line']}`}>
            <Cells row={row} />
          </div>
        ))}
      </div>
    </section>
  );
}
