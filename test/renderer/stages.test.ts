import { describe, expect, test } from 'vitest';
import type { Instant } from '../../contract/primitives.ts';
import type { SepStatus } from '../../contract/status.ts';
import { paymentSign } from '../../renderer/payment/stages.ts';

const standing = (status: SepStatus) => ({ status, at: 0 as Instant, reason: null });

describe('«Проведён» is said', () => {
  test('of a conducted payment where there is no СЭП to say more', () => {
    expect(paymentSign({ stage: 'conducted', standing: null }, false).name).toBe('Проведён');
  });

  test('where there is one, only of what the operator has credited', () => {
    expect(paymentSign({ stage: 'conducted', standing: null }, true)).toMatchObject({
      name: 'Не отправлен',
      tone: 'wait',
    });
    for (const status of ['accepted', 'checking', 'forwarded', 'rejected', 'hung'] as const) {
      expect(paymentSign({ stage: 'conducted', standing: standing(status) }, true).name).not.toMatch(
        /провед/i,
      );
    }
    expect(paymentSign({ stage: 'conducted', standing: standing('completed') }, true)).toMatchObject({
      name: 'Проведён',
      tone: 'good',
    });
  });
});

test('what waits for a person stands out from what is on its way', () => {
  const tone = (status: SepStatus) =>
    paymentSign({ stage: 'conducted', standing: standing(status) }, true).tone;
  expect([tone('rejected'), tone('hung')]).toEqual(['bad', 'bad']);
  expect([tone('accepted'), tone('checking'), tone('forwarded')]).toEqual(['wait', 'wait', 'wait']);
});

test('before «Провести» a payment says its step, whatever СЭП may know of it', () => {
  expect(paymentSign({ stage: 'receipted', standing: null }, true).name).toBe('Не проведён');
});
