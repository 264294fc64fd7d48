import { describe, expect, test } from 'vitest';
import type { SepStatus } from '../../contract/status.ts';
import { SepStatus as Statuses } from '../../contract/status.ts';
import type { RecalledWord, Recalling } from '../../core/recalled.ts';
import { heedWord } from '../../core/recalled.ts';

const details = { txnId: '11', providerId: 'mts', account: '9161234567', amountCredited: 100 } as never;
const others = { txnId: '22', providerId: 'mts', account: '9160000000', amountCredited: 100 } as never;

const here = (status: SepStatus, more: Partial<Recalling> = {}): Recalling => ({
  status,
  attempt: 1,
  attempted: details,
  isOpened: true,
  sentSince: false,
  inDoubt: false,
  txnIdOfWord: '11',
  isWordsTaken: false,
  maybeAnothers: false,
  ...more,
});
const word = (status: SepStatus, more: Partial<RecalledWord> = {}): RecalledWord => ({
  status,
  attempt: 1,
  attempted: details,
  sealed: true,
  ...more,
});
const second = { attempt: 2, attempted: others };
const aboutSecond = { txnIdOfWord: '22' };

const open: readonly SepStatus[] = ['accepted', 'checking', 'forwarded', 'rejected', 'hung'];
const closed: readonly SepStatus[] = ['cancelled', 'refunded', 'transferred'];

describe('What a restored СЭП makes of a word of before', () => {
  test.each(open)(
    '%s here, closed then: closed so; without the seal, or sent since, a person looks',
    (status) => {
      for (const told of closed) {
        expect(heedWord(here(status), word(told))).toEqual({ kind: 'close', status: told });
        expect(heedWord(here(status), word(told, { sealed: false }))).toMatchObject({ kind: 'hold' });
        expect(heedWord(here(status, { sentSince: true }), word(told))).toMatchObject({ kind: 'hold' });
      }
    },
  );

  test.each(open)('%s here, a later attempt then: asked under its number, or as it was refused', (status) => {
    const standing = here(status, aboutSecond);
    expect(heedWord(standing, word('completed', second))).toEqual({ kind: 'ask', which: 'later' });
    expect(heedWord(standing, word('forwarded', second))).toEqual({ kind: 'ask', which: 'later' });
    expect(heedWord(standing, word('rejected', second))).toEqual({ kind: 'refused' });
    for (const change of [{ sealed: false }, { attempted: null }])
      expect(heedWord(standing, word('completed', { ...second, ...change }))).toMatchObject({ kind: 'hold' });
    for (const change of [{ sentSince: true }, { isWordsTaken: true }])
      expect(heedWord({ ...standing, ...change }, word('completed', second))).toMatchObject({ kind: 'hold' });
  });

  test('the first attempt with other details: opened so if none was, else a person looks', () => {
    const told = word('completed', { attempted: { ...(others as object), txnId: '11' } as never });
    expect(heedWord(here('accepted', { isOpened: false }), told)).toEqual({ kind: 'ask', which: 'later' });
    expect(heedWord(here('forwarded'), told)).toMatchObject({ kind: 'hold' });
  });

  test('credited then: the same attempt goes on, what hangs is asked again, what was refused waits for a person', () => {
    for (const status of ['accepted', 'checking', 'forwarded', 'completed'] as const)
      expect(heedWord(here(status), word('completed'))).toEqual({ kind: 'nothing' });
    expect(heedWord(here('hung'), word('completed'))).toEqual({ kind: 'ask', which: 'same' });
    expect(heedWord(here('hung'), word('completed', { sealed: false }))).toEqual({ kind: 'nothing' });
    expect(heedWord(here('hung', { inDoubt: true }), word('completed'))).toEqual({ kind: 'nothing' });
    expect(heedWord(here('rejected'), word('completed'))).toMatchObject({ kind: 'hold' });
  });

  test('what waited for a person then, with nothing asked of an operator, waits again unless one may have it by now', () => {
    const waited = word('hung', { attempt: 0, attempted: null });
    for (const status of Statuses.options) {
      const kind = status === 'accepted' || status === 'checking' ? 'hold' : 'nothing';
      for (const sealed of [true, false])
        expect(heedWord(here(status, { isOpened: false }), { ...waited, sealed })).toMatchObject({ kind });
    }
  });

  test('what hangs though it was asked about since the restore, or is at a later attempt, is left where it is', () => {
    expect(heedWord(here('hung', { sentSince: true }), word('completed'))).toEqual({ kind: 'nothing' });
    for (const status of ['rejected', 'hung'] as const) {
      const later = here(status, { attempt: 2, attempted: others });
      expect(heedWord(later, word('completed'))).toEqual({ kind: 'nothing' });
    }
  });

  test('credited then and closed here, or credited here by another attempt: a person is told', () => {
    for (const status of closed)
      expect(heedWord(here(status), word('completed'))).toEqual({ kind: 'creditedTwice' });
    expect(heedWord(here('completed', aboutSecond), word('completed', second))).toEqual({
      kind: 'creditedTwice',
    });
    for (const told of closed)
      expect(heedWord(here('completed', { sentSince: true }), word(told))).toEqual({ kind: 'creditedTwice' });
  });

  test('what was cancelled here and paid back then is not paid back again', () => {
    expect(heedWord(here('cancelled'), word('refunded'))).toEqual({ kind: 'close', status: 'refunded' });
    expect(heedWord(here('cancelled'), word('refunded', { sealed: false }))).toEqual({ kind: 'nothing' });
  });

  test('a paper that may be another payment’s only stops', () => {
    const maybe = { maybeAnothers: true };
    for (const status of open)
      for (const told of ['completed', 'hung', 'cancelled'] as const)
        expect(heedWord(here(status, maybe), word(told, { attempted: others }))).toMatchObject({
          kind: 'hold',
        });
    expect(heedWord(here('accepted', maybe), word('accepted', { attempted: null }))).toEqual({
      kind: 'nothing',
    });
    expect(heedWord(here('completed', maybe), word('completed'))).toEqual({ kind: 'nothing' });
  });

  test('without the seal nothing is ever asked, opened or closed', () => {
    for (const status of Statuses.options)
      for (const told of Statuses.options)
        for (const change of [{}, second])
          expect(['nothing', 'hold', 'creditedTwice']).toContain(
            heedWord(
              here(status, change === second ? aboutSecond : {}),
              word(told, { ...change, sealed: false }),
            ).kind,
          );
  });
});
