/** A refund under way: granted, its receipt in question, its cash in question, or over. Nothing here is done by Enter. */
import { useState } from 'react';
import type { AdjustmentDesk, RefundView } from '../../contract/adjustment.ts';
import type { Failure } from '../../contract/failure.ts';
import type { PaymentId } from '../../contract/primitives.ts';
import { formatMoney } from '../../core/money.ts';
import { Ask } from '../parts/Ask.tsx';
import { Icon } from '../parts/Icon.tsx';
import { PressButton } from '../parts/PressButton.tsx';
import { useTurn } from '../parts/useTurn.ts';
import { call } from '../till/bridge.ts';
import styles from './Adjustment.module.css';

type Props = {
  readonly refund: RefundView;
  readonly paymentId: PaymentId;
  readonly onDesk: (desk: AdjustmentDesk) => void;
  readonly onFailure: (failure: Failure | null) => void;
};

type Question = 'pay' | 'made' | 'notMade' | 'paid' | 'notPaid';

const questions: Readonly<
  Record<Question, { readonly title: string; readonly confirm: string; readonly text: string }>
> = {
  pay: {
    title: 'Пробить «возврат прихода» и выдать деньги?',
    confirm: 'Да, пробить',
    text: 'Заявление клиента подписано, документ проверен. Программа пробьёт чек «возврат прихода» и откроет ящик. Отдайте клиенту деньги и чек.',
  },
  made: {
    title: 'Чек «возврат прихода» действительно вышел?',
    confirm: 'Да, чек у меня',
    text: 'Чек целый, с этой суммой. После подтверждения останется выдать деньги.',
  },
  notMade: {
    title: 'Чека «возврат прихода» действительно нет?',
    confirm: 'Да, чека нет',
    text: 'На ленте нет этого чека, ни целого, ни обрывка с итогом. После подтверждения его можно пробить снова.',
  },
  paid: {
    title: 'Деньги действительно у клиента?',
    confirm: 'Да, выданы',
    text: 'Второй раз по этому платежу деньги уже не выдать.',
  },
  notPaid: {
    title: 'Деньги действительно не выданы?',
    confirm: 'Да, не выданы',
    text: 'Разрешение на возврат на этом закончится. Понадобится ещё раз – оставьте новое обращение.',
  },
};

export function RefundPanel({ refund, paymentId, onDesk, onFailure }: Props) {
  const [asking, setAsking] = useState<Question | null>(null);
  const { busy, take } = useTurn();
  const { stage } = refund;
  const sum = `${formatMoney(refund.amount)}, комиссия ${refund.feeReturned ? 'возвращается тоже' : 'не возвращается'}`;
  const settle = (what: 'receipt' | 'cash', done: boolean) =>
    take(async () => {
      const answer = await call('refund.settle', { paymentId, what, done });
      onFailure(answer.ok ? null : answer.failure);
      if (answer.ok) onDesk(answer.value);
    });
  const pay = () =>
    take(async () => {
      const answer = await call('refund.pay', { paymentId });
      onFailure(answer.ok ? answer.value.failure : answer.failure);
      if (answer.ok) onDesk(answer.value.desk);
    });
  const acts: Readonly<Record<Question, () => void>> = {
    pay,
    made: () => settle('receipt', true),
    notMade: () => settle('receipt', false),
    paid: () => settle('cash', true),
    notPaid: () => settle('cash', false),
  };
  const press = (question: Question, name: string, tone: 'main' | 'plain') => (
    <PressButton tone={tone} keepEnter={false} busy={busy} onPress={() => setAsking(question)}>
      {name}
    </PressButton>
  );
  const over = stage === 'paid' || stage === 'notPaid';
  return (
    <section className={styles['refund']} data-over={over || undefined} aria-label="Возврат денег">
      <Icon name={stage === 'paid' ? 'check' : stage === 'notPaid' ? 'info' : 'warning'} size={24} />
      <div className={styles['words']}>
        <strong>{titles[stage]}</strong>
        <span>{sum}</span>
        {!over && (
          <div className={styles['usual']}>
            {stage === 'granted' && press('pay', 'Выдать деньги', 'main')}
            {stage === 'granted' && press('notPaid', 'Не выдавать', 'plain')}
            {stage === 'receipting' && press('made', 'Чек вышел', 'plain')}
            {stage === 'receipting' && press('notMade', 'Чек не вышел', 'plain')}
            {stage === 'receipted' && press('paid', 'Деньги выданы', 'main')}
            {stage === 'receipted' && press('notPaid', 'Не выданы', 'plain')}
          </div>
        )}
      </div>
      {asking !== null && (
        <Ask
          title={questions[asking].title}
          confirm={questions[asking].confirm}
          tone={asking === 'pay' ? 'main' : 'warn'}
          onConfirm={() => {
            setAsking(null);
            acts[asking]();
          }}
          onClose={() => setAsking(null)}
        >
          {formatMoney(refund.amount)}. {questions[asking].text}
        </Ask>
      )}
    </section>
  );
}

const titles: Readonly<Record<RefundView['stage'], string>> = {
  granted: 'Возврат разрешён этому рабочему месту',
  receipting: 'Неизвестно, вышел ли чек «возврат прихода». Посмотрите на ленту',
  receipted: 'Чек «возврат прихода» пробит. Выданы ли деньги?',
  paid: 'Деньги возвращены клиенту',
  notPaid: 'Деньги не выданы, возврат закрыт',
};
