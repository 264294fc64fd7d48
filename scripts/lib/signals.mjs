// How a script passes the end on to its child: once, and also when its own parent is gone.
import { readFileSync } from 'node:fs';
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
  const isOrphaned = watchAncestors();
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
    if (isOrphaned()) end('orphaned');
  }, 500);
  watch.unref();
  return () => {
    ended = true;
    clearInterval(watch);
    for (const [signal, listener] of listeners) process.off(signal, listener);
  };
}

/**
 * Asks whether whoever started us is still there. npm puts a shell in between which outlives a killed npm.
 * @returns {() => boolean}
 */
function watchAncestors() {
  const parent = process.ppid;
  const viaShell = process.env['npm_lifecycle_event'] !== undefined;
  const grandparent = viaShell ? parentOf(parent) : undefined;
  return () =>
    process.ppid !== parent ||
    !isAlive(parent) ||
    (grandparent !== undefined && parentOf(parent) !== grandparent);
}

/**
 * @param {number} pid
 * @returns {number | undefined} undefined where the system doesn't say
 */
function parentOf(pid) {
  try {
    // The name in brackets may hold spaces and brackets of its own, so fields are counted from the last one.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ');
    return fields?.[1] === undefined ? undefined : Number(fields[1]);
  } catch {
    return undefined;
  }
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
