/** How a till comes to belong to a СЭП, and how it stays: codes, set-up, certificates that end. */
import 'reflect-metadata';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Pkcs10CertificateRequest } from '@peculiar/x509';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { certificateRequest, makeTlsKey, readTlsKey } from '../../../main/sync/certificateRequest.ts';
import { readSepAddress } from '../../../main/sync/sepAddress.ts';
import type { TestSep } from '../../tools/sepSystem.ts';
import { startSep } from '../../tools/sepSystem.ts';
import {
  administratorSergey,
  codeOf,
  endTills,
  newFolder,
  pay,
  phone,
  signIn,
  startTill,
  startTraining,
} from '../../tools/workstation.ts';
import { completed, enrolledTill, linked, newTradePoint, startShift } from './ground.ts';

let sep: TestSep;
let ahead = 0;
const day = 86_400_000;
beforeAll(async () => {
  sep = await startSep({ clock: () => Date.now() + ahead });
});
afterAll(() => sep.close());
afterEach(async () => {
  ahead = 0;
  await endTills();
});

test.each([
  ['sep.example', 'https://sep.example:8443'],
  [' https://sep.example:9000/ ', 'https://sep.example:9000'],
  ['10.0.0.5:443', 'https://10.0.0.5:443'],
  ['[::1]:8443', 'https://[::1]:8443'],
])('the address «%s» is read as it was meant', (typed, read) => {
  expect(readSepAddress(typed)).toEqual({ ok: true, value: read });
});

test.each(['', 'http://sep.example', 'https://', 'https://a b', 'https://user@sep.example', 'https://sep/x'])(
  'the address «%s» is none',
  (typed) => {
    expect(codeOf(readSepAddress(typed))).toBe('badSepAddress');
  },
);

test('a certificate request is one by the book', async () => {
  const { der } = certificateRequest(readTlsKey(makeTlsKey()));
  const request = new Pkcs10CertificateRequest(Buffer.from(der, 'base64'));
  expect(request.subject).toBe('CN=kassa');
  expect(await request.verify()).toBe(true);
});

test('a code that is wrong, of another СЭП, expired or used says so, and nothing is begun', async () => {
  const till = await startTill({ profile: newFolder(), at: Date.now() });
  const code = await sep.newCode(newTradePoint(), 1);
  const look = async (address: string, typed: string) =>
    codeOf(await till.ask('sync.look', { address, code: typed }));
  expect(await look(sep.url, code.toLowerCase().replaceAll('-', ' '))).toBe('ok');
  expect(await look(sep.url, code.slice(5))).toBe('badEnrolmentCode');
  const strange = `${code.startsWith('0') ? '1' : '0'}${code.slice(1)}`;
  expect(await look(sep.url, strange)).toBe('enrolmentCodeUnknown');
  const foreign = `${code.slice(0, -1)}${code.endsWith('0') ? '1' : '0'}`;
  expect(await look(sep.url, foreign)).toBe('sepForeign');
  expect(await look('https://127.0.0.1:1', code)).toBe('sepUnavailable');
  expect((await till.view()).phase).toBe('setUp');

  ahead = 8 * 86_400_000;
  expect(await look(sep.url, code)).toBe('enrolmentCodeExpired');
  ahead = 0;
  await till.must('sync.enrol', { address: sep.url, code });
  const other = await startTill({ profile: newFolder(), at: Date.now() });
  expect(codeOf(await other.ask('sync.enrol', { address: sep.url, code }))).toBe('enrolmentCodeUsed');
});

test('a till whose journal is of another place is not enrolled as this one', async () => {
  const till = await startTraining({ at: Date.now() });
  await signIn(till, administratorSergey);
  const code = await sep.newCode(newTradePoint(), 2);
  const refused = await till.ask('sync.enrol', { address: sep.url, code });
  expect(codeOf(refused)).toBe('enrolmentOtherPlace');
  expect((await till.view()).sync).toBeNull();
  expect(existsSync(join(till.profile, 'sep.key'))).toBe(false);
});

test('the set-up with a code takes trade point and workstation from СЭП', async () => {
  const till = await startTill({ profile: newFolder(), at: Date.now() });
  const place = newTradePoint();
  const code = await sep.newCode(place, 7);
  await till.must('setUp.complete', {
    tradePoint: {
      name: 'Не эта',
      address: 'нигде',
      zone: 'Europe/Moscow',
      agentName: 'ООО',
      agentInn: '7700000009',
      agentPhone: '1',
    },
    workstation: 1,
    administratorName: 'Ольга Белова',
    pin: '482615',
    printer: { driver: 'virtual', width: '80' },
    register: { driver: 'virtual' },
    enrol: { address: sep.url, code },
  });
  const view = await linked(till);
  expect(view).toMatchObject({ phase: 'signIn', workstation: 7, tradePoint: { id: place } });
});

test('an expired certificate is renewed by the journal’s key, and work goes on', async () => {
  const till = await enrolledTill(sep, newTradePoint(), 1);
  await startShift(till);
  await till.must('sync.claim', { takeOver: false });
  const before = await till.must('sync.connection', null);
  ahead = 100 * day;
  await completed(till, await pay(till, phone, 60_000));
  const after = await till.must('sync.connection', null);
  expect((after?.certificateUntil ?? 0) - (before?.certificateUntil ?? 0)).toBeGreaterThan(90 * day);
  const { profile } = till;
  await till.close();
  const again = await startTill({ profile, at: Date.now() });
  expect((await linked(again)).sync?.ticked).toBe(true);
});

test('a certificate is renewed at a third of its life', async () => {
  const till = await enrolledTill(sep, newTradePoint(), 1);
  await startShift(till);
  const before = await till.must('sync.connection', null);
  ahead = 40 * day;
  await till.until(() => till.logged.some((line) => line.startsWith('the certificate was renewed')));
  const after = await till.must('sync.connection', null);
  expect(after?.certificateUntil).toBeGreaterThan(before?.certificateUntil ?? Number.POSITIVE_INFINITY);
});

test('a revoked workstation is told so, and goes on taking payments', async () => {
  const place = newTradePoint();
  const till = await enrolledTill(sep, place, 1);
  await startShift(till);
  const revoked = await sep.system.revoke({ tradePoint: place, workstation: 1 }, 'украден');
  expect(revoked.ok).toBe(true);
  const view = await till.until(({ sync }) => sync?.link === 'refused');
  expect(view.sync?.failure?.code).toBe('certificateRevoked');
  await pay(till, phone, 60_000);
  await till.until(({ sync }) => sync?.unsent === 1);
});
