import { expect, test } from 'vitest';
import { fitTo } from '../../../main/shell/fit.ts';

test('a screen with room enough gets everything in the size that the system asks for', () => {
  expect(fitTo({ width: 1920, height: 1040 })).toEqual({
    size: { width: 1440, height: 900 },
    least: { width: 1000, height: 700 },
    zoom: 1,
  });
  expect(fitTo({ width: 1024, height: 728 }).zoom).toBe(1);
});

test.each([
  ['1366×768 at 125 %', { width: 1093, height: 574 }],
  ['1920×1080 at 150 %', { width: 1280, height: 680 }],
  ['800×600', { width: 800, height: 600 }],
])('on %s nothing insists on more than there is, and the page has its least size', (_name, area) => {
  const { size, least, zoom } = fitTo(area);
  expect(size.width).toBeLessThanOrEqual(area.width);
  expect(size.height).toBeLessThanOrEqual(area.height);
  expect(least.width).toBeLessThanOrEqual(area.width);
  expect(least.height).toBeLessThanOrEqual(area.height);
  expect(zoom).toBeLessThan(1);
  expect(area.width / zoom).toBeGreaterThanOrEqual(1000);
  expect(Math.round(area.height / zoom)).toBeGreaterThanOrEqual(700);
});
