/** What came out of the virtual printer: the last papers, newest last. */
import { useSyncExternalStore } from 'react';
import type { PaperView } from '../../contract/till.ts';
import { call, listen } from './bridge.ts';

const keptPapers = 12;

let papers: readonly PaperView[] = [];
let started = false;
const listeners = new Set<() => void>();

function add(more: readonly PaperView[]): void {
  const known = new Map([...papers, ...more].map((paper) => [paper.id, paper]));
  papers = [...known.values()].sort((left, right) => left.id - right.id).slice(-keptPapers);
  for (const listener of listeners) listener();
}

function start(): void {
  started = true;
  listen('paper', (paper) => add([paper]));
  void call('paper.list', null).then((answer) => answer.ok && add(answer.value));
}

export const usePapers = (): readonly PaperView[] =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      if (!started) start();
      return () => listeners.delete(listener);
    },
    () => papers,
  );
