// A `*` is a key of the keypad and a sign of the language: which of them, its field says.
import { expect, test } from 'vitest';
import { commandOf } from '../../renderer/keyboard/commands.ts';

test.each([
  // Key, its place, what the field takes, what it is.
  ['*', 'NumpadMultiply', 'none', 'Star'],
  ['*', 'Digit8', 'none', 'Star'],
  ['*', 'NumpadMultiply', 'letters', 'Star'],
  ['*', 'Digit8', 'letters', null],
  ['*', 'NumpadMultiply', 'signs', null],
  ['*', 'Digit8', 'signs', null],
  ['+', 'NumpadAdd', 'letters', 'Plus'],
  ['+', 'Equal', 'none', null],
  ['Enter', 'NumpadEnter', 'signs', 'Enter'],
  ['F2', 'F2', 'signs', 'F2'],
] as const)('%s of %s in a field of %s is %s', (key, code, field, command) => {
  expect(commandOf(key, code, field)).toBe(command);
});
