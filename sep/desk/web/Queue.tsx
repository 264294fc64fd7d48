/** Requests by kind and age: who waits longest stands first. */

import { SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import type { AdjustmentKind } from '../../../contract/adjustment.ts';
import type { DeskInput, DeskRequestRow } from '../../../contract/desk.ts';
import { formatAnyAccount } from '../../../core/account.ts';
import { adjustmentKinds, adjustmentNames, endedStates } from '../../../core/adjustment.ts';
import { useAsked } from './call.ts';
import { Mark, Money, Title, useAround, Waiting } from './parts.tsx';
import { go } from './route.ts';
import { age, moment, stateNames, stateTones } from './words.ts';

const dayMs = 86_400_000;

export function RequestTable({
  rows,
  when,
}: {
  readonly rows: readonly DeskRequestRow[];
  /** What the first column is called: how long it waits, or when it was decided. */
  readonly when: string;
}) {
  const { providers } = useAround();
  const now = Date.now();
  return (
    <div className="sheet wide">
      <table className="list">
        <thead>
          <tr>
            <th>{when}</th>
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
                {endedStates.includes(row.state) ? (
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
                <div className="soft still">
                  {row.workstation > 0 ? `место ${row.workstation}` : 'от центрального офиса'}
                </div>
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
            empty={
              part === 'waiting'
                ? 'Никто не ждёт: все обращения решены.'
                : part === 'receipt'
                  ? 'Нет обращений, для которых кассе ещё не показали чек.'
                  : 'Обращений нет.'
            }
          />
        </div>
      ) : (
        <RequestTable rows={rows} when={part === 'ended' ? 'Решено' : 'Ждёт'} />
      )}
      {asked.value?.more && <p className="soft">Показаны первые 200.</p>}
    </>
  );
}
