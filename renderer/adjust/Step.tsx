/** One correction, led to its end: the right number, the reason, the senior's PIN, and then `*`. */
import { Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type {
  AdjustmentAsk,
  AdjustmentDesk,
  ReceiptEvidence,
  VerdictView,
} from '../../contract/adjustment.ts';
import type { Failure } from '../../contract/failure.ts';
import type { CashierId, PaymentId, ProviderId } from '../../contract/primitives.ts';
import type { Provider } from '../../contract/provider.ts';
import type { OperatorCheck } from '../../contract/till.ts';
import { adjustmentNames } from '../../core/adjustment.ts';
import { splitAt, splitDiffers, splitWords } from '../../core/feeSplit.ts';
import { formatMoney } from '../../core/money.ts';
import { standingNames } from '../../core/sepStatus.ts';
import { useCommands } from '../keyboard/commands.ts';
import { Icon } from '../parts/Icon.tsx';
import { PressButton } from '../parts/PressButton.tsx';
import { useTurn } from '../parts/useTurn.ts';
import { call } from '../till/bridge.ts';
import { providerOf, useProviders } from '../till/catalogue.ts';
import { useDraft } from '../till/drafts.ts';
import { takeAnswer, useTill } from '../till/till.ts';
import styles from './Adjustment.module.css';

type Props = {
  readonly desk: AdjustmentDesk;
  readonly paymentId: PaymentId;
  readonly receipt: ReceiptEvidence;
  readonly verdict: Extract<VerdictView, { readonly possible: true }>;
  readonly onBack: () => void;
  readonly onFailure: (failure: Failure | null) => void;
  /** `said`: what became of it, for people. */
  readonly onDone: (said: string) => void;
};

/** One click instead of typing: on the keypad alone there are no letters. */
const usual = ['Ошибка в номере', 'Не тот оператор', 'Платёж не дошёл', 'Клиент передумал'] as const;

const outcomes: Readonly<Record<OperatorCheck['outcome'], string>> = {
  confirmed: 'Оператор подтвердил номер',
  refused: 'Не подходит',
  notChecked: 'Оператор не ответил: номер не проверен',
};

export function Step({ desk, paymentId, receipt, verdict, onBack, onFailure, onDone }: Props) {
  const { kind } = verdict;
  const till = useTill();
  const providers = useProviders();
  const corrects = kind === 'transfer' || (kind === 'reconduct' && desk.standing === standingNames.rejected);
  const [checked, setChecked] = useState<OperatorCheck | null>(null);
  const seniors = till.cashiers.filter(
    ({ id, role, closed }) => !closed && role !== 'cashier' && id !== till.cashier?.id,
  );
  const { draft, change, forget } = useDraft(`correction ${paymentId} ${kind}`, {
    providerId: desk.providerId,
    account: '',
    reason: '',
    seniorId: (seniors[0]?.id ?? '') as string,
  });
  const { providerId, account, reason, seniorId } = draft;
  const [pin, setPin] = useState('');
  // As the PIN, no part of the draft: the client agreed to what was read out to them, not to what it comes to another day.
  const [agreedTo, setAgreedTo] = useState<string | null>(null);
  const { busy, take } = useTurn();
  const body = useRef<HTMLElement>(null);
  const cancels = verdict.decider === 'till';
  useEffect(() => body.current?.querySelector<HTMLElement>('input, select')?.focus(), []);

  const changed = account.trim() !== '' || providerId !== desk.providerId;
  const corrected =
    corrects && changed
      ? { providerId, account: account.trim() === '' ? desk.account : account.trim() }
      : null;
  // Another provider, another fee: never without the client's word.
  const due = corrected === null ? null : shareAt(providerOf(providers, providerId), desk);
  const agreed = due?.words != null && agreedTo === due.words;
  const lacking =
    kind === 'transfer' && account.trim() === ''
      ? 'Наберите верный номер.'
      : checked?.outcome === 'refused'
        ? 'Этот номер не подходит.'
        : due?.wrong
          ? due.wrong
          : due?.words && !agreed
            ? 'Спросите клиента, согласен ли он с другой комиссией.'
            : reason.trim() === ''
              ? 'Укажите причину.'
              : verdict.needsSenior && seniors.length === 0
                ? 'Второго человека здесь нет: обратитесь в центральный офис письмом.'
                : verdict.needsSenior && pin.length < 6
                  ? 'Нужен ПИН-код старшего.'
                  : undefined;

  const check = () =>
    take(async () => {
      if (corrected === null) return;
      const answer = await call('adjust.checkNumber', { paymentId, kind, corrected });
      onFailure(answer.ok ? null : answer.failure);
      setChecked(answer.ok ? answer.value : null);
    });
  const print = () =>
    take(async () => {
      const answer = await call('adjust.statement', {
        paymentId,
        kind,
        corrected,
        ...(due?.split && { split: due.split }),
      });
      onFailure(answer.ok ? takeAnswer(answer.value) : answer.failure);
    });
  const go = () =>
    take(async () => {
      if (lacking !== undefined) return;
      const ask: AdjustmentAsk = {
        paymentId,
        kind,
        receipt,
        missing: null,
        corrected,
        ...(due?.split && { split: due.split }),
        reason: reason.trim(),
        senior: verdict.needsSenior ? { cashierId: seniorId as CashierId, pin } : null,
        attachments: [],
      };
      setPin('');
      if (cancels) {
        const answer = await call('adjust.cancelHere', ask);
        onFailure(answer.ok ? null : answer.failure);
        if (!answer.ok) return;
        forget();
        onDone('Платёж отменён. Осталось вернуть деньги.');
        return;
      }
      const answer = await call('adjust.ask', ask);
      onFailure(answer.ok ? null : answer.failure);
      if (!answer.ok) return;
      forget();
      onDone(
        answer.value.sent
          ? 'Обращение принято СЭП. Ответ – здесь и в «Моих обращениях».'
          : 'Обращение сохранено и уйдёт в СЭП, как только будет связь.',
      );
    });
  useCommands({ Star: () => go(), Escape: () => onBack() }, false);

  return (
    <section ref={body} className={styles['box']} aria-label={adjustmentNames[kind]}>
      <h2 className={styles['part']}>
        {cancels ? 'Отменить платёж и вернуть деньги' : adjustmentNames[kind]}
      </h2>
      <p className={styles['soft']}>{verdict.note}</p>
      {corrects && (
        <>
          {kind === 'reconduct' && (
            <NativeSelect
              label="Верный оператор"
              value={providerId}
              onChange={(event) => {
                change({ providerId: event.currentTarget.value as ProviderId });
                setAgreedTo(null);
                setChecked(null);
              }}
              data={providers.map(({ id, name }) => ({ value: id as string, label: name }))}
            />
          )}
          <div className={styles['pair']}>
            <TextInput
              label={kind === 'transfer' ? 'Верный номер' : 'Верный номер (пусто – прежний)'}
              maxLength={40}
              value={account}
              onChange={(event) => {
                change({ account: event.currentTarget.value });
                setChecked(null);
              }}
            />
            <PressButton
              busy={busy}
              barred={corrected === null ? 'Сначала наберите номер.' : undefined}
              onPress={check}
            >
              Проверить номер
            </PressButton>
          </div>
          {checked !== null && (
            <p className={styles['checked']} data-outcome={checked.outcome} role="status">
              {outcomes[checked.outcome]}
              {checked.reason !== null && `: ${checked.reason}`}
              {checked.payer !== null && `: ${checked.payer}`}
            </p>
          )}
        </>
      )}
      {due?.words && (
        <div className={styles['fee']}>
          <Icon name="warning" size={20} />
          <span>
            {due.words}
            <Checkbox
              label="Клиент согласен"
              checked={agreed}
              onChange={(event) => setAgreedTo(event.currentTarget.checked ? due.words : null)}
            />
          </span>
        </div>
      )}
      <TextInput
        label="Причина"
        maxLength={300}
        value={reason}
        onChange={(event) => change({ reason: event.currentTarget.value })}
      />
      <div className={styles['usual']}>
        {usual.map((text) => (
          <button
            key={text}
            type="button"
            className={styles['chip']}
            onClick={() => change({ reason: text })}
          >
            {text}
          </button>
        ))}
      </div>
      {verdict.needsSenior && seniors.length > 0 && (
        <div className={styles['even']}>
          <NativeSelect
            label="Подтверждает"
            value={seniorId}
            onChange={(event) => change({ seniorId: event.currentTarget.value })}
            data={seniors.map(({ id, name }) => ({ value: id as string, label: name }))}
          />
          <TextInput
            label="ПИН-код старшего"
            type="password"
            inputMode="numeric"
            autoComplete="off"
            maxLength={6}
            value={pin}
            onChange={(event) => setPin(event.currentTarget.value.replace(/\D/g, '').slice(0, 6))}
          />
        </div>
      )}
      <div className={styles['foot']}>
        <span className={styles['lacking']} role="status">
          {lacking}
        </span>
        {(kind !== 'reconduct' || due?.words) && (
          <PressButton busy={busy} onPress={print}>
            Заявление
          </PressButton>
        )}
        <PressButton hint="Esc" onPress={onBack}>
          Назад
        </PressButton>
        <PressButton tone="main" hint="*" keepEnter={false} busy={busy} barred={lacking} onPress={go}>
          {cancels ? 'Отменить платёж' : 'Отправить'}
        </PressButton>
      </div>
    </section>
  );
}

/** What the client has to be told: `words` null, nothing changes. */
function shareAt(provider: Provider | null, desk: AdjustmentDesk) {
  if (provider === null) return null;
  const split = splitAt(provider, desk);
  if (!split.ok) {
    const wrong = `«${provider.name}» принимает от ${formatMoney(provider.minimum)} до ${formatMoney(provider.maximum)}.`;
    return { wrong, words: null, split: null };
  }
  const differs = splitDiffers(split.value, desk);
  return {
    wrong: null,
    words: differs ? splitWords(split.value, desk, provider.name) : null,
    split: differs ? split.value : null,
  };
}
