/** «НДС»: rates by kind, each with the day from which receipts have it, and the kind of the agent's own fee. */
import { NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Settings } from '../../contract/settings.ts';
import { vatKindName, vatKinds, vatOn } from '../../core/vat.ts';
import { Icon } from '../parts/Icon.tsx';
import { PressButton } from '../parts/PressButton.tsx';
import { useNow } from '../parts/time.ts';
import { dayOf, typeDay } from '../report/period.ts';
import { useProviders } from '../till/catalogue.ts';
import { useDraft } from '../till/drafts.ts';
import { useTill } from '../till/till.ts';
import styles from './Form.module.css';
import { SaveBar } from './SaveBar.tsx';
import { useSaving } from './useSaving.ts';
import type { VatField, VatLine } from './vatForm.ts';
import { readVat, vatLines } from './vatForm.ts';

type Props = { readonly settings: Settings; readonly onSaved: (settings: Settings) => void };

const columns: readonly { readonly field: VatField; readonly name: string; readonly width: number }[] = [
  { field: 'since', name: 'Чеки с', width: 130 },
  { field: 'percent', name: '%', width: 74 },
  { field: 'code', name: 'Код (1199)', width: 74 },
  { field: 'name', name: 'В чеке', width: 150 },
];

const typed = (field: VatField, text: string): string => {
  if (field === 'since') return typeDay(text);
  if (field === 'code') return text.replace(/\D/g, '').slice(0, 2);
  return field === 'percent' ? text.replace(/[^\d.,]/g, '').slice(0, 5) : text.slice(0, 24);
};

export function Vat({ settings, onSaved }: Props) {
  const { tradePoint } = useTill();
  const today = dayOf(useNow(60_000), tradePoint?.zone ?? 'Europe/Moscow');
  const used = [...new Set(useProviders().map(({ vat }) => vat))];
  // A table is set as a whole: over another one, stored since, what was typed would take away what stands there now.
  const { draft, begun, change, forget, settle } = useDraft(
    `settings vat ${JSON.stringify(settings.vatRates)}`,
    {
      lines: vatLines(settings.vatRates),
      feeVat: settings.feeVat,
    },
  );
  const { lines, feeVat } = draft;
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
  const reading = readVat(lines, feeVat, used, today);
  const kinds = [...new Set([...vatKinds, ...used, ...lines.map(({ key }) => key)])].map((value) => ({
    value,
    label: vatKindName(value),
  }));
  const typeLine = (id: number, part: Partial<VatLine>) =>
    type({ lines: lines.map((line) => (line.id === id ? { ...line, ...part } : line)) });
  const add = () => {
    setPressed(false);
    const id = Math.max(-1, ...lines.map((line) => line.id)) + 1;
    type({ lines: [...lines, { id, key: 'standard', since: '', code: '', percent: '', name: '' }] });
  };
  const inForce = (index: number): boolean => {
    const rate = reading.rates?.[index];
    return rate !== undefined && vatOn(reading.rates ?? [], rate.key, today) === rate;
  };
  return (
    <div className={styles['form']}>
      <p className={styles['lead']}>
        Чек печатается по ставке, которая действует в его день; возврат и копия – по ставке дня, когда деньги
        приняты. Ставку поставщика называет справочник СЭП.
      </p>
      <NativeSelect
        className={styles['narrow'] ?? ''}
        label="НДС комиссии агента"
        value={feeVat}
        data={kinds}
        onChange={(event) => type({ feeVat: event.currentTarget.value })}
      />
      <table className={styles['table']} data-inputs>
        <thead>
          <tr>
            <th>Ставка</th>
            {columns.map(({ field, name, width }) => (
              <th key={field} style={{ width }}>
                {name}
              </th>
            ))}
            <th>Сейчас</th>
            <th />
          </tr>
        </thead>
        <tbody>
          {lines.map((line, index) => (
            <tr key={line.id}>
              <td>
                <NativeSelect
                  aria-label={`Ставка, строка ${index + 1}`}
                  value={line.key}
                  data={kinds}
                  onChange={(event) => typeLine(line.id, { key: event.currentTarget.value })}
                />
              </td>
              {columns.map(({ field, name }) => (
                <td key={field}>
                  <TextInput
                    aria-label={`${name}, строка ${index + 1}`}
                    autoComplete="off"
                    placeholder={field === 'percent' ? 'без' : undefined}
                    value={line[field]}
                    error={pressed ? (reading.lines[index]?.[field] ?? null) : null}
                    onChange={(event) =>
                      typeLine(line.id, { [field]: typed(field, event.currentTarget.value) })
                    }
                  />
                </td>
              ))}
              <td>
                {inForce(index) && (
                  <span className={styles['good']} title="По этой ставке печатаются сегодняшние чеки">
                    <Icon name="check" size={18} /> да
                  </span>
                )}
              </td>
              <td>
                <PressButton
                  tone="quiet"
                  onPress={() => type({ lines: lines.filter(({ id }) => id !== line.id) })}
                >
                  Убрать
                </PressButton>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {pressed &&
        reading.table.map((says) => (
          <p key={says} className={styles['bad']} role="alert">
            <Icon name="warning" size={18} /> {says}
          </p>
        ))}
      <div className={styles['line']}>
        <PressButton onPress={add}>Добавить ставку</PressButton>
      </div>
      <SaveBar
        busy={busy}
        outcome={outcome}
        changed={begun}
        onUndo={forget}
        onClose={clear}
        onSave={() => {
          setPressed(true);
          if (reading.rates !== null) save({ ...settings, feeVat, vatRates: [...reading.rates] });
        }}
      />
    </div>
  );
}
