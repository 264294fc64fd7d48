/** The first run: four short steps, back and forth without loss. */
import { useEffect, useRef, useState } from 'react';
import type { Failure } from '../../contract/failure.ts';
import { useCommands } from '../keyboard/commands.ts';
import { ErrorPanel } from '../parts/ErrorPanel.tsx';
import { Icon } from '../parts/Icon.tsx';
import { PressButton } from '../parts/PressButton.tsx';
import { useTurn } from '../parts/useTurn.ts';
import { useEnrolForm } from '../settings/useEnrolForm.ts';
import { act } from '../till/till.ts';
import type { Enrolment, Entered, Step } from './form.ts';
import { formOf, nothingEntered, problemsOf, stepNames } from './form.ts';
import styles from './SetUp.module.css';
import { AdministratorStep, DevicesStep, NamedPlace, SepStep, TradePointStep } from './steps.tsx';

export function SetUp() {
  const [step, setStep] = useState<Step>(0);
  const [entered, setEntered] = useState<Entered>(nothingEntered);
  const [pressed, setPressed] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const { busy, take } = useTurn();
  const enrol = useEnrolForm();
  const { found } = enrol;
  const enrolment: Enrolment | null = found === null ? null : { found, form: enrol.form };
  const typed = enrol.form.address.trim() !== '' || enrol.form.code !== '';
  const sheet = useRef<HTMLFormElement>(null);
  const problems = problemsOf(step, entered, enrolment !== null);
  const shown = pressed ? problems : {};
  const change = (change: Partial<Entered>) => setEntered((before) => ({ ...before, ...change }));

  // biome-ignore lint/correctness/useExhaustiveDependencies: each step begins at its first field
  useEffect(() => sheet.current?.querySelector<HTMLElement>('input, select')?.focus(), [step]);

  const go = (to: Step) => {
    setPressed(false);
    setFailure(null);
    setStep(to);
  };

  const next = () => {
    if (step === 0 && enrolment === null && typed) return enrol.look();
    setPressed(true);
    if (Object.keys(problems).length > 0) {
      setTimeout(() => sheet.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
      return;
    }
    if (step < 3) go((step + 1) as Step);
    else
      take(async () => {
        const refused = await act('setUp.complete', formOf(entered, enrolment));
        if (refused === null) enrol.forget();
        setFailure(refused);
      });
  };

  useCommands(
    {
      Enter: () => {
        if (
          document.activeElement instanceof HTMLButtonElement ||
          document.activeElement?.getAttribute('role') === 'alert'
        )
          return false;
        next();
        return true;
      },
      Escape: () => step > 0 && go((step - 1) as Step),
    },
    false,
  );

  const props = { entered, change, problems: shown };
  return (
    <main className={styles['screen']}>
      <aside className={styles['side']}>
        <span className={styles['brand']}>Касса</span>
        <ol className={styles['steps']}>
          {stepNames.map((name, index) => (
            <li
              key={name}
              aria-current={index === step ? 'step' : undefined}
              data-past={index < step || undefined}
            >
              <span className={styles['number']}>
                {index < step ? <Icon name="check" size={16} /> : index + 1}
              </span>
              {name}
            </li>
          ))}
        </ol>
        <p className={styles['note']}>
          Всё, кроме торговой точки и номера рабочего места, потом меняется в настройках.
        </p>
      </aside>
      <form ref={sheet} className={styles['sheet']} onSubmit={(event) => event.preventDefault()}>
        <h1 className={styles['title']}>{stepNames[step]}</h1>
        {step === 0 && <SepStep enrol={enrol} />}
        {step === 1 && (found === null ? <TradePointStep {...props} /> : <NamedPlace found={found} />)}
        {step === 2 && (
          <AdministratorStep {...props} pressed={pressed} workstation={found?.workstation ?? null} />
        )}
        {step === 3 && <DevicesStep {...props} pressed={pressed} />}
        {step === 0 && enrol.failure !== null && (
          <ErrorPanel failure={enrol.failure} onClose={() => enrol.fail(null)} retry={null} />
        )}
        {failure !== null && <ErrorPanel failure={failure} onClose={() => setFailure(null)} retry={null} />}
        <div className={styles['buttons']}>
          {step > 0 && (
            <PressButton hint="Esc" onPress={() => go((step - 1) as Step)}>
              Назад
            </PressButton>
          )}
          <span className={styles['space']} />
          {step === 0 && enrolment === null && typed && (
            <PressButton
              large
              onPress={() => {
                enrol.change({ address: '', code: '' });
                go(1);
              }}
            >
              Продолжить без СЭП
            </PressButton>
          )}
          <PressButton tone="main" large hint="Enter" busy={busy || enrol.busy} onPress={next}>
            {step === 3
              ? 'Завершить настройку'
              : step !== 0 || enrolment !== null
                ? 'Далее'
                : typed
                  ? 'Проверить код'
                  : 'Продолжить без СЭП'}
          </PressButton>
        </div>
      </form>
    </main>
  );
}
