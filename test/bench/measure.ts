/** Paired measuring: ours and peer by turns in one run, so that whatever slows the machine down slows both. */

export type Row = {
  readonly name: string;
  readonly ours: number;
  readonly peer: number;
  readonly unit: string;
  /** The median of the pairs' ratios, ours by peer: below 1 ours is the better one. */
  readonly ratio: number;
  /** The ratio must not be above it; null: told for what it is. */
  readonly goal: number | null;
  /** Null where there is no goal. */
  readonly met: boolean | null;
};

export type Pair = { readonly ours: number; readonly peer: number };

/** What is measured, and under which goal. */
export type Question = { readonly name: string; readonly unit: string; readonly goal: number | null };

function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  const middle = Math.floor(sorted.length / 2);
  const [low = Number.NaN, high = low] =
    sorted.length % 2 === 1 ? sorted.slice(middle) : sorted.slice(middle - 1);
  return sorted.length % 2 === 1 ? low : (low + high) / 2;
}

/** Measures in turns: ours, peer, ours, peer… */
export async function inTurns<Ours, Peer>(
  times: number,
  ours: (turn: number) => Ours | Promise<Ours>,
  peer: (turn: number) => Peer | Promise<Peer>,
): Promise<readonly { readonly ours: Ours; readonly peer: Peer }[]> {
  const pairs: { readonly ours: Ours; readonly peer: Peer }[] = [];
  for (let turn = 0; turn < times; turn += 1) {
    pairs.push({ ours: await ours(turn), peer: await peer(turn) });
  }
  return pairs;
}

/** `sound`: whether what was measured was also right. */
export function rowOf({ name, unit, goal }: Question, pairs: readonly Pair[], sound: boolean): Row {
  const ratio = median(pairs.map(({ ours, peer }) => ours / peer));
  return {
    name,
    ours: median(pairs.map(({ ours }) => ours)),
    peer: median(pairs.map(({ peer }) => peer)),
    unit,
    ratio,
    goal,
    met: goal === null ? null : sound && ratio <= goal,
  };
}
