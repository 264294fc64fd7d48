/** Trade points that nobody syncs, what was set aside, what is parked. */
import type { DeskSetAside, DeskTradePoint } from '../../../contract/desk.ts';
import { asideText } from '../../../core/asideWords.ts';
import { useAsked } from './call.ts';
import { Mark, Money, Title, Waiting } from './parts.tsx';
import { SettleCell } from './Settling.tsx';
import { age, moment } from './words.ts';

const asideNames: Readonly<Record<DeskSetAside['kind'], string>> = {
  fork: 'две версии журнала',
  forgery: 'подделка',
  revoked: 'после отзыва',
};

function Places({ places }: { readonly places: readonly DeskTradePoint[] }) {
  const now = Date.now();
  return (
    <div className="sheet wide">
      <table className="list">
        <thead>
          <tr>
            <th>Точка</th>
            <th>Синхронизация</th>
            <th>Рабочие места</th>
            <th>Состояние</th>
          </tr>
        </thead>
        <tbody>
          {places.map((place) => (
            <tr key={place.id}>
              <td>
                {place.name}
                {place.name !== place.id && <div className="soft small">{place.id}</div>}
              </td>
              <td className="still">
                {place.holder === null ? <span className="soft">никто</span> : `место ${place.holder}`}
                {place.holder !== null && place.heldSince !== null && (
                  <div className="soft small">с {moment(place.heldSince)}</div>
                )}
              </td>
              <td>
                {place.workstations.map((seat) => (
                  <div key={seat.number} className="small">
                    <b>{seat.number}</b>{' '}
                    {seat.revoked ? (
                      <Mark tone="bad">отозвано</Mark>
                    ) : seat.seenAt === null ? (
                      <span className="soft">ещё не было на связи</span>
                    ) : (
                      <span className="soft">на связи {age(seat.seenAt, now)} назад</span>
                    )}
                    {seat.unsent > 0 && (
                      <>
                        {' '}
                        <Mark tone="warn">
                          не отправлено {seat.unsent}
                          {seat.oldestUnsentAt !== null && `, ${age(seat.oldestUnsentAt, now)}`}
                        </Mark>
                      </>
                    )}
                  </div>
                ))}
              </td>
              <td>
                {place.trouble === null ? (
                  <Mark tone="good">в порядке</Mark>
                ) : (
                  <Mark tone="bad">{place.trouble}</Mark>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function Watch() {
  const asked = useAsked('watch', {});
  const { value } = asked;
  if (!value) return <Waiting asked={asked} />;
  return (
    <>
      <Title>Точки и журналы</Title>
      {value.tradePoints.length === 0 ? (
        <div className="sheet empty">Торговых точек ещё нет.</div>
      ) : (
        <Places places={value.tradePoints} />
      )}
      <h2>Отложено до решения человека</h2>
      <div className="sheet wide">
        {value.setAside.length === 0 ? (
          <div className="empty">Ничего не отложено.</div>
        ) : (
          <table className="list">
            <thead>
              <tr>
                <th>Когда</th>
                <th>Что</th>
                <th>Точка</th>
                <th>Почему</th>
                <th className="sum">Платежей</th>
                <th className="sum">На сумму</th>
                <th />
              </tr>
            </thead>
            <tbody>
              {value.setAside.map((row) => (
                <tr key={row.id}>
                  <td className="still">{moment(row.at)}</td>
                  <td className="still">
                    <Mark tone={row.kind === 'forgery' ? 'bad' : 'warn'}>{asideNames[row.kind]}</Mark>
                  </td>
                  <td>
                    {row.tradePoint}, прислало место {row.shippedBy}
                  </td>
                  <td title={row.why}>
                    {asideText(row.why)} <span className="soft small">событие {row.seq}</span>
                  </td>
                  <td className="sum">{row.payments}</td>
                  <td className="sum">
                    <Money sum={row.amount} />
                  </td>
                  <td>
                    <SettleCell row={row} name="Рассмотрено" settle="settle-set-aside" onDone={asked.again} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
      <h2>Не удалось разобрать</h2>
      <div className="sheet wide">
        {value.parked.length === 0 ? (
          <div className="empty">Все события разобраны.</div>
        ) : (
          <table className="list">
            <thead>
              <tr>
                <th>Когда</th>
                <th>Точка</th>
                <th>Событие</th>
                <th>Почему</th>
              </tr>
            </thead>
            <tbody>
              {value.parked.map((row) => (
                <tr key={`${row.tradePoint}/${row.workstation}/${row.seq}`}>
                  <td className="still">{moment(row.at)}</td>
                  <td>
                    {row.tradePoint}, место {row.workstation}
                  </td>
                  <td className="small">
                    № {row.seq}{' '}
                    {row.paymentId !== null && (
                      <a className="plain" href={`#/payment/${row.paymentId}`}>
                        платёж
                      </a>
                    )}
                  </td>
                  <td title={row.reason}>{asideText(row.reason)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
    </>
  );
}
