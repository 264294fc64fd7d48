/** A foreign OSMP server behind gateways that were set on the command line: payments end as that server has it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PaymentStatus } from '../../contract/status.ts';
import type { Payment } from '../../core/payment.ts';
import { moscowDay } from '../../core/registry.ts';
import { writeHandle } from '../../sep/cli/handle.ts';
import { runCommand } from '../../sep/cli/main.ts';
import { type AdminDoor, openAdminDoor } from '../../sep/ops/adminDoor.ts';
import { type ForeignOsmp, startForeignOsmp } from '../tools/foreignOsmp.ts';
import { beginJournal } from '../tools/madeJournal.ts';
import { type Enrolled, enrol } from '../tools/sepClient.ts';
import { startSep, type TestSep } from '../tools/sepSystem.ts';

const home = mkdtempSync(join(tmpdir(), 'kassa-foreign-osmp-'));
let sep: TestSep;
let door: AdminDoor;
let foreign: ForeignOsmp;

type Ended = { readonly code: number; readonly out: string; readonly err: string };

/** The command line, as `npm run sep -- …` runs it, against the СЭП of this file. */
async function run(...args: readonly string[]): Promise<Ended> {
  const out: string[] = [];
  const err: string[] = [];
  const streams = { say: (line: string) => void out.push(line), note: (line: string) => void err.push(line) };
  const code = await runCommand(args, { environment: {}, home, streams });
  return { code, out: out.join('\n'), err: err.join('\n') };
}

