/** Always visible: whether payments go out, how many wait, and whether paper can be printed. */
import { Checkbox } from '@mantine/core';
import '@mantine/core/styles/InlineInput.css';
import '@mantine/core/styles/Checkbox.css';
import type { DeviceView } from '../../contract/till.ts';
import { explain } from '../../core/remedies.ts';
import type { IconName } from '../parts/Icon.tsx';
import { Icon } from '../parts/Icon.tsx';
import { useTill } from '../till/till.ts';
import styles from './StatusLine.module.css';

export function StatusLine() {
  const { sync, printer, register } = useTill();
  return (
    <footer className={styles['line']}>
      <Checkbox
        label="Синхронизировать автоматически"
        checked={false}
        disabled
        readOnly
        size="sm"
        classNames={{ label: styles['box'] ?? '' }}
        aria-describedby="sync-reason"
      />
      <span id="sync-reason" className={styles['reason']}>
        СЭП не подключена
      </span>
      <span className={styles['item']}>
        <Icon name="send" size={18} />
        {sync === null ? (
          <span className={styles['kept']}>Платежи хранятся здесь</span>
        ) : (
          <>
            Не отправлено: <strong>{sync.unsent}</strong>
          </>
        )}
      </span>
      <span className={styles['space']} />
      <Device icon="printer" device={printer} />
      {register.name.includes(printer.name) ? (
        // Its receipts come out of that printer: the same trouble isn't told twice.
        <span className={styles['item']} title={register.name}>
          <Icon name="register" size={18} />
          без кассы
        </span>
      ) : (
        <Device icon="register" device={register} />
      )}
    </footer>
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
      title={`${device.name}: ${word}`}
    >
      <Icon name={icon} size={18} />
      <span className={styles['word']}>
        {trouble === null && <span className={styles['name']}>{device.name}: </span>}
        {word}
      </span>
      <Icon
        name={bad ? 'cross' : careful ? 'warning' : device.state === 'ready' ? 'check' : 'clock'}
        size={18}
      />
    </span>
  );
}
