/** Rows that the store keeps from one transaction to the next have to be what its tables hold: watched in every decision. */
import { deepStrictEqual } from 'node:assert/strict';
import type { StationReader, Store } from '../../main/store/types.ts';

/** The same store; a decision that is given anything else than what is committed throws. */
export function withCheckedReads(store: Store): Store {
  const commit = store.commit.bind(store);
  const checked = (given: StationReader): StationReader => {
    if (given === store.read) return given;
    const same =
      <Asked extends unknown[], T>(what: (...asked: Asked) => T, committed: (...asked: Asked) => T) =>
      (...asked: Asked): T => {
        const found = what(...asked);
        deepStrictEqual(found, committed(...asked));
        return found;
      };
    return {
      ...given,
      payment: same(given.payment, store.read.payment),
      shift: same(given.shift, store.read.shift),
      openShift: same(given.openShift, store.read.openShift),
    };
  };
  store.commit = (decide) => commit((read, station) => decide(checked(read), station));
  return store;
}
