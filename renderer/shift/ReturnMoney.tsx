/** Money in «Получено» of a payment that was never entered: it is the client's, and the count would take it for a surplus. */
import type { Kopecks } from '../../contract/primitives.ts';
import { formatMoney } from '../../core/money.ts';
import { Ask } from '../parts/Ask.tsx';

type Props = {
  readonly received: Kopecks;
  readonly onReturned: () => void;
  readonly onClose: () => void;
};

export function ReturnMoney({ received, onReturned, onClose }: Props) {
  return (
    <Ask
      title={`Сначала верните клиенту ${formatMoney(received)}`}
      confirm="Деньги возвращены"
      tone="bad"
      onConfirm={onReturned}
      onClose={onClose}
    >
      В начатом платеже набрано «Получено {formatMoney(received)}», а пречека ещё нет. Эти деньги ни за каким
      платежом не учтены и при пересчёте станут излишком. Верните их клиенту и подтвердите: начатый платёж
      будет стёрт. Если платёж нужен, вернитесь и закончите его.
    </Ask>
  );
}
