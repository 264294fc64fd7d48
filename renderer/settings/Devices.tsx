/** Printer and register of this workstation. */
import { useState } from 'react';
import type { Settings } from '../../contract/settings.ts';
import styles from './Form.module.css';
import { PrinterForm } from './PrinterForm.tsx';
import { SaveBar } from './SaveBar.tsx';
import { TestPage } from './TestPage.tsx';
import { useSaving } from './useSaving.ts';

type Props = { readonly settings: Settings; readonly onSaved: (settings: Settings) => void };

export function Devices({ settings, onSaved }: Props) {
  const [printer, setPrinter] = useState(settings.printer);
  const [register, setRegister] = useState(settings.register);
  const [pressed, setPressed] = useState(false);
  const { busy, outcome, save, forget } = useSaving(onSaved);
  const complete = printer.driver === 'virtual' || printer.port.trim() !== '';
  return (
    <div className={styles['form']}>
      <PrinterForm
        printer={printer}
        register={register}
        onPrinter={setPrinter}
        onRegister={setRegister}
        pressed={pressed}
      />
      <TestPage printer={printer} complete={complete} />
      <SaveBar
        busy={busy}
        outcome={outcome}
        onClose={forget}
        onSave={() => {
          setPressed(true);
          if (complete) save({ ...settings, printer, register });
        }}
      />
    </div>
  );
}
