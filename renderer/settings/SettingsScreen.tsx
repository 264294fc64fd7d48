/** Settings: the devices, the workstation, the cashiers, the numbering plan, and what support asks for. */
import { Tabs } from '@mantine/core';
import '@mantine/core/styles/Tabs.css';
import { useEffect, useState } from 'react';
import type { Failure } from '../../contract/failure.ts';
import type { Settings } from '../../contract/settings.ts';
import { may } from '../../core/role.ts';
import { ErrorPanel } from '../parts/ErrorPanel.tsx';
import { ScreenTitle } from '../parts/ScreenTitle.tsx';
import { call } from '../till/bridge.ts';
import { useTill } from '../till/till.ts';
import { Cashiers } from './Cashiers.tsx';
import { Devices } from './Devices.tsx';
import { Diagnostics } from './Diagnostics.tsx';
import { MailSection } from './MailSection.tsx';
import { Ranges } from './Ranges.tsx';
import { SepSection } from './SepSection.tsx';
import styles from './SettingsScreen.module.css';
import { Vat } from './Vat.tsx';
import { Workplace } from './Workplace.tsx';

export function SettingsScreen({ onLeave }: { readonly onLeave: () => void }) {
  const { cashier } = useTill();
  const [settings, setSettings] = useState<Settings | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const accounts = cashier !== null && may(cashier.role, 'accounts');
  const vat = cashier !== null && may(cashier.role, 'vat');
  useEffect(() => {
    void call('settings.get', null).then((answer) =>
      answer.ok ? setSettings(answer.value) : setFailure(answer.failure),
    );
  }, []);
  return (
    <div className={styles['screen']}>
      <ScreenTitle onLeave={onLeave}>Настройки</ScreenTitle>
      {failure !== null && <ErrorPanel failure={failure} onClose={() => setFailure(null)} retry={null} />}
      <Tabs
        defaultValue="devices"
        keepMounted={false}
        classNames={{ root: styles['tabs'] ?? '', tab: styles['tab'] ?? '', panel: styles['panel'] ?? '' }}
      >
        <Tabs.List>
          <Tabs.Tab value="devices">Принтер и касса</Tabs.Tab>
          <Tabs.Tab value="workplace">Рабочее место</Tabs.Tab>
          <Tabs.Tab value="sep">СЭП</Tabs.Tab>
          <Tabs.Tab value="mail">Почта</Tabs.Tab>
          {vat && <Tabs.Tab value="vat">НДС</Tabs.Tab>}
          {accounts && <Tabs.Tab value="cashiers">Кассиры</Tabs.Tab>}
          <Tabs.Tab value="ranges">Диапазоны номеров</Tabs.Tab>
          <Tabs.Tab value="diagnostics">Диагностика</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="devices">
          {settings !== null && <Devices settings={settings} onSaved={setSettings} />}
        </Tabs.Panel>
        <Tabs.Panel value="workplace">
          {settings !== null && <Workplace settings={settings} onSaved={setSettings} />}
        </Tabs.Panel>
        <Tabs.Panel value="sep">
          <SepSection />
        </Tabs.Panel>
        <Tabs.Panel value="mail">
          <MailSection />
        </Tabs.Panel>
        {vat && (
          <Tabs.Panel value="vat">
            {settings !== null && <Vat settings={settings} onSaved={setSettings} />}
          </Tabs.Panel>
        )}
        {accounts && (
          <Tabs.Panel value="cashiers">
            <Cashiers />
          </Tabs.Panel>
        )}
        <Tabs.Panel value="ranges">
          <Ranges />
        </Tabs.Panel>
        <Tabs.Panel value="diagnostics">
          <Diagnostics />
        </Tabs.Panel>
      </Tabs>
    </div>
  );
}
