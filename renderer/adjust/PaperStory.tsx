/** A receipt that no payment here has: what СЭП says of it, what was asked before. */
import type { PaperDesk } from '../../contract/adjustment.ts';
import { formatMoney } from '../../core/money.ts';
import { useTill } from '../till/till.ts';
import styles from './Adjustment.module.css';
import { StoryLines } from './Story.tsx';

export function PaperStory({ paper }: { readonly paper: PaperDesk }) {
  const zone = useTill().tradePoint?.zone ?? 'Europe/Moscow';
  return (
    <section className={styles['story']} aria-label="Чек без платежа">
      <dl className={styles['facts']}>
        <dt>Чек</dt>
        <dd>
          <strong>{paper.receipt}</strong>
        </dd>
        <dt>Принято</dt>
        <dd>
          <strong>{formatMoney(paper.amountTaken)}</strong>
        </dd>
        <dt>Статус</dt>
        <dd>
          <strong>{paper.known ? paper.standing : 'платежа нет'}</strong>
        </dd>
      </dl>
      <p className={styles['said']}>
        {paper.known
          ? 'На этой кассе платежа нет, в СЭП он уже есть.'
          : 'Платежа с этим чеком нет ни на кассе, ни в СЭП. Принимать деньги ещё раз нельзя: центральный офис создаст платёж по чеку.'}
      </p>
      <StoryLines lines={paper.lines} zone={zone} />
    </section>
  );
}
