/** A new person of the desk, or another name and role for one who is there. */
import { Button, NativeSelect, TextInput } from '@mantine/core';
import type { FormEvent } from 'react';
import { useState } from 'react';
import type { DeskAccount, DeskCredentials } from '../../../contract/desk.ts';
import { DeskLogin, DeskRole } from '../../../contract/desk.ts';
import { call } from './call.ts';
import { Note, Title } from './parts.tsx';
import { roleMeanings, roleNames } from './words.ts';

type Props = {
  /** Null: a new one. */
  readonly account: DeskAccount | null;
  readonly onCancel: () => void;
  readonly onChanged: () => void;
  readonly onMade: (credentials: DeskCredentials, name: string) => void;
};

export function PersonForm({ account, onCancel, onChanged, onMade }: Props) {
  const [login, setLogin] = useState(account?.login ?? '');
  const [name, setName] = useState(account?.name ?? '');
  const [role, setRole] = useState<DeskRole>(account?.role ?? 'operator');
  const [trouble, setTrouble] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    const read = DeskLogin.safeParse(login.trim().toLowerCase());
    if (name.trim() === '') return setTrouble('Напишите фамилию и имя: их увидят в истории обращений.');
    if (!read.success)
      return setTrouble('Имя для входа: латинские буквы и цифры, начинается с буквы, от двух знаков.');
    setBusy(true);
    const person = { login: read.data, name: name.trim(), role };
    if (account) {
      const answer = await call('change-person', person);
      setBusy(false);
      if (answer.ok) onChanged();
      else setTrouble(answer.refusal.message);
      return;
    }
    const answer = await call('make-person', person);
    setBusy(false);
    if (answer.ok) onMade(answer.value, person.name);
    else setTrouble(answer.refusal.message);
  }

  return (
    <>
      <Title>{account ? 'Сотрудник' : 'Новый сотрудник'}</Title>
      <form className="sheet padded stack narrow" onSubmit={(event) => void save(event)}>
        <TextInput
          label="Фамилия и имя"
          value={name}
          autoFocus
          maxLength={60}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
        />
        <TextInput
          label="Имя для входа"
          description="Латиницей, например ivanova. Потом не меняется."
          value={login}
          maxLength={32}
          disabled={account !== null}
          autoComplete="off"
          onChange={({ currentTarget }) => setLogin(currentTarget.value)}
        />
        <NativeSelect
          label="Роль"
          description={roleMeanings[role]}
          value={role}
          data={DeskRole.options.map((value) => ({ value, label: roleNames[value] }))}
          onChange={({ currentTarget }) => setRole(DeskRole.parse(currentTarget.value))}
        />
        {trouble !== null && <Note tone="bad">{trouble}</Note>}
        <div className="row">
          <Button type="submit" loading={busy}>
            {account ? 'Сохранить' : 'Выдать вход'}
          </Button>
          <Button variant="default" onClick={onCancel}>
            Не надо
          </Button>
        </div>
      </form>
    </>
  );
}
