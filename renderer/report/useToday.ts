/** The trade point's day: «Сегодня» is another one past midnight, whoever leaves the report open. */
import { useEffect, useState } from 'react';
import type { Day } from '../../contract/primitives.ts';
import { useTill } from '../till/till.ts';
import { dayOf } from './period.ts';

const lookMs = 10_000;

export function useToday(): Day {
  const zone = useTill().tradePoint?.zone ?? 'Europe/Moscow';
  const [today, setToday] = useState(() => dayOf(Date.now(), zone));
  useEffect(() => {
    const look = () => setToday(dayOf(Date.now(), zone));
    look();
    const timer = setInterval(look, lookMs);
    return () => clearInterval(timer);
  }, [zone]);
  return today;
}
