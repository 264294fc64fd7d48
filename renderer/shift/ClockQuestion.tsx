/** «Проверьте дату»: the clock contradicts the journal or СЭП, and a senior says which of them is right. */
import type { Failure, FailureCode } from '../../contract/failure.ts';
import { Ask } from '../parts/Ask.tsx';
import { dayAndClock } from '../parts/time.ts';
import { useTill } from '../till/till.ts';

const doubts: readonly string[] = ['clockBehind', 'clockAhead', 'clockNotSeps'] satisfies FailureCode[];

export const isClockDoubt = ({ code }: Failure): boolean => doubts.includes(code);

type Props = {
  readonly failure: Failure;
  readonly onAccept: () => void;
  readonly onClose: () => void;
};

export function ClockQuestion({ failure, onAccept, onClose }: Props) {
  const { tradePoint } = useTill();
  const zone = tradePoint?.zone ?? 'Europe/Moscow';
  const moment = (key: string) => dayAndClock(Number(failure.details?.[key] ?? 0), zone);
  const behind = failure.code === 'clockBehind';
  return (
    <Ask
      title={`Проверьте дату: ${moment('clockAt')}`}
      confirm="Дата верна"
      tone="main"
      onConfirm={onAccept}
      onClose={onClose}
    >
      <p>
        {failure.code === 'clockNotSeps'
          ? `В СЭП сейчас ${moment('sepAt')}: либо часы этого компьютера неверны, либо на нём не тот часовой пояс.`
          : behind
            ? `Последняя запись в журнале сделана позже, ${moment('lastAt')}: либо часы компьютера отстают, либо раньше они убежали вперёд.`
            : `Последняя запись в журнале сделана ${moment('lastAt')}, больше 35 дней назад: либо касса столько не работала, либо часы убежали вперёд.`}
      </p>
      <p>
        Если дата на экране неверна, вернитесь и исправьте часы компьютера. Если верна, подтвердите: ответ
        останется в журнале с вашим именем{behind ? ', и смена откроется в новом журнале' : ''}.
      </p>
    </Ask>
  );
}
