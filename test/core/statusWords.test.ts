import { describe, expect, test } from 'vitest';
import { PublicPlace, PublicRequest } from '../../contract/publicStatus.ts';
import { isUnderWay, statusWords, unknownWords } from '../../core/statusWords.ts';

const kinds = PublicRequest.shape.kind.options;
const stages = PublicRequest.shape.stage.options;
const requests: readonly (PublicRequest | null)[] = [
  null,
  ...kinds.flatMap((kind) => stages.map((stage) => ({ kind, stage }))),
];
const all = PublicPlace.options.flatMap((place) =>
  requests.flatMap((request) =>
    [true, false].map((flag) => ({ place, request, isMobile: flag, isCorrected: flag })),
  ),
);

/** What only people inside say, and what a voice can't read. */
const inside = /СЭП|ОСС|ЦО|txn|завис|ошибочн|задво|перепров|попытк|статус|id\b|[a-z]{2,}|\d|₽|[«»()]/iu;

describe('What a payer is told', () => {
  test.each(all)('of $place with $request.kind $request.stage is plain Russian', (payment) => {
    const { title, says, todo } = statusWords(payment);
    for (const text of [says, todo]) {
      expect(text).toMatch(/^[А-ЯЁ].*[.]$/u);
      expect(text).not.toMatch(inside);
      expect(text.length).toBeLessThan(260);
    }
    expect(title).toMatch(/^[А-ЯЁ][^.]+$/u);
    expect(title.length).toBeLessThan(45);
  });

  test('never advises to pay again, and warns of it while the money may be on its way', () => {
    for (const place of ['accepted', 'checking', 'forwarded', 'hung'] as const)
      expect(statusWords({ place, request: null, isMobile: true, isCorrected: false }).todo).toMatch(
        /платить ещё раз не нужно|Платить ещё раз не нужно|Не платите ещё раз/u,
      );
  });

  test('names an operator as one, and others as providers', () => {
    const said = (isMobile: boolean) =>
      statusWords({ place: 'completed', request: null, isMobile, isCorrected: false }).says;
    expect(said(true)).toBe('Оператор подтвердил: деньги зачислены.');
    expect(said(false)).toBe('Поставщик услуги подтвердил: деньги зачислены.');
  });

  test('puts a request under way in the place of advice that is followed already', () => {
    const said = (stage: PublicRequest['stage']) =>
      statusWords({
        place: 'rejected',
        request: { kind: 'reconduct', stage },
        isMobile: true,
        isCorrected: false,
      }).todo;
    const alone = statusWords({ place: 'rejected', request: null, isMobile: true, isCorrected: false }).todo;
    expect(said('considered')).not.toContain(alone);
    expect(said('refused')).toContain(alone);
    expect(said('granted')).toContain('Возврат разрешён');
  });

  test('of an unknown receipt says nothing about why', () => {
    for (const { says, todo } of [unknownWords('qr'), unknownWords('typed')])
      expect(`${says} ${todo}`).not.toMatch(/чуж|не совпад|не найден|другой точк/iu);
  });
});

test('only what moves by itself is asked again', () => {
  expect(PublicPlace.options.filter(isUnderWay)).toEqual([
    'accepted',
    'checking',
    'forwarded',
    'notConducted',
  ]);
});
