/** One request: what is asked and why, its evidence, who agreed, the decision; the payment's story beside it. */

import { RequestId } from '../../../contract/adjustment.ts';
import type { DeskRequest } from '../../../contract/desk.ts';
import type { PaymentId } from '../../../contract/primitives.ts';
import { formatAnyAccount } from '../../../core/account.ts';
import { adjustmentNames } from '../../../core/adjustment.ts';
import { formatMoney } from '../../../core/money.ts';
import { useAsked } from './call.ts';
import { Decision } from './Decision.tsx';
import { Fact, Mark, Money, Note, Title, useAround, Waiting } from './parts.tsx';
import { Scan } from './Scan.tsx';
import { PaymentFacts, StoryLines } from './Story.tsx';
import { exactMoment, moment, stateNames, stateTones } from './words.ts';

const receiptText = ({ content: { receipt, receiptLater }, attachments }: DeskRequest): string => {
  if (!receipt)
    return receiptLater && attachments.length > 0
      ? 'на кассе не показан, смотрите скан'
      : receiptLater
        ? 'на кассе ещё не показан'
        : 'не показан';
  return receipt.kind === 'qr'
    ? `QR считан: ФН ${receipt.drive} ФД ${receipt.document}, ${formatMoney(receipt.amount)}`
    : `набран вручную: ${receipt.number}, ${formatMoney(receipt.amount)}`;
};

function Asked({ request }: { readonly request: DeskRequest }) {
  const { providers } = useAround();
  const { content } = request;
  const nameOf = (id: string): string => providers.get(id) ?? id;
  const isOffices = request.workstation === 0;
  return (
    <div className="sheet padded">
      <dl className="facts">
        <Fact name="Подано">
          {moment(request.madeAt)}, {request.tradePointName}
          {request.workstation > 0 && `, рабочее место ${request.workstation}`}
        </Fact>
        <Fact name={isOffices ? 'Подал' : 'Кассир'}>
          {content.cashierName}
          {isOffices && ', центральный офис'}
          {content.seniorName !== null && `, подписал старший ${content.seniorName}`}
        </Fact>
        <Fact name="Причина">{content.reason}</Fact>
        {content.corrected && (
          <Fact name="Верные данные">
            <b>
              {nameOf(content.corrected.providerId)}, {formatAnyAccount(content.corrected.account)}
            </b>
          </Fact>
        )}
        {content.split && (
          <Fact name="Комиссия">
            <b>
              <Money sum={content.split.fee} />
            </b>
            , зачислить <Money sum={content.split.amountCredited} />: у верного оператора она другая, клиент
            согласен
          </Fact>
        )}
        {!isOffices && <Fact name="Чек">{receiptText(request)}</Fact>}
        {!isOffices && <Fact name="Смена">{content.shiftOpen ? 'ещё открыта' : 'закрыта'}</Fact>}
        {content.missing && (
          <Fact name="Со слов кассы">
            {nameOf(content.missing.providerId)}, {formatAnyAccount(content.missing.account)},{' '}
            <Money sum={content.missing.amountTaken} />, {moment(content.missing.takenAt)}
            {content.missing.takenBy !== undefined && `, принял ${content.missing.takenBy}`}
          </Fact>
        )}
        {content.wording !== '' && (
          <Fact name="Письмо">
            <span style={{ whiteSpace: 'pre-wrap' }}>{content.wording}</span>
          </Fact>
        )}
        {request.grant && (
          <Fact name="Возврат">
            <Money sum={request.grant.amount} />, рабочее место {request.grant.workstation}
            {request.grant.outcome !== null && (request.grant.outcome === 'paid' ? ', отдан' : ', не отдан')}
          </Fact>
        )}
        {request.answer !== null && <Fact name="Ответ кассе">{request.answer}</Fact>}
      </dl>
      {request.attachments.map((attachment) => (
        <Scan key={attachment.place} request={request.id} attachment={attachment} />
      ))}
    </div>
  );
}

function Agreed({ request }: { readonly request: DeskRequest }) {
  const { providers } = useAround();
  return (
    <>
      {(request.state === 'halfApproved' || request.state === 'granted') &&
        request.approvals.map(({ name, at, reason, corrected, paid }) => (
          <Note key={`${name}${at}`} tone="warn">
            {paid === undefined ? 'Согласие' : paid ? 'Клиент получил деньги' : 'Деньги не отдавали'}:{' '}
            <b>{name}</b>, {moment(at)}. {reason}
            {corrected &&
              `. Данные: ${providers.get(corrected.providerId) ?? corrected.providerId}, ${formatAnyAccount(corrected.account)}`}
          </Note>
        ))}
    </>
  );
}

function Steps({ request }: { readonly request: DeskRequest }) {
  return (
    <div className="sheet padded">
      <h2>Ход обращения</h2>
      <ol className="story">
        {request.steps.map(({ at, state, who, text }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: steps have no names, and only grow at their end
          <li key={index}>
            <time>{exactMoment(at)}</time>
            <span>
              <b>{stateNames[state]}</b> <span className="soft">{whoText(who)}</span>
              {text !== '' && <div>{text}</div>}
            </span>
          </li>
        ))}
      </ol>
    </div>
  );
}

const whoNames: Readonly<Record<string, string>> = {
  rule: 'по правилу',
  operator: 'оператор связи',
  journal: 'по журналу кассы',
};
/** A workstation's name is `tt-1/2`. */
const whoText = (who: string): string => whoNames[who] ?? who.replace(/^.*\/(\d+)$/, 'рабочее место $1');

function Payment({ id }: { readonly id: PaymentId }) {
  const asked = useAsked('payment', { id });
  if (!asked.value) {
    return asked.trouble === null ? (
      <Waiting asked={asked} />
    ) : (
      <Note tone="warn">Журнал этого платежа до СЭП ещё не дошёл.</Note>
    );
  }
  return (
    <>
      <PaymentFacts payment={asked.value} />
      <StoryLines payment={asked.value} />
    </>
  );
}

function Known({ id }: { readonly id: RequestId }) {
  const asked = useAsked('request', { id });
  const request = asked.value;
  if (!request) return <Waiting asked={asked} />;
  return (
    <>
      <Title beside={<Mark tone={stateTones[request.state]}>{stateNames[request.state]}</Mark>}>
        {adjustmentNames[request.kind]}
      </Title>
      <div className="columns">
        <div>
          <Asked request={request} />
          <Agreed request={request} />
          {/* Fresh fields for every new standing of it. */}
          <Decision
            key={`${request.state}${request.approvals.length}`}
            request={request}
            onDone={asked.again}
          />
          <Steps request={request} />
        </div>
        <div>
          {request.paymentId === null ? (
            <Note tone="warn">СЭП не знает платежа с таким чеком.</Note>
          ) : (
            <Payment key={`${request.paymentId}${request.state}`} id={request.paymentId} />
          )}
        </div>
      </div>
    </>
  );
}

export function RequestScreen({ id }: { readonly id: string }) {
  const read = RequestId.safeParse(id);
  return read.success ? <Known id={read.data} /> : <Note tone="bad">Такого обращения нет.</Note>;
}
