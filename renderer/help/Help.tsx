/** F1: the daily work and the keys, on one screen. */
import { useState } from 'react';
import { formatTenDigits } from '../../core/account.ts';
import { trainingNumbers } from '../../core/starter/trainingNumbers.ts';
import { Dialog } from '../parts/Dialog.tsx';
import { PressButton } from '../parts/PressButton.tsx';
import { useTill } from '../till/till.ts';
import styles from './Help.module.css';

const steps = [
  ['Номер', 'Десять цифр. Оператор подставится сам; если он другой, смените.'],
  ['Сумма', 'Сколько зачислить. «К оплате» – сколько взять вместе с комиссией.'],
  ['Пречек', 'Клиент проверяет номер, оператора и сумму и расписывается.'],
  ['Деньги', 'Наберите «Получено»: касса посчитает сдачу.'],
  ['Чек', 'Подпишите и отдайте клиенту, пречек положите в папку.'],
  ['Провести', 'Пока платёж не проведён, он стоит в «Незавершённых».'],
] as const;

const keys = [
  ['Enter', 'дальше'],
  ['+', 'следующее поле'],
  ['−  Esc', 'шаг назад'],
  ['*', 'подтвердить; иначе меню'],
  ['/', 'список операторов'],
  ['↑ ↓', 'другой оператор'],
  ['F2', 'пречек'],
  ['F3', 'копия чека'],
  ['F4', 'пречеки'],
  ['F7', 'платежи, которые не дошли'],
  ['F8', 'отчёт по платежам'],
  ['F9', 'смена и деньги в кассе'],
  ['F12', 'заблокировать экран'],
] as const;

export function Help({ onClose }: { readonly onClose: () => void }) {
  const { training } = useTill();
  const [numbers, setNumbers] = useState(false);
  return (
    <Dialog title={numbers ? 'Учебные номера' : 'Как работать'} size={984} onClose={onClose}>
      {numbers ? <Numbers /> : <Work />}
      <div className={styles['foot']}>
        {training !== null && (
          <PressButton onPress={() => setNumbers(!numbers)}>
            {numbers ? 'Как работать' : 'Учебные номера'}
          </PressButton>
        )}
        <PressButton hint="Esc" onPress={onClose}>
          Готово
        </PressButton>
      </div>
    </Dialog>
  );
}

/** Numbers of the training set that behave as real ones do on bad days. */
function Numbers() {
  return (
    <>
      <p className={styles['lead']}>
        Учебные операторы зачисляют платёж на любой номер, кроме этих. Код оператора может быть любым, важны
        последние шесть цифр. Нужна связь с учебной СЭП.
      </p>
      <dl className={styles['numbers']}>
        {trainingNumbers.map(({ ending, tells }) => (
          <div key={ending}>
            <dt>{formatTenDigits(`9160${ending}`)}</dt>
            <dd>{tells}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

const Work = () => (
  <div className={styles['columns']}>
    <section>
      <h3>Платёж по шагам</h3>
      <ol className={styles['steps']}>
        {steps.map(([name, text]) => (
          <li key={name}>
            <strong>{name}</strong>
            <span>{text}</span>
          </li>
        ))}
      </ol>
      <h3>Если что-то не так</h3>
      <ul className={styles['rules']}>
        <li>Прочтите красную рамку: что случилось, целы ли деньги, что делать.</li>
        <li>Неизвестно, вышел ли чек: спросите кассу или посмотрите на ленту.</li>
        <li>Программа выключилась: продолжите из «Незавершённых».</li>
        <li>Звоните в поддержку: назовите код из рамки, например К-502.</li>
      </ul>
    </section>
    <section>
      <h3>Клавиши</h3>
      <dl className={styles['keys']}>
        {keys.map(([key, text]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </section>
  </div>
);
