/** «Письмо в ЦО»: the user's wording, the chosen rows as a table, the scan; copied, opened in the mail program, or sent. */
import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { AdjustmentKind, Attachment } from '../../contract/adjustment.ts';
import type { Failure } from '../../contract/failure.ts';
import type { Letter, LetterAsked } from '../../contract/letter.ts';
import { ReceiptGate } from '../adjust/ReceiptGate.tsx';
import { Ask } from '../parts/Ask.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { ErrorPanel } from '../parts/ErrorPanel.tsx';
import { PressButton } from '../parts/PressButton.tsx';
import { useTurn } from '../parts/useTurn.ts';
import { call } from '../till/bridge.ts';
import { useDraft } from '../till/drafts.ts';
import { useTill } from '../till/till.ts';
import { KeptLetter } from './KeptLetter.tsx';
import styles from './LetterDialog.module.css';
import { LetterRows } from './LetterRows.tsx';
import type { LetterDraft } from './letterDraft.ts';
import { emptyLetter, letterOf } from './letterDraft.ts';
import { Scans } from './Scans.tsx';
import type { LetterRow, LetterRows as Rows } from './useLetterRows.ts';
import { useLetterRows } from './useLetterRows.ts';
import { useMailReady } from './useMailReady.ts';

type Props = {
  /** Empty: a payment that is missing at the till. */
  readonly rows: readonly LetterRow[];
  /** Written already, with its scan: to be copied or opened; it is not composed anew. */
  readonly written?: Letter | null;
  readonly onClose: () => void;
  /** Said where the letter came from. */
  readonly onDone: (said: string) => void;
  /** A written one is not to be sent. */
  readonly onGivenUp?: () => void;
};

const kinds: readonly { readonly value: AdjustmentKind; readonly label: string; readonly detail: string }[] =
  [
    { value: 'reconduct', label: 'Перепровести платёж', detail: '' },
    { value: 'transfer', label: 'Перевести на верный номер', detail: 'Верный номер' },
    { value: 'cancel', label: 'Отменить платёж', detail: 'Причина' },
    { value: 'cashRefund', label: 'Вернуть деньги клиенту', detail: 'Причина' },
  ];

const noScans: readonly Attachment[] = [];

