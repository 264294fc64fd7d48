/** All providers: found by code, by name, by arrows, or pointed at. */
import { useEffect, useState } from 'react';
import type { ProviderId } from '../../contract/primitives.ts';
import type { ProviderKind } from '../../contract/provider.ts';
import { scannerGapMs } from '../keyboard/guard.ts';
import { Dialog } from '../parts/Dialog.tsx';
import { useProviders } from '../till/catalogue.ts';
import styles from './ProviderList.module.css';

type Props = { readonly onPick: (id: ProviderId) => void; readonly onClose: () => void };

const kinds: Readonly<Record<ProviderKind, string>> = {
  mobile: 'Мобильная связь',
  internet: 'Интернет',
  television: 'Телевидение',
  utilities: 'ЖКХ',
  transport: 'Транспорт',
  telephony: 'Телефония',
  security: 'Охрана',
  games: 'Игры',
  other: 'Другое',
};

export function ProviderList({ onPick, onClose }: Props) {
  const providers = useProviders();
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const wanted = text.trim().toLowerCase();
  const found = providers.filter(({ name, keypadCode, kind }) =>
    /^\d+$/.test(wanted)
      ? keypadCode.startsWith(wanted)
      : `${name} ${kinds[kind]}`.toLowerCase().includes(wanted),
  );
  const chosen = found[Math.min(at, found.length - 1)];
  const move = (by: number) => {
    setAt(Math.max(0, Math.min(found.length - 1, Math.min(at, found.length - 1) + by)));
    return true;
  };
  const commands = {
    ArrowUp: () => move(-1),
    ArrowDown: () => move(1),
    Minus: () => onClose(),
    Enter: () => chosen && onPick(chosen.id),
  };
  const type = (next: string) => {
    setText(next);
    setAt(0);
  };
  const exact = providers.find(({ keypadCode }) => keypadCode === wanted)?.id ?? null;
  // A moment later: the first two signs of a scan are nobody's code.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new code starts the moment anew, a drawing doesn't
  useEffect(() => {
    if (exact === null) return;
    const timer = setTimeout(() => onPick(exact), scannerGapMs + 5);
    return () => clearTimeout(timer);
  }, [exact]);
  return (
    <Dialog title="Кому платит клиент" size={920} onClose={onClose} commands={commands} ownFocus>
      <input
        data-autofocus
        className={styles['search']}
        aria-label="Код или название"
        placeholder="Код или название"
        autoComplete="off"
        value={text}
        onChange={(event) => type(event.currentTarget.value)}
      />
      <div className={styles['list']} role="listbox" aria-label="Поставщики">
        {found.map((provider) => (
          <button
            key={provider.id}
            type="button"
            role="option"
            tabIndex={-1}
            aria-selected={provider === chosen}
            className={styles['one']}
            onClick={() => onPick(provider.id)}
          >
            <span className={styles['code']}>{provider.keypadCode}</span>
            <span className={styles['dot']} style={{ background: provider.color }} />
            <span className={styles['name']}>{provider.name}</span>
            <span className={styles['kind']}>{kinds[provider.kind]}</span>
          </button>
        ))}
        {found.length === 0 && <p className={styles['none']}>Ничего не найдено</p>}
      </div>
    </Dialog>
  );
}
