/** The fields of each step of the set-up. */
import { NativeSelect, TextInput } from '@mantine/core';
import type { CodeLook } from '../../contract/sep.ts';
import { Icon } from '../parts/Icon.tsx';
import { PaperPanel } from '../payment/PaperPanel.tsx';
import { EnrolFields, FoundPlace } from '../settings/EnrolFields.tsx';
import { PinPair } from '../settings/PinPair.tsx';
import { PrinterForm } from '../settings/PrinterForm.tsx';
import { TestPage } from '../settings/TestPage.tsx';
import type { EnrolHandle } from '../settings/useEnrolForm.ts';
import type { Entered, Problems } from './form.ts';
import styles from './SetUp.module.css';
import { zones } from './zones.ts';

type Props = {
  readonly entered: Entered;
  readonly change: (change: Partial<Entered>) => void;
  readonly problems: Problems;
};

export function TradePointStep({ entered, change, problems }: Props) {
  return (
    <div className={styles['fields']}>
      <p className={styles['lead']}>Эти сведения печатаются на каждом пречеке и чеке.</p>
      <TextInput
        label="Название"
        description="Коротко, как говорят на точке"
        placeholder="Мира, 12"
        maxLength={60}
        value={entered.name}
        error={problems.name}
        onChange={(event) => change({ name: event.currentTarget.value })}
      />
      <TextInput
        label="Адрес"
        placeholder="г. Казань, пр-т Мира, д. 12"
        maxLength={160}
        value={entered.address}
        error={problems.address}
        onChange={(event) => change({ address: event.currentTarget.value })}
      />
      <NativeSelect
        label="Часовой пояс"
        description="По нему считаются дни в отчётах"
        value={entered.zone}
        onChange={(event) => change({ zone: event.currentTarget.value })}
        data={[...zones]}
      />
      <TextInput
        label="Платёжный агент"
        placeholder="ООО «Связной»"
        maxLength={120}
        value={entered.agentName}
        error={problems.agentName}
        onChange={(event) => change({ agentName: event.currentTarget.value })}
      />
      <div className={styles['pair']}>
        <TextInput
          label="ИНН агента"
          inputMode="numeric"
          value={entered.agentInn}
          error={problems.agentInn}
          onChange={(event) =>
            // One digit too many stays: cut to twelve it could be somebody else's.
            change({ agentInn: event.currentTarget.value.replace(/\s/g, '').slice(0, 13) })
          }
        />
        <TextInput
          label="Телефон агента"
          placeholder="8 800 700-00-00"
          maxLength={20}
          value={entered.agentPhone}
          error={problems.agentPhone}
          onChange={(event) => change({ agentPhone: event.currentTarget.value })}
        />
      </div>
    </div>
  );
}

/** The place as СЭП knows it: to be read, not typed. */
export function NamedPlace({ found }: { readonly found: CodeLook }) {
  return (
    <div className={styles['fields']}>
      <p className={styles['lead']}>Эти сведения прислала СЭП. Они печатаются на каждом пречеке и чеке.</p>
      <FoundPlace found={found} />
      <p className={styles['fact']}>
        <Icon name="info" />
        <span>Это не ваша точка или не то рабочее место? Вернитесь и введите другой код.</span>
      </p>
    </div>
  );
}

type AdministratorProps = Props & {
  readonly pressed: boolean;
  /** The workstation's number as СЭП names it; null: it is typed. */
  readonly workstation: number | null;
};

export function AdministratorStep({ entered, change, problems, pressed, workstation }: AdministratorProps) {
  return (
    <div className={styles['fields']}>
      <p className={styles['lead']}>
        Администратор заводит кассиров и меняет настройки. Принимать платежи он тоже может.
      </p>
      {workstation === null && (
        <TextInput
          label="Номер рабочего места"
          description="Первая часть номера платежа: 1-1045. На точке у каждого компьютера свой"
          inputMode="numeric"
          className={styles['narrow'] ?? ''}
          value={entered.workstation}
          error={problems.workstation}
          onChange={(event) =>
            change({ workstation: event.currentTarget.value.replace(/\D/g, '').slice(0, 2) })
          }
        />
      )}
      <TextInput
        label="Имя администратора"
        placeholder="Смирнова О."
        maxLength={60}
        value={entered.administratorName}
        error={problems.administratorName}
        onChange={(event) => change({ administratorName: event.currentTarget.value })}
      />
      <PinPair pins={entered} pressed={pressed} onChange={({ pin, again }) => change({ pin, again })} />
    </div>
  );
}

/** Without a code the till works alone, and can be connected later in the settings. */
export function SepStep({ enrol }: { readonly enrol: EnrolHandle }) {
  return (
    <div className={styles['fields']}>
      <p className={styles['lead']}>
        СЭП обрабатывает платежи и передаёт их операторам. Рабочее место подключается к ней кодом из
        центрального офиса.
      </p>
      <EnrolFields enrol={enrol} />
      {enrol.found === null ? (
        <p className={styles['fact']}>
          <Icon name="info" />
          <span>
            Кода ещё нет? Продолжите без СЭП: касса принимает платежи, печатает чеки и хранит принятое на этом
            компьютере. Подключить её можно потом в настройках.
          </span>
        </p>
      ) : (
        <FoundPlace found={enrol.found} />
      )}
    </div>
  );
}

export function DevicesStep({ entered, change, pressed }: Props & { readonly pressed: boolean }) {
  const complete = entered.printer.driver === 'virtual' || entered.printer.port.trim() !== '';
  return (
    <div className={styles['devices']}>
      <div className={styles['fields']}>
        <p className={styles['lead']}>
          Напечатайте пробную страницу: так видно, что порт, скорость и кодировка верны.
        </p>
        <PrinterForm
          printer={entered.printer}
          register={entered.register}
          pressed={pressed}
          onPrinter={(printer) => change({ printer })}
          onRegister={(register) => change({ register })}
        />
        <TestPage printer={entered.printer} complete={complete} />
      </div>
      {entered.printer.driver === 'virtual' && (
        <div className={styles['paper']}>
          <PaperPanel />
        </div>
      )}
    </div>
  );
}
