// How a script passes the end on to its child: once, and also when its own parent is gone.
import { constants } from 'node:os';

const endings = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/**
 * Calls back once when this process is asked to end, or when its parent has vanished without asking
 * (a killed npm or terminal), which would otherwise leave the children behind.
 * @param {(reason: 'SIGINT' | 'SIGTERM' | 'SIGHUP' | 'orphaned') => void} onEnd
 * @returns {() => void} stops listening
 */
export function onceEnding(onEnd) {
  let ended = false;
  const parent = process.ppid;
  /** @param {'SIGINT' | 'SIGTERM' | 'SIGHUP' | 'orphaned'} reason */
  const end = (reason) => {
    if (ended) return;
    ended = true;
    onEnd(reason);
  };
  const listeners = endings.map((signal) => {
    const listener = () => end(signal);
    // Stays for good: a second Ctrl+C must not kill us before the children have ended.
    process.on(signal, listener);
    return /** @type {const} */ ([signal, listener]);
  });
  const watch = setInterval(() => {
    if (!isAlive(parent) || process.ppid !== parent) end('orphaned');
  }, 500);
  watch.unref();
  return () => {
    ended = true;
    clearInterval(watch);
    for (const [signal, listener] of listeners) process.off(signal, listener);
  };
}

/**
 * Passes one SIGTERM on to a child that shares our terminal. Ctrl+C reaches such a child by itself,
 * so it gets time to act on that before ours comes on top.
 * @param {import('node:child_process').ChildProcess} child
 */
export function followSignals(child) {
  const stop = onceEnding((reason) => {
    setTimeout(() => child.kill('SIGTERM'), reason === 'SIGINT' ? 500 : 0);
  });
  child.once('exit', stop);
}

/**
 * @param {number} pid
 * @returns {boolean}
 */
export function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/**
 * The status a shell would report for a child that ended so.
 * @param {number | null} code
 * @param {NodeJS.Signals | null} signal
 * @returns {number}
 */
export function exitCodeOf(code, signal) {
  if (code !== null) return code;
  return signal === null ? 1 : 128 + constants.signals[signal];
}
