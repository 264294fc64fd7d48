import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Enrolled } from '../../tools/sepClient.ts';
import { enrol } from '../../tools/sepClient.ts';
import type { TestSep } from '../../tools/sepSystem.ts';
import { startSep } from '../../tools/sepSystem.ts';

let sep: TestSep;
const skew = 0;
const enrolled: Enrolled[] = [];

beforeAll(async () => {
  sep = await startSep({ clock: () => Date.now() + skew });
});
afterAll(async () => {
  for (const { client } of enrolled) client.close();
  await sep.close();
});

test('a code becomes a certificate, by which the workstation is known from then on', async () => {
  const one = await enrol(sep.url, await sep.newCode('tt-1', 1));
  enrolled.push(one);
  expect(one.answer).toMatchObject({ workstation: 1, training: true, tradePoint: { id: 'tt-1' } });
  const contact = await one.client.ok('contact', {
    clock: 1 as never,
    program: 'test',
    addresses: [],
    head: { origin: one.journal.origin, workstation: 1, seq: 0, hash: '0'.repeat(64) as never },
    unsent: 0,
    oldestUnsentAt: null,
    seen: { generation: 1, cursor: 0, epoch: 0 },
  });
  expect(contact).toMatchObject({
    designation: null,
    peers: [],
    heads: [{ origin: one.journal.origin, seq: 0 }],
  });
});
