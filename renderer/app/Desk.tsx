/** The cashier's window: header, the screen at work, function keys, and the line that is always visible. */
import { lazy, Suspense, use, useEffect, useState } from 'react';
import { may } from '../../core/role.ts';
import { useCommands } from '../keyboard/commands.ts';
import { ErrorPanel } from '../parts/ErrorPanel.tsx';
import { flushFields } from '../payment/fields.ts';
import { PaymentScreen } from '../payment/PaymentScreen.tsx';
import { askCatalogue, ProvidersContext } from '../till/catalogue.ts';
import { act, useTill } from '../till/till.ts';
import styles from './Desk.module.css';
import { FunctionKeys } from './FunctionKeys.tsx';
import { Header } from './Header.tsx';
import { Menu, MenuKey } from './Menu.tsx';
import { ScanNotice } from './ScanNotice.tsx';
import { StatusLine } from './StatusLine.tsx';
import { useActivity } from './useActivity.ts';

const loadShift = () => import('../shift/ShiftScreen.tsx');
const loadReport = () => import('../report/ReportScreen.tsx');
const loadSettings = () => import('../settings/SettingsScreen.tsx');
const loadHelp = () => import('../help/Help.tsx');
const loadCopy = () => import('../payment/CopyReceipt.tsx');
const loadPreChecks = () => import('../payment/PreChecks.tsx');
const ShiftScreen = lazy(async () => ({ default: (await loadShift()).ShiftScreen }));
const ReportScreen = lazy(async () => ({ default: (await loadReport()).ReportScreen }));
const SettingsScreen = lazy(async () => ({ default: (await loadSettings()).SettingsScreen }));
const Help = lazy(async () => ({ default: (await loadHelp()).Help }));
const CopyReceipt = lazy(async () => ({ default: (await loadCopy()).CopyReceipt }));
const PreChecks = lazy(async () => ({ default: (await loadPreChecks()).PreChecks }));

export type ScreenName = 'payment' | 'shift' | 'report' | 'settings';
export type Over = 'help' | 'copy' | 'preChecks' | 'menu' | null;

export function Desk() {
  const catalogue = use(askCatalogue());
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
  const [over, setOver] = useState<Over>(null);
  useActivity();

  useEffect(() => {
    // Each is a few kilobytes: fetched while the cashier reads, so that F8 opens at once.
    const timer = setTimeout(
      () =>
        void Promise.all([
          loadShift(),
          loadReport(),
          loadCopy(),
          loadPreChecks(),
          loadHelp(),
          loadSettings(),
        ]),
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
  const settings = till.cashier !== null && may(till.cashier.role, 'settings');

  useCommands(
    {
      F1: () => setOver('help'),
      F3: () => setOver('copy'),
      F4: () => setOver('preChecks'),
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
    { name: 'Копия чека', hint: 'F3', choose: () => setOver('copy') },
    { name: 'Документы', hint: 'F4', choose: () => setOver('preChecks') },
    ...(settings ? [{ name: 'Настройки', hint: 'F10', choose: () => show('settings') }] : []),
    { name: 'Помощь', hint: 'F1', choose: () => setOver('help') },
    { name: 'Заблокировать', hint: 'F12', choose: lock },
  ];
  return (
    <div className={styles['desk']}>
      <MenuKey onMenu={() => setOver('menu')} />
      <Header />
      <main className={styles['work']}>
        <Suspense fallback={null}>
          {screen === 'payment' && <PaymentScreen onShift={() => void show('shift')} />}
          {screen === 'shift' && <ShiftScreen onLeave={leave} />}
          {screen === 'report' && <ReportScreen onLeave={leave} />}
          {screen === 'settings' && <SettingsScreen onLeave={leave} />}
        </Suspense>
      </main>
      <FunctionKeys screen={screen} settings={settings} onShow={show} onOver={setOver} onLock={lock} />
      <StatusLine />
      <ScanNotice />
      <Suspense fallback={null}>
        {over === 'menu' && <Menu lines={lines} onClose={() => setOver(null)} />}
        {over === 'help' && <Help onClose={() => setOver(null)} />}
        {over === 'copy' && <CopyReceipt onClose={() => setOver(null)} />}
        {over === 'preChecks' && <PreChecks onClose={() => setOver(null)} />}
      </Suspense>
    </div>
  );
}
