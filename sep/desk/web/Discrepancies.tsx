/** Where operators' registries and answers differ from what is known here. */

import { SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { formatAnyAccount } from '../../../core/account.ts';
import { discrepancyNames } from '../../../core/registry.ts';
import { Closing } from './Closing.tsx';
import { call, useAsked } from './call.ts';
import { isSenior, Mark, Money, Title, useAround, Waiting } from './parts.tsx';
import { moment, personText } from './words.ts';

export function Discrepancies() {
  const { person, providers } = useAround();
  const [settled, setSettled] = useState(false);
  const asked = useAsked('discrepancies', { settled });
  const rows = asked.value?.discrepancies ?? [];
  return (
    <>
      <Title
        beside={
          <SegmentedControl
            value={settled ? 'settled' : 'open'}
            onChange={(value) => setSettled(value === 'settled')}
            data={[
              { value: 'open', label: 'Открытые' },
              { value: 'settled', label: 'Закрытые' },
            ]}
          />
        }
      >
        Расхождения с операторами
      </Title>
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
                    {row.settledAt !== null ? (
                      `${moment(row.settledAt)}${row.settledBy === null ? '' : `, ${personText(row.settledBy)}`}`
                    ) : isSenior(person) ? (
                      <Closing
                        name="Закрыть"
                        close={(reason) => call('settle-discrepancy', { id: row.id, reason })}
                        onDone={asked.again}
                      />
                    ) : null}
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
