/** The answer: one sentence, what to do next, and by what the payer knows the payment. */
import { Button } from '@mantine/core';
import { useEffect, useRef } from 'react';
import type { PublicAnswer, PublicPayment, PublicQuestion } from '../../../contract/publicStatus.ts';
import { formatMoney } from '../../../core/money.ts';
import { isUnderWay, type StatusWords, statusWords, unknownWords } from '../../../core/statusWords.ts';
import { maskedNumber, moment } from './words.ts';

type Props = {
  readonly answer: PublicAnswer;
  readonly asked: PublicQuestion['kind'];
  /** When it was given, by this device's clock. */
  readonly at: number;
  readonly busy: boolean;
  readonly trouble: string | null;
  readonly onAgain: () => void;
  readonly onBack: () => void;
};

const Words = ({ words: { tone, title, says, todo } }: { readonly words: StatusWords }) => (
  <>
    <h2 className="verdict" data-tone={tone}>
      {title}
    </h2>
    <p className="says">{says}</p>
    <p className="todo">
      <strong>Что делать.</strong> {todo}
    </p>
  </>
);

const Payment = ({ payment }: { readonly payment: PublicPayment }) => (
  <section className="sheet answer">
    <Words words={statusWords(payment)} />
    <dl className="facts">
      <dt>Услуга</dt>
      <dd>{payment.provider}</dd>
      <dt>Номер</dt>
      <dd>
        {maskedNumber(payment.accountEnd)}
        {payment.isCorrected && <small> исправлен, на чеке другой</small>}
      </dd>
      <dt>Принято</dt>
      <dd>{formatMoney(payment.amount)}</dd>
      {payment.takenAt !== undefined && (
        <>
          <dt>Чек пробит</dt>
          <dd>{moment(payment.takenAt)}</dd>
        </>
      )}
      <dt>Изменилось</dt>
      <dd>{moment(payment.changedAt)}</dd>
    </dl>
  </section>
);

export function AnswerView({ answer, asked, at, busy, trouble, onAgain, onBack }: Props) {
  const top = useRef<HTMLDivElement>(null);
  useEffect(() => {
    top.current?.focus();
    scrollTo(0, 0);
  }, []);
  const payments = answer.kind === 'found' ? answer.payments : [];
  return (
    <div ref={top} tabIndex={-1} className="answers" aria-live="polite">
      {payments.length > 1 && (
        <p className="several">
          С такими номером, чеком и суммой платежей несколько: {payments.length}. Точно о вашем скажет QR-код
          с чека.
        </p>
      )}
      {payments.map((payment) => (
        <Payment key={`${payment.takenAt ?? 0} ${payment.accountEnd}`} payment={payment} />
      ))}
      {answer.kind === 'unknown' && (
        <section className="sheet answer">
          <Words words={unknownWords(asked)} />
        </section>
      )}
      {trouble !== null && (
        <p className="trouble" role="alert">
          {trouble}
        </p>
      )}
      <div className="actions">
        {answer.kind === 'unknown' ? (
          <Button onClick={onBack}>{asked === 'qr' ? 'Другой чек' : 'Исправить данные'}</Button>
        ) : (
          <>
            <Button variant="default" loading={busy} onClick={onAgain}>
              Обновить
            </Button>
            <Button variant="default" onClick={onBack}>
              Другой чек
            </Button>
          </>
        )}
      </div>
      <p className="hint">
        Проверено {moment(at)}
        {payments.some(({ place }) => isUnderWay(place)) && '. Обновляется само.'}
      </p>
    </div>
  );
}
