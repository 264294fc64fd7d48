/** A request of this payment waited for the receipt that was just shown: here it gets it. */
import type { AdjustmentDesk, ReceiptEvidence } from '../../contract/adjustment.ts';
import type { Failure } from '../../contract/failure.ts';
import type { PaymentId } from '../../contract/primitives.ts';
import { adjustmentNames } from '../../core/adjustment.ts';
import { useCommands } from '../keyboard/commands.ts';
import { PressButton } from '../parts/PressButton.tsx';
import { useTurn } from '../parts/useTurn.ts';
import { call } from '../till/bridge.ts';
import { takeAnswer } from '../till/till.ts';
import styles from './Adjustment.module.css';

type Props = {
  readonly awaiting: NonNullable<AdjustmentDesk['awaiting']>;
  readonly paymentId: PaymentId;
  readonly receipt: ReceiptEvidence;
  readonly onFailure: (failure: Failure | null) => void;
  /** `said`: what became of it, for people. */
  readonly onDone: (said: string) => void;
};

export function AwaitingPanel({ awaiting: { id, kind }, paymentId, receipt, onFailure, onDone }: Props) {
  const { busy, take } = useTurn();
  const print = () =>
    take(async () => {
      const answer = await call('adjust.statement', { paymentId, kind });
      onFailure(answer.ok ? takeAnswer(answer.value) : answer.failure);
    });
  const show = () =>
    take(async () => {
      const answer = await call('requests.showReceipt', { requestId: id, receipt });
      onFailure(answer.ok ? null : answer.failure);
      if (!answer.ok) return;
      const { request, sent } = answer.value;
      onDone(
        !sent
          ? 'Чек сохранён и уйдёт в СЭП, как только будет связь.'
          : request.state === 'awaitsReceipt' || request.state === 'denied'
            ? (request.answer ?? 'СЭП чек не приняла.')
            : 'СЭП приняла чек. Решение – здесь и в «Моих обращениях».',
      );
    });
  useCommands({ Star: () => show() }, false);
  return (
    <section className={styles['awaiting']} aria-label="Обращение ждёт чек">
      <h2 className={styles['part']}>Этот чек ждёт обращение «{adjustmentNames[kind]}»</h2>
      <p className={styles['soft']}>
        Его оставили письмом, без чека. Возьмите у клиента заявление и отправьте чек: тогда обращение
        рассмотрят.
      </p>
      <div className={styles['foot']}>
        <PressButton busy={busy} onPress={print}>
          Заявление
        </PressButton>
        <PressButton tone="main" hint="*" keepEnter={false} busy={busy} onPress={show}>
          Отправить чек
        </PressButton>
      </div>
    </section>
  );
}
