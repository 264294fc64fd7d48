/** A payment's facts and its whole story, for the request's screen and its own. */

import type { DeskPayment } from '../../../contract/desk.ts';
import { formatAnyAccount } from '../../../core/account.ts';
import { formatMoney } from '../../../core/money.ts';
import { Fact, Mark, Money, StatusMark, useAround } from './parts.tsx';
import { attemptNames, exactMoment, moment } from './words.ts';

export function PaymentFacts({ payment }: { readonly payment: DeskPayment }) {
  const { providers } = useAround();
  return (
    <div className="sheet padded">
      <h2>
        <a className="plain" href={`#/payment/${payment.id}`}>
          Платёж {payment.number === '' ? 'по чеку' : payment.number}
        </a>{' '}
        <StatusMark status={payment.status} />
      </h2>
      <dl className="facts">
        <Fact name="Точка">
          {payment.tradePointName}
          {payment.workstation > 0 && `, рабочее место ${payment.workstation}`}
        </Fact>
        <Fact name="Оператор">{providers.get(payment.provider) ?? payment.provider}</Fact>
        <Fact name="Номер">{formatAnyAccount(payment.account)}</Fact>
        <Fact name="Принято">
          <Money sum={payment.taken} />{' '}
          <span className="soft">
            (зачислено {formatMoney(payment.credited)}, комиссия {formatMoney(payment.fee)})
          </span>
        </Fact>
        {payment.conductedAt !== null && <Fact name="Проведён на кассе">{moment(payment.conductedAt)}</Fact>}
        {payment.receipts.length > 0 && <Fact name="Чек">{payment.receipts.join(' · ')}</Fact>}
        {payment.operatorNumber !== null && <Fact name="У оператора">№ {payment.operatorNumber}</Fact>}
        {payment.reason !== null && <Fact name="Пояснение">{payment.reason}</Fact>}
      </dl>
      {payment.attempts.length > 0 && (
        <>
          <h2 style={{ marginTop: 14 }}>Попытки</h2>
          {payment.attempts.map((attempt) => (
            <div key={attempt.number} className="attempt">
              <b>№ {attempt.number}</b> {providers.get(attempt.provider) ?? attempt.provider},{' '}
              {formatAnyAccount(attempt.account)}, {formatMoney(attempt.credited)}{' '}
              <Mark
                tone={attempt.state === 'credited' ? 'good' : attempt.state === 'refused' ? 'bad' : 'plain'}
              >
                {attemptNames[attempt.state] ?? attempt.state}
              </Mark>
              {attempt.maybeTaken && <Mark tone="warn">могла быть зачислена</Mark>}
              <div className="soft">номер операции {attempt.txnId}</div>
            </div>
          ))}
        </>
      )}
    </div>
  );
}

export function StoryLines({ payment }: { readonly payment: DeskPayment }) {
  return (
    <div className="sheet padded">
      <h2>История</h2>
      {payment.lines.length === 0 ? (
        <p className="soft">Событий пока нет.</p>
      ) : (
        <ol className="story">
          {payment.lines.map((line, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines have no names, and only grow at their end
            <li key={index}>
              <time>{exactMoment(line.at)}</time>
              <span data-strong={line.status !== null || undefined}>{line.text}</span>
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}
