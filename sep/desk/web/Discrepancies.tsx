/** Where operators' registries and answers differ from what is known here. */
import { useState } from 'react';
import { formatAnyAccount } from '../../../core/account.ts';
import { discrepancyNames } from '../../../core/registry.ts';
import { useAsked } from './call.ts';
import { Mark, Money, useAround, Waiting } from './parts.tsx';
import { SettleCell, SettlingTitle } from './Settling.tsx';

export function Discrepancies() {
  const { providers } = useAround();
  const [settled, setSettled] = useState(false);
  const asked = useAsked('discrepancies', { settled });
  const rows = asked.value?.discrepancies ?? [];
  return (
    <>
      <SettlingTitle settled={settled} onSettled={setSettled} ended="Закрытые">
        Расхождения с операторами
      </SettlingTitle>
      <div className="sheet wide">
        {rows.length === 0 ? (
          <Waiting asked={asked} empty="Расхождений нет." />
        ) : (
          <table className="list">
            <thead>
              <tr>
                <th>День</th>
                <th>Оператор</th>
                <th>Что не так</th>
                <th>Номер</th>
                <th className="sum">У нас</th>
                <th className="sum">У оператора</th>
                <th>{settled ? 'Закрыто' : ''}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.id}>
                  <td className="still">{row.day.split('-').reverse().join('.')}</td>
                  <td>{providers.get(row.provider) ?? row.provider}</td>
                  <td>
                    <Mark tone={row.kind === 'missingThere' || row.kind === 'lateCredit' ? 'bad' : 'warn'}>
                      {discrepancyNames[row.kind]}
                    </Mark>
                    <div className="soft small">
                      операция{' '}
                      {row.paymentId === null ? (
                        row.txnId
                      ) : (
                        <span>
                          <a className="plain" href={`#/payment/${row.paymentId}`}>
                            {row.txnId}
                          </a>
                        </span>
                      )}
                    </div>
                  </td>
                  <td className="still">{formatAnyAccount(row.account)}</td>
                  <td className="sum">
                    <Money sum={row.ours} />
                  </td>
                  <td className="sum">
                    <Money sum={row.theirs} />
                  </td>
                  <td>
                    <SettleCell row={row} name="Закрыть" settle="settle-discrepancy" onDone={asked.again} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
    </>
  );
}
