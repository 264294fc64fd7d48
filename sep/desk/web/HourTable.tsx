/** Payments and errors by hour, and under each hour by operator: where and since when something goes wrong. */
import type { DeskOutput } from '../../../contract/desk.ts';
import { Money, useAround } from './parts.tsx';
import { count, hourOf, percent, plural } from './words.ts';

type Dashboard = DeskOutput<'dashboard'>;
type Hour = { readonly payments: number; readonly errors: number };

/** So many of the colour, percent: few payments are seen too, and twice as many look like more. */
const shade = (payments: number, most: number): number =>
  payments === 0 ? 0 : Math.round(12 + 78 * Math.sqrt(payments / Math.max(1, most)));

const tell = (what: string, at: number, { payments, errors }: Hour): string =>
  `${what}, ${hourOf(at)}:00 — ${count(payments)} ${plural(payments, 'платёж', 'платежа', 'платежей')}` +
  (errors > 0 ? `, с ошибкой ${count(errors)}` : '');

function Bars({ hours }: { readonly hours: Dashboard['hours'] }) {
  const most = Math.max(1, ...hours.map(({ payments }) => payments));
  return (
    <tr>
      <th scope="row" className="hour-name" data-bars>
        <span className="hour-most">{count(most)}</span>
        <span>Все операторы</span>
      </th>
      {hours.map((hour) => (
        <td
          key={hour.at}
          className="hour-cell"
          data-bars
          title={tell('Все операторы', hour.at, hour)}
          data-midnight={isMidnight(hour.at)}
        >
          <span className="hidden">{tell('Все операторы', hour.at, hour)}</span>
          <div className="bar" aria-hidden>
            {hour.errors > 0 && <span className="bar-errors">{hour.errors}</span>}
            <div className="bar-part" data-tone="bad" style={{ height: `${(hour.errors / most) * 118}px` }} />
            <div
              className="bar-part"
              style={{ height: `${((hour.payments - hour.errors) / most) * 118}px` }}
            />
          </div>
        </td>
      ))}
      <td colSpan={3} />
    </tr>
  );
}

const isMidnight = (at: number): true | undefined => hourOf(at) === '00' || undefined;

export function HourTable({ dashboard: { hours, providers } }: { readonly dashboard: Dashboard }) {
  const { providers: names } = useAround();
  const most = Math.max(1, ...providers.flatMap((row) => row.hours.map(({ payments }) => payments)));
  if (providers.length === 0) return <div className="sheet empty">За сутки платежей не было.</div>;
  return (
    <div className="sheet padded wide">
      <div className="heading">
        <h2>Платежи и ошибки по часам и операторам</h2>
        <span className="key">
          <span className="key-mark" />
          платежи
        </span>
        <span className="key">
          <span className="key-mark" data-tone="bad" />
          ошибочные и зависшие
        </span>
      </div>
      <table className="hours">
        <thead>
          <tr>
            <th className="hour-name">
              <span className="hidden">Оператор</span>
            </th>
            {hours.map(({ at }, index) => (
              <th
                key={at}
                scope="col"
                className="hour-head"
                data-midnight={isMidnight(at)}
                data-now={index === hours.length - 1 || undefined}
              >
                {hourOf(at)}
              </th>
            ))}
            <th className="hour-sum" data-head>
              Платежей
            </th>
            <th className="hour-sum" data-head data-wide>
              Сумма
            </th>
            <th className="hour-sum" data-head>
              Ошибок
            </th>
          </tr>
        </thead>
        <tbody>
          <Bars hours={hours} />
          {providers.map((row) => {
            const name = names.get(row.provider) ?? row.provider;
            return (
              <tr key={row.provider}>
                <th scope="row" className="hour-name" title={name}>
                  {name}
                </th>
                {row.hours.map((hour, index) => {
                  const at = hours[index]?.at ?? 0;
                  return (
                    <td
                      key={at}
                      className="hour-cell"
                      title={tell(name, at, hour)}
                      data-midnight={isMidnight(at)}
                    >
                      {hour.errors > 0 ? (
                        <div className="cell" data-tone="bad">
                          {hour.errors}
                        </div>
                      ) : (
                        <div
                          className="cell"
                          style={{
                            background: `color-mix(in srgb, var(--series) ${shade(hour.payments, most)}%, var(--tint))`,
                          }}
                        >
                          <span className="hidden">{tell(name, at, hour)}</span>
                        </div>
                      )}
                    </td>
                  );
                })}
                <td className="hour-sum">{count(row.payments)}</td>
                <td className="hour-sum">
                  <Money sum={row.amount} />
                </td>
                <td className="hour-sum" data-loud={row.rejected + row.hung > 0 || undefined}>
                  {percent(row.rejected + row.hung, row.payments)}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
