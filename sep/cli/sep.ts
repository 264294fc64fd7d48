/** `npm run sep`: runs СЭП alone, or asks a running one. */
import { homedir } from 'node:os';
import { runCommand } from './main.ts';

// Whoever reads us may leave: a server that lost its terminal goes on.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

// `exitCode`, not `exit()`: what is still being written to a pipe gets there, and what hangs shows.
process.exitCode = await runCommand(process.argv.slice(2), {
  environment: process.env,
  home: homedir(),
  streams: {
    say: (line) => process.stdout.write(`${line}\n`),
    note: (line) => process.stderr.write(`${line}\n`),
  },
});
