/** What the central office may do with a payment by itself, and why the rest not; the form of a request of its own. */
import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { type AdjustmentKind, type CorrectedDetails, RequestId } from '../../../contract/adjustment.ts';
import type { DeskPayment } from '../../../contract/desk.ts';
import { ProviderId } from '../../../contract/primitives.ts';
import { adjustmentNames } from '../../../core/adjustment.ts';
import { call } from './call.ts';
import { Note, useAround } from './parts.tsx';
import { go } from './route.ts';

type FormProps = { readonly payment: DeskPayment; readonly kind: AdjustmentKind; readonly note: string };

function AskForm({ payment, kind, note }: FormProps) {
  const { providers } = useAround();
  // Of this very form: sent twice, it is one request.
  const [id] = useState(() => RequestId.parse(crypto.randomUUID()));
  const last = payment.attempts.at(-1) ?? payment;
  const [provider, setProvider] = useState(last.provider);
  const [account, setAccount] = useState(last.account);
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<string | null>(null);
  // What hangs goes out as it was: nobody knows whether it is credited.
  const takesDetails = kind === 'reconduct' && payment.status === 'rejected';
  const plain = account.replace(/[\s()-]/g, '');

  function corrected(): CorrectedDetails | null {
    const read = ProviderId.safeParse(provider);
    const isSame = provider === last.provider && plain === last.account;
    return takesDetails && !isSame && read.success ? { providerId: read.data, account: plain } : null;
  }

  async function send(): Promise<void> {
    if (reason.trim() === '') return setTrouble('Напишите причину: её прочтут второй сотрудник и кассир.');
    setBusy(true);
    setTrouble(null);
    const input = { id, paymentId: payment.id, kind, reason: reason.trim(), corrected: corrected() };
    const answer = await call('ask-correction', input);
    setBusy(false);
    if (answer.ok) go('request', answer.value.id);
    else setTrouble(answer.refusal.message);
  }

  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <div className="soft small">{note}</div>
      {takesDetails && (
        <div className="row" style={{ alignItems: 'flex-end' }}>
          <NativeSelect
            label="Оператор"
            value={provider}
            data={[...providers].map(([value, label]) => ({ value, label }))}
            onChange={({ currentTarget }) => setProvider(currentTarget.value)}
          />
          <TextInput
            label="Номер"
            className="grow"
            value={account}
            maxLength={24}
            onChange={({ currentTarget }) => setAccount(currentTarget.value)}
          />
        </div>
      )}
      <Textarea
        label="Причина"
        value={reason}
        maxLength={300}
        autosize
        minRows={2}
        autoFocus
        onChange={({ currentTarget }) => setReason(currentTarget.value)}
      />
      {trouble !== null && <Note tone="bad">{trouble}</Note>}
      <div className="row">
        <Button type="submit" loading={busy}>
          Подать на согласование
        </Button>
        <Button variant="default" disabled={busy} onClick={() => go('payment', payment.id)}>
          Не надо
        </Button>
        <span className="soft small">Исполнят, когда согласится второй сотрудник.</span>
      </div>
    </form>
  );
}

type Props = {
  readonly payment: DeskPayment;
  /** The one whose form is open, as the address names it. */
  readonly chosen: string;
};

export function Corrections({ payment, chosen }: Props) {
  return (
    <div className="sheet padded">
      <h2>Корректировки от центрального офиса</h2>
      {payment.verdicts.map((verdict) => {
        const isChosen = verdict.possible && verdict.kind === chosen;
        return (
          <div key={verdict.kind} className="verdict" data-chosen={isChosen || undefined}>
            {verdict.possible && !isChosen ? (
              <Button
                variant="default"
                size="compact-sm"
                onClick={() => go('payment', `${payment.id}/${verdict.kind}`)}
              >
                {adjustmentNames[verdict.kind]}
              </Button>
            ) : (
              <b>{adjustmentNames[verdict.kind]}</b>
            )}
            {isChosen ? (
              <AskForm key={verdict.kind} payment={payment} kind={verdict.kind} note={verdict.note} />
            ) : (
              <span className="soft small">{verdict.possible ? verdict.note : verdict.why}</span>
            )}
          </div>
        );
      })}
    </div>
  );
}
