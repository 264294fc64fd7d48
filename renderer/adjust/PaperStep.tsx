/** A payment that is missing at the till, read off its receipt: the form, the scan, and the letter that goes alongside. */
import { NativeSelect, TextInput } from '@mantine/core';
import { useEffect, useRef } from 'react';
import type {
  AdjustmentAsk,
  Attachment,
  PaperDesk,
  PaperEntry,
  ReceiptEvidence,
  VerdictView,
} from '../../contract/adjustment.ts';
import type { Failure } from '../../contract/failure.ts';
import type { Letter } from '../../contract/letter.ts';
import { adjustmentNames } from '../../core/adjustment.ts';
import { standingNames } from '../../core/sepStatus.ts';
import { useCommands } from '../keyboard/commands.ts';
import { Scans } from '../letters/Scans.tsx';
import { useMailReady } from '../letters/useMailReady.ts';
import { PressButton } from '../parts/PressButton.tsx';
import { useTurn } from '../parts/useTurn.ts';
import { typeDay } from '../report/period.ts';
import { call } from '../till/bridge.ts';
import { providerOf, useProviders } from '../till/catalogue.ts';
import { useDraft } from '../till/drafts.ts';
import { useTill } from '../till/till.ts';
import styles from './Adjustment.module.css';
import type { PaperForm } from './paperForm.ts';
import { paperLacking, readPaperForm, startPaperForm, typeTime } from './paperForm.ts';

type Props = {
  readonly paper: PaperDesk;
  readonly receipt: ReceiptEvidence;
  readonly verdict: Extract<VerdictView, { readonly possible: true }>;
  readonly onBack: () => void;
  readonly onFailure: (failure: Failure | null) => void;
  /** `letter`: not sent from here, to be copied or opened in the mail program. */
  readonly onDone: (said: string, letter: Letter | null) => void;
};

type Right = { readonly providerId: string; readonly account: string };

type Typed = {
  readonly form: PaperForm;
  readonly right: Right;
  readonly reason: string;
  readonly scans: readonly Attachment[];
};

const nothingRight: Right = { providerId: '', account: '' };
const noScans: readonly Attachment[] = [];

