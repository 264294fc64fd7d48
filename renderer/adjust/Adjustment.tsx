/** «Корректировка»: the receipt first, then the payment's story and the four corrections, each possible or with its reason. */
import { useEffect, useRef, useState } from 'react';
import type {
  AdjustmentDesk,
  PaperDesk,
  ReceiptEvidence,
  RequestView,
  VerdictView,
} from '../../contract/adjustment.ts';
import type { Failure } from '../../contract/failure.ts';
import type { Letter } from '../../contract/letter.ts';
import type { PaymentId } from '../../contract/primitives.ts';
import { adjustmentNames } from '../../core/adjustment.ts';
import { useUnsentLetters } from '../letters/unsentLetters.ts';
import { Dialog } from '../parts/Dialog.tsx';
import { ErrorPanel } from '../parts/ErrorPanel.tsx';
import { Icon } from '../parts/Icon.tsx';
import { PressButton } from '../parts/PressButton.tsx';
import { useTurn } from '../parts/useTurn.ts';
import { call } from '../till/bridge.ts';
import { useTill } from '../till/till.ts';
import styles from './Adjustment.module.css';
import { AwaitingPanel } from './AwaitingPanel.tsx';
import { PaperStep } from './PaperStep.tsx';
import { PaperStory } from './PaperStory.tsx';
import { ReceiptGate } from './ReceiptGate.tsx';
import { RefundPanel } from './RefundPanel.tsx';
import { requestNames } from './requestSigns.ts';
import { Step } from './Step.tsx';
import { Story } from './Story.tsx';
import { Verdicts } from './Verdicts.tsx';

type Props = {
  /** Null: «По чеку». */
  readonly paymentId: PaymentId | null;
  readonly onClose: () => void;
  /** Opens the letter: the one that was written beside a request, or a new one by a receipt that nobody knows. */
  readonly onLetter: ((written: boolean) => void) | null;
};

