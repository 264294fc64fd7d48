/** The last day at a glance: payments and errors by hour and operator, how long requests wait. */
import type { DeskOutput } from '../../../contract/desk.ts';
import { AgeTable } from './AgeTable.tsx';
import { useAsked } from './call.ts';
import { HourTable } from './HourTable.tsx';
import { Money, Title, Waiting } from './parts.tsx';
import { age, count, moment, percent } from './words.ts';

type Dashboard = DeskOutput<'dashboard'>;

/** Against the day before: «вчера за то же время 58 · +9 %». */
function compared(now: number, before: number): string {
  if (before === 0) return 'за сутки до того — ни одного';
  const change = Math.round(((now - before) / before) * 100);
  const sign = change > 0 ? '+' : change < 0 ? '−' : '±';
  return `сутками раньше ${count(before)} (${sign}${Math.abs(change)} %)`;
}

function Tiles({ value }: { readonly value: Dashboard }) {
  const { providers, before } = value;
  const sum = (of: (row: Dashboard['providers'][number]) => number): number =>
    providers.reduce((total, row) => total + of(row), 0);
  const payments = sum((row) => row.payments);
  const rejected = sum((row) => row.rejected);
  const hung = sum((row) => row.hung);
  const counts = useAsked('counts', {}).value;
  return (
    <div className="tiles">
      <div className="tile">
        Платежей за сутки<b>{count(payments)}</b>
        <span className="soft">{compared(payments, before.payments)}</span>
      </div>
      <div className="tile">
        На сумму
        <b>
          <Money sum={sum((row) => row.amount)} />
        </b>
        <span className="soft">в пути сейчас: {count(sum((row) => row.underWay))}</span>
      </div>
      <a className="tile" href="#/hung" data-loud={rejected + hung > 0 || undefined}>
        С ошибкой<b>{percent(rejected + hung, payments)}</b>
        <span className="soft">
          <span className="still">ошибочных {count(rejected)},</span>{' '}
          <span className="still">зависших {count(hung)}</span>
        </span>
      </a>
      <a className="tile" href="#/queue">
        Ждут решения<b>{counts === null ? '—' : count(counts.open)}</b>
        <span className="soft">
          {counts?.oldestAt == null ? 'очередь пуста' : `дольше всех — ${age(counts.oldestAt, Date.now())}`}
        </span>
      </a>
    </div>
  );
}

export function Dashboard() {
  const asked = useAsked('dashboard', {});
  const { value } = asked;
  if (!value) return <Waiting asked={asked} />;
  const [first] = value.hours;
  return (
    <>
      <Title beside={<span className="soft">{first && `с ${moment(first.at)}`}</span>}>Сводка за сутки</Title>
      <Tiles value={value} />
      <HourTable dashboard={value} />
      <AgeTable ages={value.ages} />
    </>
  );
}
