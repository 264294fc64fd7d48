import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { KeyPress, Verdict } from '../../renderer/keyboard/guard.ts';
import { guard, untouched } from '../../renderer/keyboard/guard.ts';

type Typed = readonly [key: string, time: number, repeat?: boolean];

const press = ([key, time, repeat = false]: Typed): KeyPress => ({ key, time, repeat, modified: false });

function verdicts(typed: readonly Typed[]): Verdict[] {
  let state = untouched;
  return typed.map((one) => {
    const [after, verdict] = guard(state, press(one));
    state = after;
    return verdict;
  });
}

const burst = (text: string, gap: number, from = 1000): Typed[] =>
  [...text].map((key, index) => [key, from + index * gap]);

describe('Enter', () => {
  test('five Enters in 50 ms are one', () => {
    const five: Typed[] = [0, 12, 25, 37, 50].map((time) => ['Enter', 1000 + time]);
    expect(verdicts(five)).toEqual(['act', 'ignore', 'ignore', 'ignore', 'ignore']);
  });

  test('a stuck key that bounces for a second acts once', () => {
    const many: Typed[] = Array.from({ length: 20 }, (_, index) => ['Enter', index * 50]);
    expect(verdicts(many).filter((verdict) => verdict === 'act')).toHaveLength(1);
  });

  test('a held Enter acts once', () => {
    expect(
      verdicts([
        ['Enter', 0],
        ['Enter', 500, true],
        ['Enter', 900, true],
      ]),
    ).toEqual(['act', 'ignore', 'ignore']);
  });

  test('two presses by hand are two', () => {
    expect(
      verdicts([
        ['Enter', 0],
        ['Enter', 80],
      ]),
    ).toEqual(['act', 'act']);
  });
});

describe('a scan', () => {
  test('is found at its eighth character and closed by its Enter', () => {
    const found = verdicts([...burst('4601234567890', 10), ['Enter', 1135]]);
    expect(found.slice(0, 7)).toEqual(['burstBegins', 'act', 'act', 'act', 'act', 'act', 'act']);
    expect(found[7]).toBe('scanFound');
    expect(found.slice(8, 13)).toEqual(Array(5).fill('scanGoesOn'));
    expect(found[13]).toBe('scanEnds');
  });

  test('may carry capital letters: Shift does not break it', () => {
    const typed: Typed[] = burst('ABCDEFGH', 8).flatMap(
      ([key, time]) =>
        [
          ['Shift', time - 1],
          [key, time],
        ] as Typed[],
    );
    expect(verdicts(typed).at(-1)).toBe('scanFound');
  });

  test('swallows a function key within it', () => {
    expect(verdicts([...burst('12345678', 5), ['F8', 1040]]).at(-1)).toBe('scanGoesOn');
  });

  test('is over 50 ms after its last character: the next Enter is a person’s', () => {
    expect(verdicts([...burst('12345678', 5), ['Enter', 1035 + 51]]).at(-1)).toBe('act');
  });

  test.each(['460', '4601', '460123', '4601234', ' *46'])(
    '%j with its Enter is one too: only the Enter tells',
    (code) => {
      const end = 1000 + (code.length - 1) * 8;
      const told = verdicts([...burst(code, 8), ['Enter', end + 8], ['Enter', end + 200]]);
      expect(told.slice(0, code.length)).toEqual(['burstBegins', ...Array(code.length - 1).fill('act')]);
      // The hand's own Enter, a moment later, is no part of it.
      expect(told.slice(-2)).toEqual(['shortScan', 'act']);
    },
  );

  test('Tab closes a short one as well, and what it closed is over', () => {
    expect(verdicts([...burst('4601', 8), ['Tab', 1032], ['Enter', 1040]]).slice(-2)).toEqual([
      'shortScan',
      'act',
    ]);
  });

  test('a second scan right after the first is a scan too', () => {
    const found = verdicts([...burst('12345678', 5), ['Enter', 1040], ...burst('87654321', 5, 1200)]);
    expect(found.filter((verdict) => verdict === 'scanFound')).toHaveLength(2);
  });
});

describe('a person', () => {
  test('is never a scan, however long the number', () => {
    expect(verdicts(burst('916123456791612345679', 60))).not.toContain('scanFound');
  });

  test('seven quick characters without a closing key are still typing', () => {
    expect(verdicts(burst('1234567', 5))).not.toContain('scanFound');
  });

  test('a keypad’s `000` key gives three signs at once; the Enter after it is the hand’s', () => {
    expect(verdicts([['5', 900], ...burst('000', 2), ['Enter', 1004 + 60]]).at(-1)).toBe('act');
  });

  test('an Enter that comes 21 ms after a rolling hand is its own', () => {
    expect(verdicts([...burst('1000', 20), ['Enter', 1060 + 21]]).at(-1)).toBe('act');
  });

  test('two keys and Enter at once may be one palm', () => {
    expect(verdicts([...burst('12', 8), ['Enter', 1016]]).at(-1)).toBe('act');
  });

  test('a digit that was held, and Enter right after it', () => {
    const held: Typed[] = Array.from({ length: 6 }, (_, index) => ['5', 1000 + index * 10, index > 0]);
    expect(verdicts([...held, ['Enter', 1055]]).at(-1)).toBe('act');
  });

  test('whatever a hand types, however unevenly, is taken', () => {
    const key = fc.constantFrom(...'0123456789,йцу');
    const hand = fc.array(fc.tuple(key, fc.integer({ min: 21, max: 400 })), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(hand, fc.integer({ min: 21, max: 400 }), (keys, rest) => {
        let at = 1000;
        const typed = keys.map(([one, gap]): Typed => {
          at += gap;
          return [one, at];
        });
        const told = verdicts([...typed, ['Enter', at + rest]]);
        expect(new Set(told.slice(0, -1))).toEqual(new Set(['burstBegins']));
        expect(told.at(-1)).toBe('act');
      }),
      { numRuns: 300, seed: 5 },
    );
  });

  test('a held digit is no scanner, however fast it repeats', () => {
    const held: Typed[] = Array.from({ length: 30 }, (_, index) => ['5', 1000 + index * 10, index > 0]);
    expect(verdicts(held)).not.toContain('scanFound');
  });
});