export function LetterDialog({ rows: all, written = null, onClose, onDone, onGivenUp }: Props) {
  const about = written === null ? all.map(({ paymentId }) => paymentId).join(' ') : written.words;
  const { draft, begun, change, forget } = useDraft<LetterDraft>(
    `letter ${about}`,
    emptyLetter(written?.attachments ?? noScans),
  );
  const { kind, detail } = draft;
  const [kept, setKept] = useState(written === null && all.length === 0 && begun);
  const [composed, setComposed] = useState<Letter | null>(written);
  const [failure, setFailure] = useState<Failure | null>(null);
  const { busy, take } = useTurn();
  const mailReady = useMailReady();
  const text = useRef<HTMLTextAreaElement>(null);
  const turn = useRef(0);
  const [leaving, setLeaving] = useState(false);
  const chosen = kinds.find(({ value }) => value === kind);
  const asData = useTill().sync !== null && all.length > 0;
  const asked = useLetterRows(all, kind, asData, draft, change);
  const { rows } = asked;
  const ids = rows.map(({ paymentId }) => paymentId);
  // The right numbers stand in the rows.
  const wantsDetail = kind !== 'reconduct' && written === null && !(kind === 'transfer' && all.length > 0);
  const rights =
    kind === 'transfer' ? rows.map(({ paymentId, right }) => ({ paymentId, account: right.trim() })) : [];
  const lacking = (wantsDetail && detail.trim() === '') || rights.some(({ account }) => account === '');
  const hasScan = draft.scans.length > 0;

  const order = {
    paymentIds: ids,
    kind,
    detail: wantsDetail ? detail.trim() : '',
    ...(rights.length > 0 && { rights }),
  };
  const orderKey = JSON.stringify(order);
  const letter = composed === null ? null : letterOf(composed, draft, orderKey);
  // The words follow what is chosen above them; typed by hand they belong to what was chosen then.
  // biome-ignore lint/correctness/useExhaustiveDependencies: by what is asked for alone
  useEffect(() => {
    turn.current += 1;
    const mine = turn.current;
    if (lacking || written !== null) return;
    void call('letter.compose', order).then((answer) => {
      if (mine !== turn.current) return;
      setFailure(answer.ok ? null : answer.failure);
      if (answer.ok) setComposed(answer.value);
    });
  }, [orderKey]);

  const typeWords = (subject: string, words: string) =>
    change({ words: { order: orderKey, subject, words } });

  const barred =
    asData && rowsBarred(asked) !== null
      ? (rowsBarred(asked) ?? undefined)
      : lacking
        ? `Сначала заполните поле «${chosen?.detail ?? ''}».`
        : all.length === 0 && !hasScan
          ? 'Сначала приложите скан чека.'
          : undefined;

  /** Whatever was typed is here again the next time; a letter that was written elsewhere has no other way back. */
  const leave = () => (written === null ? onClose() : setLeaving(true));

  const go = (way: 'letter.copy' | 'letter.openInMail' | 'letter.send', said: string) =>
    take(async () => {
      if (letter === null || barred !== undefined) return;
      // The same as data: nobody at the office has to retype it.
      const answer = await call(way, { ...letter, ...(asData && { ask: asked.ask(order.detail) }) });
      if (!answer.ok) {
        asked.judgeAgain();
        return setFailure(answer.failure);
      }
      const left = 'asked' in answer.value ? answer.value.asked : answer.value;
      forget();
      onDone(`${said} ${askedWords(left)}`.trim());
      onClose();
    });
  const copy = () =>
    go(
      'letter.copy',
      hasScan
        ? 'Письмо скопировано. Вставьте его в почту и приложите скан чека сами.'
        : 'Письмо скопировано. Вставьте его в почту.',
    );
  const open = () => go('letter.openInMail', 'Письмо открыто в почтовой программе. Отправьте его там.');
  const send = () => go('letter.send', 'Письмо уходит. Дошло ли оно, видно в «Моих обращениях».');

  return (
    <Dialog
      title={written === null ? titleOf(all.length === 0 ? all : rows) : 'Письмо в ЦО: не отправлено'}
      size={900}
      onClose={leave}
      ownFocus
      commands={{
        F2: copy,
        F5: open,
        Star: mailReady === true ? send : open,
        ...(asked.leaveOut !== null && { F3: asked.leaveOut }),
      }}
    >
      <div className={styles['form']}>
        {failure !== null && <ErrorPanel failure={failure} onClose={() => setFailure(null)} retry={null} />}
        {written === null && (
          <div className={styles['what']}>
            <NativeSelect
              label="О чём просим"
              data-autofocus
              value={kind}
              onChange={(event) => change({ kind: event.currentTarget.value as AdjustmentKind })}
              data={kinds.map(({ value, label }) => ({ value, label }))}
            />
            {wantsDetail && (
              <TextInput
                label={chosen?.detail ?? ''}
                value={detail}
                maxLength={300}
                onChange={(event) => change({ detail: event.currentTarget.value })}
              />
            )}
          </div>
        )}
        {rows.length > 0 && <LetterRows asked={asked} kind={kind} asData={asData} hasScan={hasScan} />}
        {asData &&
          kind !== 'reconduct' &&
          rows.some((row) => row.barred === null && row.receipt === null) && (
            <ReceiptGate
              key={rows.filter(({ receipt }) => receipt !== null).length}
              about={about}
              busy={busy}
              words={{
                title: rows.length > 1 ? 'Чеки клиентов' : 'Чек клиента',
                text: hasScan
                  ? 'Чек на скане сверит центральный офис. Показанный здесь ускорит решение: считайте QR-код или наберите номер и сумму.'
                  : 'Считайте QR-код или наберите номер и сумму. Показать его можно и потом, в «Моих обращениях»: до этого обращение ждёт.',
              }}
              onReceipt={(receipt, accepted) =>
                take(async () => {
                  const refused = await asked.show(receipt);
                  if (refused === null) accepted();
                  setFailure(refused);
                })
              }
            />
          )}
        {letter !== null && !lacking && (
          <>
            <div className={styles['head']}>
              <TextInput
                label="Кому"
                value={letter.to}
                maxLength={200}
                onChange={(event) => change({ to: event.currentTarget.value })}
              />
              <TextInput
                label="Тема"
                value={letter.subject}
                maxLength={200}
                onChange={(event) => typeWords(event.currentTarget.value, letter.words)}
              />
            </div>
            <Textarea
              ref={text}
              label="Письмо"
              rows={written === null ? 3 : 6}
              maxLength={4000}
              value={letter.words}
              onChange={(event) => typeWords(letter.subject, event.currentTarget.value)}
            />
            <Scans
              scans={draft.scans}
              onChange={(scans) => change({ scans })}
              onFailure={setFailure}
              required={all.length === 0}
            />
          </>
        )}
        <div className={styles['foot']}>
          <span className={styles['note']} role="status">
            {barred ??
              (asData
                ? dataWords(asked, kind, hasScan)
                : mailReady === false
                  ? 'Отправка отсюда не настроена: скопируйте письмо или откройте его в почте.'
                  : '')}
          </span>
          <PressButton hint="Esc" onPress={leave}>
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
      {kept && (
        <KeptLetter
          about={chosen?.label ?? ''}
          scans={draft.scans.map(({ name }) => name)}
          onContinue={() => setKept(false)}
          onNew={() => {
            forget();
            setKept(false);
          }}
          onClose={onClose}
        />
      )}
      {leaving && (
        <Ask
          title="Закрыть письмо, не отправив?"
          confirm="Закрыть без отправки"
          refuse="Вернуться к письму"
          tone="bad"
          onClose={() => setLeaving(false)}
          onConfirm={() => {
            forget();
            onGivenUp?.();
            onClose();
          }}
        >
          Обращение уже записано, но скан чека центральный офис получит только с этим письмом. Скопируйте
          письмо или откройте его в почте.
        </Ask>
      )}
    </Dialog>
  );
}

