// What the start script says by stdin, however it is cut into pieces.
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { hearEnrolOrders } from '../../../main/shell/startOrders.ts';

const heardIn = (...pieces: readonly string[]): unknown[] => {
  const heard: unknown[] = [];
  const input = new PassThrough();
  hearEnrolOrders(input, (form) => heard.push(form));
  for (const piece of pieces) input.emit('data', Buffer.from(piece));
  return heard;
};
const order = '{"enrol":{"address":"https://127.0.0.1:1","code":"ABCD"}}\n';
const form = { address: 'https://127.0.0.1:1', code: 'ABCD' };

test('an order is heard once its line has ended', () => {
  expect(heardIn(order)).toEqual([form]);
  expect(heardIn(order.slice(0, 20), order.slice(20))).toEqual([form]);
  expect(heardIn(order.trim())).toEqual([]);
  expect(heardIn(order + order)).toEqual([form, form]);
});

test('what is no order is passed over', () => {
  expect(heardIn('\n', 'null\n', '{}\n', '{"enrol":7}\n', '{"enrol":{"address":1,"code":"A"}}\n')).toEqual(
    [],
  );
  expect(heardIn(`${'x'.repeat(50_000)}`, `\n${order}`)).toEqual([form]);
});
