/** What the window knows of the till: the newest snapshot, however it arrived. */
import { useSyncExternalStore } from 'react';
import type { Failure, Result } from '../../contract/failure.ts';
import type { AfterPrinting, CallInput, CallName } from '../../contract/ipc.ts';
import type { TillView } from '../../contract/till.ts';
import { call, listen } from './bridge.ts';
import { newest } from './newest.ts';

const snapshots = newest<TillView>();

/** Starts listening and asks for the first snapshot. */
export async function startTill(): Promise<Failure | null> {
  listen('till', snapshots.offer);
  const first = await call('till.view', null);
  if (!first.ok) return first.failure;
  snapshots.offer(first.value);
  return null;
}

/** The newest snapshot; null before the first has come. */
export const useTillOrNothing = (): TillView | null =>
  useSyncExternalStore(snapshots.subscribe, snapshots.current);

/** The newest snapshot, on screens that are only drawn once there is one. */
export function useTill(): TillView {
  const till = useTillOrNothing();
  if (till === null) throw new Error('a screen was drawn before the till was known');
  return till;
}

type TillCall = { [N in CallName]: Answer<N> extends TillView | AfterPrinting ? N : never }[CallName];
type Answer<N extends CallName> = Awaited<ReturnType<typeof call<N>>> extends Result<infer T> ? T : never;

/** Asks for something that changes the till, takes the new snapshot, and returns what went wrong, if anything did. */
export async function act<N extends TillCall>(name: N, input: CallInput<N>): Promise<Failure | null> {
  const answer: Result<unknown> = await call(name, input);
  if (!answer.ok) return answer.failure;
  return takeAnswer(answer.value as TillView | AfterPrinting);
}

/** Takes the snapshot out of an answer, and gives what went wrong on paper. */
export function takeAnswer(value: TillView | AfterPrinting): Failure | null {
  if ('till' in value) {
    snapshots.offer(value.till);
    return value.failure;
  }
  snapshots.offer(value);
  return null;
}

/** The newest snapshot at this moment, for what goes on after an answer. */
export const currentTill = (): TillView | null => snapshots.current();
