/** The pause after wrong PINs, counted down for each cashier; main counts the real one. */
import { useEffect, useState } from 'react';

export function usePause() {
  const [until, setUntil] = useState<Readonly<Record<string, number>>>({});
  const [now, setNow] = useState(() => performance.now());
  const running = Object.values(until).some((end) => end > now);
  useEffect(() => {
    if (!running) return;
    const timer = setInterval(() => setNow(performance.now()), 250);
    return () => clearInterval(timer);
  }, [running]);
  return {
    left: (cashierId: string): number => Math.max(0, (until[cashierId] ?? 0) - now),
    begin: (cashierId: string, waitMs: number): void => {
      setNow(performance.now());
      setUntil((others) => ({ ...others, [cashierId]: performance.now() + waitMs }));
    },
  };
}
