import { expect, test } from 'vitest';
import { readMigrations } from '../../main/store/migrate.ts';
import { migrations } from '../main/store/station.ts';
import { shapeOf } from './filledProfile.ts';

test('a filled profile is made anew after any migration, and for tables of another version', () => {
  const steps = readMigrations(migrations);
  const added = [...steps, { number: steps.length + 1, name: 'next', sql: 'SELECT 1' }];
  const shapes = [shapeOf(10, steps, 1), shapeOf(10, added, 1), shapeOf(10, steps, 2), shapeOf(11, steps, 1)];
  expect(new Set(shapes).size).toBe(shapes.length);
  expect(shapeOf(10, readMigrations(migrations), 1)).toBe(shapes[0]);
});
