/** The bar of function keys: what each does stands on it. */

import { perform } from '../keyboard/commands.ts';
import { KeyCap } from '../parts/KeyCap.tsx';
import type { Over, ScreenName } from './Desk.tsx';
import styles from './FunctionKeys.module.css';

type Props = {
  readonly screen: ScreenName;
  readonly settings: boolean;
  readonly onShow: (screen: ScreenName) => void;
  readonly onOver: (over: Over) => void;
  readonly onLock: () => void;
};

export function FunctionKeys({ screen, settings, onShow, onOver, onLock }: Props) {
  return (
    <nav className={styles['bar']} aria-label="Клавиши">
      <Key hint="*" onPress={() => onOver('menu')}>
        Меню
      </Key>
      <Key hint="F1" onPress={() => onOver('help')}>
        Помощь
      </Key>
      {/* The report's chosen row comes first, for the hand as for the key. */}
      <Key hint="F3" onPress={() => void perform('F3')}>
        Копия чека
      </Key>
      <Key hint="F4" onPress={() => onOver('preChecks')}>
        Пречеки
      </Key>
      <Key hint="F8" here={screen === 'report'} onPress={() => onShow('report')}>
        ОтчетПлат
      </Key>
      <Key hint="F9" here={screen === 'shift'} onPress={() => onShow('shift')}>
        Смена
      </Key>
      {settings && (
        <Key hint="F10" here={screen === 'settings'} onPress={() => onShow('settings')}>
          Настройки
        </Key>
      )}
      <span className={styles['space']} />
      <Key hint="F12" onPress={onLock}>
        Заблокировать
      </Key>
    </nav>
  );
}

type KeyProps = {
  readonly hint: string;
  readonly here?: boolean;
  readonly onPress: () => void;
  readonly children: string;
};

function Key({ hint, here = false, onPress, children }: KeyProps) {
  return (
    <button
      type="button"
      className={styles['key']}
      aria-current={here ? 'page' : undefined}
      onClick={onPress}
    >
      <KeyCap>{hint}</KeyCap>
      {children}
    </button>
  );
}
