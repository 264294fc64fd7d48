/** «Оператор»: named by the number's range, changed by arrows, by its two-digit code or from the list. */

import type { KeyboardEvent } from 'react';
import { useEffect, useRef, useState } from 'react';
import { addKeeper } from '../keyboard/keeping.ts';
import { Icon } from '../parts/Icon.tsx';
import rows from './PaymentPanel.module.css';
import styles from './ProviderRow.module.css';
import type { PaymentInHand } from './usePayment.ts';

type Props = {
  readonly payment: PaymentInHand;
  readonly error: string | null;
  readonly onOpen: () => void;
};

const codePauseMs = 1500;

export function ProviderRow({ payment, error, onOpen }: Props) {
  const { fields, change, provider, providers, entering } = payment;
  /** The first digit of a code, waiting for its second. */
  const [code, setCode] = useState<{ readonly text: string; readonly at: number }>({ text: '', at: 0 });
  const latest = useRef(fields);
  latest.current = fields;

  // A scan over this field would choose somebody by its first two digits: it is put back.
  useEffect(
    () =>
      addKeeper({
        keep: () => {
          const { providerId, providerChosen } = latest.current;
          return () => {
            change({ providerId, providerChosen });
            setCode({ text: '', at: 0 });
          };
        },
      }),
    [change],
  );

  const onKeyDown = (event: KeyboardEvent) => {
    if (!entering || !/^\d$/.test(event.key)) return;
    event.preventDefault();
    const begun = event.timeStamp - code.at < codePauseMs && code.text.length === 1 ? code.text : '';
    const text = begun + event.key;
    setCode({ text, at: event.timeStamp });
    const named = providers.find(({ keypadCode }) => keypadCode === text);
    if (named) change({ providerId: named.id, providerChosen: true });
  };

  return (
    <div className={rows['row']}>
      <span className={rows['label']} aria-hidden="true">
        Оператор
      </span>
      <div>
        <button
          type="button"
          className={styles['box']}
          aria-label="Оператор"
          aria-haspopup="listbox"
          aria-describedby="provider-source"
          aria-disabled={!entering}
          data-spot="provider"
          data-still={!entering || undefined}
          data-wrong={error !== null || undefined}
          onClick={() => entering && onOpen()}
          onKeyDown={onKeyDown}
          onBlur={() => setCode({ text: '', at: 0 })}
        >
          {provider === null ? (
            <span className={styles['none']}>{payment.current?.providerName ?? 'Не выбран'}</span>
          ) : (
            <>
              <span className={styles['dot']} style={{ background: provider.color }} />
              <span className={styles['name']}>{provider.name}</span>
              <span className={styles['code']}>{provider.keypadCode}</span>
            </>
          )}
          {code.text.length === 1 ? (
            <span className={styles['typing']}>код {code.text}_</span>
          ) : (
            <span id="provider-source" className={styles['note']} data-wrong={error !== null || undefined}>
              {error ??
                (provider === null || !entering ? '' : fields.providerChosen ? 'выбран вами' : 'по номеру')}
            </span>
          )}
          {entering && (
            <span className={styles['keys']} aria-hidden="true">
              <kbd>↑</kbd>
              <kbd>↓</kbd>
              <kbd>/</kbd>
              <Icon name="down" size={18} />
            </span>
          )}
        </button>
      </div>
    </div>
  );
}
