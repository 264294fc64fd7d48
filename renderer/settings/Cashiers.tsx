/** Who may sign in: made, closed and given new PINs by the administrator. */
import { NativeSelect, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { Failure, Result } from '../../contract/failure.ts';
import type { Role } from '../../contract/primitives.ts';
import type { CashierView } from '../../contract/till.ts';
import { Ask } from '../parts/Ask.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { ErrorPanel } from '../parts/ErrorPanel.tsx';
import { PressButton } from '../parts/PressButton.tsx';
import { roleNames } from '../parts/roles.ts';
import { useTurn } from '../parts/useTurn.ts';
import { call } from '../till/bridge.ts';
import styles from './Form.module.css';
import { PinPair } from './PinPair.tsx';
import { pinProblem } from './pinProblem.ts';

type Open =
  | { readonly kind: 'create' }
  | { readonly kind: 'pin' | 'close'; readonly cashier: CashierView }
  | null;

export function Cashiers() {
  const [cashiers, setCashiers] = useState<readonly CashierView[]>([]);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [open, setOpen] = useState<Open>(null);
  const { take } = useTurn();

  const takeList = (answer: Result<readonly CashierView[]>) => {
    setFailure(answer.ok ? null : answer.failure);
    if (answer.ok) setCashiers(answer.value);
    setOpen(null);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once
  useEffect(() => {
    void call('cashiers.list', null).then(takeList);
  }, []);

  return (
    <div className={styles['form']}>
      {failure !== null && <ErrorPanel failure={failure} onClose={() => setFailure(null)} retry={null} />}
      <table className={styles['table']}>
        <thead>
          <tr>
            <th>Имя</th>
            <th>Роль</th>
            <th>Вход</th>
            <th />
          </tr>
        </thead>
        <tbody>
          {cashiers.map((cashier) => (
            <tr key={cashier.id} className={cashier.closed ? styles['off'] : undefined}>
              <td>{cashier.name}</td>
              <td>{roleNames[cashier.role]}</td>
              <td>{cashier.closed ? 'закрыт' : 'открыт'}</td>
              <td>
                {!cashier.closed && (
                  <div className={styles['line']}>
                    <PressButton tone="quiet" onPress={() => setOpen({ kind: 'pin', cashier })}>
                      Новый ПИН-код
                    </PressButton>
                    <PressButton tone="quiet" onPress={() => setOpen({ kind: 'close', cashier })}>
                      Закрыть вход
                    </PressButton>
                  </div>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <div className={styles['line']}>
        <PressButton tone="main" onPress={() => setOpen({ kind: 'create' })}>
          Добавить кассира
        </PressButton>
      </div>
      {open?.kind === 'create' && <Create onClose={() => setOpen(null)} onDone={takeList} />}
      {open?.kind === 'pin' && (
        <NewPin cashier={open.cashier} onClose={() => setOpen(null)} onDone={takeList} />
      )}
      {open?.kind === 'close' && (
        <Ask
          title={`Закрыть вход: ${open.cashier.name}?`}
          confirm="Закрыть вход"
          tone="bad"
          onClose={() => setOpen(null)}
          onConfirm={() => take(async () => takeList(await call('cashiers.close', { id: open.cashier.id })))}
        >
          Кассир больше не сможет войти. Его платежи и имя в отчётах останутся.
        </Ask>
      )}
    </div>
  );
}

type FormProps = {
  readonly onClose: () => void;
  readonly onDone: (answer: Result<readonly CashierView[]>) => void;
};

function Create({ onClose, onDone }: FormProps) {
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('cashier');
  const [pins, setPins] = useState({ pin: '', again: '' });
  const [pressed, setPressed] = useState(false);
  const { busy, take } = useTurn();
  const goodName = name.trim().length >= 2;
  const create = () =>
    take(async () => {
      setPressed(true);
      if (goodName && pinProblem(pins) === null)
        onDone(await call('cashiers.create', { name: name.trim(), role, pin: pins.pin }));
    });
  return (
    <Dialog title="Новый кассир" size={520} onClose={onClose} ownFocus>
      <div className={styles['form']}>
        <TextInput
          data-autofocus
          label="Имя кассира"
          placeholder="Иванова А."
          maxLength={60}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={pressed && !goodName ? 'Имя, как оно будет на чеке.' : null}
        />
        <NativeSelect
          label="Роль"
          value={role}
          onChange={(event) => setRole(event.currentTarget.value as Role)}
          data={(['cashier', 'senior', 'administrator'] as const).map((value) => ({
            value,
            label: roleNames[value],
          }))}
        />
        <PinPair pins={pins} onChange={setPins} pressed={pressed} />
        <div className={styles['line']}>
          <PressButton tone="main" busy={busy} onPress={create}>
            Добавить
          </PressButton>
          <PressButton hint="Esc" onPress={onClose}>
            Не нужно
          </PressButton>
        </div>
      </div>
    </Dialog>
  );
}

function NewPin({ cashier, onClose, onDone }: FormProps & { readonly cashier: CashierView }) {
  const [pins, setPins] = useState({ pin: '', again: '' });
  const [pressed, setPressed] = useState(false);
  const { busy, take } = useTurn();
  const set = () =>
    take(async () => {
      setPressed(true);
      if (pinProblem(pins) === null) onDone(await call('cashiers.setPin', { id: cashier.id, pin: pins.pin }));
    });
  return (
    <Dialog title={`Новый ПИН-код: ${cashier.name}`} size={520} onClose={onClose} ownFocus>
      <div className={styles['form']}>
        <PinPair pins={pins} onChange={setPins} pressed={pressed} first />
        <div className={styles['line']}>
          <PressButton tone="main" busy={busy} onPress={set}>
            Заменить
          </PressButton>
          <PressButton hint="Esc" onPress={onClose}>
            Не нужно
          </PressButton>
        </div>
      </div>
    </Dialog>
  );
}
