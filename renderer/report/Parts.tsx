/** What the report can't say by itself: how fresh the other workstations' parts are, and what has not arrived. */
import type { PartView } from '../../contract/sync.ts';
import { Icon } from '../parts/Icon.tsx';
import { KeyCap } from '../parts/KeyCap.tsx';
import { clockOrDay, useNow } from '../parts/time.ts';
import { useTill } from '../till/till.ts';
import styles from './Parts.module.css';

/** A part older than this is told loudly, milliseconds. */
const oldMs = 15 * 60_000;

type Props = {
  readonly parts: readonly PartView[];
  /** Why the payment under the cursor stands where it stands: read in place of the rest. Null: its status says it all. */
  readonly reason: string | null;
  readonly onOpen: () => void;
};

/** Where they don't all fit, what is missing longest must be read. */
const stalestFirst = (parts: readonly PartView[]): readonly PartView[] =>
  [...parts].sort((left, right) => (left.freshAt ?? 0) - (right.freshAt ?? 0));

export function Parts({ parts, reason, onOpen }: Props) {
  const { tradePoint, sync } = useTill();
  const zone = tradePoint?.zone ?? 'Europe/Moscow';
  const now = useNow(30_000);
  const stuck = sync?.stuck ?? 0;
  return (
    <div className={styles['line']}>
      {reason !== null && (
        <span className={styles['reason']} title={reason}>
          {reason}
        </span>
      )}
      {reason === null && parts.length > 0 && <span>Платежи других мест учтены:</span>}
      {(reason === null ? stalestFirst(parts) : []).map(({ workstation, freshAt, unsent }) => (
        <span
          key={workstation}
          className={styles['part']}
          data-old={freshAt === null || now - freshAt > oldMs || undefined}
        >
          РМ {workstation}: {freshAt === null ? 'связи ещё не было' : `по ${clockOrDay(freshAt, zone, now)}`}
          {unsent !== null && unsent > 0 && `, не отправлено ${unsent}`}
        </span>
      ))}
      <button type="button" className={styles['open']} data-stuck={stuck > 0 || undefined} onClick={onOpen}>
        {stuck > 0 && <Icon name="warning" size={18} />}
        Не дошли: {sync?.open ?? 0}
        <KeyCap>F7</KeyCap>
      </button>
    </div>
  );
}