export function Adjustment({ paymentId, onClose, onLetter }: Props) {
  const [desk, setDesk] = useState<AdjustmentDesk | null>(null);
  const [paper, setPaper] = useState<PaperDesk | null>(null);
  const [receipt, setReceipt] = useState<ReceiptEvidence | null>(null);
  const [chosen, setChosen] = useState<Extract<VerdictView, { readonly possible: true }> | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [said, setSaid] = useState<string | null>(null);
  const [letter, setLetter] = useState<Letter | null>(null);
  const unsent = useUnsentLetters();
  const { busy, take } = useTurn();
  const { sync } = useTill();
  const alive = useRef(true);
  const id = desk?.paymentId ?? paymentId;

  const refresh = async (of: PaymentId) => {
    const answer = await call('adjust.open', { paymentId: of });
    if (!alive.current) return;
    if (answer.ok) setDesk(answer.value);
    else setFailure(answer.failure);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: opened once, for one payment
  useEffect(() => {
    alive.current = true;
    if (paymentId !== null) void refresh(paymentId);
    return () => {
      alive.current = false;
    };
  }, []);

  /** СЭП's word after a request was left; what is not told leaves the screen as it was. */
  const lookAgain = async (evidence: ReceiptEvidence) => {
    const found = await call('adjust.byReceipt', evidence);
    if (alive.current && found.ok && found.value.kind === 'unknown' && found.value.paper !== null)
      setPaper(found.value.paper);
  };
  const show = (evidence: ReceiptEvidence, accepted: () => void) => {
    const takeReceipt = () => {
      accepted();
      setReceipt(evidence);
    };

    take(async () => {
      setSaid(null);
      if (id !== null) {
        const answer = await call('adjust.showReceipt', { paymentId: id, receipt: evidence });
        setFailure(answer.ok ? null : answer.failure);
        if (!answer.ok) return;
        setDesk(answer.value);
        return takeReceipt();
      }
      const found = await call('adjust.byReceipt', evidence);
      setFailure(found.ok ? null : found.failure);
      if (!found.ok) return;
      switch (found.value.kind) {
        case 'found':
          setDesk(found.value.desk);
          return takeReceipt();
        case 'foreign':
          return setFailure({
            code: 'receiptForeign',
            details:
              found.value.tradePointName === null ? {} : { tradePoint: `: «${found.value.tradePointName}»` },
          });
        case 'unknown':
          if (found.value.paper !== null) {
            setPaper(found.value.paper);
            return takeReceipt();
          }
          return setSaid(
            sync === null
              ? 'На кассе такого чека нет. Напишите в центральный офис и приложите скан чека.'
              : 'На кассе такого чека нет, а СЭП сейчас недоступна. Повторите, когда связь вернётся.',
          );
      }
    });
  };

  const refund = desk?.refund ?? null;
  return (
    <Dialog
      title={desk === null ? 'Корректировка по чеку' : `Корректировка платежа ${desk.number}`}
      size={984}
      onClose={() => (chosen === null ? onClose() : setChosen(null))}
      ownFocus
    >
      <div className={styles['desk']} data-alone={(desk === null && paper === null) || undefined}>
        {desk !== null && <Story desk={desk} receiptHidden={receipt === null} />}
        {paper !== null && <PaperStory paper={paper} />}
        <div className={styles['side']}>
          {failure !== null && <ErrorPanel failure={failure} onClose={() => setFailure(null)} retry={null} />}
          {said !== null && (
            <p className={styles['said']} role="status">
              <Icon name="info" size={20} /> {said}
            </p>
          )}
          {refund !== null && id !== null && chosen === null && (
            <RefundPanel
              refund={refund}
              paymentId={id}
              onDesk={(next) => {
                setSaid(null);
                setDesk(next);
              }}
              onFailure={setFailure}
            />
          )}
          {receipt === null && (paymentId === null || desk !== null) && (
            <ReceiptGate about={paymentId} busy={busy} onReceipt={show} />
          )}
          {desk !== null && id !== null && receipt !== null && chosen !== null && (
            <Step
              key={chosen.kind}
              desk={desk}
              paymentId={id}
              receipt={receipt}
              verdict={chosen}
              onBack={() => setChosen(null)}
              onFailure={setFailure}
              onDone={(words) => {
                setSaid(words);
                setChosen(null);
                void refresh(id);
              }}
            />
          )}
          {paper !== null && receipt !== null && chosen !== null && (
            <PaperStep
              key={chosen.kind}
              paper={paper}
              receipt={receipt}
              verdict={chosen}
              onBack={() => setChosen(null)}
              onFailure={setFailure}
              onDone={(words, written) => {
                setSaid(words);
                setLetter(written);
                if (written !== null) unsent.keep(written);
                setChosen(null);
                void lookAgain(receipt);
              }}
            />
          )}
          {paper !== null && chosen === null && (
            <>
              <Requests requests={paper.requests} />
              <Verdicts
                verdicts={paper.verdicts}
                onChoose={(verdict) => {
                  setFailure(null);
                  setSaid(null);
                  setChosen(verdict);
                }}
              />
            </>
          )}
          {desk !== null && receipt !== null && chosen === null && (
            <>
              {desk.awaiting !== null && id !== null && (
                <AwaitingPanel
                  key={desk.awaiting.id}
                  awaiting={desk.awaiting}
                  paymentId={id}
                  receipt={receipt}
                  onFailure={setFailure}
                  onDone={(words) => {
                    setSaid(words);
                    void refresh(id);
                  }}
                />
              )}
              <Requests requests={desk.requests.filter((one) => one.id !== desk.awaiting?.id)} />
              <Verdicts
                verdicts={sync === null ? desk.verdicts.map(withoutSep) : desk.verdicts}
                onChoose={(verdict) => {
                  setFailure(null);
                  setSaid(null);
                  setChosen(verdict);
                }}
              />
            </>
          )}
          {chosen === null && (
            <div className={styles['foot']}>
              <span className={styles['lacking']} />
              {onLetter !== null &&
                (letter !== null || (said !== null && desk === null && paper === null)) && (
                  <PressButton onPress={() => onLetter(letter !== null)}>Письмо в ЦО</PressButton>
                )}
              <PressButton hint="Esc" onPress={onClose}>
                Закрыть
              </PressButton>
            </div>
          )}
        </div>
      </div>
    </Dialog>
  );
}

const Requests = ({ requests }: { readonly requests: readonly RequestView[] }) =>
  // What was granted stands in a frame of its own, with its buttons.
  requests
    .filter(({ state }) => state !== 'granted')
    .map((request) => (
      <p key={request.id} className={styles['request']}>
        <strong>{adjustmentNames[request.kind]}:</strong> {requestNames[request.state].name}
        {request.answer !== null && `. ${request.answer}`}
      </p>
    ));

/** What only others decide can't be asked for where there is nobody to ask. */
const withoutSep = (verdict: VerdictView): VerdictView =>
  verdict.possible && verdict.decider !== 'till'
    ? {
        kind: verdict.kind,
        possible: false,
        why: 'Рабочее место не подключено к СЭП. Напишите в центральный офис: «Письмо в ЦО».',
      }
    : verdict;
