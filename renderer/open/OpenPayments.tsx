/** «Не дошли»: conducted payments that the operator has not credited yet, by age; those that wait for a person stand out. */
import type { ReactNode } from 'react';
import { useEffect, useRef, useState } from 'react';
import type { Failure } from '../../contract/failure.ts';
import type { PaymentId } from '../../contract/primitives.ts';
import type { OpenPayment } from '../../contract/sync.ts';
import { formatAccount } from '../../core/account.ts';
import { formatMoney } from '../../core/money.ts';
import { useCommands } from '../keyboard/commands.ts';
import { ErrorPanel } from '../parts/ErrorPanel.tsx';
import { Icon } from '../parts/Icon.tsx';
import { later } from '../parts/later.tsx';
import { PressButton } from '../parts/PressButton.tsx';
import { ScreenTitle } from '../parts/ScreenTitle.tsx';
import { dayAndClock, useNow } from '../parts/time.ts';
import { useTurn } from '../parts/useTurn.ts';
import { standingSign } from '../payment/stages.ts';
import { call } from '../till/bridge.ts';
import { providerOf, useProviders } from '../till/catalogue.ts';
import { useTill } from '../till/till.ts';
import { ageOf, byAge, isStuck } from './ages.ts';
import styles from './OpenPayments.module.css';
import { useOpenPayments } from './useOpenPayments.ts';

const adjustment = later(async () => (await import('../adjust/Adjustment.tsx')).Adjustment);
const letter = later(async () => (await import('../letters/LetterDialog.tsx')).LetterDialog);

/** More lines than this nobody reads; the oldest are drawn, all are counted. */
const mostShown = 400;

export function OpenPayments({ onLeave }: { readonly onLeave: () => void }) {
  const { payments, failure } = useOpenPayments();
  const [copyFailure, setCopyFailure] = useState<Failure | null>(null);
  const wrong = copyFailure ?? failure;
  return (
    <div className={styles['screen']}>
      <ScreenTitle onLeave={onLeave}>Не дошли до оператора</ScreenTitle>
      {wrong !== null && <ErrorPanel failure={wrong} onClose={() => setCopyFailure(null)} retry={null} />}
      {payments !== null && payments.length === 0 && (
        <p className={styles['none']}>
          <Icon name="check" size={26} /> Все проведённые платежи дошли.
        </p>
      )}
      {payments !== null && payments.length > 0 && <List payments={payments} onFailure={setCopyFailure} />}
    </div>
  );
}

type ListProps = {
  readonly payments: readonly OpenPayment[];
  readonly onFailure: (failure: Failure | null) => void;
};

