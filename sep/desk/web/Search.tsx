/** Search by whatever one has in hand: a number, a sum, a date, a receipt, rows of a letter. */

import { Button, Textarea } from '@mantine/core';
import type { FormEvent, KeyboardEvent } from 'react';
import { useState } from 'react';
import { longestSearch } from '../../../contract/desk.ts';
import { formatAnyAccount } from '../../../core/account.ts';
import { useAsked } from './call.ts';
import { Mark, Money, Note, StatusMark, Title, useAround, Waiting } from './parts.tsx';
import { go } from './route.ts';
import { moment } from './words.ts';

/** What was understood stands above the table, which it must not push away. */
const mostShown = 12;

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
        {value.understood.slice(0, mostShown).map((one, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a row may stand twice in a letter
          <Mark key={index} tone="accent">
            {one}
          </Mark>
        ))}
        {value.understood.length > mostShown && (
          <span className="soft">и ещё {value.understood.length - mostShown}</span>
        )}
      </div>
      {value.unsought > 0 && (
        <Note tone="warn">
          Искал первые {value.understood.length} строк. Ещё {value.unsought} вставьте отдельно.
        </Note>
      )}
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
                <th className="sum">Зачислено</th>
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
  const [tooLong, setTooLong] = useState(false);
  const look = (): void => {
    const asked = written.trim();
    setTooLong(asked.length > longestSearch);
    if (asked !== '' && asked.length <= longestSearch) go('search', asked);
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
          onChange={({ currentTarget }) => setWritten(currentTarget.value)}
          onKeyDown={press}
        />
        <Button type="submit">Найти</Button>
      </form>
      {tooLong ? (
        <Note tone="bad">Это слишком длинно, чтобы искать сразу: вставьте не больше ста строк отчёта.</Note>
      ) : (
        text !== '' && <Found text={text} />
      )}
    </>
  );
}
