/** A СЭП with its desk in a process of its own, over a given database: it is killed in the midst of decisions. */
import { randomBytes } from 'node:crypto';
import { openSystem } from '../../../sep/system.ts';

const { folder, databaseUrl, secret } = JSON.parse(process.argv[2] ?? '{}') as Readonly<
  Record<'folder' | 'databaseUrl' | 'secret', string>
>;
const note = (level: string) => (entry: object, message: string) =>
  void process.send?.({ level, message, entry: JSON.stringify(entry) });

const system = await openSystem({
  folder,
  databaseUrl,
  secret,
  host: '127.0.0.1',
  port: 0,
  deskPort: 0,
  // The simulated operators stand outside, where they outlive a node.
  operators: 'real',
  dispatch: true,
  epochCheck: true,
  clock: Date.now,
  machineClock: Date.now,
  random: randomBytes,
  log: { info: () => undefined, warn: note('warn'), error: note('error') },
});
process.send?.({ desk: system.deskUrl });
// Whoever started it is gone: no node outlives its test.
process.on('disconnect', () => process.exit(1));
