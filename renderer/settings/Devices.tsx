/** Printer and register of this workstation. */
import { useState } from 'react';
import type { Settings } from '../../contract/settings.ts';
import { useDraft } from '../till/drafts.ts';
import styles from './Form.module.css';
import { PrinterForm } from './PrinterForm.tsx';
import { SaveBar } from './SaveBar.tsx';
import { TestPage } from './TestPage.tsx';
import { useSaving } from './useSaving.ts';

type Props = { readonly settings: Settings; readonly onSaved: (settings: Settings) => void };

export function Devices({ settings, onSaved }: Props) {
  // A printer is set as a whole: over another one, stored since, what was typed would be half of each.
  const { draft, begun, change, forget, settle } = useDraft(
    `settings devices ${JSON.stringify(settings.printer)}`,
    {
      printer: settings.printer,
      register: settings.register,
    },
  );
  const { printer, register } = draft;
  const [pressed, setPressed] = useState(false);
  const { busy, outcome, save, clear } = useSaving((saved) => {
    onSaved(saved);
    settle();
  });
  const type = (part: Partial<typeof draft>) => {
    if (busy) return;
    clear();
    change(part);
  };
  const complete = printer.driver === 'virtual' || printer.port.trim() !== '';
  return (
    <div className={styles['form']}>
      <PrinterForm
        printer={printer}
        register={register}
        onPrinter={(next) => type({ printer: next })}
        onRegister={(next) => type({ register: next })}
        pressed={pressed}
      />
      <TestPage printer={printer} complete={complete} />
      <SaveBar
        busy={busy}
        outcome={outcome}
        changed={begun}
        onUndo={forget}
        onClose={clear}
        onSave={() => {
          setPressed(true);
          if (complete) save({ ...settings, printer, register });
        }}
      />
    </div>
  );
}
