/** How much memory a process and all that it started take, counted once each. */
import { readFileSync } from 'node:fs';
import { descendantsOf } from '../../scripts/lib/processTree.ts';

/**
 * Proportional set size in bytes: a page that several processes share is counted in parts. The working set, which
 * Electron itself reports, would count it again for each of them.
 */
export function treeMemory(root: number): number {
  return [root, ...descendantsOf(root)].reduce((total, pid) => total + pssOf(pid), 0);
}

function pssOf(pid: number): number {
  try {
    const kilobytes = /^Pss:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1];
    return Number(kilobytes ?? 0) * 1024;
  } catch {
    // It ended between being listed and being read.
    return 0;
  }
}
