/** An instant as the trade point's clock shows it: for the names of paper files and the QR of a receipt. */
export type LocalTime = {
  /** `2026-11-22`. */
  readonly day: string;
  /** `090503`. */
  readonly time: string;
};

export function localTime(instant: number, zone: string): LocalTime {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  });
  const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, value]));
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type) ?? '';
  return {
    day: `${part('year')}-${part('month')}-${part('day')}`,
    time: `${part('hour')}${part('minute')}${part('second')}`,
  };
}
