import { describe, expect, test } from 'vitest';
import type { Day } from '../../contract/primitives.ts';
import { dayOf, periodOf, readDay, typeDay } from '../../renderer/report/period.ts';

const nothing = { from: '', to: '' };
const today = '2026-03-01' as Day;

describe('a day', () => {
  test('is read as people write it', () => {
    expect(readDay('22.11.2026')).toBe('2026-11-22');
    expect(readDay('1.3.26')).toBe('2026-03-01');
    expect(readDay('22112026')).toBe('2026-11-22');
  });

  test('that no calendar has is none', () => {
    for (const text of ['31.02.2026', '00.01.2026', '12.13.2026', '', '22/11/2026', '22.11'])
      expect(readDay(text)).toBeNull();
  });

  test('gets its dots while it is typed', () => {
    const typed = [...'22112026'].reduce((text, key) => typeDay(text + key), '');
    expect(typed).toBe('22.11.2026');
    expect(typeDay('22.')).toBe('22.');
  });

  test('is the trade point’s, not the computer’s', () => {
    const lateInMoscow = Date.UTC(2026, 10, 22, 20, 30);
    expect(dayOf(lateInMoscow, 'Europe/Moscow')).toBe('2026-11-22');
    expect(dayOf(lateInMoscow, 'Asia/Vladivostok')).toBe('2026-11-23');
  });
});

describe('a period', () => {
  test('yesterday of a month’s first day is the last of the month before', () => {
    expect(periodOf('yesterday', today, nothing)).toEqual({ from: '2026-02-28', to: '2026-02-28' });
  });

  test('this month ends today', () => {
    expect(periodOf('month', '2026-11-22' as Day, nothing)).toEqual({ from: '2026-11-01', to: '2026-11-22' });
  });

  test('typed needs both days in their order', () => {
    expect(periodOf('typed', today, { from: '01.11.2026', to: '22.11.2026' })).toEqual({
      from: '2026-11-01',
      to: '2026-11-22',
    });
    expect(periodOf('typed', today, { from: '23.11.2026', to: '22.11.2026' })).toBeNull();
    expect(periodOf('typed', today, nothing)).toBeNull();
  });
});
