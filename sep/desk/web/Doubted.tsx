/** Payments that hang because they may be another one, or were settled before: each is decided by itself. */
import type { DeskDoubted } from '../../../contract/desk.ts';
import { formatAnyAccount } from '../../../core/account.ts';
import { CorrectionLinks } from './CorrectionLinks.tsx';
import { useAsked } from './call.ts';
import { Money, StatusMark, useAround, Waiting } from './parts.tsx';
import { age, moment } from './words.ts';

const whatToDo: Readonly<Record<DeskDoubted['doubt'], string>> = {
  paper:
    'По чеку с тем же номером и суммой платёж уже создан, но с другими данными. Сверьте чек с журналом: платёж один — отмените этот, их два — проведите.',
  settled:
    'Этот платёж был в отложенном журнале, который уже разобрали. Если его тогда уладили, отмените; если нет, проведите.',
  refunded:
    'Касса вернула за него деньги или начала возвращать, а отмены в СЭП нет. Спросите кассу: деньги у клиента — отмените платёж; не отданы — пусть касса запишет это в возврате, тогда его можно провести.',
};

function Doubt({ row }: { readonly row: DeskDoubted }) {
  return (
    <>
      {whatToDo[row.doubt]}
      {row.twin && (
        <div>
          Созданный по чеку:{' '}
          <a className="plain" href={`#/payment/${row.twin.id}`}>
            открыть
          </a>{' '}
          <StatusMark status={row.twin.status} />
        </div>
      )}
      <CorrectionLinks payment={row.id} kinds={['cancel', 'reconduct']} open={row.open}>
        Открыть платёж
      </CorrectionLinks>
    </>
  );
}

export function Doubted() {
  const { providers } = useAround();
  const asked = useAsked('doubted', {});
  const rows = asked.value?.payments ?? [];
  if (asked.trouble === null && rows.length === 0) return null;
  return (
    <>
      <h2>Спорные</h2>
      <p className="soft lead">
        Оператору эти платежи сами не уйдут: деньги могли бы уйти дважды. Решают по каждому, вдвоём: первый
        подаёт обращение, второй соглашается.
      </p>
      <div className="sheet wide">
        {rows.length === 0 ? (
          <Waiting asked={asked} />
        ) : (
          <table className="list">
            <thead>
              <tr>
                <th>Ждёт</th>
                <th>Платёж</th>
                <th>Оператор и номер</th>
                <th className="sum">Принято</th>
                <th>В чём сомнение и что делать</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.id}>
                  <td className="still" title={moment(row.since)}>
                    {age(row.since, Date.now())}
                  </td>
                  <td>
                    <a className="plain still" href={`#/payment/${row.id}`}>
                      {row.number === '' ? 'по чеку' : row.number}
                    </a>
                    <div className="soft">{row.tradePointName}</div>
                  </td>
                  <td>
                    {providers.get(row.provider) ?? row.provider}
                    <div className="soft still">{formatAnyAccount(row.account)}</div>
                  </td>
                  <td className="sum">
                    <Money sum={row.taken} />
                  </td>
                  <td className="small">
                    <Doubt row={row} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
      {asked.value?.more && <p className="soft">Показаны первые 200.</p>}
    </>
  );
}
