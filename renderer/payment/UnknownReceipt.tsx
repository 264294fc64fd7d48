/** A receipt whose outcome nobody knows yet: what happened, that the money is recorded, and who can tell. Never by Enter. */
import { useEffect, useRef, useState } from 'react';
import type { FailureCode } from '../../contract/failure.ts';
import { formatMoney } from '../../core/money.ts';
import { explain, remedies } from '../../core/remedies.ts';
import { useCommands } from '../keyboard/commands.ts';
import { Ask } from '../parts/Ask.tsx';
import { Icon } from '../parts/Icon.tsx';
import { PressButton } from '../parts/PressButton.tsx';
import styles from './UnknownReceipt.module.css';
import type { PaymentInHand } from './usePayment.ts';

const reasonOf = (failure: string | null): string => {
  const remedy = failure === null ? undefined : remedies[failure as FailureCode];
  return remedy !== undefined && typeof remedy.says === 'string'
    ? remedy.says
    : 'Программа не дождалась ответа.';
};

export function UnknownReceipt({ payment }: { readonly payment: PaymentInHand }) {
  const { current, busy, unsettled } = payment;
  const [asking, setAsking] = useState<'made' | 'notMade' | null>(null);
  const panel = useRef<HTMLDivElement>(null);
  const remembers = current?.receipt?.registerRemembers ?? false;
  useEffect(() => {
    if (asking === null) panel.current?.focus();
  }, [asking]);
  useCommands(
    {
      Enter: () => document.activeElement === panel.current,
      ...(remembers ? { Star: () => payment.askRegister() } : {}),
    },
    false,
  );
  return (
    <div ref={panel} className={styles['panel']} role="alert" tabIndex={-1} data-spot="unknown">
      <Icon name="stop" size={28} />
      <div className={styles['words']}>
        <div className={styles['head']}>
          <strong>Неизвестно, вышел ли чек платежа {current?.number}</strong>
          <PressButton tone="quiet" spot="aside" busy={busy} onPress={payment.setAside}>
            Отложить
          </PressButton>
        </div>
        <span>
          {reasonOf(current?.receipt?.failure ?? null)} Платёж и полученные{' '}
          {formatMoney(current?.receipt?.tendered ?? 0)} записаны, второй чек не пробит.
        </span>
        <span>
          {remembers
            ? 'Спросите кассу: она помнит свои чеки. Не ответит – посмотрите на ленту сами.'
            : 'Посмотрите на ленту: есть ли на ней целый чек с этой суммой?'}
        </span>
        {unsettled !== null && (
          <strong role="status">
            Ответа нет: {explain(unsettled).says} ({explain(unsettled).code})
          </strong>
        )}
        <div className={styles['buttons']}>
          {remembers && (
            <PressButton tone="bad" hint="*" busy={busy} keepEnter={false} onPress={payment.askRegister}>
              Спросить кассу
            </PressButton>
          )}
          <PressButton keepEnter={false} busy={busy} onPress={() => setAsking('made')}>
            Чек вышел
          </PressButton>
          <PressButton keepEnter={false} busy={busy} onPress={() => setAsking('notMade')}>
            Чек не вышел
          </PressButton>
        </div>
      </div>
      {asking !== null && (
        <Ask
          title={asking === 'made' ? 'Чек действительно вышел?' : 'Чека действительно нет?'}
          confirm={asking === 'made' ? 'Да, чек у меня' : 'Да, чека нет'}
          tone="bad"
          onConfirm={() => {
            setAsking(null);
            payment.settle(asking === 'made');
          }}
          onClose={() => setAsking(null)}
        >
          {asking === 'made'
            ? 'Чек целый, с нужной суммой и номером. После подтверждения останется провести платёж.'
            : 'На ленте нет этого чека, ни целого, ни обрывка с итогом. После подтверждения чек можно пробить снова. Если чек всё же есть, получатся два чека на одни деньги.'}
        </Ask>
      )}
    </div>
  );
}
