/** The four corrections in the user's order: possible and by whom, or why not. */
import type { VerdictView } from '../../contract/adjustment.ts';
import { adjustmentNames } from '../../core/adjustment.ts';
import { Icon } from '../parts/Icon.tsx';
import styles from './Adjustment.module.css';

type Possible = Extract<VerdictView, { readonly possible: true }>;

const deciders: Readonly<Record<Possible['decider'], string>> = {
  till: 'Делается здесь.',
  sep: 'Решает СЭП, сразу.',
  centralOffice: 'Решает центральный офис.',
  operator: 'Решает оператор.',
};

type Props = {
  readonly verdicts: readonly VerdictView[];
  readonly onChoose: (verdict: Possible) => void;
};

export const Verdicts = ({ verdicts, onChoose }: Props) => (
  <section className={styles['verdicts']} aria-label="Что можно сделать">
    {verdicts.map((verdict) =>
      verdict.possible ? (
        <button
          key={verdict.kind}
          type="button"
          className={styles['can']}
          aria-label={adjustmentNames[verdict.kind]}
          onClick={() => onChoose(verdict)}
        >
          <Icon name="next" />
          <span>
            <strong>{adjustmentNames[verdict.kind]}</strong>
            {/решает/i.test(verdict.note) ? '' : `${deciders[verdict.decider]} `}
            {verdict.note}
            {verdict.needsSenior && ' Нужен ПИН-код старшего.'}
            {verdict.requestOnly && ' Сейчас можно только оставить обращение, денег не выдают.'}
          </span>
        </button>
      ) : (
        <div key={verdict.kind} className={styles['cannot']}>
          <Icon name="lock" />
          <span>
            <strong>{adjustmentNames[verdict.kind]}.</strong> {verdict.why}
          </span>
        </div>
      ),
    )}
  </section>
);
