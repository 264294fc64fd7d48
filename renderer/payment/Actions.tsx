/** The buttons of the step under way: the next one is the only coloured one. */
import { PressButton } from '../parts/PressButton.tsx';
import styles from './Actions.module.css';
import type { PaymentInHand } from './usePayment.ts';

type Props = {
  readonly payment: PaymentInHand;
  readonly onPreCheck: () => void;
  readonly onConfirm: () => void;
  readonly onReceipt: () => void;
  readonly onBack: () => void;
  readonly onAbandon: () => void;
};

export function Actions(props: Props) {
  const { payment } = props;
  return (
    <div className={styles['actions']}>
      <Aside {...props} />
      <Next {...props} busy={payment.busy} />
    </div>
  );
}

function Aside({ payment, onBack, onAbandon }: Props) {
  const { stage, entering, current, fields } = payment;
  const anything = fields.account !== '' || fields.sum !== '' || fields.tendered !== '';
  const endable =
    (entering && (anything || current !== null)) || stage === 'preChecked' || stage === 'signed';
  return (
    <div className={styles['aside']}>
      {endable && (
        <PressButton tone="quiet" onPress={onAbandon}>
          Отказаться
        </PressButton>
      )}
      {(stage === 'preChecked' || stage === 'signed') && (
        <PressButton tone="plain" hint="Esc" onPress={onBack}>
          Изменить
        </PressButton>
      )}
      {current !== null && (
        <PressButton tone="quiet" spot="aside" onPress={payment.setAside}>
          Отложить
        </PressButton>
      )}
    </div>
  );
}

function Next(props: Props & { readonly busy: boolean }) {
  const { payment, onPreCheck, onConfirm, onReceipt, busy } = props;
  const { stage, current } = payment;
  switch (stage) {
    case 'entered':
      return (
        <>
          {payment.unconfirmed.length > 0 && (
            <PressButton tone="warn" large hint="*" keepEnter={false} onPress={onConfirm}>
              Подтвердить
            </PressButton>
          )}
          <PressButton
            tone={payment.refusal === null ? 'main' : 'plain'}
            large
            hint="F2"
            spot="preCheck"
            busy={busy}
            onPress={onPreCheck}
          >
            {payment.refusal === null ? 'Пречек' : 'Проверить ещё раз'}
          </PressButton>
        </>
      );
    case 'preChecked': {
      // Its outcome is a moment away: nothing to press before.
      if (current?.preCheck?.state === 'issued') return null;
      const unprinted = current?.preCheck?.state === 'notPrinted';
      const doubtful = current?.preCheck?.state === 'unknown';
      return (
        <>
          {(unprinted || doubtful) && (
            <PressButton
              tone={unprinted ? 'main' : 'plain'}
              large
              spot="reprint"
              busy={busy}
              onPress={payment.reprint}
            >
              Напечатать пречек ещё раз
            </PressButton>
          )}
          {!unprinted && (
            <PressButton tone="main" large spot="sign" busy={busy} onPress={payment.sign}>
              Клиент подписал
            </PressButton>
          )}
        </>
      );
    }
    case 'signed':
      return (
        <PressButton tone="main" large spot="receipt" busy={busy} onPress={onReceipt}>
          Чек
        </PressButton>
      );
    case 'receipted':
      return (
        <PressButton tone="main" large spot="conduct" busy={busy} onPress={payment.conduct}>
          Провести
        </PressButton>
      );
    default:
      return null;
  }
}
