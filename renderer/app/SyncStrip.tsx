/** The header's loud place for sync: across the window, beside what always stands there; it never takes the focus. */
import { Icon } from '../parts/Icon.tsx';
import styles from './Header.module.css';
import type { SyncNews } from './syncNews.ts';
import type { SyncBox } from './useSyncBox.ts';

type Props = { readonly news: SyncNews; readonly box: SyncBox };

export function SyncStrip({ news, box }: Props) {
  const { button } = news;
  const press = () => {
    if (button?.does === 'claim') box.press();
    else if (button?.does === 'takeOver') box.askTakeOver();
    else box.lossRead();
  };
  return (
    <section className={styles['news']} aria-label="Синхронизация">
      <Icon name="warning" size={26} />
      <div className={styles['words']} role="status">
        <strong>{news.says}</strong>
        <span>{news.todo}</span>
      </div>
      {button !== null && (
        <button
          type="button"
          className={styles['act']}
          aria-disabled={box.busy}
          // The next key still belongs where the hand is typing.
          onMouseDown={(event) => event.preventDefault()}
          onClick={press}
        >
          {button.name}
        </button>
      )}
    </section>
  );
}
