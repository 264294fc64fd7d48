/** A granted refund: its till ends it; when that till is silent, two people say whether the client has the cash. */
import { Button, Textarea } from '@mantine/core';
import { useState } from 'react';
import type { DeskRequest } from '../../../contract/desk.ts';
import { call } from './call.ts';
import { Note } from './parts.tsx';

type Props = { readonly request: DeskRequest; readonly onDone: () => void };

export function GrantEnd({ request, onDone }: Props) {
  const [open, setOpen] = useState(request.approvals.length > 0);
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState<boolean | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const place = request.grant?.workstation ?? request.workstation;

  async function end(paid: boolean): Promise<void> {
    if (reason.trim() === '')
      return setTrouble('Напишите, откуда это известно: это прочтёт второй сотрудник.');
    setBusy(paid);
    setTrouble(null);
    const answer = await call('end-grant', { id: request.id, paid, reason: reason.trim() });
    setBusy(null);
    if (answer.ok) setReason('');
    else setTrouble(answer.refusal.message);
    onDone();
  }

  return (
    <>
      <Note tone="plain">
        Возврат разрешён. Деньги отдаёт рабочее место {place}; когда придёт его журнал, обращение закроется
        само.
      </Note>
      {!open && (
        <p>
          <Button variant="default" onClick={() => setOpen(true)}>
            Касса не отвечает
          </Button>
        </p>
      )}
      {open && (
        <div className="sheet padded stack">
          <h2 style={{ margin: 0 }}>Отданы ли деньги?</h2>
          <div className="soft small">
            Спросите кассира и пересчитайте кассу. Нужны двое: решает второе такое же слово. Если журнал кассы
            потом скажет другое, это будет видно в «Противоречиях касс».
          </div>
          <Textarea
            label="Откуда известно"
            value={reason}
            maxLength={300}
            autosize
            minRows={2}
            onChange={({ currentTarget }) => setReason(currentTarget.value)}
          />
          {trouble !== null && <Note tone="bad">{trouble}</Note>}
          <div className="row">
            <Button loading={busy === true} disabled={busy !== null} onClick={() => void end(true)}>
              Клиент получил деньги
            </Button>
            <Button
              variant="default"
              loading={busy === false}
              disabled={busy !== null}
              onClick={() => void end(false)}
            >
              Деньги не отдавали
            </Button>
          </div>
        </div>
      )}
    </>
  );
}
