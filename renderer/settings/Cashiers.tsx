/** Who may sign in: made, closed and given new PINs by the administrator. */
import { NativeSelect, TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
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
import { useDraft } from '../till/drafts.ts';
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

  const show = (listed: readonly CashierView[]) => {
    setFailure(null);
    setCashiers(listed);
    setOpen(null);
  };
  const takeList = (answer: Result<readonly CashierView[]>) => {
    if (answer.ok) return show(answer.value);
    setFailure(answer.failure);
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
      {open?.kind === 'create' && <Create onClose={() => setOpen(null)} onDone={show} />}
      {open?.kind === 'pin' && <NewPin cashier={open.cashier} onClose={() => setOpen(null)} onDone={show} />}
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
  readonly onDone: (cashiers: readonly CashierView[]) => void;
};

/** Enter: the next field, and from the last one the form's own button; `toWrong`: the first field that complains. */
const useEnter = (go: () => void) => {
  const form = useRef<HTMLDivElement>(null);
  const enter = () => {
    const fields = [...(form.current?.querySelectorAll<HTMLElement>('input, select') ?? [])];
    const at = fields.indexOf(document.activeElement as HTMLElement);
    if (at === -1) return false;
    const next = fields[at + 1];
    if (next === undefined) go();
    else next.focus();
    return true;
  };
  const toWrong = () =>
    void setTimeout(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
  return { form, enter, toWrong };
};

function Create({ onClose, onDone }: FormProps) {
  const { draft, change, forget } = useDraft<{ readonly name: string; readonly role: Role }>('new cashier', {
    name: '',
    role: 'cashier',
  });
  const { name, role } = draft;
  const [pins, setPins] = useState({ pin: '', again: '' });
  const [pressed, setPressed] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const { busy, take } = useTurn();
  const goodName = name.trim().length >= 2;
  const create = () =>
    take(async () => {
      setPressed(true);
      if (!goodName || pinProblem(pins) !== null) return toWrong();
      const answer = await call('cashiers.create', { name: name.trim(), role, pin: pins.pin });
      if (!answer.ok) return setFailure(answer.failure);
      forget();
      onDone(answer.value);
    });
  const { form, enter, toWrong } = useEnter(create);
  return (
    <Dialog title="Новый кассир" size={560} onClose={onClose} ownFocus commands={{ Enter: enter }}>
      <div ref={form} className={styles['form']}>
        <TextInput
          data-autofocus
          label="Имя кассира"
          placeholder="Иванова А."
          maxLength={60}
          value={name}
          onChange={(event) => change({ name: event.currentTarget.value })}
          error={pressed && !goodName ? 'Имя, как оно будет на чеке.' : null}
        />
        <NativeSelect
          label="Роль"
          value={role}
          onChange={(event) => change({ role: event.currentTarget.value as Role })}
          data={(['cashier', 'senior', 'administrator'] as const).map((value) => ({
            value,
            label: roleNames[value],
          }))}
        />
        <PinPair pins={pins} onChange={setPins} pressed={pressed} />
        {failure !== null && <ErrorPanel failure={failure} onClose={() => setFailure(null)} retry={null} />}
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
  const [failure, setFailure] = useState<Failure | null>(null);
  const { busy, take } = useTurn();
  const set = () =>
    take(async () => {
      setPressed(true);
      if (pinProblem(pins) !== null) return toWrong();
      const answer = await call('cashiers.setPin', { id: cashier.id, pin: pins.pin });
      if (answer.ok) onDone(answer.value);
      else setFailure(answer.failure);
    });
  const { form, enter, toWrong } = useEnter(set);
  return (
    <Dialog
      title={`Новый ПИН-код: ${cashier.name}`}
      size={560}
      onClose={onClose}
      ownFocus
      commands={{ Enter: enter }}
    >
      <div ref={form} className={styles['form']}>
        <PinPair pins={pins} onChange={setPins} pressed={pressed} first />
        {failure !== null && <ErrorPanel failure={failure} onClose={() => setFailure(null)} retry={null} />}
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
