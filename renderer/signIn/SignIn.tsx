/**
 * Who works: the cashier, the PIN, and what stands in the way. The same screen unlocks a locked till. Before the till is
 * known the screen is drawn unseen: when the answer comes, its words are all that is left to do.
 */
import { NativeSelect, TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { Failure } from '../../contract/failure.ts';
import type { CashierId } from '../../contract/primitives.ts';
import type { TillView } from '../../contract/till.ts';
import { explain, formatWait } from '../../core/remedies.ts';
import { useCommands } from '../keyboard/commands.ts';
import { Icon } from '../parts/Icon.tsx';
import { NewJournal } from '../parts/NewJournal.tsx';
import { PressButton } from '../parts/PressButton.tsx';
import { roleNames } from '../parts/roles.ts';
import { clock, day, useNow } from '../parts/time.ts';
import { useTurn } from '../parts/useTurn.ts';
import { act } from '../till/till.ts';
import styles from './SignIn.module.css';
import { usePause } from './usePause.ts';

type Known = { readonly till: TillView | null };

export function SignIn({ till }: Known) {
  const open = till?.cashiers.filter(({ closed }) => !closed) ?? [];
  const [chosen, setCashierId] = useState<string | null>(null);
  const cashierId = chosen ?? till?.cashier?.id ?? open[0]?.id ?? '';
  const [pin, setPin] = useState('');
  const [failure, setFailure] = useState<Failure | null>(null);
  const pause = usePause();
  const { busy, take } = useTurn();
  const pinField = useRef<HTMLInputElement>(null);
  const cashierField = useRef<HTMLSelectElement>(null);
  const waitMs = pause.left(cashierId);

  const known = till !== null;
  useEffect(() => {
    if (known) pinField.current?.focus();
  }, [known]);

  const signIn = () =>
    take(async () => {
      if (pin.length < 6) {
        pinField.current?.focus();
        return;
      }
      const refused = await act('session.signIn', { cashierId: cashierId as CashierId, pin });
      setPin('');
      if (refused?.code === 'pinPaused') pause.begin(cashierId, Number(refused.details?.['waitMs'] ?? 0));
      setFailure(refused?.code === 'pinPaused' ? null : refused);
      pinField.current?.focus();
    });

  useCommands(
    {
      Enter: () => {
        if (document.activeElement === cashierField.current) {
          pinField.current?.focus();
          return true;
        }
        if (document.activeElement !== pinField.current) return false;
        signIn();
        return true;
      },
      Plus: () => pinField.current?.focus(),
      Minus: () => {
        // A second press goes on to the next cashier: with NumLock on there are no arrows on the keypad.
        if (document.activeElement === cashierField.current) {
          const at = open.findIndex(({ id }) => id === cashierId);
          setCashierId(open[(at + 1) % open.length]?.id ?? '');
          setFailure(null);
        }
        cashierField.current?.focus();
        return true;
      },
    },
    false,
  );

  const locked = till?.phase === 'locked';
  return (
    <main className={styles['screen']} data-unseen={!known || undefined}>
      <Plate till={till} />
      <section className={styles['side']}>
        <form className={styles['form']} onSubmit={(event) => event.preventDefault()}>
          <h1 className={styles['title']}>{locked ? 'Рабочее место закрыто' : 'Начало работы'}</h1>
          {locked && (
            <p className={styles['locked']}>
              <Icon name="lock" />
              <span>Заблокировано: {till?.cashier?.name ?? 'кассир не указан'}</span>
            </p>
          )}
          <p className={styles['lead']}>
            {locked
              ? 'Введённое сохранено, кроме ПИН-кодов и паролей. Войти может и другой кассир.'
              : 'Выберите себя и введите ПИН-код.'}
          </p>
          <NativeSelect
            ref={cashierField}
            label="Кассир"
            size="lg"
            value={cashierId}
            onChange={(event) => {
              setCashierId(event.currentTarget.value);
              setFailure(null);
            }}
            data={open.map(({ id, name }) => ({ value: id, label: name }))}
          />
          <TextInput
            ref={pinField}
            label="ПИН-код"
            type="password"
            inputMode="numeric"
            autoComplete="off"
            size="lg"
            maxLength={6}
            value={pin}
            classNames={{ input: styles['pin'] ?? '' }}
            error={failure !== null}
            onChange={(event) => setPin(event.currentTarget.value.replace(/\D/g, '').slice(0, 6))}
          />
          <PressButton
            tone="main"
            large
            wide
            busy={busy}
            barred={waitMs > 0 ? 'Вход этого кассира приостановлен' : undefined}
            onPress={signIn}
          >
            Войти
          </PressButton>
          <Trouble failure={failure} waitMs={waitMs} />
        </form>
        <Training
          till={till}
          onPick={(name, itsPin) => {
            const picked = open.find((one) => one.name === name);
            if (picked) setCashierId(picked.id);
            setPin(itsPin);
            setFailure(null);
            pinField.current?.focus();
          }}
        />
      </section>
    </main>
  );
}

/** The left half: which till this is, and what time it is. */
function Plate({ till }: Known) {
  const now = useNow(1000);
  const zone = till?.tradePoint?.zone ?? 'Europe/Moscow';
  return (
    <aside className={styles['plate']}>
      <div className={styles['top']}>
        <span className={styles['brand']}>Касса</span>
        {till?.newJournal && <NewJournal journal={till.newJournal} onClose={null} />}
      </div>
      <div className={styles['where']}>
        <span className={styles['clock']}>{clock(now, zone)}</span>
        <span>{day(now, zone)}</span>
      </div>
      <div className={styles['point']}>
        <strong>ТТ «{till?.tradePoint?.name}»</strong>
        <span>{till?.tradePoint?.address}</span>
        <span>
          Рабочее место {till?.workstation}
          {till?.shift ? ` · смена № ${till.shift.number}` : ' · смена закрыта'}
        </span>
      </div>
    </aside>
  );
}

function Trouble({ failure, waitMs }: { readonly failure: Failure | null; readonly waitMs: number }) {
  if (waitMs > 0) {
    return (
      <div className={styles['trouble']} role="alert">
        <strong>Вход откроется через {formatWait(waitMs)}</strong>
        <span>Слишком много неверных попыток. Другой кассир может войти сейчас.</span>
        <span className={styles['code']}>К-203</span>
      </div>
    );
  }
  if (failure === null) return null;
  const { code, says, todo } = explain(failure);
  return (
    <div className={styles['trouble']} role="alert">
      <strong>{says}</strong>
      <span>{todo}</span>
      <span className={styles['code']}>{code}</span>
    </div>
  );
}

/** PINs of the training set: nobody has to look for them. */
function Training({ till, onPick }: Known & { readonly onPick: (name: string, pin: string) => void }) {
  if (till === null || till.training === null) return null;
  const { training, sync } = till;
  return (
    <div className={styles['training']}>
      <p>
        <strong>Учебный набор:</strong> деньги здесь ненастоящие.
      </p>
      <table>
        <tbody>
          {training.map(({ name, role, pin }) => (
            <tr key={name} onClick={() => onPick(name, pin)}>
              <td>{name}</td>
              <td className={styles['role']}>{roleNames[role]}</td>
              <td className={styles['number']}>{pin}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {sync !== null && (
        <p className={styles['more']}>Номера, с которыми платёж не проходит: «Помощь», F1 после входа.</p>
      )}
    </div>
  );
}
