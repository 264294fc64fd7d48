/** Requests by kind and age: who waits longest stands first. */

import { SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import type { AdjustmentKind, RequestState } from '../../../contract/adjustment.ts';
import type { DeskInput, DeskRequestRow } from '../../../contract/desk.ts';
import { formatAnyAccount } from '../../../core/account.ts';
import { adjustmentKinds, adjustmentNames } from '../../../core/adjustment.ts';
import { useAsked } from './call.ts';
import { Mark, Money, Title, useAround, Waiting } from './parts.tsx';
import { go } from './route.ts';
import { age, moment, stateNames, stateTones } from './words.ts';

const endedStates: readonly RequestState[] = ['done', 'denied', 'operatorRefused'];
const dayMs = 86_400_000;

export function RequestTable({
  rows,
  ended,
}: {
  readonly rows: readonly DeskRequestRow[];
  readonly ended: boolean;
}) {
  const { providers } = useAround();
  const now = Date.now();
  return (
    <div className="sheet wide">
      <table className="list">
        <thead>
          <tr>
            <th>{ended ? 'Решено' : 'Ждёт'}</th>
            <th>Что просят</th>
            <th>Точка</th>
            <th>Платёж</th>
            <th>Оператор и номер</th>
            <th className="sum">Сумма</th>
            <th>Причина</th>
            <th>Состояние</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id} data-open onClick={() => go('request', row.id)}>
              <td className="still">
                {ended || endedStates.includes(row.state) ? (
                  moment(row.changedAt)
                ) : (
                  <Mark tone={now - row.madeAt > dayMs ? 'bad' : 'plain'}>{age(row.madeAt, now)}</Mark>
                )}
              </td>
              <td className="still">
                <a className="plain" href={`#/request/${row.id}`}>
                  {adjustmentNames[row.kind]}
                </a>
              </td>
              <td>
                {row.tradePointName}
                {row.workstation > 0 && <div className="soft still">место {row.workstation}</div>}
              </td>
              <td className="still">
                {row.number === '' ? <span className="soft">нет на кассе</span> : row.number}
              </td>
              <td>
                {providers.get(row.provider) ?? row.provider}
                <div className="soft still">{formatAnyAccount(row.account)}</div>
              </td>
              <td className="sum">
                <Money sum={row.amount} />
              </td>
              <td>{row.reason}</td>
              <td>
                <Mark tone={stateTones[row.state]}>{stateNames[row.state]}</Mark>
                {row.approvals.length > 0 && row.state === 'halfApproved' && (
                  <div className="soft small">
                    согласие: {row.approvals.map(({ name }) => name).join(', ')}
                  </div>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const kindOf = (text: string): AdjustmentKind | null => adjustmentKinds.find((one) => one === text) ?? null;

export function Queue({
  part,
  title,
  first = '',
}: {
  readonly part: DeskInput<'queue'>['part'];
  readonly title: string;
  /** The kind that the address names; empty: all of them. */
  readonly first?: string;
}) {
  const [kind, setKind] = useState(kindOf(first));
  const asked = useAsked('queue', { kind, part });
  const rows = asked.value?.requests ?? [];
  return (
    <>
      <Title
        beside={
          <SegmentedControl
            value={kind ?? ''}
            onChange={(value) => setKind(kindOf(value))}
            data={[
              { value: '', label: 'Все' },
              ...adjustmentKinds.map((one) => ({ value: one, label: adjustmentNames[one] })),
            ]}
          />
        }
      >
        {title}
      </Title>
      {rows.length === 0 ? (
        <div className="sheet">
          <Waiting
            asked={asked}
            empty={part === 'waiting' ? 'Никто не ждёт: все обращения решены.' : 'Обращений нет.'}
          />
        </div>
      ) : (
        <RequestTable rows={rows} ended={part === 'ended'} />
      )}
      {asked.value?.more && <p className="soft">Показаны первые 200.</p>}
    </>
  );
}
