/** The address of СЭП and the code, and what the code turned out to be for. */
import { TextInput } from '@mantine/core';
import type { CodeLook } from '../../contract/sep.ts';
import { Icon } from '../parts/Icon.tsx';
import styles from './Form.module.css';
import type { EnrolHandle } from './useEnrolForm.ts';

export function EnrolFields({ enrol }: { readonly enrol: EnrolHandle }) {
  const { form, problems, change } = enrol;
  return (
    <>
      <TextInput
        className={styles['narrow'] ?? ''}
        label="Адрес СЭП"
        placeholder="sep.example.ru:8443"
        autoComplete="off"
        spellCheck={false}
        maxLength={300}
        value={form.address}
        error={problems.address}
        onChange={(event) => change({ address: event.currentTarget.value })}
      />
      <TextInput
        label="Код подключения"
        description="Девять групп по четыре знака; выдаёт центральный офис, действует один раз"
        placeholder="ABCD-EFGH-…"
        autoComplete="off"
        spellCheck={false}
        maxLength={80}
        value={form.code}
        error={problems.code}
        classNames={{ input: styles['code'] ?? '' }}
        onChange={(event) => change({ code: event.currentTarget.value })}
      />
    </>
  );
}

/** The place that a code stands for, to be compared by eye before it is used up. */
export function FoundPlace({ found }: { readonly found: CodeLook }) {
  const { tradePoint, workstation, training } = found;
  return (
    <section className={styles['found-place']} aria-label="Место по коду">
      <span className={styles['good']}>
        <Icon name="check" /> Код верен. Это место:
      </span>
      <dl className={styles['facts']}>
        <dt>Торговая точка</dt>
        <dd>
          {tradePoint.name}, {tradePoint.address}
        </dd>
        <dt>Рабочее место</dt>
        <dd>№ {workstation}</dd>
        <dt>Платёжный агент</dt>
        <dd>
          {tradePoint.agentName}, ИНН {tradePoint.agentInn}
        </dd>
        {training && (
          <>
            <dt>Режим</dt>
            <dd>Учебная СЭП: операторы ненастоящие, деньги никуда не уходят</dd>
          </>
        )}
      </dl>
    </section>
  );
}
