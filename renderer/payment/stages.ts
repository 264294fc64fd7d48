/** A payment's stage as the cashier reads it. */
import type { PaymentStage, PreCheckState } from '../../contract/till.ts';
import type { IconName } from '../parts/Icon.tsx';

type Sign = {
  readonly name: string;
  readonly icon: IconName;
  readonly tone: 'good' | 'wait' | 'bad' | 'off';
};

export const stageSigns: Readonly<Record<PaymentStage, Sign>> = {
  entered: { name: 'Введён', icon: 'clock', tone: 'wait' },
  preChecked: { name: 'Ждёт подписи', icon: 'clock', tone: 'wait' },
  signed: { name: 'Ждёт чека', icon: 'clock', tone: 'wait' },
  receipting: { name: 'Чек неясен', icon: 'warning', tone: 'bad' },
  receipted: { name: 'Не проведён', icon: 'clock', tone: 'wait' },
  conducted: { name: 'Проведён', icon: 'check', tone: 'good' },
  abandoned: { name: 'Закрыт без чека', icon: 'cross', tone: 'off' },
};

export const preCheckNames: Readonly<Record<PreCheckState, string>> = {
  issued: 'Печатается',
  printed: 'Напечатан',
  notPrinted: 'Не напечатан',
  unknown: 'Печать неизвестна',
  signed: 'Подписан',
  annulled: 'Аннулирован',
};
