/** «Почта»: where letters go and through whom. The password is typed here and never shown again. */
import { Checkbox, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { Failure } from '../../contract/failure.ts';
import type { MailSettings } from '../../contract/letter.ts';
import { ErrorPanel } from '../parts/ErrorPanel.tsx';
import { useTurn } from '../parts/useTurn.ts';
import { call } from '../till/bridge.ts';
import { useDraft } from '../till/drafts.ts';
import styles from './Form.module.css';
import { SaveBar } from './SaveBar.tsx';

type Stored = MailSettings & { readonly hasPassword: boolean };
/** The password is no part of it: nothing but its field keeps that. */
type Typed = Omit<MailSettings, 'port'> & { readonly port: string };

const typedOf = ({ to, from, host, port, secure, user }: Stored): Typed => ({
  to,
  from,
  host,
  port: String(port),
  secure,
  user,
});

/** Ports as mail servers have them: TLS from the first byte, or after STARTTLS. */
const usualPorts = { secure: 465, startTls: 587 } as const;

export function MailSection() {
  const [stored, setStored] = useState<Stored | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  useEffect(() => {
    void call('mail.get', null).then((answer) => {
      if (answer.ok) setStored(answer.value);
      else setFailure(answer.failure);
    });
  }, []);
  return (
    <div className={styles['form']}>
      <p className={styles['lead']}>
        Письма в центральный офис. Без почтового сервера их копируют или открывают в почтовой программе.
      </p>
      {stored !== null && <Mail stored={stored} onStored={setStored} />}
      {failure !== null && <ErrorPanel failure={failure} onClose={() => setFailure(null)} retry={null} />}
    </div>
  );
}

type Props = { readonly stored: Stored; readonly onStored: (stored: Stored) => void };

function Mail({ stored, onStored }: Props) {
  const { draft: mail, begun, change, forget, settle } = useDraft('settings mail', typedOf(stored));
  const [password, setPassword] = useState('');
  const [outcome, setOutcome] = useState<Failure | 'saved' | null>(null);
  const { busy, take } = useTurn();
  const goodPort = Number(mail.port) >= 1 && Number(mail.port) <= 65_535;
  const type = (part: Partial<Typed>) => {
    setOutcome(null);
    change(part);
  };
  const save = () =>
    take(async () => {
      if (!goodPort) return;
      const settings = { ...mail, port: Number(mail.port) };
      // Without a name there is nobody to have a password.
      const next = mail.user === '' ? '' : password === '' ? null : password;
      const answer = await call('mail.set', { ...settings, password: next });
      setOutcome(answer.ok ? 'saved' : answer.failure);
      if (!answer.ok) return;
      setPassword((now) => (now === password ? '' : now));
      onStored({ ...settings, hasPassword: mail.user !== '' && (stored.hasPassword || next !== null) });
      settle();
    });
  return (
    <>
      <div className={styles['grid']}>
        <TextInput
          label="Куда писать"
          value={mail.to}
          onChange={(event) => type({ to: event.currentTarget.value })}
        />
        <TextInput
          label="От кого"
          placeholder="адрес этой торговой точки"
          value={mail.from}
          onChange={(event) => type({ from: event.currentTarget.value })}
        />
        <TextInput
          label="Почтовый сервер (SMTP)"
          placeholder="пусто: отсюда не отправлять"
          value={mail.host}
          onChange={(event) => type({ host: event.currentTarget.value.trim() })}
        />
        <TextInput
          label="Порт"
          inputMode="numeric"
          value={mail.port}
          error={goodPort ? null : 'От 1 до 65535.'}
          onChange={(event) => type({ port: event.currentTarget.value.replace(/\D/g, '').slice(0, 5) })}
        />
        <TextInput
          label="Имя для входа"
          autoComplete="off"
          placeholder="пусто: сервер пускает без входа"
          value={mail.user}
          onChange={(event) => type({ user: event.currentTarget.value.trim() })}
        />
        <TextInput
          label="Пароль"
          type="password"
          autoComplete="off"
          placeholder={stored.hasPassword ? 'сохранён; новый заменит его' : ''}
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
              type({ secure, port: String(secure ? usualPorts.secure : usualPorts.startTls) });
            }}
          />
        </div>
      </div>
      <p className={styles['lead']}>
        Пароль хранится под защитой системы и уходит только по защищённому соединению.
      </p>
      <SaveBar
        busy={busy}
        outcome={outcome}
        changed={begun || password !== ''}
        onUndo={() => {
          forget();
          setPassword('');
        }}
        onSave={save}
        onClose={() => setOutcome(null)}
      />
    </>
  );
}
