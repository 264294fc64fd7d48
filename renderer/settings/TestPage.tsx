/** «Пробная страница»: on the printer as it stands in the form, before anything is stored. */
import { useState } from 'react';
import type { Failure } from '../../contract/failure.ts';
import type { PrinterSettings } from '../../contract/settings.ts';
import { ErrorPanel } from '../parts/ErrorPanel.tsx';
import { Icon } from '../parts/Icon.tsx';
import { PressButton } from '../parts/PressButton.tsx';
import { useTurn } from '../parts/useTurn.ts';
import { act } from '../till/till.ts';
import styles from './Form.module.css';

export function TestPage({
  printer,
  complete,
}: {
  readonly printer: PrinterSettings;
  readonly complete: boolean;
}) {
  const [outcome, setOutcome] = useState<Failure | 'printed' | null>(null);
  const { busy, take } = useTurn();
  const print = () => take(async () => setOutcome((await act('devices.testPage', printer)) ?? 'printed'));
  return (
    <div className={styles['test']}>
      <PressButton busy={busy} barred={complete ? undefined : 'Сначала укажите порт'} onPress={print}>
        Пробная страница
      </PressButton>
      {outcome === 'printed' && (
        <span className={styles['good']}>
          <Icon name="check" /> Напечатана. Русские буквы читаются? Тогда всё верно.
        </span>
      )}
      {outcome !== null && outcome !== 'printed' && (
        <ErrorPanel failure={outcome} onClose={() => setOutcome(null)} retry={print} />
      )}
    </div>
  );
}
