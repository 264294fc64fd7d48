/** Always visible: whether payments go out, how many wait, and whether paper can be printed. */
import { Checkbox } from '@mantine/core';
import '@mantine/core/styles/InlineInput.css';
import '@mantine/core/styles/Checkbox.css';
import type { SyncView } from '../../contract/sync.ts';
import type { DeviceView } from '../../contract/till.ts';
import { explain } from '../../core/remedies.ts';
import type { IconName } from '../parts/Icon.tsx';
import { Icon } from '../parts/Icon.tsx';
import { KeyCap } from '../parts/KeyCap.tsx';
import { clock, useNow } from '../parts/time.ts';
import { useTill } from '../till/till.ts';
import styles from './StatusLine.module.css';
import { linkWord } from './syncNews.ts';
import type { SyncBox } from './useSyncBox.ts';

type Props = { readonly box: SyncBox; readonly onOpen: () => void };

export function StatusLine({ box, onOpen }: Props) {
  const { sync, printer, register } = useTill();
  const { barred } = box;
  return (
    <footer className={styles['line']}>
      {/* A click ticks, and leaves the next key where the hand is typing. */}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the box inside is what is pressed */}
      <div onMouseDown={(event) => event.preventDefault()}>
        <Checkbox
          label="Синхронизировать автоматически"
          checked={sync?.ticked ?? false}
          disabled={sync === null}
          aria-disabled={barred !== null || box.busy}
          data-barred={barred !== null || undefined}
          onChange={box.press}
          size="sm"
          classNames={{
            root: styles['boxRoot'] ?? '',
            input: styles['boxInput'] ?? '',
            label: styles['box'] ?? '',
          }}
          aria-describedby="sync-reason"
        />
      </div>
      {sync === null ? (
        <>
          <span id="sync-reason" className={styles['reason']}>
            СЭП не подключена
          </span>
          <span className={styles['item']}>
            <Icon name="send" size={18} />
            <span className={styles['kept']}>Платежи хранятся здесь</span>
          </span>
        </>
      ) : (
        <Sep sync={sync} onWhy={box.why} onOpen={onOpen} />
      )}
      <span className={styles['space']} />
      <Device icon="printer" device={printer} />
      {register.name.includes(printer.name) ? (
        // Its receipts come out of that printer: the same trouble isn't told twice.
        <span className={styles['item']} title={register.name}>
          <Icon name="register" size={18} />
          <span className={styles['word']}>
            <span className={styles['state']}>без кассы</span>
          </span>
        </span>
      ) : (
        <Device icon="register" device={register} />
      )}
    </footer>
  );
}

type SepProps = { readonly sync: SyncView; readonly onWhy: () => void; readonly onOpen: () => void };

/** Who syncs, whether СЭП answers, what waits: the same places whatever they say. */
function Sep({ sync, onWhy, onOpen }: SepProps) {
  const { tradePoint, workstation } = useTill();
  const zone = tradePoint?.zone ?? 'Europe/Moscow';
  const now = useNow(10_000);
  const link = linkWord(sync, { zone, now });
  const { holder, unsent, open, stuck } = sync;
  return (
    <>
      {holder !== null && holder.workstation !== workstation && (
        <span className={`${styles['item']} ${styles['holder']}`}>
          <span>
            РМ {holder.workstation} <span className={styles['long']}>синхронизирует</span>
            <span className={styles['short']}>синхр.</span>
          </span>
        </span>
      )}
      <span id="sync-reason" role="status" className={styles['item']}>
        {sync.failure === null ? (
          <span className={styles['link']} data-link={link.tone}>
            <Icon name={link.tone === 'good' ? 'link' : 'clock'} size={18} />
            <span>
              {link.says}
              {link.since}
            </span>
            {sync.link === 'ok' && sync.lastContactAt !== null && (
              <span className={styles['name']}>в {clock(sync.lastContactAt, zone)}</span>
            )}
          </span>
        ) : (
          <button
            type="button"
            className={styles['link']}
            data-link={link.tone}
            onMouseDown={(event) => event.preventDefault()}
            onClick={onWhy}
          >
            <Icon name="warning" size={18} />
            <span>
              {link.says}
              <span className={styles['since']}>{link.since}</span>
            </span>
            <span className={styles['name']}>· {explain(sync.failure).code}</span>
          </button>
        )}
      </span>
      <span className={`${styles['item']} ${styles['unsent']}`} data-waiting={unsent > 0 || undefined}>
        <span>
          Не отправлено: <strong>{unsent}</strong>
        </span>
      </span>
      <button
        type="button"
        className={styles['open']}
        data-stuck={stuck > 0 || undefined}
        onMouseDown={(event) => event.preventDefault()}
        onClick={onOpen}
      >
        {stuck > 0 && <Icon name="warning" size={18} />}
        Не дошли: <strong>{open}</strong>
        {stuck > 0 && <span className={styles['name']}>· ждут решения: {stuck}</span>}
        <KeyCap>F7</KeyCap>
      </button>
    </>
  );
}

const states: Readonly<Record<DeviceView['state'], string>> = {
  ready: 'готов',
  warning: 'внимание',
  failed: 'не работает',
  busy: 'занят',
  unknown: 'не опрошен',
};

function Device({ icon, device }: { readonly icon: IconName; readonly device: DeviceView }) {
  const trouble = device.failure === null ? null : explain(device.failure).says;
  const word = trouble ?? (device.paperNearEnd ? 'бумага кончается' : states[device.state]);
  const bad = device.state === 'failed';
  const careful = !bad && (device.state === 'warning' || device.paperNearEnd);
  return (
    <span
      className={styles['item']}
      data-bad={bad || undefined}
      data-careful={careful || undefined}
      data-quiet={(!bad && !careful) || undefined}
      title={`${device.name}: ${word}`}
    >
      <Icon name={icon} size={18} />
      <Icon
        name={bad ? 'cross' : careful ? 'warning' : device.state === 'ready' ? 'check' : 'clock'}
        size={18}
      />
      <span className={styles['word']}>
        {trouble === null && <span className={styles['device']}>{device.name}:</span>}
        <span className={styles['state']}>{word}</span>
      </span>
    </span>
  );
}
