/** Scans that go along: dragged here, pasted, or chosen as a file. */
import type { DragEvent } from 'react';
import { useEffect, useRef, useState } from 'react';
import type { Attachment } from '../../contract/adjustment.ts';
import type { Failure } from '../../contract/failure.ts';
import { Icon } from '../parts/Icon.tsx';
import { PressButton } from '../parts/PressButton.tsx';
import { useTurn } from '../parts/useTurn.ts';
import { call } from '../till/bridge.ts';
import styles from './Scans.module.css';
import { scanOf } from './scanFile.ts';

/** As the contract has it. */
const mostScans = 4;

type Props = {
  readonly scans: readonly Attachment[];
  readonly onChange: (scans: readonly Attachment[]) => void;
  readonly onFailure: (failure: Failure | null) => void;
  /** Without one nothing can be asked for. */
  readonly required: boolean;
};

export function Scans({ scans, onChange, onFailure, required }: Props) {
  const { busy, take } = useTurn();
  const [over, setOver] = useState(false);
  const full = scans.length >= mostScans;

  const add = (files: readonly File[]) =>
    take(async () => {
      const added: Attachment[] = [];
      for (const file of files.slice(0, mostScans - scans.length)) {
        const scan = await scanOf(file);
        if (!scan.ok) return onFailure(scan.failure);
        added.push(scan.value);
      }
      onFailure(null);
      if (added.length > 0) onChange([...scans, ...added]);
    });
  const choose = () =>
    take(async () => {
      const chosen = await call('letter.chooseFile', null);
      onFailure(chosen.ok ? null : chosen.failure);
      if (chosen.ok && chosen.value !== null) onChange([...scans, chosen.value]);
    });

  const latest = useRef(add);
  latest.current = add;
  useEffect(() => {
    const onPaste = (event: ClipboardEvent) => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (files.length === 0) return;
      event.preventDefault();
      latest.current(files);
    };
    window.addEventListener('paste', onPaste);
    return () => window.removeEventListener('paste', onPaste);
  }, []);

  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    add([...event.dataTransfer.files]);
  };
  return (
    <section
      aria-label="Скан чека"
      className={styles['box']}
      data-over={over || undefined}
      data-wanted={(required && scans.length === 0) || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={onDrop}
    >
      {scans.map((scan) => (
        <span key={`${scan.name} ${scan.content.length}`} className={styles['scan']}>
          <Icon name="check" size={16} />
          <span className={styles['name']}>{scan.name}</span>
          <button
            type="button"
            className={styles['drop']}
            aria-label={`Убрать ${scan.name}`}
            onClick={() => onChange(scans.filter((other) => other !== scan))}
          >
            <Icon name="cross" size={16} />
          </button>
        </span>
      ))}
      <span className={styles['hint']} data-alone={scans.length === 0 || undefined}>
        {scans.length > 0
          ? 'До четырёх файлов.'
          : `Скан чека${required ? ' обязателен' : ', если он нужен'}: перетащите сюда, вставьте (Ctrl+V) или выберите файл PNG, JPEG, PDF до 4 МБ.`}
      </span>
      {!full && (
        <PressButton busy={busy} onPress={choose}>
          Выбрать файл
        </PressButton>
      )}
    </section>
  );
}