export function PaperStep({ paper, receipt, verdict, onBack, onFailure, onDone }: Props) {
  const { kind } = verdict;
  const till = useTill();
  const providers = useProviders();
  const mailReady = useMailReady();
  const typed = useDraft<Typed>(`paper ${paper.receipt} ${kind}`, {
    form: startPaperForm(receipt),
    right: nothingRight,
    reason: 'Платежа нет на кассе',
    scans: noScans,
  });
  const { form, right, reason, scans } = typed.draft;
  const { busy, take } = useTurn();
  const body = useRef<HTMLElement>(null);
  useEffect(() => body.current?.querySelector<HTMLElement>('input, select')?.focus(), []);

  const provider = providerOf(providers, form.providerId);
  const read = readPaperForm(form, provider, paper.amountTaken);
  // What is credited already can only be sent to another number.
  const corrects = kind === 'transfer' || (kind === 'reconduct' && paper.standing === standingNames.rejected);
  const corrected: AdjustmentAsk['corrected'] =
    corrects && right.providerId !== '' && right.account.trim() !== ''
      ? ({ providerId: right.providerId, account: right.account.trim() } as AdjustmentAsk['corrected'])
      : null;
  const lacking =
    (paper.known ? null : paperLacking(form, read, provider)) ??
    (kind === 'transfer' && corrected === null ? 'Наберите верный номер.' : null) ??
    (reason.trim() === '' ? 'Укажите причину.' : null) ??
    (scans.length === 0 ? 'Приложите скан чека.' : null) ??
    undefined;
  const change = (next: Partial<PaperForm>) => typed.change({ form: { ...form, ...next } });

  /** Also of a payment that СЭП knows: then the letter names the receipt only. */
  const compose = (missing: PaperEntry | null) =>
    call('letter.compose', {
      paymentIds: [],
      kind,
      detail: kind === 'transfer' ? (corrected?.account ?? '') : reason.trim(),
      paper: { receipt: paper.receipt, amountTaken: paper.amountTaken, entry: missing },
    });
  const go = () =>
    take(async () => {
      if (lacking !== undefined) return;
      const missing = paper.known ? null : read.entry;
      const composed = await compose(missing);
      if (!composed.ok) return onFailure(composed.failure);
      const letter: Letter = { ...composed.value, attachments: [...scans] };
      const asked = await call('adjust.ask', {
        paymentId: null,
        kind,
        receipt,
        missing,
        corrected,
        reason: reason.trim(),
        senior: null,
        wording: letter.words,
        attachments: [...scans],
      });
      if (!asked.ok) return onFailure(asked.failure);
      typed.forget();
      onFailure(null);
      const accepted = asked.value.sent
        ? 'Обращение принято СЭП.'
        : 'Обращение сохранено и уйдёт в СЭП, как только будет связь.';
      const sent = mailReady === true ? await call('letter.send', letter) : null;
      if (sent?.ok)
        return onDone(`${accepted} Письмо со сканом отправлено. Ответ – в «Моих обращениях».`, null);
      if (sent !== null) onFailure(sent.failure);
      onDone(`${accepted} Ответ – в «Моих обращениях». Письмо со сканом отправьте сами.`, letter);
    });
  useCommands({ Star: () => go(), Escape: () => onBack() }, false);

  const names = providers.map(({ id, name }) => ({ value: id as string, label: name }));
  return (
    <section ref={body} className={styles['box']} aria-label={adjustmentNames[kind]}>
      <h2 className={styles['part']}>{adjustmentNames[kind]}: что напечатано на чеке</h2>
      {!paper.known && (
        <>
          <div className={styles['even']}>
            <NativeSelect
              label="Оператор"
              value={form.providerId}
              onChange={(event) => change({ providerId: event.currentTarget.value, credited: null })}
              data={[{ value: '', label: 'Выберите' }, ...names]}
            />
            <TextInput
              label={provider?.accountName ?? 'Номер'}
              inputMode="numeric"
              maxLength={40}
              value={form.account}
              error={form.account !== '' && read.accountWrong}
              onChange={(event) => change({ account: event.currentTarget.value })}
            />
          </div>
          <div className={styles['even']}>
            <TextInput
              label="Зачислено, ₽"
              inputMode="decimal"
              maxLength={14}
              value={read.creditedText}
              onChange={(event) => change({ credited: event.currentTarget.value })}
            />
            <p className={styles['sums']} role="status">
              <span>Комиссия</span>
              <strong>{read.feeText}</strong>
              <span className={styles['soft']}>{read.feeNote}</span>
            </p>
          </div>
          <div className={styles['three']}>
            <TextInput
              label="Дата чека"
              placeholder="ДД.ММ.ГГГГ"
              inputMode="numeric"
              value={form.day}
              onChange={(event) => change({ day: typeDay(event.currentTarget.value) })}
            />
            <TextInput
              label="Время"
              placeholder="ЧЧ:ММ"
              inputMode="numeric"
              value={form.time}
              onChange={(event) => change({ time: typeTime(event.currentTarget.value) })}
            />
            <TextInput
              label="Кто принял (если известно)"
              maxLength={60}
              list="paper-cashiers"
              value={form.takenBy}
              onChange={(event) => change({ takenBy: event.currentTarget.value })}
            />
            <datalist id="paper-cashiers">
              {till.cashiers.map(({ id, name }) => (
                <option key={id} value={name} />
              ))}
            </datalist>
          </div>
        </>
      )}
      {corrects && (
        <div className={styles['even']}>
          <NativeSelect
            label="Верный оператор"
            value={right.providerId}
            onChange={(event) => typed.change({ right: { ...right, providerId: event.currentTarget.value } })}
            data={[{ value: '', label: 'Выберите' }, ...names]}
          />
          <TextInput
            label={kind === 'transfer' ? 'Верный номер' : 'Верный номер (пусто – прежний)'}
            maxLength={40}
            value={right.account}
            onChange={(event) => typed.change({ right: { ...right, account: event.currentTarget.value } })}
          />
        </div>
      )}
      <TextInput
        label="Причина"
        maxLength={300}
        value={reason}
        onChange={(event) => typed.change({ reason: event.currentTarget.value })}
      />
      <Scans
        scans={scans}
        onChange={(next) => typed.change({ scans: next })}
        onFailure={onFailure}
        required
      />
      <div className={styles['foot']}>
        <span className={styles['lacking']} role="status">
          {lacking}
        </span>
        <PressButton hint="Esc" onPress={onBack}>
          Назад
        </PressButton>
        <PressButton tone="main" hint="*" keepEnter={false} busy={busy} barred={lacking} onPress={go}>
          Отправить
        </PressButton>
      </div>
    </section>
  );
}
