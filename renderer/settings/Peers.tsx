/** The trade point's other workstations: where each is by its own word, and where a person says it is. */
import { TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Failure } from '../../contract/failure.ts';
import type { ConnectionView } from '../../contract/sync.ts';
import { ErrorPanel } from '../parts/ErrorPanel.tsx';
import { Icon } from '../parts/Icon.tsx';
import { PressButton } from '../parts/PressButton.tsx';
import { clockOrDay, useNow } from '../parts/time.ts';
import { useTurn } from '../parts/useTurn.ts';
import { call } from '../till/bridge.ts';
import { useDraft } from '../till/drafts.ts';
import { useTill } from '../till/till.ts';
import styles from './Form.module.css';
import { readAddresses, writeAddress } from './peerAddress.ts';

type Props = {
  readonly connection: ConnectionView;
  readonly onChange: (connection: ConnectionView | null) => void;
};

export function Peers({ connection, onChange }: Props) {
  const { sync, tradePoint } = useTill();
  const zone = tradePoint?.zone ?? 'Europe/Moscow';
  const now = useNow(30_000);
  const fresh = (workstation: number) => {
    const part = sync?.parts.find((one) => one.workstation === workstation);
    return part?.freshAt == null ? 'ещё не было связи' : `по ${clockOrDay(part.freshAt, zone, now)}`;
  };
  return (
    <section className={styles['part']}>
      <h2 className={styles['title']}>Другие рабочие места точки</h2>
      {connection.peers.length === 0 ? (
        <p className={styles['lead']}>СЭП знает на этой точке только это рабочее место.</p>
      ) : (
        <>
          <p className={styles['lead']}>
            Места находят друг друга сами. Если в вашей сети не находят, наберите адрес вручную:
            192.168.1.20:8444.
          </p>
          <table className={styles['table']}>
            <thead>
              <tr>
                <th>Место</th>
                <th>Платежи здесь</th>
                <th>Адреса по его словам</th>
                <th>Адрес вручную</th>
              </tr>
            </thead>
            <tbody>
              {connection.peers.map((peer) => (
                <tr key={peer.workstation}>
                  <td>РМ {peer.workstation}</td>
                  <td>{fresh(peer.workstation)}</td>
                  <td>{peer.addresses.length === 0 ? '–' : peer.addresses.map(writeAddress).join(', ')}</td>
                  <td>
                    <Typed peer={peer} onChange={onChange} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </section>
  );
}

type TypedProps = {
  readonly peer: ConnectionView['peers'][number];
  readonly onChange: (connection: ConnectionView | null) => void;
};

function Typed({ peer, onChange }: TypedProps) {
  const stored = peer.typed.map(writeAddress).join(', ');
  const { draft, change, settle } = useDraft(`settings peer ${peer.workstation}`, { text: stored });
  const { text } = draft;
  const [failure, setFailure] = useState<Failure | null>(null);
  const [saved, setSaved] = useState(false);
  const { busy, take } = useTurn();
  const typed = readAddresses(text);
  const save = () =>
    take(async () => {
      if (typed === null) return;
      const answer = await call('sync.setPeer', { workstation: peer.workstation, typed: [...typed] });
      setFailure(answer.ok ? null : answer.failure);
      setSaved(answer.ok);
      if (!answer.ok) return;
      onChange(answer.value);
      settle();
    });
  return (
    <>
      <div className={styles['line']}>
        <TextInput
          aria-label={`Адрес РМ ${peer.workstation}`}
          placeholder="не нужен"
          autoComplete="off"
          spellCheck={false}
          value={text}
          error={typed === null}
          onChange={(event) => {
            change({ text: event.currentTarget.value });
            setSaved(false);
          }}
        />
        {text.trim() !== stored ? (
          <PressButton busy={busy} barred={typed === null ? 'Нужны адрес и порт' : undefined} onPress={save}>
            Сохранить
          </PressButton>
        ) : (
          saved && (
            <span className={styles['good']}>
              <Icon name="check" size={18} /> Сохранено
            </span>
          )
        )}
      </div>
      {failure !== null && <ErrorPanel failure={failure} onClose={() => setFailure(null)} retry={null} />}
    </>
  );
}
