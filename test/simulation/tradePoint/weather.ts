/** What the network and the operators of a simulation suffer, drawn by chance. */
import type { Chance } from '../../../main/cli/seed/chance.ts';
import type { FaultForm } from '../../../sep/operators/faults.ts';
import type { Strike, Toxic, Weather } from '../../tools/faultyProxy.ts';

/** All of these, one after another for a while; sizes and times are drawn anew each time. */
function weathers(chance: Chance, plain: boolean): Weather[] {
  const slowClose = { toxic: { kind: 'slowClose', ms: 100 }, odds: 1 } as const;
  const answerLost: Weather = [
    { toxic: { kind: 'limit', direction: 'down', bytes: 0, end: 'reset' }, odds: 0.25 },
  ];
  const bodyCut: Weather = [
    { toxic: { kind: 'limit', direction: 'up', bytes: 50 + chance.whole(4_000), end: 'reset' }, odds: 0.2 },
    { toxic: { kind: 'limit', direction: 'down', bytes: 50 + chance.whole(2_000), end: 'close' }, odds: 0.2 },
  ];
  const slow: Weather = [
    { toxic: { kind: 'latency', ms: 10 + chance.whole(60), jitter: 60 }, odds: 1 },
    slowClose,
  ];
  const late: Weather = [{ toxic: { kind: 'latency', ms: 1_700, jitter: 300 }, odds: 0.15 }, slowClose];
  const silent: Weather = [
    { toxic: { kind: 'swallow', direction: 'down' }, odds: 0.1 },
    { toxic: { kind: 'swallow', direction: 'up' }, odds: 0.05 },
  ];
  const thin: Weather = [
    { toxic: { kind: 'slice', bytes: 100 + chance.whole(900), pauseMs: 1 }, odds: 0.7 },
    { toxic: { kind: 'bandwidth', bytesPerSecond: 200_000 }, odds: 0.7 },
    slowClose,
  ];
  const gone: Weather = [{ toxic: { kind: 'refuse' }, odds: 1 }];
  const unsure: Weather = [{ toxic: { kind: 'refuse' }, odds: 0.3 }];
  // Past the time-out of whoever asked, too.
  const repeated: Weather = [{ toxic: { kind: 'repeat', ms: chance.whole(1_500) }, odds: 0.3 }];
  const all = [[], [], [], answerLost, answerLost, bodyCut, slow, late, silent, thin, gone, unsure];
  return plain ? [...all, repeated, repeated] : all;
}

/**
 * Deals out weather after weather as cards are dealt, so that each kind comes before any comes again. `plain`: what passes
 * is not encrypted, so it can be repeated byte for byte.
 */
export function openSky(chance: Chance, plain: boolean): () => Weather {
  let cards: Weather[] = [];
  return () => {
    if (cards.length === 0) {
      cards = weathers(chance, plain);
      for (let last = cards.length - 1; last > 0; last -= 1) {
        const other = chance.whole(last + 1);
        [cards[last], cards[other]] = [cards[other] ?? [], cards[last] ?? []];
      }
    }
    return cards.pop() ?? [];
  };
}

/** All that the weather can do to a network whose traffic is encrypted; the smallest harm of each kind that is felt. */
const harms: { readonly [S in Exclude<Strike, 'limit up close' | 'repeat'>]: Toxic } = {
  latency: { kind: 'latency', ms: 10, jitter: 20 },
  bandwidth: { kind: 'bandwidth', bytesPerSecond: 200_000 },
  slice: { kind: 'slice', bytes: 100, pauseMs: 1 },
  slowClose: { kind: 'slowClose', ms: 100 },
  refuse: { kind: 'refuse' },
  'swallow up': { kind: 'swallow', direction: 'up' },
  'swallow down': { kind: 'swallow', direction: 'down' },
  'limit up reset': { kind: 'limit', direction: 'up', bytes: 50, end: 'reset' },
  'limit down reset': { kind: 'limit', direction: 'down', bytes: 0, end: 'reset' },
  'limit down close': { kind: 'limit', direction: 'down', bytes: 50, end: 'close' },
};

type NetworkStrike = keyof typeof harms;
export const networkStrikes = Object.keys(harms) as readonly NetworkStrike[];

/** Weather that does just these things, each to one exchange in ten: what chance has not brought of itself. */
export const weatherOf = (strikes: readonly NetworkStrike[]): Weather =>
  strikes.map((strike) => ({ toxic: harms[strike], odds: 0.1 }));

/** Some requests to operators come twice. */
export const repeating: Weather = [{ toxic: { kind: 'repeat', ms: 0 }, odds: 0.5 }];

/** Everything that an operator does wrong, now and then; first each of it a few times for sure, however few payments there are. */
export const badOperators: FaultForm = {
  faults: [
    { kind: 'repeat300', probability: 0.5, count: 2 },
    { kind: 'result', command: 'check', code: 5, probability: 0.1, count: 4 },
    { kind: 'result', command: 'pay', code: 7, probability: 0.1, count: 3 },
    { kind: 'result', command: 'pay', code: 1, probability: 0.3, count: 3 },
    { kind: 'http', probability: 0.1, count: 2 },
    { kind: 'http', command: 'pay', status: 503, taken: true, probability: 0.1, count: 2 },
    { kind: 'slow', ms: 900, probability: 0.1, count: 2 },
    { kind: 'halfBody', probability: 0.1, count: 2 },
    { kind: 'garbage', probability: 0.1, count: 2 },
    { kind: 'loseBefore', probability: 0.1, count: 2 },
    { kind: 'loseBefore', probability: 0.04 },
    { kind: 'loseAfter', command: 'pay', probability: 0.08 },
    { kind: 'slow', ms: 900, probability: 0.03 },
    { kind: 'http', probability: 0.03 },
    { kind: 'http', command: 'pay', status: 503, taken: true, probability: 0.02 },
    { kind: 'halfBody', probability: 0.03 },
    { kind: 'garbage', probability: 0.03 },
    { kind: 'repeat300', probability: 0.1 },
    { kind: 'result', command: 'pay', code: 1, probability: 0.05 },
    { kind: 'result', command: 'check', code: 5, probability: 0.03 },
    { kind: 'result', command: 'pay', code: 7, probability: 0.03 },
    { kind: 'result', command: 'cancel', code: 251, probability: 0.2 },
    { kind: 'loseAfter', command: 'cancel', probability: 0.2 },
  ],
};

/** By the names that the operators themselves count by. */
export const operatorStrikes: readonly string[] = [
  'loseBefore',
  'loseAfter',
  'slow',
  'http',
  'http taken',
  'halfBody taken',
  'garbage taken',
  'repeat300',
  'result pay 1',
  'result check 5',
  'result pay 7',
];
