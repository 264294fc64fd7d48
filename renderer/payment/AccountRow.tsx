/** «Номер»: large, grouped while it is typed, and the one field that can use a scanned code. */
import { useEffect, useRef } from 'react';
import { normaliseAccount, normaliseTenDigits } from '../../core/account.ts';
import { setScanTaker } from '../keyboard/gate.ts';
import { GroupedInput } from '../parts/GroupedInput.tsx';
import { bareAccount, showAccount, typeAccount } from '../parts/typing.ts';
import styles from './PaymentPanel.module.css';
import type { PaymentInHand } from './usePayment.ts';

type Props = {
  readonly payment: PaymentInHand;
  readonly error: string | null;
  readonly onScanned: () => void;
};

export function AccountRow({ payment, error, onScanned }: Props) {
  const { fields, change, provider, providers, entering, details, blind } = payment;
  const row = useRef<HTMLDivElement>(null);
  const mask = provider?.mask ?? null;
  const goOn = useRef(onScanned);
  goOn.current = onScanned;

  useEffect(() => {
    if (!entering) return;
    return setScanTaker(
      () => row.current?.querySelector('input') ?? null,
      (text, closed) => {
        const trimmed = text.trim();
        const masks =
          fields.providerChosen && provider !== null ? [provider.mask] : providers.map((one) => one.mask);
        const fits = normaliseTenDigits(trimmed).ok || masks.some((one) => normaliseAccount(trimmed, one).ok);
        if (!fits) return false;
        change({ account: bareAccount(trimmed, mask) });
        // By then the number is in its field, and the next place depends on it.
        if (closed) setTimeout(() => goOn.current());
        return true;
      },
    );
  });

  const hidden = blind !== null;
  const bare = entering ? fields.account : (details?.account ?? '');
  const shown = showAccount(bare, mask);
  return (
    <div ref={row} className={styles['row']}>
      <span className={styles['label']} aria-hidden="true">
        Номер
      </span>
      <GroupedInput
        label="Номер"
        spot="account"
        large
        value={hidden ? shown.replace(/[^\s-]/g, '•') : shown}
        readOnly={!entering || hidden}
        type={(typed) => typeAccount(typed, mask)}
        onType={(text) => change({ account: bareAccount(text, mask) })}
        error={error}
        note={
          provider === null
            ? 'Десять цифр без +7 и 8 или номер по квитанции'
            : mask?.kind === 'pattern'
              ? wanted(provider.accountName, mask.hint)
              : `${provider.accountName}: 10 цифр без +7 и 8`
        }
      />
    </div>
  );
}

/** «Лицевой счёт, 10 цифр»: what the number is called is said once, also where the mask's hint begins with it. */
function wanted(name: string, hint: string): string {
  return hint.toLowerCase().startsWith(name.toLowerCase())
    ? `${hint.charAt(0).toUpperCase()}${hint.slice(1)}`
    : `${name}: ${hint}`;
}