function fileOf(name: string, content: unknown): string {
  const path = join(home, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

beforeAll(async () => {
  foreign = await startForeignOsmp();
  sep = await startSep({ operators: 'real' });
  const hello = { run: async () => ({ ok: true as const, value: { sep: sep.url } }) };
  door = await openAdminDoor({ ...sep.system.admin, hello }, sep.system.parts.log);
  const { url: admin, token } = door;
  writeHandle(home, Number(new URL(sep.url).port), { sep: sep.url, admin, token, pid: process.pid });
});
afterAll(async () => {
  await door.close();
  await sep.close();
  await foreign.close();
  rmSync(home, { recursive: true, force: true });
});

/** That server's own table; `duplicate`: what its 8 is worth. */
const codes = (duplicate: 'ok' | 'unsure') => ({
  2: { meaning: 'fatal', name: 'команда не поддерживается' },
  3: { meaning: 'fatal', name: 'нет такого абонента' },
  8: { meaning: duplicate, name: 'повтор' },
  9: { meaning: 'fatal', name: 'сумма не подходит' },
  11: { meaning: 'fatal', name: 'абонент закрыт' },
});
const quick = { firstMs: 50, mostMs: 200, unreachedMs: 50, mostAgeMs: 1_500 };

test('a gateway is set from a file and options, and shown as it is', async () => {
  expect(await run('gateway', '--provider', 'mts')).toMatchObject({
    code: 4,
    err: expect.stringContaining('ещё нет шлюза'),
  });
  const certificate = fileOf('foreign.pem', foreign.certificate);
  const file = fileOf(
    'mts.json',
    `\uFEFF${JSON.stringify({ codes: codes('unsure'), retry: quick, concurrency: 3 })}`,
  );
  const url = `${foreign.url}/mts/pay.cgi?agent=17`;
  const registryUrl = `${foreign.url}/registry/{day}.txt`;
  const place = ['--url', url, '--registry-url', registryUrl, '--authority', certificate];
  expect(await run('gateway', '--provider', 'mts', ...place, '--file', file)).toMatchObject({
    code: 0,
    out: '',
    err: `Платежи mts идут теперь на ${url}.`,
  });
  const shown = await run('gateway', '--provider', 'mts');
  expect(shown.code).toBe(0);
  expect(JSON.parse(shown.out)).toEqual({
    url,
    registryUrl,
    method: 'GET',
    authority: foreign.certificate,
    codes: codes('unsure'),
    timeoutMs: 60_000,
    retry: { firstMs: 50, factor: 1.3, mostMs: 200, unreachedMs: 50, mostAgeMs: 1_500 },
    concurrency: 3,
    cancels: false,
  });
  // What is printed can be put in again, and what is not named stays.
  expect((await run('gateway', '--provider', 'mts', '--file', fileOf('again.json', shown.out))).code).toBe(0);
  expect(
    (await run('gateway', '--provider', 'mts', '--file', fileOf('few.json', { concurrency: 5 }))).code,
  ).toBe(0);
  expect(JSON.parse((await run('gateway', '--provider', 'mts')).out)).toEqual({
    ...(JSON.parse(shown.out) as object),
    concurrency: 5,
  });
  const audit = await sep.database.query(
    "SELECT who, details FROM audit WHERE what = 'шлюз оператора изменён' ORDER BY id",
  );
  expect(audit).toHaveLength(3);
  expect(audit[2]).toMatchObject({
    who: 'command line',
    details: expect.stringContaining('"concurrency":5'),
  });
});

test.each([
  ['no JSON', '{"codes":', /не разобран как JSON/],
  ['a misspelt field', { concurency: 3 }, /concurency/],
  ['a field that is not a person’s', { training: true }, /training/],
  ['a number out of bounds', { concurrency: 0 }, /^.*concurrency: /],
  ['a meaning that is none', { codes: { 8: { meaning: 'maybe', name: 'повтор' } } }, /codes\.8\.meaning: /],
  ['a code that is none', { codes: { eight: null } }, /codes\.eight: .*целое число/],
  ['no code for success', { codes: { 0: null } }, /ни один код не означает «успешно»/],
  ['pauses upside down', { retry: { firstMs: 5_000 } }, /firstMs больше самой длинной/],
  ['a method that is none', { method: 'PUT' }, /method: /],
  ['a certificate that is none', { authority: 'x' }, /authority: не сертификат/],
  ['an address that is none', { url: 'ftp://osmp' }, /url: «ftp:\/\/osmp» — не адрес http или https/],
  ['a registry address that is none', { registryUrl: 'registry.txt' }, /registryUrl: не адрес/],
])('a file with %s is refused with where and why, and changes nothing', async (_, content, why) => {
  const before = await run('gateway', '--provider', 'mts');
  const refused = await run('gateway', '--provider', 'mts', '--file', fileOf('bad.json', content));
  expect(refused).toMatchObject({ code: 4, out: '', err: expect.stringMatching(why) });
  expect(await run('gateway', '--provider', 'mts')).toEqual(before);
});

/** Ships one payment for each account and waits until each has come to an end. */
async function bring(
  provider: string,
  workstation: number,
  accounts: readonly string[],
): Promise<{ readonly station: Enrolled; readonly ends: readonly (PaymentStatus | undefined)[] }> {
  const agent = ['--agent-name', 'ООО «Касса»', '--agent-inn', '7701234567', '--agent-phone', '+74950000000'];
  const details = [
    '--name',
    'Южная',
    '--address',
    'Москва, ул. Южная, 1',
    '--zone',
    'Europe/Moscow',
    ...agent,
  ];
  const tradePoint = `tt-${workstation}`;
  const made = await run(
    ...['enrol-code', '--trade-point', tradePoint, '--workstation', String(workstation), ...details],
  );
  expect(made.err).toContain('Код годится');
  const journal = beginJournal({ tradePointId: tradePoint, workstation, start: Date.now() - 60_000 });
  const payments: Payment[] = accounts.map((account) => journal.pay({ provider, account, credited: 15_200 }));
  const station = await enrol(sep.url, made.out, journal);
  const claim = await station.client.ok('designation-claim', {
    takeOver: false,
    seen: { generation: 0, epoch: 0 },
  });
  const epoch = { generation: claim.generation, epoch: claim.designation.epoch };
  expect(await station.client.ok('ship', { epoch, chunk: journal.chunk() })).toMatchObject({
    kind: 'accepted',
  });
  const ends = new Map<string, PaymentStatus>();
  let cursor = 0;
  const isEnd = ({ status }: PaymentStatus) => ['completed', 'rejected', 'hung'].includes(status);
  while (payments.some(({ id }) => !ends.has(id))) {
    const told = await station.client.ok('changes', {
      generation: claim.generation,
      cursor,
      waitMs: 10_000,
      limit: 100,
    });
    expect(told.changes.length).toBeGreaterThan(0);
    cursor = told.cursor;
    for (const change of told.changes) if (isEnd(change)) ends.set(change.paymentId, change);
  }
  return { station, ends: payments.map(({ id }) => ends.get(id)) };
}

test('by GET: payments are completed, rejected, hung as the foreign server has it, and its registry settles', async () => {
  const { station, ends } = await bring('mts', 1, [
    '9160000010',
    '9160001001',
    '9160002002',
    '9160003003',
    '9160002004',
    '9160001020',
  ]);
  expect(ends).toMatchObject([
    { status: 'completed', operatorNumber: expect.stringMatching(/^88\d{10}$/) },
    { status: 'rejected', resultCode: 3, reason: 'Нет такого абонента (код 3): Абонент не найден' },
    {
      status: 'rejected',
      resultCode: 11,
      reason: expect.stringContaining('(код 11): Договор абонента расторгнут'),
    },
    // Its answer was lost, and «duplicate» proves nothing by this gateway's table.
    { status: 'hung', resultCode: 8 },
    { status: 'hung', resultCode: 90 },
    { status: 'completed', operatorNumber: expect.stringMatching(/^88\d{10}$/) },
  ]);
  expect([...foreign.taken.values()].map(({ account }) => account).sort()).toEqual([
    '9160000010',
    '9160001020',
    '9160003003',
  ]);
  const ours = foreign.heard.filter(({ path }) => path.startsWith('/mts/'));
  expect(new Set(ours.map(({ method }) => method))).toEqual(new Set(['GET']));
  for (const { query } of ours) {
    expect(query.get('agent')).toBe('17');
    expect(query.get('sum')).toBe('152.00');
    if (query.get('command') === 'pay') expect(query.get('txn_date')).toMatch(/^\d{14}$/);
  }

  const day = moscowDay(Date.now());
  const compared = await run('compare', '--provider', 'mts', '--day', day);
  expect(compared).toMatchObject({
    code: 0,
    out: expect.stringContaining('завершение зависших платежей: 1'),
  });
  const story = await station.client.ok('changes', { generation: 1, cursor: 0, waitMs: 0, limit: 100 });
  expect(story.changes.filter(({ status }) => status === 'completed')).toHaveLength(3);
  station.client.close();
});

test('by POST, with a table in which «duplicate» means taken', async () => {
  const file = fileOf('beeline.json', {
    url: `${foreign.url}/beeline`,
    method: 'POST',
    authority: foreign.certificate,
    codes: codes('ok'),
    retry: quick,
  });
  expect((await run('gateway', '--provider', 'beeline', '--file', file)).code).toBe(0);
  const { station, ends } = await bring('beeline', 2, ['9030000010', '9030003003', '9030001001']);
  expect(ends.map((end) => end?.status)).toEqual(['completed', 'completed', 'rejected']);
  const ours = foreign.heard.filter(({ path }) => path.startsWith('/beeline'));
  expect(new Set(ours.map(({ method, path }) => `${method} ${path}`))).toEqual(new Set(['POST /beeline']));
  // The cashier's question goes the same way, and the words come through whatever encoding they came in.
  const check = await station.client.ok('check', {
    paymentId: '01900000-0000-7000-8000-00000000aaaa' as never,
    providerId: 'beeline' as never,
    account: '9030002001',
    amountCredited: 15_200 as never,
  });
  expect(check).toMatchObject({ operator: 'refused', resultCode: 3, reason: 'Абонент не найден' });
  station.client.close();
});

test('a server whose certificate nobody vouches for is never told of a payment', async () => {
  const file = fileOf('megafon.json', { url: `${foreign.url}/megafon`, retry: quick });
  expect((await run('gateway', '--provider', 'megafon', '--file', file)).code).toBe(0);
  const { station, ends } = await bring('megafon', 3, ['9260000010']);
  expect(ends).toMatchObject([{ status: 'hung', reason: expect.stringContaining('оператору не отправлен') }]);
  expect(foreign.heard.filter(({ path }) => path.startsWith('/megafon'))).toEqual([]);
  station.client.close();
});

test('a registry that can’t be had is said, and nothing changes', async () => {
  const day = ['--day', '2026-11-22'];
  expect(await run('compare', '--provider', 'beeline', ...day)).toMatchObject({
    code: 4,
    err: expect.stringContaining('нет адреса реестров'),
  });
  await run(
    'gateway',
    '--provider',
    'mts',
    '--registry-url',
    `${foreign.url.replace('https', 'http')}/{day}`,
  );
  expect(await run('compare', '--provider', 'mts', ...day)).toMatchObject({
    code: 4,
    err: expect.stringContaining('Реестр не получен'),
  });
});
