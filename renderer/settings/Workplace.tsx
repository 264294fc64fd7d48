/** How this workstation guards itself: the auto-lock and the blind second entry. */
import { TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Settings } from '../../contract/settings.ts';
import { formatSum, parseSum } from '../../core/money.ts';
import { zones } from '../setUp/zones.ts';
import { useDraft } from '../till/drafts.ts';
import { useTill } from '../till/till.ts';
import styles from './Form.module.css';
import { SaveBar } from './SaveBar.tsx';
import { useSaving } from './useSaving.ts';

type Props = { readonly settings: Settings; readonly onSaved: (settings: Settings) => void };

export function Workplace({ settings, onSaved }: Props) {
  const { tradePoint, workstation } = useTill();
  const { draft, begun, change, forget, settle } = useDraft('settings workplace', {
    minutes: String(settings.autoLockMinutes),
    from: formatSum(settings.blindEntryFrom),
  });
  const { minutes, from } = draft;
  const [pressed, setPressed] = useState(false);
  const { busy, outcome, save, clear } = useSaving((saved) => {
    onSaved(saved);
    settle();
  });
  const type = (part: Partial<typeof draft>) => {
    clear();
    change(part);
  };
  const autoLockMinutes = Number(minutes);
  const goodMinutes = autoLockMinutes >= 1 && autoLockMinutes <= 120;
  const blind = parseSum(from);
  return (
    <div className={styles['form']}>
      <dl className={styles['facts']}>
        <dt>Торговая точка</dt>
        <dd>
          {tradePoint?.name}, {tradePoint?.address}
        </dd>
        <dt>Рабочее место</dt>
        <dd>№ {workstation}</dd>
        <dt>Часовой пояс</dt>
        <dd>{zones.find(({ value }) => value === tradePoint?.zone)?.label ?? tradePoint?.zone}</dd>
        <dt>Платёжный агент</dt>
        <dd>
          {tradePoint?.agentName}, ИНН {tradePoint?.agentInn}, {tradePoint?.agentPhone}
        </dd>
      </dl>
      <TextInput
        className={styles['narrow'] ?? ''}
        label="Блокировать экран через, минут"
        description="Столько минут без нажатий. Введённое сохраняется."
        inputMode="numeric"
        value={minutes}
        onChange={(event) => type({ minutes: event.currentTarget.value.replace(/\D/g, '').slice(0, 3) })}
        error={pressed && !goodMinutes ? 'От 1 до 120 минут.' : null}
      />
      <TextInput
        className={styles['narrow'] ?? ''}
        label="Повторный ввод номера от суммы, ₽"
        description="От этой суммы кассир набирает последние четыре знака номера вслепую."
        value={from}
        onChange={(event) => type({ from: event.currentTarget.value })}
        error={pressed && !blind.ok ? 'Наберите сумму, например 5 000,00.' : null}
      />
      <SaveBar
        busy={busy}
        outcome={outcome}
        changed={begun}
        onUndo={forget}
        onClose={clear}
        onSave={() => {
          setPressed(true);
          if (goodMinutes && blind.ok) save({ ...settings, autoLockMinutes, blindEntryFrom: blind.value });
        }}
      />
    </div>
  );
}
