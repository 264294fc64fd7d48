/** Search by whatever one has in hand: a number, a sum, a date, a receipt, rows of a letter. */

import { Button, Textarea } from '@mantine/core';
import type { FormEvent, KeyboardEvent } from 'react';
import { useState } from 'react';
import { formatAnyAccount } from '../../../core/account.ts';
import { useAsked } from './call.ts';
import { Mark, Money, Note, StatusMark, Title, useAround, Waiting } from './parts.tsx';
import { go } from './route.ts';
import { moment } from './words.ts';

function Found({ text }: { readonly text: string }) {
  const { providers } = useAround();
  const asked = useAsked('search', { text });
  const { value } = asked;
  if (!value) return <Waiting asked={asked} />;
  if (value.understood.length === 0)
    return <Note tone="warn">Не понял, что искать: нужен номер, сумма, дата, чек или строка отчёта.</Note>;
  return (
    <>
      <div className="row" style={{ marginBottom: 10 }}>
        <span className="soft">Искал:</span>
        {value.understood.map((one) => (
          <Mark key={one} tone="accent">
            {one}
          </Mark>
        ))}
      </div>
      {value.found.length === 0 ? (
        <div className="sheet empty">Таких платежей в СЭП нет.</div>
      ) : (
        <div className="sheet wide">
          <table className="list">
            <thead>
              <tr>
                <th>Время</th>
                <th>Платёж</th>
                <th>Точка</th>
                <th>Оператор</th>
                <th>Номер</th>
                <th className="sum">Принято</th>
                <th className="sum">К зачислению</th>
                <th>Статус</th>
              </tr>
            </thead>
            <tbody>
              {value.found.map((row) => (
                <tr key={row.id} data-open onClick={() => go('payment', row.id)}>
                  <td className="still">{row.at === 0 ? '—' : moment(row.at)}</td>
                  <td className="still">
                    <a className="plain" href={`#/payment/${row.id}`}>
                      {row.number === '' ? 'по чеку' : row.number}
                    </a>
                  </td>
                  <td>{row.tradePointName}</td>
                  <td>{providers.get(row.provider) ?? row.provider}</td>
                  <td className="still">{formatAnyAccount(row.account)}</td>
                  <td className="sum">
                    <Money sum={row.taken} />
                  </td>
                  <td className="sum">
                    <Money sum={row.credited} />
                  </td>
                  <td>
                    <StatusMark status={row.status} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {value.more && <p className="soft">Показаны 50 новейших: добавьте дату или номер.</p>}
    </>
  );
}

export function Search({ text }: { readonly text: string }) {
  const [written, setWritten] = useState(text);
  const look = (): void => {
    if (written.trim() !== '') go('search', written.trim());
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    look();
  };
  const press = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || event.shiftKey) return;
    event.preventDefault();
    look();
  };
  return (
    <>
      <Title>Поиск платежа</Title>
      <form className="row" style={{ marginBottom: 14, alignItems: 'flex-end' }} onSubmit={submit}>
        <Textarea
          className="grow"
          label="Номер, сумма, дата, чек (QR, «ФД 312», «128/12») или строки отчёта из письма"
          value={written}
          autosize
          minRows={1}
          maxRows={8}
          autoFocus
          maxLength={2_000}
          onChange={({ currentTarget }) => setWritten(currentTarget.value)}
          onKeyDown={press}
        />
        <Button type="submit">Найти</Button>
      </form>
      {text !== '' && <Found text={text} />}
    </>
  );
}