function titleOf(rows: readonly LetterRow[]): string {
  const [row] = rows;
  if (row === undefined) return 'Письмо в ЦО: платёж по чеку';
  return rows.length === 1 ? `Письмо в ЦО: платёж ${row.number}` : `Письмо в ЦО: платежей ${rows.length}`;
}

/** Why the rows can't be asked for yet; null: they can. */
function rowsBarred({ rows, judged }: Rows): string | null {
  if (judged === null) return 'Узнаём у СЭП, что сейчас можно…';
  const barred = rows.filter((row) => row.barred !== null).length;
  if (barred === rows.length) return 'Так исправить нельзя: причина указана у платежа.';
  if (barred > 0) return 'Уберите из письма то, что так исправить нельзя.';
  return rows.some(({ right, check }) => right !== '' && check?.outcome === 'refused')
    ? 'Верный номер не подходит: причина указана у платежа.'
    : null;
}

/** What becomes of the rows beside the letter. */
function dataWords({ rows, judged }: Rows, kind: AdjustmentKind, hasScan: boolean): string {
  const later = judged?.fresh === false ? ', когда она ответит' : '';
  const lacks = kind !== 'reconduct' && rows.some(({ receipt }) => receipt === null);
  const then = !lacks ? '' : hasScan ? '; чек на скане сверит центральный офис' : ' и будет ждать чек';
  return `Вместе с письмом обращение уйдёт в СЭП${later}${then}.`;
}

/** What became of the rows as requests. */
function askedWords({ left, unsent, awaiting }: LetterAsked): string {
  if (left === 0) return '';
  if (unsent > 0) return `Обращений сохранено: ${left}. Они уйдут в СЭП, когда она ответит.`;
  return `Обращений в СЭП: ${left}.${awaiting > 0 ? ' Ждут чек: покажите его в «Моих обращениях».' : ''}`;
}