function List({ payments, onFailure }: ListProps) {
  const now = useNow(30_000);
  const groups = byAge(payments, now);
  const inOrder = groups.flatMap((group) => group.payments);
  const shown = new Set(inOrder.slice(0, mostShown));
  const [chosen, setChosen] = useState<PaymentId | null>(null);
  const [said, setSaid] = useState<string | null>(null);
  const [adjusted, setAdjusted] = useState<PaymentId | null>(null);
  const [written, setWritten] = useState<OpenPayment | null>(null);
  const { busy, take } = useTurn();
  const table = useRef<HTMLDivElement>(null);
  const stuck = payments.filter(isStuck).length;

  useEffect(() => table.current?.focus(), []);
  useEffect(() => {
    if (chosen !== null)
      table.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);

  const move = (by: number) => {
    const at = inOrder.findIndex(({ paymentId }) => paymentId === chosen);
    const next =
      inOrder[at === -1 ? (by > 0 ? 0 : shown.size - 1) : Math.max(0, Math.min(shown.size - 1, at + by))];
    if (next) setChosen(next.paymentId);
    return true;
  };
  const copy = () =>
    take(async () => {
      if (chosen === null) return setSaid('Сначала выберите строку стрелками или щелчком.');
      const answer = await call('report.copy', { paymentIds: [chosen] });
      onFailure(answer.ok ? null : answer.failure);
      setSaid(answer.ok ? 'Строка скопирована. Вставьте её в письмо.' : null);
    });
  const write = () => {
    const payment = inOrder.find(({ paymentId }) => paymentId === chosen);
    if (payment) setWritten(payment);
    else setSaid('Сначала выберите строку стрелками или щелчком.');
  };
  const adjust = () => {
    if (chosen === null) setSaid('Сначала выберите строку стрелками или щелчком.');
    else setAdjusted(chosen);
  };
  useCommands({ F2: () => adjust(), F6: () => write() }, false);
  useCommands(
    { ArrowDown: () => move(1), ArrowUp: () => move(-1), Plus: () => move(1), Minus: () => move(-1) },
    false,
  );

  return (
    <>
      <p className={styles['lead']} data-stuck={stuck > 0 || undefined}>
        <Icon name={stuck > 0 ? 'warning' : 'info'} size={22} />
        <span>
          {stuck > 0
            ? `Сами не дойдут: ${stuck}. Выберите строку: «Корректировка» (F2) или письмо в центральный офис (F6). Второй раз не проводите.`
            : 'Эти платежи в пути: статус обновляется сам, делать ничего не нужно.'}
        </span>
      </p>
      {/* biome-ignore lint/a11y/useSemanticElements: groups stand between the rows, and the grid itself answers the keys */}
      <div
        ref={table}
        className={styles['table']}
        role="grid"
        aria-label="Не дошли"
        tabIndex={0}
        onKeyDown={(event) => {
          // By the key's place: on a Russian layout the same key gives another letter.
          if (!event.ctrlKey || event.code !== 'KeyC') return;
          event.preventDefault();
          copy();
        }}
      >
        <Head />
        {groups.map((group) => {
          const rows = group.payments.filter((payment) => shown.has(payment));
          return (
            // biome-ignore lint/a11y/useSemanticElements: as for the table
            <div key={group.name} role="rowgroup" aria-label={group.name}>
              <Line className={styles['group']} old={group.old}>
                <Cell wide>
                  {group.name}
                  <span className={styles['count']}>{group.payments.length}</span>
                </Cell>
              </Line>
              {rows.map((payment) => (
                <Row
                  key={payment.paymentId}
                  payment={payment}
                  now={now}
                  chosen={payment.paymentId === chosen}
                  onChoose={() => setChosen(payment.paymentId)}
                />
              ))}
              {rows.length < group.payments.length && (
                <Line className={styles['more']}>
                  <Cell wide>
                    И ещё {(group.payments.length - rows.length).toLocaleString('ru-RU')}: покажутся, когда
                    дойдут эти.
                  </Cell>
                </Line>
              )}
            </div>
          );
        })}
      </div>
      <div className={styles['foot']}>
        <span role="status">{said}</span>
        <PressButton hint="F2" onPress={adjust}>
          Корректировка
        </PressButton>
        <PressButton hint="F6" onPress={write}>
          Письмо в ЦО
        </PressButton>
        <PressButton busy={busy} hint="Ctrl+C" onPress={copy}>
          Копировать
        </PressButton>
      </div>
      {adjusted !== null && (
        <adjustment.Screen paymentId={adjusted} onClose={() => setAdjusted(null)} onLetter={null} />
      )}
      {written !== null && (
        <letter.Screen rows={[written]} onClose={() => setWritten(null)} onDone={setSaid} />
      )}
    </>
  );
}

const columns = ['В пути', 'Платёж', 'Принят', 'Оператор', 'Номер', 'Принято', 'РМ', 'Статус'] as const;

const Head = () => (
  // biome-ignore lint/a11y/useSemanticElements: as for the rows
  // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus
  <div className={styles['head']} role="row">
    {columns.map((name) => (
      // biome-ignore lint/a11y/useSemanticElements: as for the rows
      // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus
      <span key={name} role="columnheader">
        {name}
      </span>
    ))}
  </div>
);

type CellProps = {
  readonly children: ReactNode;
  readonly tone?: string;
  /** The line below the others. */
  readonly reason?: boolean;
  /** Over all columns. */
  readonly wide?: boolean;
};

const Cell = ({ children, tone, reason = false, wide = false }: CellProps) => (
  // biome-ignore lint/a11y/useSemanticElements: as for the rows
  // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus
  <span
    role="gridcell"
    className={tone !== undefined ? styles['state'] : reason ? styles['reason'] : undefined}
    aria-colspan={wide ? columns.length : undefined}
    data-tone={tone}
  >
    {children}
  </span>
);

type LineProps = {
  readonly children: ReactNode;
  readonly className: string | undefined;
  readonly old?: boolean;
};

/** What is no payment: a group's name, or how many are not drawn. */
const Line = ({ children, className, old = false }: LineProps) => (
  // biome-ignore lint/a11y/useSemanticElements: as for the table
  // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus
  <div role="row" className={className} data-old={old || undefined}>
    {children}
  </div>
);

type RowProps = {
  readonly payment: OpenPayment;
  readonly now: number;
  readonly chosen: boolean;
  readonly onChoose: () => void;
};

function Row({ payment, now, chosen, onChoose }: RowProps) {
  const zone = useTill().tradePoint?.zone ?? 'Europe/Moscow';
  const provider = providerOf(useProviders(), payment.providerId);
  const sign = standingSign(payment.standing);
  const reason = payment.standing?.reason ?? null;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid itself answers the keys
    // biome-ignore lint/a11y/useSemanticElements: as for the table
    // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus
    <div
      className={styles['row']}
      role="row"
      aria-selected={chosen}
      data-stuck={isStuck(payment) || undefined}
      onClick={onChoose}
    >
      <Cell>{ageOf(payment.conductedAt, now)}</Cell>
      <Cell>{payment.number}</Cell>
      <Cell>{dayAndClock(payment.conductedAt, zone)}</Cell>
      <Cell>{provider?.name ?? payment.providerId}</Cell>
      <Cell>{provider === null ? payment.account : formatAccount(payment.account, provider.mask)}</Cell>
      <Cell>{formatMoney(payment.amountTaken)}</Cell>
      <Cell>{payment.workstation}</Cell>
      <Cell tone={sign.tone}>
        <Icon name={sign.icon} size={18} /> {sign.name}
      </Cell>
      {reason !== null && <Cell reason>{reason}</Cell>}
    </div>
  );
}
