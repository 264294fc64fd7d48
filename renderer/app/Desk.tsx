/** The cashier's window: header, the screen at work, function keys, and the line that is always visible. */

import { useEffect, useState } from 'react';
import { may } from '../../core/role.ts';
import { useCommands } from '../keyboard/commands.ts';
import { useUnsentLetters } from '../letters/unsentLetters.ts';
import { ErrorPanel } from '../parts/ErrorPanel.tsx';
import { later } from '../parts/later.tsx';
import { NewJournal } from '../parts/NewJournal.tsx';
import { flushFields } from '../payment/fields.ts';
import { PaymentScreen } from '../payment/PaymentScreen.tsx';
import { ProvidersContext, useCatalogue } from '../till/catalogue.ts';
import { act, useTill } from '../till/till.ts';
import styles from './Desk.module.css';
import { FunctionKeys } from './FunctionKeys.tsx';
import { Header } from './Header.tsx';
import { Menu, MenuKey } from './Menu.tsx';
import { ScanNotice } from './ScanNotice.tsx';
import { StatusLine } from './StatusLine.tsx';
import { SyncAsks } from './SyncAsks.tsx';
import { useActivity } from './useActivity.ts';
import { useSyncBox } from './useSyncBox.ts';

const screens = {
  shift: later(async () => (await import('../shift/ShiftScreen.tsx')).ShiftScreen),
  report: later(async () => (await import('../report/ReportScreen.tsx')).ReportScreen),
  open: later(async () => (await import('../open/OpenPayments.tsx')).OpenPayments),
  adjustment: later(async () => (await import('../adjust/Adjustment.tsx')).Adjustment),
  requests: later(async () => (await import('../adjust/RequestsScreen.tsx')).RequestsScreen),
  letter: later(async () => (await import('../letters/LetterDialog.tsx')).LetterDialog),
  settings: later(async () => (await import('../settings/SettingsScreen.tsx')).SettingsScreen),
  help: later(async () => (await import('../help/Help.tsx')).Help),
  copy: later(async () => (await import('../payment/CopyReceipt.tsx')).CopyReceipt),
  preChecks: later(async () => (await import('../payment/PreChecks.tsx')).PreChecks),
} as const;

export type ScreenName = 'payment' | 'shift' | 'report' | 'open' | 'requests' | 'settings';
export type Over = 'help' | 'copy' | 'preChecks' | 'unsentLetter' | 'newLetter' | 'byReceipt' | 'menu' | null;

/** Who has read about the new journal of this start: for the others it stands open. */
const informed = new Set<string>();

export function Desk() {
  const catalogue = useCatalogue();
  if (catalogue === null) return null;
  if (!catalogue.ok) return <ErrorPanel failure={catalogue.failure} onClose={null} retry={null} />;
  return (
    <ProvidersContext value={catalogue.value.providers}>
      <Workplace />
    </ProvidersContext>
  );
}

