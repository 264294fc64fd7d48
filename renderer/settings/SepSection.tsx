/** СЭП in the settings: connecting with a code, or what the connection is and where the other workstations are. */
import { useEffect, useState } from 'react';
import type { Failure } from '../../contract/failure.ts';
import type { ConnectionView } from '../../contract/sync.ts';
import { ErrorPanel } from '../parts/ErrorPanel.tsx';
import { Icon } from '../parts/Icon.tsx';
import { PressButton } from '../parts/PressButton.tsx';
import { dayAndClock } from '../parts/time.ts';
import { call } from '../till/bridge.ts';
import { act, useTill } from '../till/till.ts';
import { EnrolFields, FoundPlace } from './EnrolFields.tsx';
import styles from './Form.module.css';
import { Peers } from './Peers.tsx';
import { writeAddress } from './peerAddress.ts';
import { useEnrolForm } from './useEnrolForm.ts';

export function SepSection() {
  const { sync } = useTill();
  const enrolled = sync !== null;
  const [connection, setConnection] = useState<ConnectionView | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  // The list of others grows with every contact: asked anew when one was heard of.
  const heard = sync?.lastContactAt ?? 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each contact may bring news
  useEffect(() => {
    void call('sync.connection', null).then((answer) => {
      setFailure(answer.ok ? null : answer.failure);
      if (answer.ok) setConnection(answer.value);
    });
  }, [enrolled, heard]);
  return (
    <div className={styles['form']}>
      {failure !== null && <ErrorPanel failure={failure} onClose={() => setFailure(null)} retry={null} />}
      {enrolled ? (
        connection !== null && <Connection connection={connection} onChange={setConnection} />
      ) : (
        <Connect />
      )}
    </div>
  );
}

function Connect() {
  const enrol = useEnrolForm();
  const { form, found, failure, busy, take } = enrol;
  const connect = () =>
    take(async () => {
      const refused = await act('sync.enrol', { address: form.address.trim(), code: form.code });
      if (refused === null) enrol.forget();
      enrol.fail(refused);
    });
  return (
    <>
      <p className={styles['lead']}>
        СЭП передаёт платежи операторам и возвращает их статус. Без неё принятое хранится на этом компьютере.
      </p>
      <EnrolFields enrol={enrol} />
      {found !== null && <FoundPlace found={found} />}
      <div className={styles['line']}>
        {found === null ? (
          <PressButton tone="main" busy={busy} onPress={enrol.look}>
            Проверить код
          </PressButton>
        ) : (
          <PressButton tone="main" busy={busy} onPress={connect}>
            Подключить
          </PressButton>
        )}
        {busy && <span className={styles['lead']}>Соединяемся с СЭП…</span>}
      </div>
      {failure !== null && <ErrorPanel failure={failure} onClose={() => enrol.fail(null)} retry={null} />}
    </>
  );
}

type Props = {
  readonly connection: ConnectionView;
  readonly onChange: (connection: ConnectionView | null) => void;
};

function Connection({ connection, onChange }: Props) {
  const { sync, tradePoint } = useTill();
  const zone = tradePoint?.zone ?? 'Europe/Moscow';
  const { address, certificateUntil, generation, own } = connection;
  return (
    <>
      {sync?.failure != null ? (
        <ErrorPanel failure={sync.failure} onClose={null} retry={null} />
      ) : (
        sync?.link === 'ok' && (
          <span className={styles['good']}>
            <Icon name="check" /> Связь есть
            {sync.lastContactAt !== null && `, последняя ${dayAndClock(sync.lastContactAt, zone)}`}
          </span>
        )
      )}
      <dl className={styles['facts']}>
        <dt>Адрес СЭП</dt>
        <dd>{address}</dd>
        <dt>Сертификат до</dt>
        <dd>{dayAndClock(certificateUntil, zone)}; обновляется сам</dd>
        <dt>Поколение СЭП</dt>
        <dd>{generation}</dd>
        <dt>Адреса этого места</dt>
        <dd>
          {own.length === 0
            ? 'Другие рабочие места сюда не достучатся: порт не открылся'
            : own.map(writeAddress).join(', ')}
        </dd>
      </dl>
      <Peers connection={connection} onChange={onChange} />
    </>
  );
}
