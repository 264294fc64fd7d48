import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Enrolled } from '../tools/sepClient.ts';
import { contactInput, enrol, fingerprintOf, newSepClient } from '../tools/sepClient.ts';
import type { TestSep } from '../tools/sepSystem.ts';
import { startSep } from '../tools/sepSystem.ts';

let first: TestSep;
const closers: (() => Promise<void> | void)[] = [];

beforeEach(async () => {
  first = await startSep({ dispatch: false });
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
  await first.close();
});

async function anotherNode(): Promise<TestSep> {
  const simulatedAt = first.system.operatorsUrl ?? '';
  const node = await startSep({
    databaseUrl: first.databaseUrl,
    operators: { simulatedAt },
    dispatch: false,
  });
  closers.push(node.close);
  return node;
}

async function newcomer(sep: TestSep, workstation: number): Promise<Enrolled> {
  const enrolled = await enrol(sep.url, await sep.newCode('tt-1', workstation));
  closers.push(enrolled.client.close);
  return enrolled;
}

const at = (sep: TestSep, { identity }: Enrolled) => {
  const client = newSepClient(sep.url, identity);
  closers.push(client.close);
  return client;
};

test('two nodes over one database are one СЭП: authority, codes, certificates, designation', async () => {
  const second = await anotherNode();
  expect(second.system.authorityHash).toBe(first.system.authorityHash);
  const one = await newcomer(first, 1);
  const two = await enrol(second.url, await first.newCode('tt-1', 2));
  closers.push(two.client.close);
  const claimed = await at(second, one).ok('designation-claim', {
    takeOver: false,
    seen: { generation: 0, epoch: 0 },
  });
  expect(claimed).toMatchObject({ kind: 'held', designation: { workstation: 1, epoch: 1 } });
  const seen = await at(first, two).ok('contact', contactInput(two.journal, 2));
  expect(seen.designation).toEqual(claimed.designation);
  expect(seen.peers).toMatchObject([{ workstation: 1, certificates: [fingerprintOf(one.identity)] }]);
});

test('nodes that start at once on a new database agree on one authority', async () => {
  await first.database.run('TRUNCATE authority');
  const nodes = await Promise.all([anotherNode(), anotherNode(), anotherNode()]);
  expect(new Set(nodes.map(({ system }) => system.authorityHash)).size).toBe(1);
});

test('a revocation at one node is in effect at the other, whose open connections end too', async () => {
  const second = await anotherNode();
  const one = await newcomer(first, 1);
  const other = at(second, one);
  await other.ok('heads', {});
  const waiting = other.call('changes', { generation: 1, cursor: 0, waitMs: 60_000, limit: 1 });
  const cut = expect(waiting).rejects.toThrow();
  await first.system.revoke({ tradePoint: 'tt-1', workstation: 1 }, 'продана');
  expect(await at(second, one).call('heads', {})).toMatchObject({ body: { code: 'certificateRevoked' } });
  await cut;
});

test('a node without the secret that wraps the authority’s key does not start', async () => {
  const start = startSep({ databaseUrl: first.databaseUrl, secret: 'another secret than the nodes share' });
  await expect(start).rejects.toThrow('KASSA_SEP_SECRET');
});

test('a port that is taken is said, and nothing stays open', async () => {
  const port = Number(new URL(first.url).port);
  await expect(startSep({ databaseUrl: first.databaseUrl, port })).rejects.toThrow('EADDRINUSE');
  await expect
    .poll(() =>
      // Of this database: others of the same server have nodes too.
      first.database.query(
        `SELECT 1 FROM pg_locks JOIN pg_database d ON d.oid = database
         WHERE datname = current_database() AND locktype = 'advisory' AND classid = 7340002`,
      ),
    )
    .toEqual([]);
});

test('a database of training is not opened by a real СЭП', async () => {
  await expect(startSep({ databaseUrl: first.databaseUrl, operators: 'real' })).rejects.toThrow('simulated');
});

test('a node that stops answers who waits, takes nothing more, and lets the rest of its work end', async () => {
  const second = await anotherNode();
  const one = await newcomer(second, 1);
  const waiting = one.client.call('changes', { generation: 1, cursor: 0, waitMs: 60_000, limit: 1 });
  // Its connection is there before the stop begins, and so its answer too.
  await at(second, one).ok('heads', {});
  const began = performance.now();
  await second.system.close();
  expect(await waiting).toMatchObject({ status: 200, body: { changes: [], cursor: 0 } });
  // Far below the poll's minute and the bound on running requests.
  expect(performance.now() - began).toBeLessThan(5_000);
  await expect(at(second, one).call('heads', {})).rejects.toThrow('ECONNREFUSED');
  expect(await at(first, one).ok('heads', {})).toMatchObject({ generation: 1 });
});
