/** What the network and the operators of a simulation suffer, drawn by chance. */
import type { Chance } from '../../../main/cli/seed/chance.ts';
import type { FaultForm } from '../../../sep/operators/faults.ts';
import type { Weather } from '../../tools/faultyProxy.ts';

/** One of these for a while; sizes and times are drawn anew each time. */
export function drawWeather(chance: Chance): Weather {
  const answerLost: Weather = [
    { toxic: { kind: 'limit', direction: 'down', bytes: 0, end: 'reset' }, odds: 0.25 },
  ];
  const bodyCut: Weather = [
    { toxic: { kind: 'limit', direction: 'up', bytes: 50 + chance.whole(4_000), end: 'reset' }, odds: 0.2 },
    { toxic: { kind: 'limit', direction: 'down', bytes: 50 + chance.whole(2_000), end: 'close' }, odds: 0.2 },
  ];
  const slow: Weather = [
    { toxic: { kind: 'latency', ms: 10 + chance.whole(60), jitter: 60 }, odds: 1 },
    { toxic: { kind: 'slowClose', ms: 100 }, odds: 0.5 },
  ];
  const late: Weather = [{ toxic: { kind: 'latency', ms: 1_700, jitter: 300 }, odds: 0.15 }];
  const silent: Weather = [
    { toxic: { kind: 'swallow', direction: 'down' }, odds: 0.1 },
    { toxic: { kind: 'swallow', direction: 'up' }, odds: 0.05 },
  ];
  const thin: Weather = [
    { toxic: { kind: 'slice', bytes: 100 + chance.whole(900), pauseMs: 1 }, odds: 0.7 },
    { toxic: { kind: 'bandwidth', bytesPerSecond: 200_000 }, odds: 0.7 },
  ];
  const gone: Weather = [{ toxic: { kind: 'refuse' }, odds: 1 }];
  const unsure: Weather = [{ toxic: { kind: 'refuse' }, odds: 0.3 }];
  return chance.pick([[], [], [], answerLost, answerLost, bodyCut, slow, late, silent, thin, gone, unsure]);
}

/** Everything that an operator does wrong, now and then. */
export const badOperators: FaultForm = {
  faults: [
    { kind: 'loseBefore', probability: 0.04 },
    { kind: 'loseAfter', command: 'pay', probability: 0.08 },
    { kind: 'slow', ms: 900, probability: 0.03 },
    { kind: 'http', probability: 0.03 },
    { kind: 'http', command: 'pay', status: 503, taken: true, probability: 0.02 },
    { kind: 'halfBody', probability: 0.03 },
    { kind: 'garbage', probability: 0.03 },
    { kind: 'repeat300', probability: 0.1 },
    { kind: 'result', command: 'pay', code: 1, probability: 0.05 },
    { kind: 'result', command: 'check', code: 5, probability: 0.01 },
    { kind: 'result', command: 'pay', code: 7, probability: 0.01 },
  ],
};
