/** The whole page: the question, then the answer to it, asked again while the payment is on its way. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { PublicAnswer, PublicQuestion } from '../../../contract/publicStatus.ts';
import { scannedReceipt } from '../../../core/scannedReceipt.ts';
import { isUnderWay } from '../../../core/statusWords.ts';
import { AnswerView } from './AnswerView.tsx';
import { AskForm } from './AskForm.tsx';
import { ask } from './ask.ts';
import { emptyFields, type Fields } from './fields.ts';
import { ScanPanel } from './ScanPanel.tsx';
import { useWedge } from './useWedge.ts';

/** A payment on its way is looked at again after this, then more and more seldom, milliseconds. */
const firstLook = 20_000;
const slowing = 1.25;
const lastLook = 120_000;

type Shown = { readonly question: PublicQuestion; readonly answer: PublicAnswer; readonly at: number };

const notReceipt = 'Это не QR-код кассового чека. Нужен тот, что внизу чека.';
const isReturn = 'Это чек возврата. Нужен чек, который выдали, когда приняли деньги.';

const movesByItself = ({ answer }: Shown): boolean =>
  answer.kind === 'found' && answer.payments.some(({ place }) => isUnderWay(place));

export function StatusPage({ training }: { readonly training: boolean }) {
  const [fields, setFields] = useState<Fields>(emptyFields);
  const [shown, setShown] = useState<Shown | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  /** What is being asked by, or was asked by last: there its trouble is told. */
  const [way, setWay] = useState<PublicQuestion['kind']>('typed');
  const [busy, setBusy] = useState(false);
  const [scanTrouble, setScanTrouble] = useState<string | null>(null);
  const asking = useRef(0);
  const isAnswered = useRef(false);
  /** How often the shown payment was looked at again unasked. */
  const looks = useRef(0);
  const kept = useRef<Fields>(emptyFields);

  const put = useCallback(async (question: PublicQuestion): Promise<void> => {
    asking.current += 1;
    const own = asking.current;
    setBusy(true);
    setWay(question.kind);
    setTrouble(null);
    setScanTrouble(null);
    const asked = await ask(question);
    // Meanwhile another receipt was shown.
    if (own !== asking.current) return;
    setBusy(false);
    if (asked.kind === 'trouble') return setTrouble(asked.message);
    // «Назад» of the phone leads back to the question.
    if (!isAnswered.current) {
      history.pushState(null, '', '#answer');
      looks.current = 0;
    }
    isAnswered.current = true;
    setShown({ question, answer: asked.answer, at: Date.now() });
  }, []);

  /** Why a text that was read is no question, or null: it is asked. */
  const take = useCallback(
    (text: string): string | null => {
      const receipt = scannedReceipt(text);
      if (receipt?.kind !== 'qr') return notReceipt;
      if (receipt.operation !== 1) return isReturn;
      void put({ kind: 'qr', receipt });
      return null;
    },
    [put],
  );
  useWedge({
    onText: (text) => setScanTrouble(take(text)),
    onFirstKey: () => {
      kept.current = fields;
    },
    // What its first keys did to a field is undone.
    onScan: () => setFields(kept.current),
  });

  useEffect(() => {
    if (location.hash !== '') history.replaceState(null, '', location.pathname);
    const back = (): void => {
      asking.current += 1;
      isAnswered.current = false;
      setBusy(false);
      setTrouble(null);
      setShown(null);
    };
    addEventListener('popstate', back);
    return () => removeEventListener('popstate', back);
  }, []);

  useEffect(() => {
    if (!shown || !movesByItself(shown)) return;
    const pause = Math.min(lastLook, firstLook * slowing ** looks.current);
    const timer = setInterval(() => {
      if (document.hidden) return;
      looks.current += 1;
      void put(shown.question);
    }, pause);
    return () => clearInterval(timer);
  }, [shown, put]);

  return (
    <>
      <header className="head">
        <div className="inner">
          <h1>Статус платежа</h1>
          <p>Где деньги по вашему чеку</p>
        </div>
      </header>
      {training && <p className="training">Учебная система: платежи ненастоящие</p>}
      <main className="inner">
        {shown ? (
          <AnswerView
            answer={shown.answer}
            asked={shown.question.kind}
            at={shown.at}
            busy={busy}
            trouble={trouble ?? scanTrouble}
            onAgain={() => void put(shown.question)}
            onBack={() => history.back()}
          />
        ) : (
          <>
            <ScanPanel
              onText={take}
              busy={busy && way === 'qr'}
              trouble={scanTrouble ?? (way === 'qr' ? trouble : null)}
            />
            <AskForm
              fields={fields}
              onFields={setFields}
              busy={busy && way === 'typed'}
              trouble={way === 'typed' ? trouble : null}
              onAsk={put}
            />
          </>
        )}
      </main>
    </>
  );
}
