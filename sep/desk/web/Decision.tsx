/** The decision on a request: with a reason, with other details where that is possible, with the operator's words. */
import { Button, Checkbox, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { CorrectedDetails } from '../../../contract/adjustment.ts';
import type { DeskRequest } from '../../../contract/desk.ts';
import { ProviderId } from '../../../contract/primitives.ts';
import { call } from './call.ts';
import { GrantEnd } from './GrantEnd.tsx';
import { Note, useAround } from './parts.tsx';

type Props = { readonly request: DeskRequest; readonly onDone: () => void };

/** What was agreed to last, else what was asked for. */
const askedDetails = ({ approvals, content }: DeskRequest): CorrectedDetails | null =>
  approvals.at(-1)?.corrected ?? content.corrected;

/** What agreeing does, in words. */
function meaning({ kind, state, twoPeople }: DeskRequest, isMine: boolean): string {
  if (isMine) return 'Вы уже согласны: решает второй сотрудник. Передумали — отклоните.';
  if (state === 'halfApproved') return 'Второе согласие: решение будет исполнено сразу.';
  if (twoPeople) return 'Нужны двое: после вашего согласия решит второй сотрудник.';
  if (kind === 'reconduct') return 'Платёж сразу уйдёт оператору.';
  return 'Решение будет исполнено сразу.';
}

export function Decision({ request, onDone }: Props) {
  const { person, providers } = useAround();
  const asked = askedDetails(request);
  const [reason, setReason] = useState('');
  const [provider, setProvider] = useState<string>(asked?.providerId ?? request.provider);
  const [account, setAccount] = useState(asked?.account ?? request.account);
  const [said, setSaid] = useState('');
  const [scanChecked, setScanChecked] = useState(false);
  const [busy, setBusy] = useState<'approve' | 'deny' | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const { kind, state, task, content, approvals } = request;
  const atOperator = state === 'atOperator';
  if (atOperator && task?.way === 'gateway')
    return <Note tone="plain">Оператора спрашивает программа: ответ придёт сам.</Note>;
  if (state === 'granted') return <GrantEnd request={request} onDone={onDone} />;
  const awaits = state === 'awaitsReceipt';
  if (!atOperator && !awaits && state !== 'open' && state !== 'halfApproved') return null;
  const byScan = !atOperator && !awaits && content.receiptLater === true && content.receipt === null;
  const takesDetails = !atOperator && !awaits && (kind === 'reconduct' || kind === 'transfer');

  const plain = account.replace(/[\s()-]/g, '');
  const isChanged =
    takesDetails &&
    (provider !== (asked?.providerId ?? request.provider) || plain !== (asked?.account ?? request.account));

  /** Whoever has agreed to this already can't agree for another one. */
  const isMine =
    !isChanged && state === 'halfApproved' && approvals.some(({ login }) => login === person.login);

  /** What is seen is what is agreed to, also when another person has changed it meanwhile. Null: as they always were. */
  function corrected(): CorrectedDetails | null {
    if (!takesDetails || (asked === null && !isChanged)) return null;
    const read = ProviderId.safeParse(provider);
    return read.success ? { providerId: read.data, account: plain } : null;
  }

  async function decide(decision: 'approve' | 'deny'): Promise<void> {
    if (atOperator && said.trim() === '') return setTrouble('Запишите, что ответил оператор.');
    if (!atOperator && reason.trim() === '')
      return setTrouble('Напишите причину: её прочтут кассир и второй сотрудник.');
    if (decision === 'approve' && byScan && !scanChecked)
      return setTrouble('Откройте скан, сверьте чек с платежом и отметьте, что он проверен.');
    setBusy(decision);
    setTrouble(null);
    const answer = await call('decide', {
      id: request.id,
      decision,
      // What the operator said is why.
      reason: atOperator ? said.trim() : reason.trim(),
      corrected: decision === 'approve' ? corrected() : null,
      ...(decision === 'approve' && byScan && scanChecked && { scanChecked }),
      operatorAnswer: atOperator ? said.trim() : null,
    });
    setBusy(null);
    if (answer.ok) setReason('');
    else setTrouble(answer.refusal.message);
    onDone();
  }

  return (
    <div className="sheet padded stack">
      <h2 style={{ margin: 0 }}>{atOperator ? 'Ответ оператора' : 'Решение'}</h2>
      {awaits && (
        <Note tone="warn">
          Кассе не показали чек клиента, скана в письме нет. Согласовать можно, когда чек покажут на кассе, в
          «Моих обращениях»; отклонить – сейчас.
        </Note>
      )}
      {takesDetails && (
        <div className="row">
          <NativeSelect
            label="Оператор"
            className="grow"
            value={provider}
            data={[...providers].map(([value, label]) => ({ value, label }))}
            onChange={({ currentTarget }) => setProvider(currentTarget.value)}
          />
          <TextInput
            label={kind === 'transfer' ? 'Верный номер' : 'Номер'}
            className="grow"
            value={account}
            maxLength={24}
            onChange={({ currentTarget }) => setAccount(currentTarget.value)}
          />
        </div>
      )}
      {isChanged && <Note tone="warn">Данные изменены: понадобится согласие двоих.</Note>}
      {byScan && (
        <Checkbox
          label="Чек на скане проверен: он этой точки, номер и сумма сходятся с платежом"
          checked={scanChecked}
          onChange={({ currentTarget }) => setScanChecked(currentTarget.checked)}
        />
      )}
      {atOperator ? (
        <Textarea
          label="Что ответил оператор"
          value={said}
          maxLength={300}
          autosize
          minRows={2}
          onChange={({ currentTarget }) => setSaid(currentTarget.value)}
        />
      ) : (
        <Textarea
          label="Причина"
          value={reason}
          maxLength={300}
          autosize
          minRows={2}
          onChange={({ currentTarget }) => setReason(currentTarget.value)}
        />
      )}
      {trouble !== null && <Note tone="bad">{trouble}</Note>}
      {!atOperator && !awaits && <div className="soft small">{meaning(request, isMine)}</div>}
      <div className="row">
        {!awaits && (
          <Button
            loading={busy === 'approve'}
            disabled={busy !== null || isMine}
            onClick={() => void decide('approve')}
          >
            {atOperator ? 'Оператор выполнил' : 'Согласовать'}
          </Button>
        )}
        <Button
          variant="default"
          loading={busy === 'deny'}
          disabled={busy !== null}
          onClick={() => void decide('deny')}
        >
          {atOperator ? 'Оператор отказал' : 'Отклонить'}
        </Button>
      </div>
    </div>
  );
}
