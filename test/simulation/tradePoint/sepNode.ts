/** A node of СЭП in a process of its own, over a given database: it is killed and started again. */
import { randomBytes } from 'node:crypto';
import { openSystem } from '../../../sep/system.ts';
import type { NodeOptions, NodeWord, StoredShipment } from './words.ts';
import { nodeSecret } from './words.ts';

const options = JSON.parse(process.argv[2] ?? '{}') as NodeOptions;
const say = (word: NodeWord): void => void process.send?.(word);
const plain = (entry: object): object =>
  JSON.parse(
    JSON.stringify(entry, (_, value: unknown) => (value instanceof Error ? value.stack : value)),
  ) as object;
const note =
  (level: 'warn' | 'error') =>
  (entry: object, message: string): void =>
    say({ kind: 'log', level, message, entry: plain(entry) });

const system = await openSystem({
  folder: options.folder,
  databaseUrl: options.databaseUrl,
  secret: nodeSecret,
  host: '127.0.0.1',
  port: 0,
  deskPort: 0,
  // The simulated operators stand outside, where they outlive a node.
  operators: 'real',
  dispatch: true,
  epochCheck: options.epochCheck,
  clock: () => Date.now() + options.clockAheadMs,
  machineClock: Date.now,
  random: randomBytes,
  log: {
    info: (entry) => {
      if ('stored' in entry && 'seq' in entry)
        say({ kind: 'stored', shipment: entry as unknown as StoredShipment });
    },
    warn: note('warn'),
    error: note('error'),
  },
});
say({ kind: 'ready', port: Number(new URL(system.url).port), desk: system.deskUrl ?? '' });
// Whoever started it is gone: no node outlives its test.
process.on('disconnect', () => process.exit(1));
