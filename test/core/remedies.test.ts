import { describe, expect, test } from 'vitest';
import { failureCodes } from '../../contract/failure.ts';
import { explain, explainNewJournal, formatWait, remedies } from '../../core/remedies.ts';

describe('every failure', () => {
  test('has a code of its own', () => {
    const codes = Object.values(remedies).map(({ code }) => code);
    expect(new Set(codes).size).toBe(failureCodes.length);
    for (const code of codes) expect(code).toMatch(/^К-\d{3}$/);
  });

  test('says what happened, whether the money is safe and what to do, even without details', () => {
    for (const code of failureCodes) {
      const { says, money, todo } = explain({ code });
      for (const sentence of [says, money, todo]) {
        expect(sentence, code).toMatch(/^[«А-ЯЁ].+[.]$/s);
        expect(sentence, code).not.toMatch(/undefined|null|NaN| {2}| [.,:]/);
      }
    }
  });
});

test('a busy device says nothing of a client’s money: what waits may be a cash move or a report', () => {
  expect(explain({ code: 'deviceBusy', details: { number: '1-4' } }).money).not.toMatch(/клиент|Чек не/);
});

test('sums, waits and instants are read as people write them', () => {
  expect(explain({ code: 'sumTooSmall', details: { minimumKopecks: 1000 } }).says).toContain('10,00\u00a0₽');
  expect(explain({ code: 'pinPaused', details: { waitMs: 125_000 } }).says).toContain('2 мин 05 с');
  const openedAt = Date.UTC(2026, 10, 22, 6, 2);
  expect(explain({ code: 'shiftOver24h', details: { openedAt } }, 'Europe/Moscow').says).toContain(
    '22.11.2026, 09:02',
  );
  expect(explain({ code: 'wrongPin', details: { left: 3 } }).says).toContain('Осталось попыток: 3.');
});

test('a wait is rounded up, so that zero means now', () => {
  expect(formatWait(1)).toBe('1 с');
  expect(formatWait(60_000)).toBe('1 мин 00 с');
  expect(formatWait(4_200_000)).toBe('1 ч 10 мин');
});

describe('a new journal', () => {
  test.each([
    ['cloned', 0],
    ['cloned', 3],
    ['restored', 0],
    ['restored', 2],
  ] as const)('%s, %i missing: what happened, the money, what to do, a code', (kind, missing) => {
    const { code, says, money, todo } = explainNewJournal({ kind, missing });
    expect(code).toMatch(/^К-60\d$/);
    expect(says).toContain('новый журнал');
    expect(money.includes(String(missing))).toBe(missing > 0);
    expect(todo.includes('Сверьте')).toBe(missing > 0);
    expect(todo).toMatch(/^[А-Я].*назовите код\.$/);
  });

  test('its codes are no failure’s of another kind', () => {
    const codes = Object.values(remedies).map(({ code }) => code);
    expect(codes).not.toContain(explainNewJournal({ kind: 'restored', missing: 0 }).code);
  });
});
