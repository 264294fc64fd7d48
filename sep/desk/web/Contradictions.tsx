/** Where a till's journal contradicts what was decided here: somebody has to find out what became of the money. */
import { SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { type ContradictionKind, contradictionNames } from '../../../core/contradiction.ts';
import { Closing } from './Closing.tsx';
import { call, useAsked } from './call.ts';
import { isSenior, Mark, Money, StatusMark, Title, useAround, Waiting } from './parts.tsx';
import { moment, personText } from './words.ts';

/** Money that may be gone is red, a question is yellow. */
const isLoss = (kind: ContradictionKind): boolean =>
  kind === 'refundUngranted' || kind === 'refundTwice' || kind === 'cancelTooLate';

export function Contradictions() {
  const { person } = useAround();
  const [settled, setSettled] = useState(false);
  const asked = useAsked('contradictions', { settled });
  const rows = asked.value?.contradictions ?? [];
  return (
    <>
      <Title
        beside={
          <SegmentedControl
            value={settled ? 'settled' : 'open'}
            onChange={(value) => setSettled(value === 'settled')}
            data={[
              { value: 'open', label: 'Открытые' },
              { value: 'settled', label: 'Разобранные' },
            ]}
          />
        }
      >
        Противоречия касс
      </Title>
      <p className="soft lead">
        Журнал кассы говорит не то, что решено в СЭП. Ничего само не исправится: выясните, где деньги, и
        запишите, чем кончилось.
      </p>
      <div className="sheet wide">
        {rows.length === 0 ? (
          <Waiting
            asked={asked}
            empty={settled ? 'Разобранных ещё нет.' : 'Противоречий нет: журналы касс сходятся с решениями.'}
          />
        ) : (
          <table className="list">
            <thead>
              <tr>
                <th>Найдено</th>
                <th>Что не сходится</th>
                <th>Касса</th>
                <th>Платёж</th>
                <th className="sum">Сумма</th>
                <th>{settled ? 'Чем кончилось' : ''}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.id}>
                  <td className="still">{moment(row.foundAt)}</td>
                  <td>
                    <Mark tone={isLoss(row.kind) ? 'bad' : 'warn'}>{contradictionNames[row.kind]}</Mark>
                    <div className="small details">{row.details}</div>
                  </td>
                  <td>
                    {row.tradePointName}
                    <div className="soft still">место {row.workstation}</div>
                  </td>
                  <td className="still">
                    <a className="plain" href={`#/payment/${row.paymentId}`}>
                      {row.number === '' ? 'по чеку' : row.number}
                    </a>
                    <div>
                      <StatusMark status={row.status} />
                    </div>
                  </td>
                  <td className="sum">
                    <Money sum={row.amount} />
                  </td>
                  <td>
                    {row.settledAt !== null ? (
                      <>
                        {row.reason}
                        <div className="soft small">
                          {moment(row.settledAt)}, {personText(row.settledBy)}
                        </div>
                      </>
                    ) : isSenior(person) ? (
                      <Closing
                        name="Разобрано"
                        close={(reason) => call('settle-contradiction', { id: row.id, reason })}
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
      {asked.value?.more && <p className="soft">Показаны первые 200.</p>}
    </>
  );
}
