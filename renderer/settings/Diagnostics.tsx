/** What support asks for, and a check of the whole journal. */
import { useEffect, useState } from 'react';
import type { Failure } from '../../contract/failure.ts';
import type { CallOutput } from '../../contract/ipc.ts';
import { explainNewJournal } from '../../core/remedies.ts';
import { ErrorPanel } from '../parts/ErrorPanel.tsx';
import { Icon } from '../parts/Icon.tsx';
import { PressButton } from '../parts/PressButton.tsx';
import { useTurn } from '../parts/useTurn.ts';
import { call } from '../till/bridge.ts';
import { useTill } from '../till/till.ts';
import styles from './Form.module.css';

export function Diagnostics() {
  const [facts, setFacts] = useState<CallOutput<'diagnostics.get'> | null>(null);
  const [verified, setVerified] = useState<CallOutput<'diagnostics.verify'> | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const { busy, take } = useTurn();
  const { newJournal } = useTill();
  useEffect(() => {
    void call('diagnostics.get', null).then((answer) =>
      answer.ok ? setFacts(answer.value) : setFailure(answer.failure),
    );
  }, []);
  const verify = () =>
    take(async () => {
      const answer = await call('diagnostics.verify', null);
      setFailure(answer.ok ? null : answer.failure);
      setVerified(answer.ok ? answer.value : null);
    });
  return (
    <div className={styles['form']}>
      {facts !== null && (
        <dl className={styles['facts']}>
          <dt>Программа</dt>
          <dd>
            Касса {facts.program}, Electron {facts.electron}, SQLite {facts.sqlite}
          </dd>
          <dt>Папка рабочего места</dt>
          <dd>{facts.profile}</dd>
          <dt>Журналы работы</dt>
          <dd>{facts.logs}</dd>
          <dt>Журнал платежей</dt>
          <dd>{facts.origin}</dd>
          {newJournal !== null && (
            <>
              <dt>Начало журнала</dt>
              <dd>
                {explainNewJournal(newJournal).says}
                {newJournal.missing !== null &&
                  newJournal.missing > 0 &&
                  ` Не хватает записей или чеков: ${newJournal.missing}.`}{' '}
                Код {explainNewJournal(newJournal).code}.
              </dd>
            </>
          )}
          <dt>Последняя запись</dt>
          <dd>
            № {facts.seq}, {facts.hash}
          </dd>
          {facts.setAside.length > 0 && (
            <>
              <dt>Отложено для разбора</dt>
              <dd className={styles['bad-text']}>
                {facts.setAside.map(({ kind, origin, workstation, count, firstSeq, reason }) => (
                  <div key={`${kind} ${origin}`}>
                    РМ {workstation}: {kind === 'fork' ? 'раздвоившихся записей' : 'непонятных записей'}{' '}
                    {count}, с № {firstSeq}
                    {reason === '' ? '' : ` (${reason})`}, журнал {origin}
                  </div>
                ))}
                Сообщите в поддержку. Платежи, которых это не касается, идут как обычно.
              </dd>
            </>
          )}
          <dt>Хранилище ключей</dt>
          <dd>
            {facts.keyStore === 'system'
              ? 'Системное'
              : 'Файл, доступный только владельцу: системного хранилища ключей на этом компьютере нет'}
          </dd>
          <dt>Диапазонов номеров</dt>
          <dd>{facts.ranges.toLocaleString('ru-RU')}</dd>
        </dl>
      )}
      <div className={styles['line']}>
        <PressButton tone="main" busy={busy} onPress={verify}>
          Проверить журнал
        </PressButton>
        {busy && <span className={styles['lead']}>Проверяется каждая запись…</span>}
      </div>
      {failure !== null && <ErrorPanel failure={failure} onClose={() => setFailure(null)} retry={null} />}
      {verified !== null && (
        <div role="status">
          <span className={verified.sound ? styles['good'] : styles['bad']}>
            <Icon name={verified.sound ? 'check' : 'warning'} />{' '}
            {verified.sound ? 'Журнал цел' : 'В журнале найдены нарушения. Позвоните в поддержку'}
          </span>
          <ul className={styles['found']}>
            {verified.lines
              .filter((line) => line !== 'Журнал цел.')
              .map((line) => (
                <li key={line}>{line}</li>
              ))}
          </ul>
        </div>
      )}
    </div>
  );
}
