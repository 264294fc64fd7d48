/** What is asked before sync moves or stops, and why it could not. Enter answers none of it. */
import { Ask } from '../parts/Ask.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { ErrorPanel } from '../parts/ErrorPanel.tsx';
import { dayAndClock } from '../parts/time.ts';
import { useTill } from '../till/till.ts';
import styles from './SyncAsks.module.css';
import type { SyncBox } from './useSyncBox.ts';

export function SyncAsks({ box }: { readonly box: SyncBox }) {
  const { sync, tradePoint } = useTill();
  const zone = tradePoint?.zone ?? 'Europe/Moscow';
  if (sync === null) return null;
  const failure = box.question === 'why' ? sync.failure : box.failure;
  if (failure !== null) {
    return (
      <Dialog title="Связь с СЭП" size={680} onClose={box.leave}>
        <ErrorPanel failure={failure} onClose={box.leave} retry={null} />
      </Dialog>
    );
  }
  if (box.question === 'release') {
    return (
      <Ask
        title="Выключить синхронизацию?"
        confirm="Выключить"
        refuse="Оставить"
        tone="bad"
        onClose={box.leave}
        onConfirm={box.release}
      >
        <p className={styles['text']}>
          Платежи всей точки перестанут уходить в СЭП, пока синхронизацию не включат на одном из рабочих мест.
        </p>
      </Ask>
    );
  }
  if (box.question !== 'takeOver' || sync.holder === null) return null;
  const { workstation, since, lastContactAt } = sync.holder;
  return (
    <Ask
      title={`Синхронизирует РМ ${workstation}`}
      confirm="Перенести сюда"
      refuse="Оставить"
      tone="warn"
      onClose={box.leave}
      onConfirm={box.takeOver}
    >
      <dl className={styles['facts']}>
        <dt>Включена там</dt>
        <dd>{dayAndClock(since, zone)}</dd>
        <dt>Последняя связь с СЭП</dt>
        <dd>{lastContactAt === null ? 'ещё не было' : dayAndClock(lastContactAt, zone)}</dd>
      </dl>
      <p className={styles['text']}>
        Платежи точки отправляет одно рабочее место. Перенесите синхронизацию сюда, если РМ {workstation}{' '}
        выключено или остаётся без связи. Там галочка снимется сама.
      </p>
    </Ask>
  );
}
