/** The last day at a glance: payments and errors by hour and operator, how long requests wait. */
import { Bar, BarChart, CartesianGrid, Legend, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { adjustmentNames } from '../../../core/adjustment.ts';
import { useAsked } from './call.ts';
import { Money, Title, useAround, Waiting } from './parts.tsx';
import { hourOf } from './words.ts';

const grid = '#e4e9ef';
const axis = { fontSize: 13, fill: '#4a5768' } as const;

const share = (part: number, whole: number): string =>
  whole === 0 ? '—' : `${((part / whole) * 100).toLocaleString('ru-RU', { maximumFractionDigits: 1 })} %`;

export function Dashboard() {
  const { providers } = useAround();
  const asked = useAsked('dashboard', {});
  const { value } = asked;
  if (!value) return <Waiting asked={asked} />;
  const rows = value.providers;
  const sum = (of: (row: (typeof rows)[number]) => number): number =>
    rows.reduce((total, row) => total + of(row), 0);
  const payments = sum((row) => row.payments);
  const errors = sum((row) => row.rejected + row.hung);
  const waiting = value.ages.reduce(
    (total, { reconduct, transfer, cancel, cashRefund }) =>
      total + reconduct + transfer + cancel + cashRefund,
    0,
  );
  const hours = value.hours.map(({ at, payments: all, errors: bad }) => ({
    hour: hourOf(at),
    good: all - bad,
    bad,
  }));
  return (
    <>
      <Title>Сводка за сутки</Title>
      <div className="tiles">
        <div className="tile">
          Платежей<b>{payments.toLocaleString('ru-RU')}</b>
          <Money sum={sum((row) => row.amount)} />
        </div>
        <div className="tile" data-loud={errors > 0 || undefined}>
          С ошибкой<b>{errors.toLocaleString('ru-RU')}</b>
          <span className="soft">{share(errors, payments)} от всех</span>
        </div>
        <div className="tile">
          В пути<b>{sum((row) => row.underWay).toLocaleString('ru-RU')}</b>
          <span className="soft">ответ ещё придёт</span>
        </div>
        <a className="tile" href="#/queue">
          Открытых обращений<b>{waiting}</b>
          <span className="soft">перейти к очереди</span>
        </a>
      </div>
      <div className="sheet padded">
        <h2>Платежи и ошибки по часам</h2>
        <ResponsiveContainer width="100%" height={230}>
          <BarChart data={hours} margin={{ left: -10, right: 8, top: 4, bottom: 0 }}>
            <CartesianGrid vertical={false} stroke={grid} />
            <XAxis dataKey="hour" tick={axis} tickLine={false} axisLine={{ stroke: grid }} />
            <YAxis allowDecimals={false} tick={axis} tickLine={false} axisLine={false} />
            <Tooltip labelFormatter={(hour) => `${String(hour)}:00`} isAnimationActive={false} />
            <Legend formatter={(name) => <span className="legend">{name}</span>} />
            <Bar dataKey="good" name="без ошибок" stackId="a" fill="#5f92e4" isAnimationActive={false} />
            <Bar
              dataKey="bad"
              name="ошибочные и зависшие"
              stackId="a"
              fill="#c9433c"
              isAnimationActive={false}
            />
          </BarChart>
        </ResponsiveContainer>
      </div>
      <div className="columns" data-left>
        <div className="sheet wide">
          <table className="list">
            <thead>
              <tr>
                <th>Оператор</th>
                <th className="sum">Платежей</th>
                <th className="sum">На сумму</th>
                <th className="sum">Ошибочных</th>
                <th className="sum">Зависло</th>
                <th className="sum">Доля ошибок</th>
              </tr>
            </thead>
            <tbody>
              {value.providers.map((row) => (
                <tr key={row.provider}>
                  <td>{providers.get(row.provider) ?? row.provider}</td>
                  <td className="sum">{row.payments}</td>
                  <td className="sum">
                    <Money sum={row.amount} />
                  </td>
                  <td className="sum">{row.rejected}</td>
                  <td className="sum">{row.hung}</td>
                  <td className="sum">{share(row.rejected + row.hung, row.payments)}</td>
                </tr>
              ))}
            </tbody>
          </table>
          {value.providers.length === 0 && <div className="empty">За сутки платежей не было.</div>}
        </div>
        <div className="sheet padded">
          <h2>Сколько ждут открытые обращения</h2>
          <ResponsiveContainer width="100%" height={250}>
            <BarChart
              data={[...value.ages]}
              layout="vertical"
              margin={{ left: 4, right: 8, top: 0, bottom: 0 }}
            >
              <CartesianGrid horizontal={false} stroke={grid} />
              <XAxis type="number" allowDecimals={false} tick={axis} tickLine={false} axisLine={false} />
              <YAxis
                type="category"
                dataKey="label"
                width={104}
                tick={axis}
                tickLine={false}
                axisLine={{ stroke: grid }}
              />
              <Tooltip isAnimationActive={false} />
              <Legend formatter={(name) => <span className="legend">{name}</span>} />
              <Bar
                dataKey="reconduct"
                name={adjustmentNames.reconduct}
                stackId="a"
                fill="#5f92e4"
                isAnimationActive={false}
              />
              <Bar
                dataKey="transfer"
                name={adjustmentNames.transfer}
                stackId="a"
                fill="#2f7d6b"
                isAnimationActive={false}
              />
              <Bar
                dataKey="cancel"
                name={adjustmentNames.cancel}
                stackId="a"
                fill="#d99a1c"
                isAnimationActive={false}
              />
              <Bar
                dataKey="cashRefund"
                name={adjustmentNames.cashRefund}
                stackId="a"
                fill="#8f5bb0"
                isAnimationActive={false}
              />
            </BarChart>
          </ResponsiveContainer>
        </div>
      </div>
    </>
  );
}
