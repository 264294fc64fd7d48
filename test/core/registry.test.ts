/** The daily registry in the OSMP form: written, read back, refused whole when anything is wrong, compared. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  compareRegistries,
  moscowDay,
  type RegistryLine,
  readRegistry,
  writeRegistry,
} from '../../core/registry.ts';

/** 2026-11-22 23:59:59 and 2026-11-23 00:00:00 in Moscow. */
const lastSecond = Date.UTC(2026, 10, 22, 20, 59, 59);
const line = (txnId: string, sum: number, at = lastSecond, account = '9161234567'): RegistryLine => ({
  txnId,
  at,
  account,
  sum,
});
const faultOf = (text: string) => {
  const read = readRegistry(text);
  return read.ok ? null : read.fault;
};

describe('A registry', () => {
  test('has a line for each payment of the Moscow day and a total', () => {
    const text = writeRegistry(
      [line('2', 500), line('1', 15_200, lastSecond - 1_000), line('3', 1, lastSecond + 1_000)],
      '2026-11-22',
    );
    expect(text).toBe(
      '1\t2026-11-22\t23:59:58\t9161234567\t152.00\n2\t2026-11-22\t23:59:59\t9161234567\t5.00\nTotal: 2 157.00\n',
    );
    expect(writeRegistry([], '2026-11-22')).toBe('Total: 0 0.00\n');
  });

  test('that was written is read back the same', () => {
    const lines = fc.uniqueArray(
      fc.record({
        txnId: fc.bigInt({ min: 1n, max: 2n ** 63n }).map(String),
        at: fc.integer({ min: 0, max: 86_399 }).map((second) => Date.UTC(2026, 10, 21, 21) + second * 1_000),
        account: fc.stringMatching(/^\d{10}$/),
        sum: fc.integer({ min: 1, max: 10_000_000 }),
      }),
      { selector: ({ txnId }) => txnId, maxLength: 30 },
    );
    fc.assert(
      fc.property(lines, (given) => {
        const read = readRegistry(writeRegistry(given, '2026-11-22'));
        expect(read.ok && read.registry.count).toBe(given.length);
        const sorted = [...given].sort(
          (left, right) => left.at - right.at || (left.txnId < right.txnId ? -1 : 1),
        );
        expect(read.ok && read.registry.lines).toEqual(sorted);
      }),
    );
  });

  test('may come from Windows, with a mark at its beginning and days the Russian way', () => {
    const read = readRegistry('\uFEFF7\t22.11.2026\t10:00:00\t9161234567\t10.50\r\n\r\nTotal: 1 10.5\r\n');
    expect(read.ok && read.registry.sum).toBe(1_050);
    expect(read.ok && moscowDay(read.registry.lines[0]?.at ?? 0)).toBe('2026-11-22');
  });

  const good = '7\t2026-11-22\t10:00:00\t9161234567\t10.50';
  test.each([
    ['', 1, 'noTotal'],
    [good, 1, 'noTotal'],
    [`${good}\nTotal: 2 10.50`, 2, 'count'],
    [`${good}\nTotal: 1 10.51`, 2, 'total'],
    [`${good}\nTotal: 1 ten`, 2, 'total'],
    [`${good}\nTotal: 1 10.50\n${good}`, 3, 'afterTotal'],
    [`${good}\n${good}\nTotal: 2 21.00`, 2, 'twice'],
    ['7 2026-11-22 10:00:00 9161234567 10.50\nTotal: 1 10.50', 1, 'columns'],
    [`${good}\tmore\nTotal: 1 10.50`, 1, 'columns'],
    [`${good.replace('7', 'x')}\nTotal: 1 10.50`, 1, 'txnId'],
    [`${good.replace('11-22', '11-31')}\nTotal: 1 10.50`, 1, 'time'],
    [`${good.replace('10:00:00', '25:00:00')}\nTotal: 1 10.50`, 1, 'time'],
    [`${good.replace('9161234567', '')}\nTotal: 1 10.50`, 1, 'account'],
    [`${good.replace('10.50', '10,50')}\nTotal: 1 10.50`, 1, 'sum'],
  ] as const)('that is wrong is refused whole: %j', (text, where, why) => {
    expect(faultOf(text)).toEqual({ line: where, why });
  });
});

describe('Two registries', () => {
  test('differ by what is missing here, missing there, or of another sum', () => {
    const ours = [line('1', 100), line('2', 200), line('3', 300), line('5', 500)];
    const theirs = [line('1', 100), line('2', 250), line('4', 400), line('5', 500, lastSecond, '9169999999')];
    expect(compareRegistries(ours, theirs)).toEqual([
      { kind: 'otherSum', txnId: '2', account: '9161234567', ours: 200, theirs: 250 },
      { kind: 'missingHere', txnId: '4', account: '9161234567', ours: null, theirs: 400 },
      { kind: 'missingHere', txnId: '5', account: '9169999999', ours: null, theirs: 500 },
      { kind: 'missingThere', txnId: '3', account: '9161234567', ours: 300, theirs: null },
      { kind: 'missingThere', txnId: '5', account: '9161234567', ours: 500, theirs: null },
    ]);
    expect(compareRegistries(ours, ours)).toEqual([]);
  });
});
