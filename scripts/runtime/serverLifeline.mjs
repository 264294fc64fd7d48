// Preloaded by scripts/lib/sepServer.ts: asks the server to end when the start script is gone, even if it was killed.
process.stdin.resume();
process.stdin.once('close', () => {
  // Not a real signal: on Windows that would end the process at once, with its database still running.
  if (!process.emit('SIGTERM', 'SIGTERM')) process.exit(1);
});
// Watching is no reason to live on. A pipe is a socket, whatever its type says.
/** @type {import('node:net').Socket} */ (process.stdin).unref();
