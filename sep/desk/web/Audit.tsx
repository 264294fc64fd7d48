/** Who did what. */
import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { AdjustmentKind } from '../../../contract/adjustment.ts';
import { DeskRole } from '../../../contract/desk.ts';
import { adjustmentNames } from '../../../core/adjustment.ts';
import { useAsked } from './call.ts';
import { Title, useAround, Waiting } from './parts.tsx';
import { exactMoment, personText, roleNames } from './words.ts';

const names: Readonly<Record<string, string>> = {
  request: 'обращение',
  payment: 'платёж',
  kind: 'корректировка',
  number: 'верный номер',
  scanChecked: 'чек на скане проверен',
  reason: 'причина',
  provider: 'оператор',
  operatorAnswer: 'ответ оператора',
  why: 'почему нет',
  from: 'адрес',
  login: 'имя для входа',
  name: 'кто',
  role: 'роль',
  id: '№',
  before: 'было',
  issuedBy: 'вход выдал',
};

function Value({ name, value }: { readonly name: string; readonly value: unknown }) {
  const { providers } = useAround();
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (name === 'request')
    return (
      <a className="plain" href={`#/request/${text}`}>
        открыть
      </a>
    );
  if (name === 'payment')
    return (
      <a className="plain" href={`#/payment/${text}`}>
        открыть
      </a>
    );
  if (name === 'kind') return <>{adjustmentNames[text as AdjustmentKind] ?? text}</>;
  if (value === true) return <>да</>;
  if (name === 'role') return <>{DeskRole.safeParse(text).success ? roleNames[text as DeskRole] : text}</>;
  return <>{name === 'provider' ? (providers.get(text) ?? text) : text}</>;
}

/** Plain words for plain values; what is no object stays as it is. */
function Details({ text }: { readonly text: string }) {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    return <>{text}</>;
  }
  if (typeof read !== 'object' || read === null) return <>{text}</>;
  return Object.entries(read).map(([name, value], index) => (
    <span key={name}>
      {index > 0 && ' · '}
      {names[name] ?? name}: <Value name={name} value={value} />
    </span>
  ));
}

export function Audit() {
  const [who, setWho] = useState('');
  const [before, setBefore] = useState<number | null>(null);
  const asked = useAsked('audit', { before, who: who.trim() === '' ? null : who.trim() });
  const lines = asked.value?.lines ?? [];
  const last = lines.at(-1);
  return (
    <>
      <Title
        beside={
          <TextInput
            aria-label="Кто"
            placeholder="Кто: имя для входа, рабочее место"
            w={300}
            value={who}
            maxLength={60}
            onChange={({ currentTarget }) => {
              setWho(currentTarget.value);
              setBefore(null);
            }}
          />
        }
      >
        Журнал действий
      </Title>
      <div className="sheet wide">
        {lines.length === 0 ? (
          <Waiting asked={asked} empty="Записей нет." />
        ) : (
          <table className="list">
            <thead>
              <tr>
                <th>Когда</th>
                <th>Кто</th>
                <th>Что</th>
                <th>Подробности</th>
              </tr>
            </thead>
            <tbody>
              {lines.map((line) => (
                <tr key={line.id}>
                  <td className="still">{exactMoment(line.at)}</td>
                  <td className="still">{personText(line.who)}</td>
                  <td>{line.what}</td>
                  <td className="soft small" style={{ overflowWrap: 'anywhere' }}>
                    <Details text={line.details} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
      <div className="row">
        {before !== null && (
          <Button variant="default" onClick={() => setBefore(null)}>
            К новым
          </Button>
        )}
        {asked.value?.more && last && (
          <Button variant="default" onClick={() => setBefore(last.id)}>
            Раньше
          </Button>
        )}
      </div>
    </>
  );
}
