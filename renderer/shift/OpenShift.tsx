/** Opening a shift: the cash that lies in the drawer, as the last shift left it. */
import { useEffect, useRef, useState } from 'react';
import type { Failure } from '../../contract/failure.ts';
import { formatSum, parseSum } from '../../core/money.ts';
import { may } from '../../core/role.ts';
import { useCommands } from '../keyboard/commands.ts';
import { ErrorPanel } from '../parts/ErrorPanel.tsx';
import { GroupedInput } from '../parts/GroupedInput.tsx';
import { PressButton } from '../parts/PressButton.tsx';
import { typeSum } from '../parts/typing.ts';
import { useTurn } from '../parts/useTurn.ts';
import { useDraft } from '../till/drafts.ts';
import { act, currentTill, useTill } from '../till/till.ts';
import { ClockQuestion, isClockDoubt } from './ClockQuestion.tsx';
import styles from './OpenShift.module.css';

export function OpenShift() {
  const { lastCountedCash, lastClosedShift, cashier } = useTill();
  // Another shift's end, another question, also where it left as much: what was typed for the one before is no answer.
  const { draft, change, forget } = useDraft(`openShift ${lastClosedShift} ${lastCountedCash}`, {
    cash: formatSum(lastCountedCash),
  });
  const { cash } = draft;
  const [failure, setFailure] = useState<Failure | null>(null);
  const { busy, take } = useTurn();
  const form = useRef<HTMLDivElement>(null);
  const typed = parseSum(cash === '' ? '0' : cash);

  useEffect(() => {
    const input = form.current?.querySelector('input');
    input?.focus();
    input?.select();
  }, []);

  const open = (clockAccepted: boolean) =>
    take(async () => {
      if (!typed.ok) return;
      const refused = await act('shift.open', { openingCash: typed.value, clockAccepted });
      // Also when only its paper went wrong.
      if (currentTill()?.shift != null) forget();
      setFailure(refused);
    });

  useCommands(
    {
      Enter: () => {
        if (
          !(document.activeElement instanceof HTMLInputElement) ||
          !form.current?.contains(document.activeElement)
        )
          return false;
        open(false);
        return true;
      },
    },
    false,
  );

  return (
    <div ref={form} className={styles['form']}>
      <span className={styles['label']} aria-hidden="true">
        Наличные в кассе
      </span>
      <GroupedInput
        label="Наличные в кассе"
        large
        decimal
        align="right"
        suffix="₽"
        value={cash}
        type={typeSum}
        onType={(text) => change({ cash: text })}
        error={typed.ok ? null : 'Наберите рубли и копейки, например 1 500,00.'}
        note={`Прошлая смена оставила ${formatSum(lastCountedCash)} ₽`}
      />
      <PressButton tone="main" large hint="Enter" busy={busy} onPress={() => open(false)}>
        Открыть смену
      </PressButton>
      {failure !== null &&
        (isClockDoubt(failure) && cashier !== null && may(cashier.role, 'clock') ? (
          <ClockQuestion failure={failure} onAccept={() => open(true)} onClose={() => setFailure(null)} />
        ) : (
          <ErrorPanel failure={failure} onClose={() => setFailure(null)} retry={() => open(false)} />
        ))}
    </div>
  );
}
