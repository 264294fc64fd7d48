/** The fields of each step of the set-up. */
import { NativeSelect, TextInput } from '@mantine/core';
import { Icon } from '../parts/Icon.tsx';
import { PaperPanel } from '../payment/PaperPanel.tsx';
import { PinPair } from '../settings/PinPair.tsx';
import { PrinterForm } from '../settings/PrinterForm.tsx';
import { TestPage } from '../settings/TestPage.tsx';
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
            change({ agentInn: event.currentTarget.value.replace(/\D/g, '').slice(0, 12) })
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

export function AdministratorStep({
  entered,
  change,
  problems,
  pressed,
}: Props & { readonly pressed: boolean }) {
  return (
    <div className={styles['fields']}>
      <p className={styles['lead']}>
        Администратор заводит кассиров и меняет настройки. Принимать платежи он тоже может.
      </p>
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

/** Enrolment comes with СЭП: nothing here pretends that it is already there. */
export function SepStep() {
  return (
    <div className={styles['fields']}>
      <p className={styles['lead']}>
        СЭП обрабатывает платежи и передаёт их операторам. Рабочее место подключается к ней кодом.
      </p>
      <TextInput
        label="Код подключения"
        description="Необязательно"
        value=""
        disabled
        placeholder="позже: СЭП ещё не подключена"
        readOnly
      />
      <p className={styles['fact']}>
        <Icon name="info" />
        <span>
          Без СЭП касса принимает платежи, печатает чеки и ведёт журнал. Принятое хранится на этом компьютере.
        </span>
      </p>
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