function Workplace() {
  const till = useTill();
  const [screen, setScreen] = useState<ScreenName>('payment');
  const unsent = useUnsentLetters();
  const [over, setOver] = useState<Over>(null);
  const reader = till.cashier?.id ?? '';
  const [told, setTold] = useState(() => informed.has(reader));
  const box = useSyncBox();
  useActivity();

  useEffect(() => {
    // Each is a few kilobytes: fetched while the cashier reads, so that F8 opens at once.
    const timer = setTimeout(
      () => void Promise.all(Object.values(screens).map((screen) => screen.fetch())),
      600,
    );
    return () => clearTimeout(timer);
  }, []);

  const show = (next: ScreenName) => {
    setOver(null);
    setScreen(next);
    return true;
  };
  const lock = () => {
    void flushFields().then(() => act('session.lock', null));
    return true;
  };
  /** The next one is asked for at once; what was typed stays for them. */
  const change = () => {
    void flushFields().then(() => act('session.signOut', null));
    return true;
  };
  const settings = till.cashier !== null && may(till.cashier.role, 'settings');

  useCommands(
    {
      F1: () => setOver('help'),
      F3: () => setOver('copy'),
      F4: () => setOver('preChecks'),
      ...(till.sync === null ? {} : { F7: () => show('open') }),
      F8: () => show('report'),
      F9: () => show('shift'),
      ...(settings ? { F10: () => show('settings') } : {}),
      F12: lock,
      ...(screen === 'payment' ? {} : { Escape: () => show('payment') }),
    },
    false,
  );

  const leave = () => void show('payment');
  const lines = [
    { name: 'Смена', hint: 'F9', choose: () => show('shift') },
    { name: 'Платежи', hint: 'Esc', choose: () => show('payment') },
    { name: 'ОтчетПлат', hint: 'F8', choose: () => show('report') },
    { name: 'Корректировка по чеку', hint: null, choose: () => setOver('byReceipt') },
    { name: 'Письмо в ЦО по чеку', hint: null, choose: () => setOver('newLetter') },
    ...(unsent.count === 0
      ? []
      : [
          {
            name: unsent.count === 1 ? 'Неотправленное письмо' : `Неотправленные письма: ${unsent.count}`,
            hint: null,
            choose: () => setOver('unsentLetter'),
          },
        ]),
    { name: 'Мои обращения', hint: null, choose: () => show('requests') },
    { name: 'Копия чека', hint: 'F3', choose: () => setOver('copy') },
    { name: 'Пречеки', hint: 'F4', choose: () => setOver('preChecks') },
    ...(till.sync === null
      ? []
      : [
          { name: 'Не дошли', hint: 'F7', choose: () => show('open') },
          {
            name: till.sync.ticked ? 'Выключить синхронизацию' : 'Включить синхронизацию',
            hint: null,
            choose: () => {
              setOver(null);
              box.pressOrSay();
            },
          },
        ]),
    ...(settings ? [{ name: 'Настройки', hint: 'F10', choose: () => show('settings') }] : []),
    { name: 'Помощь', hint: 'F1', choose: () => setOver('help') },
    { name: 'Сменить кассира', hint: null, choose: change },
    { name: 'Заблокировать', hint: 'F12', choose: lock },
  ];
  return (
    <div className={styles['desk']}>
      <MenuKey onMenu={() => setOver('menu')} />
      <Header onNewJournal={told ? () => setTold(false) : null} box={box} />
      <div className={styles['notice']}>
        {till.newJournal !== null && !told && (
          <NewJournal
            journal={till.newJournal}
            onClose={() => {
              informed.add(reader);
              setTold(true);
            }}
          />
        )}
      </div>
      <main className={styles['work']}>
        {screen === 'payment' && <PaymentScreen onShift={() => void show('shift')} />}
        {screen === 'shift' && <screens.shift.Screen onLeave={leave} />}
        {screen === 'report' && (
          <screens.report.Screen
            onLeave={leave}
            onOpen={till.sync === null ? null : () => void show('open')}
          />
        )}
        {screen === 'open' && <screens.open.Screen onLeave={leave} />}
        {screen === 'requests' && <screens.requests.Screen onLeave={leave} />}
        {screen === 'settings' && <screens.settings.Screen onLeave={leave} />}
      </main>
      <FunctionKeys screen={screen} settings={settings} onShow={show} onOver={setOver} onLock={lock} />
      <StatusLine box={box} onOpen={() => void show('open')} />
      <ScanNotice />
      <SyncAsks box={box} />
      {over === 'menu' && <Menu lines={lines} onClose={() => setOver(null)} />}
      {over === 'help' && <screens.help.Screen onClose={() => setOver(null)} />}
      {over === 'byReceipt' && (
        <screens.adjustment.Screen
          paymentId={null}
          onClose={() => setOver(null)}
          onLetter={(written) => setOver(written ? 'unsentLetter' : 'newLetter')}
        />
      )}
      {(over === 'unsentLetter' || over === 'newLetter') && (
        <screens.letter.Screen
          rows={[]}
          written={over === 'unsentLetter' ? unsent.last : null}
          onClose={() => setOver(null)}
          onGivenUp={unsent.dropLast}
          onDone={() => {
            if (over === 'unsentLetter') unsent.dropLast();
            show('requests');
          }}
        />
      )}
      {over === 'copy' && <screens.copy.Screen onClose={() => setOver(null)} />}
      {over === 'preChecks' && <screens.preChecks.Screen onClose={() => setOver(null)} />}
    </div>
  );
}
