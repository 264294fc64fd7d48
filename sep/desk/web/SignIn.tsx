/** The door: password, code, a password of one's own. */
import { Button, PasswordInput, TextInput } from '@mantine/core';
import type { FormEvent } from 'react';
import { useState } from 'react';
import type { DeskStanding } from '../../../contract/desk.ts';
import { type Answer, call } from './call.ts';
import { Note } from './parts.tsx';

type Props = { readonly standing: DeskStanding; readonly onStanding: (standing: DeskStanding) => void };

export function SignIn({ standing, onStanding }: Props) {
  const [login, setLogin] = useState('');
  const [password, setPassword] = useState('');
  const [again, setAgain] = useState('');
  const [code, setCode] = useState('');
  const [trouble, setTrouble] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const { stage } = standing;

  async function ask(asked: Promise<Answer<DeskStanding>>): Promise<void> {
    setBusy(true);
    setTrouble(null);
    const answer = await asked;
    setBusy(false);
    setCode('');
    if (answer.ok) {
      setPassword('');
      setAgain('');
      onStanding(answer.value);
      return;
    }
    setTrouble(answer.refusal.message);
    if (answer.refusal.code === 'notSignedIn') onStanding({ stage: 'out', training: standing.training });
  }

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (busy) return;
    if (stage === 'out') void ask(call('sign-in', { login, password }));
    else if (stage === 'code') {
      if (/^\d{6}$/.test(code)) void ask(call('sign-in-code', { code }));
      else setTrouble('Код — шесть цифр.');
    } else if (password !== again) setTrouble('Пароли не совпадают.');
    else void ask(call('new-password', { password }));
  }

  return (
    <div className="door">
      <form onSubmit={submit}>
        <h1>Центральный офис</h1>
        {standing.training && <Note tone="warn">Учебная СЭП: платежи ненастоящие.</Note>}
        {stage === 'out' && (
          <>
            <TextInput
              label="Имя для входа"
              value={login}
              autoFocus
              autoComplete="username"
              onChange={({ currentTarget }) => setLogin(currentTarget.value)}
            />
            <PasswordInput
              label="Пароль"
              value={password}
              autoComplete="current-password"
              onChange={({ currentTarget }) => setPassword(currentTarget.value)}
            />
          </>
        )}
        {stage === 'code' && (
          <TextInput
            label="Код из приложения"
            description="Шесть цифр, меняются каждые полминуты"
            value={code}
            autoFocus
            inputMode="numeric"
            autoComplete="one-time-code"
            maxLength={6}
            onChange={({ currentTarget }) => setCode(currentTarget.value.replace(/\D/g, ''))}
          />
        )}
        {stage === 'newPassword' && (
          <>
            <PasswordInput
              label="Новый пароль"
              description="Не короче 12 знаков, например четыре случайных слова. Прежний годился на один вход."
              value={password}
              autoFocus
              autoComplete="new-password"
              onChange={({ currentTarget }) => setPassword(currentTarget.value)}
            />
            <PasswordInput
              label="Ещё раз"
              value={again}
              autoComplete="new-password"
              onChange={({ currentTarget }) => setAgain(currentTarget.value)}
            />
          </>
        )}
        {trouble !== null && <Note tone="bad">{trouble}</Note>}
        <Button type="submit" loading={busy}>
          {stage === 'newPassword' ? 'Сохранить и войти' : stage === 'code' ? 'Войти' : 'Дальше'}
        </Button>
      </form>
    </div>
  );
}
