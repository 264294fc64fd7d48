import { expect, test } from 'vitest';
import { formOf, nothingEntered, problemsOf } from '../../renderer/setUp/form.ts';

const tradePoint = {
  id: 'tt-7',
  name: 'Баумана, 7',
  address: 'г. Казань, ул. Баумана, д. 7',
  zone: 'Europe/Moscow',
  agentName: 'ООО «Платёж»',
  agentInn: '1655000003',
  agentPhone: '8 800 700-00-00',
};
const enrolment = {
  found: { tradePoint, workstation: 3, training: false },
  form: { address: ' sep.example.ru:8443 ', code: 'ABCD' },
};

test('with a code trade point and workstation are СЭП’s, whatever was typed before it', () => {
  const form = formOf({ ...nothingEntered, name: 'Мира, 12', workstation: '1' }, enrolment);
  const { id: _, ...named } = tradePoint;
  expect(form.tradePoint).toEqual(named);
  expect(form.workstation).toBe(3);
  expect(form.enrol).toEqual({ address: 'sep.example.ru:8443', code: 'ABCD' });
});

test('without one they are what was typed, and nothing is enrolled', () => {
  const form = formOf({ ...nothingEntered, name: ' Мира, 12 ', workstation: '2' }, null);
  expect(form).toMatchObject({ workstation: 2, enrol: null, tradePoint: { name: 'Мира, 12' } });
});

test('what СЭП names is not asked for', () => {
  expect(problemsOf(1, nothingEntered, true)).toEqual({});
  expect(problemsOf(1, nothingEntered, false)).toHaveProperty('name');
  expect(problemsOf(2, { ...nothingEntered, workstation: '' }, true)).not.toHaveProperty('workstation');
  expect(problemsOf(2, { ...nothingEntered, workstation: '' }, false)).toHaveProperty('workstation');
});

test.each([
  ['1655000003', true],
  ['7700000009', true],
  ['500100732259', true],
  ['1655000004', false],
  ['500100732258', false],
  ['500100732269', false],
  ['16550000030', false],
  ['1655000003000', false],
  ['ИНН1655000003', false],
  ['', false],
])('ИНН %s as typed: good %s', (agentInn, good) => {
  expect(problemsOf(1, { ...nothingEntered, agentInn }, false).agentInn === undefined).toBe(good);
});
