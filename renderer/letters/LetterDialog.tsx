/** «Письмо в ЦО»: the user's wording, the chosen rows as a table, the scan; copied, opened in the mail program, or sent. */
import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { AdjustmentKind } from '../../contract/adjustment.ts';
import type { Failure } from '../../contract/failure.ts';
import type { CallOutput } from '../../contract/ipc.ts';
import type { Letter } from '../../contract/letter.ts';
import type { PaymentId } from '../../contract/primitives.ts';
import { formatMoney } from '../../core/money.ts';
import { Dialog } from '../parts/Dialog.tsx';
import { ErrorPanel } from '../parts/ErrorPanel.tsx';
import { Icon } from '../parts/Icon.tsx';
import { PressButton } from '../parts/PressButton.tsx';
import { useTurn } from '../parts/useTurn.ts';
import { call } from '../till/bridge.ts';
import { useTill } from '../till/till.ts';
import styles from './LetterDialog.module.css';
import { Scans } from './Scans.tsx';
import { useMailReady } from './useMailReady.ts';

/** What is known of a row here; the table itself is made by the workstation. */
export type LetterRow = {
  readonly paymentId: PaymentId;
  readonly number: string;
  readonly amountTaken: number;
};

type Props = {
  /** Empty: a payment that is missing at the till. */
  readonly rows: readonly LetterRow[];
  /** Written already, with its scan: to be copied or opened; it is not composed anew. */
  readonly written?: Letter | null;
  readonly onClose: () => void;
  /** Said where the letter came from. */
  readonly onDone: (said: string) => void;
};

const kinds: readonly { readonly value: AdjustmentKind; readonly label: string; readonly detail: string }[] =
  [
    { value: 'reconduct', label: 'Перепровести платёж', detail: '' },
    { value: 'transfer', label: 'Перевести на верный номер', detail: 'Верный номер' },
    { value: 'cancel', label: 'Отменить платёж', detail: 'Причина' },
    { value: 'cashRefund', label: 'Вернуть деньги клиенту', detail: 'Причина' },
  ];

