/** Hung payments by operator; after an outage all of one operator are asked about again at once. */
import { useState } from 'react';
import { ProviderId } from '../../../contract/primitives.ts';
import { Closing } from './Closing.tsx';
import { type Answer, call, useAsked } from './call.ts';
import { Doubted } from './Doubted.tsx';
import { isSenior, Money, Note, Title, useAround, Waiting } from './parts.tsx';
import { age } from './words.ts';

export function Hung() {
  const { person } = useAround();
  const asked = useAsked('hung', {});
  const [done, setDone] = useState<string | null>(null);
  const rows = asked.value?.providers ?? [];

  async function again(provider: string, name: string, reason: string): Promise<Answer<unknown>> {
    const answer = await call('reconduct-hung', { provider: ProviderId.parse(provider), reason });
    if (answer.ok) setDone(`${name}: отправлено заново — ${answer.value.count}. Ответы придут сами.`);
    return answer;
  }

  return (
    <>
      <Title>Зависшие платежи</Title>
      <Note tone="plain">
        Каждый уйдёт оператору под прежним номером операции: уже зачисленное второй раз не зачислится.
        Платежи, по которым открыта отмена, и спорные остаются на месте: спорные решают по одному.
      </Note>
      {done !== null && <Note tone="good">{done}</Note>}
      <div className="sheet wide">
        {rows.length === 0 ? (
          <Waiting asked={asked} empty="Зависших платежей нет." />
        ) : (
          <table className="list">
            <thead>
              <tr>
                <th>Оператор</th>
                <th className="sum">Платежей</th>
                <th className="sum">На сумму</th>
                <th>Ждёт дольше всех</th>
                <th />
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.provider}>
                  <td>{row.providerName}</td>
                  <td className="sum">
                    {row.count}
                    {row.doubted > 0 && <div className="soft small">спорных: {row.doubted}</div>}
                  </td>
                  <td className="sum">
                    <Money sum={row.amount} />
                  </td>
                  <td>{age(row.oldestAt, Date.now())}</td>
                  <td>
                    {isSenior(person) ? (
                      <Closing
                        name="Провести заново"
                        close={(reason) => again(row.provider, row.providerName, reason)}
                        onDone={asked.again}
                      />
                    ) : (
                      <span className="soft">заново проводит старший</span>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
      <Doubted />
    </>
  );
}
