/** A new person's password and second factor, shown this once, for the person who stands beside the screen. */
import { Button } from '@mantine/core';
import type { DeskCredentials } from '../../../contract/desk.ts';
import { Note, Title } from './parts.tsx';
import { Qr } from './Qr.tsx';

type Props = {
  readonly credentials: DeskCredentials;
  readonly name: string;
  readonly onDone: () => void;
};

/** The secret in groups of four, for who types it. */
function secretOf(otpauth: string): string {
  const secret = new URL(otpauth).searchParams.get('secret') ?? '';
  return secret.replace(/(.{4})(?=.)/g, '$1 ');
}

export function HandOut({ credentials: { login, password, otpauth }, name, onDone }: Props) {
  return (
    <>
      <Title>Вход для сотрудника: {name}</Title>
      <Note tone="warn">
        Это показано один раз и нигде не хранится. Закроете страницу раньше времени — выдайте вход заново.
      </Note>
      <div className="sheet padded handout">
        <ol className="steps">
          <li>
            <b>Код в телефон.</b> Сотрудник открывает приложение для одноразовых кодов (Яндекс Ключ, Google
            Authenticator, FreeOTP) и наводит камеру на QR-код.
            <div className="soft small">Камера не берёт? Ключ вручную: {secretOf(otpauth)}</div>
          </li>
          <li>
            <b>Имя для входа:</b> <code className="secret">{login}</code>
          </li>
          <li>
            <b>Пароль на один вход:</b> <code className="secret">{password}</code>
            <div className="soft small">
              После входа сотрудник сразу задаст свой, его не будет знать никто.
            </div>
          </li>
          <li>
            <b>Подтверждение.</b> Другой старший или администратор нажмёт «Подтвердить» в этом разделе.
          </li>
        </ol>
        <Qr data={otpauth} name="QR-код второго фактора" />
      </div>
      <Button onClick={onDone}>Сотрудник всё записал</Button>
    </>
  );
}
