/** «Почта»: where letters go and through whom. The password is typed here and never shown again. */
import { Checkbox, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { Failure } from '../../contract/failure.ts';
import type { MailSettings } from '../../contract/letter.ts';
import { useTurn } from '../parts/useTurn.ts';
import { call } from '../till/bridge.ts';
import styles from './Form.module.css';
import { SaveBar } from './SaveBar.tsx';

type Stored = MailSettings & { readonly hasPassword: boolean };

/** Ports as mail servers have them: TLS from the first byte, or after STARTTLS. */
const usualPorts = { secure: 465, startTls: 587 } as const;

export function MailSection() {
  const [mail, setMail] = useState<Stored | null>(null);
  const [port, setPort] = useState('');
  const [password, setPassword] = useState('');
  const [outcome, setOutcome] = useState<Failure | 'saved' | null>(null);
  const { busy, take } = useTurn();
  useEffect(() => {
    void call('mail.get', null).then((answer) => {
      if (!answer.ok) return setOutcome(answer.failure);
      setMail(answer.value);
      setPort(String(answer.value.port));
    });
  }, []);
  const goodPort = Number(port) >= 1 && Number(port) <= 65_535;
  const change = (next: Partial<Stored>) => {
    setOutcome(null);
    setMail((before) => before && { ...before, ...next });
  };
  const save = () =>
    take(async () => {
      if (mail === null || !goodPort) return;
      const { hasPassword, ...settings } = mail;
      // Without a name there is nobody to have a password.
      const next = settings.user === '' ? '' : password === '' ? null : password;
      const answer = await call('mail.set', { ...settings, port: Number(port), password: next });
      setOutcome(answer.ok ? 'saved' : answer.failure);
      if (!answer.ok) return;
      setPassword('');
      change({ hasPassword: settings.user !== '' && (hasPassword || next !== null) });
      setOutcome('saved');
    });
  return (
    <div className={styles['form']}>
      <p className={styles['lead']}>
        Письма в центральный офис. Без почтового сервера их копируют или открывают в почтовой программе.
      </p>
      {mail !== null && (
        <>
          <div className={styles['grid']}>
            <TextInput
              label="Куда писать"
              value={mail.to}
              onChange={(event) => change({ to: event.currentTarget.value })}
            />
            <TextInput
              label="От кого"
              placeholder="адрес этой торговой точки"
              value={mail.from}
              onChange={(event) => change({ from: event.currentTarget.value })}
            />
            <TextInput
              label="Почтовый сервер (SMTP)"
              placeholder="пусто: отсюда не отправлять"
              value={mail.host}
              onChange={(event) => change({ host: event.currentTarget.value.trim() })}
            />
            <TextInput
              label="Порт"
              inputMode="numeric"
              value={port}
              error={goodPort ? null : 'От 1 до 65535.'}
              onChange={(event) => {
                setOutcome(null);
                setPort(event.currentTarget.value.replace(/\D/g, '').slice(0, 5));
              }}
            />
            <TextInput
              label="Имя для входа"
              autoComplete="off"
              placeholder="пусто: сервер пускает без входа"
              value={mail.user}
              onChange={(event) => change({ user: event.currentTarget.value.trim() })}
            />
            <TextInput
              label="Пароль"
              type="password"
              autoComplete="off"
              placeholder={mail.hasPassword ? 'сохранён; новый заменит его' : ''}
              value={password}
              onChange={(event) => {
                setOutcome(null);
                setPassword(event.currentTarget.value);
              }}
            />
            <div className={styles['checks']}>
              <Checkbox
                label="Защищённое соединение с первого байта (обычно порт 465)"
                checked={mail.secure}
                onChange={(event) => {
                  const secure = event.currentTarget.checked;
                  change({ secure });
                  setPort(String(secure ? usualPorts.secure : usualPorts.startTls));
                }}
              />
            </div>
          </div>
          <p className={styles['lead']}>
            Пароль хранится под защитой системы и уходит только по защищённому соединению.
          </p>
        </>
      )}
      <SaveBar busy={busy} outcome={outcome} onSave={save} onClose={() => setOutcome(null)} />
    </div>
  );
}
