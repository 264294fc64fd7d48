/** СЭП's log as it lies on the disk: lines that a program can read, and nothing in them that is a client's or a secret. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { PaymentId, ProviderId } from '../../contract/primitives.ts';
import { openSepLog } from '../../sep/ops/log.ts';
import { beginJournal } from '../tools/madeJournal.ts';
import { contactInput, enrol, newSepClient } from '../tools/sepClient.ts';
import { startSep } from '../tools/sepSystem.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function newLog() {
  const folder = mkdtempSync(join(tmpdir(), 'kassa-sep-log-'));
  folders.push(folder);
  const told: string[] = [];
  const log = openSepLog(
    folder,
    () => 1_764_000_000_000,
    (line) => void told.push(line),
  );
  return {
    log,
    told,
    async text() {
      await log.close();
      return readFileSync(join(folder, 'logs/sep.log'), 'utf8');
    },
  };
}

const linesOf = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

test('numbers of clients lose all but their last four digits, however they are written', async () => {
  const { log, text } = newLog();
  const uuid = '0190f000-0000-7000-8000-000000000001';
  const fingerprint = '12345678901234567890abcdef'.padEnd(64, '0');
  log.info({ uuid, fingerprint, bare: 9161234567, took: 1234 }, 'asked of 9161234567');
  log.warn({ from: '+7 (916) 123-45-67', nested: { deep: ['8 916 123 45 67'] } }, 'x');
  log.error({ error: new Error('duplicate key (9161234567)'), line: '2026-11-23 22:15:01 started' }, 'y');
  const written = await text();
  expect(written).not.toMatch(/9161234567|916\) 123|916 123/);
  const [first, second, third] = linesOf(written);
  expect(first).toMatchObject({
    level: 'info',
    time: 1_764_000_000_000,
    uuid,
    fingerprint,
    bare: '***4567',
    took: 1234,
    msg: 'asked of ***4567',
  });
  expect(JSON.stringify(second)).toContain('4567');
  expect(third).toMatchObject({
    line: '2026-11-23 22:15:01 started',
    error: { message: expect.any(String) },
  });
});

test('secrets are left out by their names, and warnings are told on stderr too', async () => {
  const { log, told, text } = newLog();
  const hidden = {
    secret: 'ABCDEFGH',
    token: 'abc',
    key: 'PEM',
    password: 'pw',
    proof: 'sig',
    account: '12-34',
  };
  log.info({ ...hidden, input: hidden, route: '/v1/enrol' }, 'asked');
  log.warn({ what: 'disk' }, 'nearly full');
  const written = await text();
  for (const value of Object.values(hidden)) expect(written).not.toContain(`"${value}"`);
  expect(written).toContain('/v1/enrol');
  expect(told).toHaveLength(1);
  expect(told[0]).toContain('nearly full');
});

test('a day of СЭП with payments, checks, refusals and bad input leaves no number, no code and no key in it', async () => {
  const { log, text } = newLog();
  const sep = await startSep({ log });
  const account = '9167654321';
  const journal = beginJournal({ start: Date.now() - 60_000 });
  for (const _ of [1, 2]) journal.pay({ account, credited: 15_200 });
  const code = await sep.newCode('tt-1', 1);
  const station = await enrol(sep.url, code, journal);
  const stranger = newSepClient(sep.url, null);
  try {
    const claim = await station.client.ok('designation-claim', {
      takeOver: false,
      seen: { generation: 0, epoch: 0 },
    });
    const epoch = { generation: claim.generation, epoch: claim.designation.epoch };
    const chunk = journal.chunk();
    await station.client.ok('ship', { epoch, chunk });
    // Forged, malformed, of nobody: each is told of in the log.
    const [head = { signature: '' }] = chunk.heads;
    await station.client.call('ship', {
      epoch,
      chunk: { ...chunk, heads: [{ ...head, signature: 'AAAA' }] } as never,
    });
    await station.client.call('check', { account, sum: account } as never);
    await station.client.ok('check', {
      paymentId: '01900000-0000-7000-8000-00000000aaaa' as PaymentId,
      providerId: 'mts' as ProviderId,
      account,
      amountCredited: 15_200 as never,
    });
    await station.client.ok('contact', contactInput(journal, 1));
    await stranger.call('enrol-look', { secret: 'ABCDEFGHJKMNPQRS' });
    await expect
      .poll(() => sep.database.query("SELECT FROM payment WHERE status = 'completed'"), { timeout: 20_000 })
      .toHaveLength(2);
  } finally {
    station.client.close();
    stranger.close();
    await sep.close();
  }
  const written = await text();
  expect(linesOf(written).length).toBeGreaterThan(5);
  for (const told of [
    account,
    account.slice(3),
    code,
    code.replaceAll('-', ''),
    'PRIVATE KEY',
    'ABCDEFGHJKMNPQRS',
  ])
    expect(written).not.toContain(told);
});
