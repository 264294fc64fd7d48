/** The main window: the payment in hand on the left, what was and what waits on the right, the paper beside it. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Failure } from '../../contract/failure.ts';
import type { CatalogueStanding } from '../../contract/provider.ts';
import { explain } from '../../core/remedies.ts';
import { ErrorPanel } from '../parts/ErrorPanel.tsx';
import { Icon } from '../parts/Icon.tsx';
import { PressButton } from '../parts/PressButton.tsx';
import { OpenShift } from '../shift/OpenShift.tsx';
import { act, useTill } from '../till/till.ts';
import { PaperPanel } from './PaperPanel.tsx';
import { PaymentPanel } from './PaymentPanel.tsx';
import styles from './PaymentScreen.module.css';
import { RecentPayments } from './RecentPayments.tsx';
import { stepOf } from './steps.ts';
import { UnfinishedPayments } from './UnfinishedPayments.tsx';

export function PaymentScreen({ onShift }: { readonly onShift: () => void }) {
  const { shift, draft, current, printer, catalogue } = useTill();
  // Only the virtual printer's paper is seen on the screen.
  const virtual = printer.name.startsWith('Виртуальн');
  const refused = useFreshPayment();
  // What is on its way has its sums; a new payment would need rules that nobody knows.
  const ruleless = catalogue.standing !== 'sound' && (current === null || current.stage === 'entered');
  const idle = shift === null || (shift.over24h && current === null) || ruleless;
  return (
    <div className={styles['screen']} data-paper={virtual || undefined}>
      <div className={styles['main']}>
        <Steps
          active={idle ? null : stepOf(current?.stage ?? 'entered')}
          title={
            idle ? 'Платежи не принимаются' : current === null ? 'Новый платёж' : `Платёж ${current.number}`
          }
        />
        {draft !== null && !idle ? (
          <PaymentPanel
            key={draft.paymentId}
            draft={draft}
            current={current?.id === draft.paymentId ? current : null}
          />
        ) : (
          <Idle onShift={onShift} refused={refused} />
        )}
      </div>
      <div className={styles['lists']}>
        <RecentPayments />
        <UnfinishedPayments />
      </div>
      {virtual && <PaperPanel />}
    </div>
  );
}

/** Why no payment can be begun, and how to try again. */
type Refused = { readonly failure: Failure; readonly again: () => void };

/** As soon as nothing is in hand, the next payment begins by itself. Null: nothing stands in its way. */
function useFreshPayment(): Refused | null {
  const { shift, draft } = useTill();
  const wanted = shift !== null && !shift.over24h && draft === null;
  const [failure, setFailure] = useState<Failure | null>(null);
  const asked = useRef(false);
  const begin = useCallback(() => {
    if (asked.current) return;
    asked.current = true;
    void act('payment.begin', null)
      .then(setFailure)
      .finally(() => {
        asked.current = false;
      });
  }, []);
  useEffect(() => {
    if (wanted) begin();
  }, [wanted, begin]);
  return wanted && failure !== null ? { failure, again: begin } : null;
}

const steps = ['Номер', 'Пречек', 'Деньги', 'Чек'] as const;

function Steps({ active, title }: { readonly active: number | null; readonly title: string }) {
  return (
    <div className={styles['steps']}>
      <h1 className={styles['title']}>{title}</h1>
      <ol className={styles['list']} hidden={active === null}>
        {steps.map((name, index) => (
          <li
            key={name}
            className={styles['step']}
            aria-current={index === active ? 'step' : undefined}
            data-past={active !== null && index < active ? true : undefined}
          >
            <span className={styles['number']}>
              {active !== null && index < active ? <Icon name="check" size={14} /> : index + 1}
            </span>
            {name}
            {index < steps.length - 1 && (
              <span className={styles['arrow']} aria-hidden="true">
                <Icon name="next" size={14} />
              </span>
            )}
          </li>
        ))}
      </ol>
    </div>
  );
}

/** No payment can be taken now: why, and the way on. */
function Idle({ onShift, refused }: { readonly onShift: () => void; readonly refused: Refused | null }) {
  const { shift, catalogue } = useTill();
  const place = useRef<HTMLElement>(null);
  useEffect(() => place.current?.querySelector<HTMLElement>('[data-spot="toShift"]')?.focus(), []);
  if (shift === null) {
    return (
      <section className={styles['idle']}>
        <h2>Смена закрыта</h2>
        <p>Пересчитайте деньги в кассе и откройте смену: после этого можно принимать платежи.</p>
        <OpenShift />
      </section>
    );
  }
  if (catalogue.standing !== 'sound' && !shift.over24h) return <Ruleless standing={catalogue.standing} />;
  if (!shift.over24h) {
    return (
      <section className={styles['idle']}>
        {refused !== null && <ErrorPanel failure={refused.failure} onClose={null} retry={refused.again} />}
      </section>
    );
  }
  return (
    <section ref={place} className={styles['idle']}>
      <h2>Смена длится больше 24 часов</h2>
      <p>
        Новые чеки в ней запрещены законом. Принятые платежи в порядке: их можно провести из «Незавершённых».
        Закройте смену и откройте новую.
      </p>
      <PressButton tone="main" large hint="F9" spot="toShift" onPress={onShift}>
        К закрытию смены
      </PressButton>
    </section>
  );
}

/** The catalogue can't be read: nobody knows what a payment costs. */
function Ruleless({ standing }: { readonly standing: CatalogueStanding }) {
  const { code, says, money, todo } = explain({ code: 'catalogueUnreadable', details: { standing } });
  return (
    <section className={styles['idle']} role="alert">
      <h2 className={styles['alarm']}>
        <Icon name="warning" size={30} /> {says}
      </h2>
      <p>{money} Введённое сохраняется.</p>
      <p>{todo}</p>
      <p className={styles['code']}>{code}</p>
    </section>
  );
}
