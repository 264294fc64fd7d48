// Preloaded by scripts/start.ts (`electron -r`): ends the program when the start script is gone, even if it was killed.
const { app } = require('electron');

process.stdin.resume();
process.stdin.once('close', () => {
  app.quit();
  // A window that asks before closing has nobody left to answer to.
  setTimeout(() => app.exit(0), 5000).unref();
});
