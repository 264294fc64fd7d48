/** A payment's stage as the cashier reads it, and after «Провести» where it stands in СЭП. */
import type { StandingView } from '../../contract/sync.ts';
import type { PaymentStage, PreCheckState } from '../../contract/till.ts';
import type { Standing } from '../../core/sepStatus.ts';
import { standingNames } from '../../core/sepStatus.ts';
import type { IconName } from '../parts/Icon.tsx';

export type Sign = {
  readonly name: string;
  readonly icon: IconName;
  readonly tone: 'good' | 'wait' | 'bad' | 'off';
};

const stageSigns: Readonly<Record<PaymentStage, Sign>> = {
  entered: { name: 'Введён', icon: 'clock', tone: 'wait' },
  preChecked: { name: 'Ждёт подписи', icon: 'clock', tone: 'wait' },
  signed: { name: 'Ждёт чека', icon: 'clock', tone: 'wait' },
  receipting: { name: 'Чек неясен', icon: 'warning', tone: 'bad' },
  receipted: { name: 'Не проведён', icon: 'clock', tone: 'wait' },
  conducted: { name: 'Проведён', icon: 'check', tone: 'good' },
  abandoned: { name: 'Закрыт без чека', icon: 'cross', tone: 'off' },
  cancelled: { name: 'Отменён', icon: 'back', tone: 'off' },
};

/** What a payment of «Незавершённые» waits for. */
export const unfinishedSign = ({
  stage,
  paperOwed,
}: {
  readonly stage: PaymentStage;
  readonly paperOwed: boolean;
}): Sign =>
  stage === 'receipted' && paperOwed
    ? { name: 'Проверьте бумагу чека', icon: 'printer', tone: 'wait' }
    : stageSigns[stage];

const onTheWay: Pick<Sign, 'icon' | 'tone'> = { icon: 'clock', tone: 'wait' };
const wrong: Pick<Sign, 'icon' | 'tone'> = { icon: 'warning', tone: 'bad' };
const undone: Pick<Sign, 'icon' | 'tone'> = { icon: 'back', tone: 'off' };

const standingLooks: Readonly<Record<Standing, Pick<Sign, 'icon' | 'tone'>>> = {
  unsent: { icon: 'send', tone: 'wait' },
  accepted: onTheWay,
  checking: onTheWay,
  forwarded: onTheWay,
  completed: { icon: 'check', tone: 'good' },
  rejected: { icon: 'cross', tone: 'bad' },
  hung: wrong,
  cancelled: undone,
  refunded: undone,
  transferred: undone,
};

/** Where a conducted payment stands. Null: СЭП has not got it yet. */
export function standingSign(standing: StandingView | null): Sign {
  const status = standing?.status ?? 'unsent';
  const name = standingNames[status];
  return { name: name.charAt(0).toUpperCase() + name.slice(1), ...standingLooks[status] };
}

/**
 * What a payment's line says of it. On a workstation that is not enrolled «Провести» is the end of it; on one that is,
 * «Проведён» is kept for what the operator has credited.
 */
export const paymentSign = (
  payment: {
    readonly stage: PaymentStage;
    readonly standing: StandingView | null;
    /** A till gave the money back; СЭП may not have heard of it yet. */
    readonly refunded?: true | undefined;
  },
  enrolled: boolean,
): Sign =>
  payment.refunded
    ? { name: 'Деньги возвращены', ...standingLooks.refunded }
    : payment.stage === 'conducted' && (enrolled || payment.standing !== null)
      ? standingSign(payment.standing)
      : stageSigns[payment.stage];

export const preCheckNames: Readonly<Record<PreCheckState, string>> = {
  issued: 'Печатается',
  printed: 'Напечатан',
  notPrinted: 'Не напечатан',
  unknown: 'Печать неизвестна',
  signed: 'Подписан',
  annulled: 'Аннулирован',
};
