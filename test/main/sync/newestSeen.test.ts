/** What a contact proves about СЭП is of one generation, whichever of its two sources was told of it first. */
import { expect, test } from 'vitest';
import { newestSeen } from '../../../main/sync/contact.ts';

test.each([
  ['both of one generation', { generation: 2, cursor: 40 }, { generation: 2, epoch: 8 }, [2, 40, 8]],
  ['changes told of a restore first', { generation: 3, cursor: 5 }, { generation: 2, epoch: 8 }, [3, 5, 0]],
  ['a contact told of it first', { generation: 2, cursor: 40 }, { generation: 3, epoch: 1 }, [3, 0, 1]],
  ['nothing was ever told', { generation: 0, cursor: 0 }, { generation: 0, epoch: 0 }, [0, 0, 0]],
])('%s', (_, changes, designation, [generation, cursor, epoch]) => {
  expect(newestSeen(changes, designation)).toEqual({ generation, cursor, epoch });
});
