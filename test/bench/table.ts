/** The rows of a measurement as a table for people. */
import type { Row } from './measure.ts';

const heads = ['', 'ours', 'peer', '', 'ours / peer', 'goal', ''] as const;

/** Three digits that say something, whatever the size. */
const short = (value: number): string => {
  if (value >= 100) return value.toFixed(0);
  return value >= 1 ? value.toFixed(2) : value.toPrecision(3);
};

export function table(rows: readonly Row[]): string {
  const lines = [
    heads,
    ...rows.map(({ name, ours, peer, unit, ratio, goal, met }) => [
      name,
      short(ours),
      short(peer),
      unit,
      short(ratio),
      goal === null ? '' : `≤ ${goal}`,
      met === null ? 'no goal' : met ? 'met' : 'NOT MET',
    ]),
  ];
  const widths = heads.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const numbers = [1, 2, 4, 5];
  return lines
    .map((line) =>
      line
        .map((cell, column) => {
          const width = widths[column] ?? 0;
          return numbers.includes(column) ? cell.padStart(width) : cell.padEnd(width);
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
