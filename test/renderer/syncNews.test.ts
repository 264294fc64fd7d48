import { describe, expect, test } from 'vitest';
import type { Instant } from '../../contract/primitives.ts';
import type { SyncView } from '../../contract/sync.ts';
import { clockWord, linkWord, syncNews } from '../../renderer/app/syncNews.ts';

const now = Date.parse('2026-11-23T14:05:00+03:00');
const at = (minutesAgo: number) => (now - minutesAgo * 60_000) as Instant;
const place = { workstation: 1, zone: 'Europe/Moscow', now };
const well: SyncView = {
  ticked: true,
  link: 'ok',
  failure: null,
  lastContactAt: at(0),
  clockAheadMs: null,
  holder: { workstation: 1, since: at(300), lastContactAt: at(0) },
  lost: null,
  unsent: 0,
  oldestUnsentAt: null,
  nobody: null,
  parts: [],
  open: 0,
  stuck: 0,
};

test('nothing is said while all is well, nor where there is no СЭП', () => {
  expect(syncNews(well, place)).toBeNull();
  expect(syncNews(null, place)).toBeNull();
});

describe('nobody syncing names its case and the way out', () => {
  test('the box is ticked nowhere', () => {
    const news = syncNews({ ...well, ticked: false, holder: null, nobody: 'noDesignation' }, place);
    expect(news).toMatchObject({ tone: 'bad', button: { name: 'Включить здесь', does: 'claim' } });
  });

  test('the holder is silent', () => {
    const holder = { workstation: 2, since: at(300), lastContactAt: at(85) };
    const news = syncNews({ ...well, ticked: false, holder, nobody: 'holderSilent' }, place);
    expect(news?.says).toBe('РМ 2 не на связи с 12:40');
    expect(news?.button).toEqual({ name: 'Перенести сюда', does: 'takeOver' });
  });

  test('own payments wait, though another workstation syncs', () => {
    const holder = { workstation: 2, since: at(300), lastContactAt: at(0) };
    const news = syncNews(
      { ...well, ticked: false, holder, nobody: 'unsentOld', unsent: 3, oldestUnsentAt: at(20) },
      place,
    );
    expect(news?.says).toBe('Платежи не уходят с 13:45');
    expect(news?.button?.does).toBe('takeOver');
  });

  test('without a link no button promises what it could not do', () => {
    for (const nobody of ['noDesignation', 'holderSilent', 'unsentOld'] as const) {
      const news = syncNews({ ...well, link: 'unavailable', nobody }, place);
      expect(news?.button).toBeNull();
      expect(news?.todo).toContain('проверьте сеть');
    }
  });
});

test('a loss is told with its time until it is read, after what is worse', () => {
  const lost = { workstation: 2, at: at(0) };
  expect(syncNews({ ...well, ticked: false, lost }, place)?.says).toBe('Синхронизацию забрало РМ 2 в 14:05');
  expect(syncNews({ ...well, lost: { ...lost, at: at(24 * 60) } }, place)?.says).toBe(
    'Синхронизацию забрало РМ 2, 22.11 в 14:05',
  );
  expect(syncNews({ ...well, lost, nobody: 'noDesignation' }, place)?.button?.does).toBe('claim');
});

test('a link that is down says since when', () => {
  expect(linkWord(well, place)).toEqual({ tone: 'good', says: 'СЭП: связь есть', since: '' });
  expect(linkWord({ link: 'unavailable', lastContactAt: at(7) }, place)).toMatchObject({
    says: 'СЭП недоступна',
    since: ' с 13:58',
  });
  expect(linkWord({ link: 'unavailable', lastContactAt: null }, place).since).toBe('');
});

describe('a clock that is not СЭП’s', () => {
  const minute = 60_000;
  const off = (clockAheadMs: number, more: Partial<SyncView> = {}) =>
    syncNews({ ...well, ...more, clockAheadMs }, place);

  test.each([
    [7 * minute, 'Часы спешат на 7 мин'],
    [-2.4 * minute, 'Часы отстают на 2 мин'],
    [60 * minute, 'Часы спешат на 1 ч'],
    [-192 * minute, 'Часы отстают на 3 ч 12 мин'],
    [3 * 1_440 * minute, 'Часы спешат на 3 дн.'],
    [-(2 * 1_440 + 65) * minute, 'Часы отстают на 2 дн. 1 ч'],
  ])('%i ms: %s', (ahead, says) => {
    expect(clockWord({ ...well, clockAheadMs: ahead })?.replaceAll('\u00a0', ' ')).toBe(says);
  });

  test('is a word beside the clock by minutes and loud news by hours', () => {
    expect(off(59 * minute)).toBeNull();
    expect(off(-60 * minute)).toMatchObject({ tone: 'bad', says: 'Часы отстают на 1\u00a0ч', button: null });
    expect(clockWord(well)).toBeNull();
    expect(clockWord(null)).toBeNull();
  });

  test('waits while payments do not go out; by hours it comes before who took over', () => {
    expect(off(300 * minute, { nobody: 'noDesignation' })?.says).toBe('Никто не синхронизирует');
    const lost = { workstation: 2, at: at(5) };
    expect(off(7 * minute, { lost })?.says).toContain('Синхронизацию забрало');
    expect(off(300 * minute, { lost })?.says).toContain('Часы спешат');
  });
});