export function LetterDialog({ rows, written = null, onClose, onDone }: Props) {
  const [kind, setKind] = useState<AdjustmentKind>('reconduct');
  const [detail, setDetail] = useState('');
  const [letter, setLetter] = useState<Letter | null>(written);
  const [failure, setFailure] = useState<Failure | null>(null);
  const { busy, take } = useTurn();
  const mailReady = useMailReady();
  const text = useRef<HTMLTextAreaElement>(null);
  const asked = useRef(0);
  const chosen = kinds.find(({ value }) => value === kind);
  const wantsDetail = kind !== 'reconduct' && written === null;
  const lacking = wantsDetail && detail.trim() === '';
  const ids = rows.map(({ paymentId }) => paymentId);
  const many = rows.length > 1;
  const enrolled = useTill().sync !== null;
  // A row is evidence enough for this one; the others want the client's receipt, which «Корректировка» asks for.
  const asData = enrolled && kind === 'reconduct' && rows.length > 0;

  // The words follow what is chosen above them; typed by hand they stay until something above changes.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the rows never change while the dialogue is open
  useEffect(() => {
    asked.current += 1;
    const turn = asked.current;
    if (lacking || written !== null) return;
    void call('letter.compose', { paymentIds: ids, kind, detail: detail.trim() }).then((answer) => {
      if (turn !== asked.current) return;
      setFailure(answer.ok ? null : answer.failure);
      if (!answer.ok) return;
      setLetter((before) => ({
        ...answer.value,
        to: before?.to ?? answer.value.to,
        attachments: before?.attachments ?? [],
      }));
    });
  }, [kind, detail]);

  const barred = lacking
    ? `Сначала заполните поле «${chosen?.detail ?? ''}».`
    : rows.length === 0 && (letter?.attachments.length ?? 0) === 0
      ? 'Сначала приложите скан чека.'
      : undefined;

  const go = (way: 'letter.copy' | 'letter.openInMail' | 'letter.send', said: string) =>
    take(async () => {
      if (letter === null || barred !== undefined) return;
      const answer = await call(way, letter);
      if (!answer.ok) return setFailure(answer.failure);
      // The same as data: nobody at the office has to retype it. The letter is out, whatever comes of this.
      const asked = asData
        ? await call('adjust.askRows', {
            paymentIds: ids,
            wording: letter.words,
            attachments: [...letter.attachments],
          })
        : null;
      onDone(asked === null ? said : `${said} ${asked.ok ? askedWords(asked.value) : notAsked}`);
      onClose();
    });
  const copy = () =>
    go(
      'letter.copy',
      (letter?.attachments.length ?? 0) > 0
        ? 'Письмо скопировано. Вставьте его в почту и приложите скан чека сами.'
        : 'Письмо скопировано. Вставьте его в почту.',
    );
  const open = () => go('letter.openInMail', 'Письмо открыто в почтовой программе. Отправьте его там.');
  const send = () => go('letter.send', 'Письмо уходит. Дошло ли оно, видно в «Моих обращениях».');

  return (
    <Dialog
      title={titleOf(rows)}
      size={860}
      onClose={onClose}
      ownFocus
      commands={{ F2: copy, F5: open, Star: mailReady === true ? send : open }}
    >
      <div className={styles['form']}>
        {failure !== null && <ErrorPanel failure={failure} onClose={() => setFailure(null)} retry={null} />}
        {written === null && (
          <div className={styles['what']}>
            <NativeSelect
              label="О чём просим"
              data-autofocus
              value={kind}
              onChange={(event) => setKind(event.currentTarget.value as AdjustmentKind)}
              data={kinds.map(({ value, label }) => ({ value, label }))}
            />
            {wantsDetail && (
              <TextInput
                label={chosen?.detail ?? ''}
                value={detail}
                maxLength={300}
                onChange={(event) => setDetail(event.currentTarget.value)}
              />
            )}
          </div>
        )}
        {letter !== null && !lacking && (
          <>
            <div className={styles['head']}>
              <TextInput
                label="Кому"
                value={letter.to}
                maxLength={200}
                onChange={(event) => setLetter({ ...letter, to: event.currentTarget.value })}
              />
              <TextInput
                label="Тема"
                value={letter.subject}
                maxLength={200}
                onChange={(event) => setLetter({ ...letter, subject: event.currentTarget.value })}
              />
            </div>
            <Textarea
              ref={text}
              label="Письмо"
              rows={written === null ? 3 : 6}
              maxLength={4000}
              value={letter.words}
              onChange={(event) => setLetter({ ...letter, words: event.currentTarget.value })}
            />
            {rows.length > 0 && (
              <p className={styles['rows']}>
                <Icon name="info" size={18} />
                <span>
                  Под текстом будет таблица: {many ? 'платежи ' : 'платёж '}
                  {rows
                    .slice(0, 6)
                    .map(({ number, amountTaken }) => `${number} (${formatMoney(amountTaken)})`)
                    .join(', ')}
                  {rows.length > 6 && ` и ещё ${rows.length - 6}`}, с датой, номером и оператором.
                </span>
              </p>
            )}
            <Scans
              scans={letter.attachments}
              onChange={(attachments) => setLetter({ ...letter, attachments: [...attachments] })}
              onFailure={setFailure}
              required={rows.length === 0}
            />
          </>
        )}
        <div className={styles['foot']}>
          <span className={styles['note']} role="status">
            {barred ??
              (asData
                ? 'Вместе с письмом обращение уйдёт в СЭП.'
                : enrolled && rows.length > 0
                  ? 'Только письмо. Чтобы обращение ушло и в СЭП, откройте «Корректировку» с чеком клиента.'
                  : mailReady === false
                    ? 'Отправка отсюда не настроена: скопируйте письмо или откройте его в почте.'
                    : '')}
          </span>
          <PressButton hint="Esc" onPress={onClose}>
            Закрыть
          </PressButton>
          <PressButton hint="F2" busy={busy} barred={barred} onPress={copy}>
            Скопировать
          </PressButton>
          <PressButton
            hint={mailReady === true ? 'F5' : '*'}
            tone={mailReady === true ? 'plain' : 'main'}
            busy={busy}
            barred={barred}
            onPress={open}
          >
            Открыть в почте
          </PressButton>
          {mailReady === true && (
            <PressButton hint="*" tone="main" busy={busy} barred={barred} onPress={send}>
              Отправить
            </PressButton>
          )}
        </div>
      </div>
    </Dialog>
  );
}

function titleOf(rows: readonly LetterRow[]): string {
  const [row] = rows;
  if (row === undefined) return 'Письмо в ЦО: платёж по чеку';
  return rows.length === 1 ? `Письмо в ЦО: платёж ${row.number}` : `Письмо в ЦО: платежей ${rows.length}`;
}

const notAsked = 'Обращение в СЭП не оставлено: СЭП не ответила. Повторите из «Корректировки».';

/** What became of the rows as requests. */
function askedWords({ left, barred }: CallOutput<'adjust.askRows'>): string {
  const [first] = barred;
  const asked = left.length === 0 ? '' : `Обращений в СЭП: ${left.length}. `;
  if (first === undefined) return asked.trim();
  const rest = barred.length > 1 ? ` И ещё ${barred.length - 1}.` : '';
  return `${asked}Платёж ${first.number} перепровести нельзя: ${first.why}${rest}`;
}
