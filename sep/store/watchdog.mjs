// Stops the embedded PostgreSQL when the program that started it is gone: its end closes our standard input.
import { spawn } from 'node:child_process';

const [pgCtl = '', cluster = ''] = process.argv.slice(2);
const [uid, gid] = (process.env['KASSA_RUN_AS'] ?? '').split(':').map(Number);

// Ctrl+C and a closed terminal end the program first; this one outlives it by a moment.
for (const signal of ['SIGINT', 'SIGHUP']) process.on(signal, () => undefined);

process.stdin.on('error', () => undefined);
process.stdin.once('close', () => {
  // Fails where the server has ended already, which is what we want too.
  spawn(pgCtl, ['stop', '-D', cluster, '-m', 'fast', '-w', '-t', '60'], {
    ...(uid ? { uid, gid } : {}),
    stdio: 'ignore',
    windowsHide: true,
  });
});
process.stdin.resume();
