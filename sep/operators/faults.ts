/** What goes wrong at the simulated operators: set by people and tests, drawn with a seed. */
import { z } from 'zod';
import { ProviderId } from '../../contract/primitives.ts';

const common = {
  /** Left out: at every provider. */
  provider: ProviderId.optional(),
  /** Left out: at `check` and `pay`. */
  command: z.enum(['check', 'pay', 'cancel']).optional(),
  probability: z.number().min(0).max(1).default(1),
  /** So many times, then it is over. Left out: until it is taken away. */
  count: z.int().min(1).max(1_000_000).optional(),
};

export const Fault = z.discriminatedUnion('kind', [
  /** Answers late. */
  z.object({ ...common, kind: z.literal('slow'), ms: z.int().min(1).max(600_000) }),
  /** The connection breaks before the payment is taken. */
  z.object({ ...common, kind: z.literal('loseBefore') }),
  /** The payment is taken, then the connection breaks. */
  z.object({ ...common, kind: z.literal('loseAfter') }),
  /** Nothing is taken, this code is answered. */
  z.object({ ...common, kind: z.literal('result'), code: z.int().min(1).max(999_999) }),
  /** A repeat of a payment that was taken is answered 300. */
  z.object({ ...common, kind: z.literal('repeat300') }),
  /** `taken`: the payment is taken all the same. */
  z.object({
    ...common,
    kind: z.literal('http'),
    status: z.int().min(500).max(599).default(500),
    taken: z.boolean().default(false),
  }),
  z.object({ ...common, kind: z.literal('halfBody'), taken: z.boolean().default(true) }),
  z.object({ ...common, kind: z.literal('garbage'), taken: z.boolean().default(true) }),
]);
export type Fault = Readonly<z.infer<typeof Fault>>;
type FaultKind = Fault['kind'];

export const FaultSetting = z.object({
  faults: z.array(Fault).max(100),
  /** Makes what follows repeatable. */
  seed: z.int().min(0).max(4_294_967_295).optional(),
  /** Nobody answers for so long, milliseconds: connections are refused. */
  downMs: z.int().min(0).max(600_000).default(0),
});
export type FaultForm = z.input<typeof FaultSetting>;

/** The faults that meet a request, at most one of each kind. */
export type Drawn = { readonly [K in FaultKind]?: Extract<Fault, { kind: K }> };

/** Mulberry32: small, quick, and the same everywhere. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export class Faults {
  private readonly counts = new Map<string, number>();
  private inForce: { readonly fault: Fault; left: number }[] = [];
  private chance: () => number;

  constructor(seed: number) {
    this.chance = seeded(seed);
  }

  /** In place of those before. */
  set(faults: readonly Fault[], seed?: number): void {
    this.inForce = faults.map((fault) => ({ fault, left: fault.count ?? Number.POSITIVE_INFINITY }));
    if (seed !== undefined) this.chance = seeded(seed);
  }

  list(): readonly Fault[] {
    return this.inForce.filter(({ left }) => left > 0).map(({ fault }) => fault);
  }

  /** One of those drawn has really done its harm: the first drawn may leave nothing to the next. */
  strike(name: string): void {
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
  }

  /** How often each has struck since the start: `loseBefore`, `http taken`, `result pay 7`. */
  struck(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.counts);
  }

  /** `isRepeat`: of a payment that was taken; only then a `repeat300` is used up. */
  draw(provider: string, command: 'check' | 'pay' | 'cancel', isRepeat: boolean): Drawn {
    const drawn: { [K in FaultKind]?: Fault } = {};
    for (const one of this.inForce) {
      const { fault } = one;
      if (one.left <= 0 || drawn[fault.kind]) continue;
      if (fault.provider !== undefined && fault.provider !== provider) continue;
      if (fault.command === undefined ? command === 'cancel' : fault.command !== command) continue;
      if (fault.kind === 'repeat300' && !isRepeat) continue;
      if (this.chance() >= fault.probability) continue;
      one.left -= 1;
      drawn[fault.kind] = fault;
    }
    return drawn as Drawn;
  }
}
