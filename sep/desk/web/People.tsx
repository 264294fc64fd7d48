/** The desk's people: who they are, when they were here last; the administrator lets in, changes and closes. */
import { Button } from '@mantine/core';
import { useState } from 'react';
import type { DeskAccount, DeskCredentials } from '../../../contract/desk.ts';
import { DeskLogin } from '../../../contract/desk.ts';
import { Closing } from './Closing.tsx';
import { type Answer, call, useAsked } from './call.ts';
import { HandOut } from './HandOut.tsx';
import { PersonForm } from './PersonForm.tsx';
import { Mark, Note, Title, useAround, Waiting } from './parts.tsx';
import { moment, personText, roleNames } from './words.ts';

/** What the administrator is doing; null: looking. */
type Doing =
  | { readonly kind: 'making' }
  | { readonly kind: 'changing'; readonly account: DeskAccount }
  | { readonly kind: 'handingOut'; readonly credentials: DeskCredentials; readonly name: string }
  | null;

function Standing({ account }: { readonly account: DeskAccount }) {
  if (account.closedAt !== null) return <Mark tone="plain">закрыта {moment(account.closedAt)}</Mark>;
  return (
    <>
      {account.issuedBy !== 'command line' && account.vouchedBy === null ? (
        <Mark tone="warn">ждёт подтверждения</Mark>
      ) : (
        <Mark tone="good">работает</Mark>
      )}
      {account.oneTime && <div className="soft small">пароль ещё одноразовый</div>}
      {account.pausedUntil !== null && (
        <div className="soft small">пауза после ошибок до {moment(account.pausedUntil)}</div>
      )}
    </>
  );
}

const issuerText = ({ issuedBy, vouchedBy }: DeskAccount): string =>
  `${personText(issuedBy)}${vouchedBy === null ? '' : `, подтвердил ${vouchedBy}`}`;

type RowProps = {
  readonly account: DeskAccount;
  readonly onChange: () => void;
  readonly onDone: () => void;
  readonly onHandOut: (credentials: DeskCredentials) => void;
};

function Row({ account, onChange, onDone, onHandOut }: RowProps) {
  const { person } = useAround();
  const [trouble, setTrouble] = useState<string | null>(null);
  const login = DeskLogin.parse(account.login);
  const isOpen = account.closedAt === null;
  const isOther = account.login !== person.login;
  const administers = person.role === 'administrator' && isOther;
  const mayVouch =
    isOpen &&
    isOther &&
    account.issuedBy !== 'command line' &&
    account.vouchedBy === null &&
    account.issuedBy !== person.login;

  async function reset(reason: string): Promise<Answer<unknown>> {
    const answer = await call('reset-person', { login, reason });
    if (answer.ok) onHandOut(answer.value);
    return answer;
  }
  async function vouch(): Promise<void> {
    const answer = await call('vouch-person', { login });
    setTrouble(answer.ok ? null : answer.refusal.message);
    onDone();
  }

  return (
    <tr>
      <td>
        <b className={isOpen ? undefined : 'gone'}>{account.name}</b>
        <div className="soft still">
          {account.login}
          {!isOther && ', это вы'}
        </div>
      </td>
      <td>{roleNames[account.role]}</td>
      <td className="still">
        {account.signedInAt === null ? (
          <span className="soft">ещё не входил</span>
        ) : (
          moment(account.signedInAt)
        )}
      </td>
      <td className="small">
        {issuerText(account)}
        <div className="soft still">{moment(account.madeAt)}</div>
      </td>
      <td>
        <Standing account={account} />
      </td>
      <td>
        <div className="row tight actions">
          {mayVouch && (
            <Button size="compact-sm" onClick={() => void vouch()}>
              Подтвердить
            </Button>
          )}
          {administers && isOpen && (
            <Button variant="default" size="compact-sm" onClick={onChange}>
              Изменить
            </Button>
          )}
          {administers && (
            <Closing name={isOpen ? 'Новый вход' : 'Открыть снова'} close={reset} onDone={onDone} />
          )}
          {administers && isOpen && (
            <Closing
              name="Закрыть"
              close={(reason) => call('close-person', { login, reason })}
              onDone={onDone}
            />
          )}
        </div>
        {trouble !== null && <Note tone="bad">{trouble}</Note>}
      </td>
    </tr>
  );
}

export function People() {
  const { person } = useAround();
  const asked = useAsked('people', {});
  const [doing, setDoing] = useState<Doing>(null);
  const people = asked.value?.people ?? [];
  const done = (): void => {
    setDoing(null);
    asked.again();
  };
  if (doing?.kind === 'handingOut')
    return <HandOut credentials={doing.credentials} name={doing.name} onDone={done} />;
  if (doing !== null)
    return (
      <PersonForm
        account={doing.kind === 'changing' ? doing.account : null}
        onCancel={() => setDoing(null)}
        onChanged={done}
        onMade={(credentials, name) => setDoing({ kind: 'handingOut', credentials, name })}
      />
    );
  return (
    <>
      <Title
        beside={
          person.role === 'administrator' && (
            <Button onClick={() => setDoing({ kind: 'making' })}>Новый сотрудник</Button>
          )
        }
      >
        Сотрудники
      </Title>
      <p className="soft lead">
        Кому вход выдал администратор, того подтверждает ещё один старший или администратор: так один человек
        не сможет согласовать за двоих. До подтверждения можно только смотреть.
      </p>
      <div className="sheet wide">
        {people.length === 0 ? (
          <Waiting asked={asked} />
        ) : (
          <table className="list">
            <thead>
              <tr>
                <th>Сотрудник</th>
                <th>Роль</th>
                <th>Последний вход</th>
                <th>Вход выдан</th>
                <th>Учётная запись</th>
                <th>
                  <span className="hidden">Действия</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {people.map((account) => (
                <Row
                  key={account.login}
                  account={account}
                  onChange={() => setDoing({ kind: 'changing', account })}
                  onDone={asked.again}
                  onHandOut={(credentials) =>
                    setDoing({ kind: 'handingOut', credentials, name: account.name })
                  }
                />
              ))}
            </tbody>
          </table>
        )}
      </div>
      <p className="soft small">
        Свою учётную запись не меняет никто: это делает другой администратор или команда на сервере,{' '}
        <code>npm run -s sep -- desk-user</code>.
      </p>
    </>
  );
}
