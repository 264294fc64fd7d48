/** The whole page: the question, then the answer to it, asked again while the payment is on its way. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { PublicAnswer, PublicQuestion } from '../../../contract/publicStatus.ts';
import { isUnderWay } from '../../../core/statusWords.ts';
import { AnswerView } from './AnswerView.tsx';
import { AskForm } from './AskForm.tsx';
import { ask } from './ask.ts';
import { emptyFields, type Fields } from './fields.ts';

/** How often a payment on its way is looked at, milliseconds. */
const turn = 20_000;

type Shown = { readonly question: PublicQuestion; readonly answer: PublicAnswer; readonly at: number };

const movesByItself = ({ answer }: Shown): boolean =>
  answer.kind === 'found' && answer.payments.some(({ place }) => isUnderWay(place));

export function StatusPage({ training }: { readonly training: boolean }) {
  const [fields, setFields] = useState<Fields>(emptyFields);
  const [shown, setShown] = useState<Shown | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const asking = useRef(0);

  const put = useCallback(async (question: PublicQuestion): Promise<void> => {
    asking.current += 1;
    const own = asking.current;
    setBusy(true);
    setTrouble(null);
    const asked = await ask(question);
    // Meanwhile another receipt was shown.
    if (own !== asking.current) return;
    setBusy(false);
    if (asked.kind === 'trouble') return setTrouble(asked.message);
    setShown((before) => {
      // «Назад» of the phone leads back to the question.
      if (before === null) history.pushState(null, '', '#answer');
      return { question, answer: asked.answer, at: Date.now() };
    });
  }, []);

  useEffect(() => {
    if (location.hash !== '') history.replaceState(null, '', location.pathname);
    const back = (): void => {
      asking.current += 1;
      setBusy(false);
      setTrouble(null);
      setShown(null);
    };
    addEventListener('popstate', back);
    return () => removeEventListener('popstate', back);
  }, []);

  useEffect(() => {
    if (!shown || !movesByItself(shown)) return;
    const timer = setInterval(() => {
      if (!document.hidden) void put(shown.question);
    }, turn);
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
            at={shown.at}
            busy={busy}
            trouble={trouble}
            onAgain={() => void put(shown.question)}
            onBack={() => history.back()}
          />
        ) : (
          <AskForm fields={fields} onFields={setFields} busy={busy} trouble={trouble} onAsk={put} />
        )}
      </main>
    </>
  );
}
