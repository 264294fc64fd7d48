/** The numbering plan from which operators are hinted: replaced from a file. */
import { useEffect, useState } from 'react';
import type { Failure } from '../../contract/failure.ts';
import type { CallOutput } from '../../contract/ipc.ts';
import { ErrorPanel } from '../parts/ErrorPanel.tsx';
import { Icon } from '../parts/Icon.tsx';
import { PressButton } from '../parts/PressButton.tsx';
import { useTurn } from '../parts/useTurn.ts';
import { call } from '../till/bridge.ts';
import styles from './Form.module.css';

type Imported = NonNullable<CallOutput<'ranges.import'>>;

export function Ranges() {
  const [imported, setImported] = useState<Imported | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [stored, setStored] = useState<number | null>(null);
  const { busy, take } = useTurn();
  useEffect(() => {
    let gone = false;
    void call('diagnostics.get', null).then((answer) => {
      if (!gone && answer.ok) setStored(answer.value.ranges);
    });
    return () => {
      gone = true;
    };
  }, []);
  const load = () =>
    take(async () => {
      const answer = await call('ranges.import', null);
      setFailure(answer.ok ? null : answer.failure);
      setImported(answer.ok ? answer.value : null);
    });
  return (
    <div className={styles['form']}>
      <p className={styles['lead']}>
        По диапазону номера касса подсказывает оператора. Номера переходят от оператора к оператору, поэтому
        это подсказка, а не запрет. Файл – CSV из плана нумерации: код; от; до; оператор; регион.
      </p>
      <p className={styles['lead']} role="status">
        {stored !== null && (
          <>
            Сейчас в кассе диапазонов: <strong>{(imported?.rows ?? stored).toLocaleString('ru-RU')}</strong>.
            Загрузка заменит их все; файл, в котором нет ни одной верной строки, ничего не изменит.
          </>
        )}
      </p>
      <div className={styles['line']}>
        <PressButton tone="main" busy={busy} onPress={load}>
          Загрузить из файла
        </PressButton>
      </div>
      {failure !== null && <ErrorPanel failure={failure} onClose={() => setFailure(null)} retry={null} />}
      {imported !== null && (
        <>
          <span className={styles['good']} role="status">
            <Icon name="check" /> Загружено диапазонов: {imported.rows.toLocaleString('ru-RU')}. Отклонено
            строк: {imported.rejectedCount.toLocaleString('ru-RU')}
          </span>
          {imported.rejected.length > 0 && (
            <table className={styles['table']}>
              <thead>
                <tr>
                  <th>Строка</th>
                  <th>Почему отклонена</th>
                </tr>
              </thead>
              <tbody>
                {imported.rejected.map(({ line, reason }) => (
                  <tr key={line}>
                    <td>{line}</td>
                    <td style={{ textAlign: 'left' }}>{reason}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
          {imported.rejectedCount > imported.rejected.length && (
            <p className={styles['lead']}>Показаны первые {imported.rejected.length}.</p>
          )}
        </>
      )}
    </div>
  );
}
