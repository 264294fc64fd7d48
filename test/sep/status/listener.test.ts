/** The status page as a part of СЭП: its own listener, its certificates, its words in the metrics. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { connect } from 'node:tls';
import { afterAll, expect, test, vi } from 'vitest';
import { statusSettings } from '../../../sep/cli/statusOptions.ts';
import { readCertificate } from '../../../sep/http/certificateFiles.ts';
import { testAuthority } from '../../tools/certificates.ts';
import { startSep } from '../../tools/sepSystem.ts';

const folder = mkdtempSync(join(tmpdir(), 'kassa-status-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function pemFiles(name: string) {
  const { certificate, key } = await (await testAuthority()).issue(name, 1, Date.now());
  const files = { certificate: join(folder, `${name}.pem`), key: join(folder, `${name}.key`) };
  writeFileSync(files.certificate, certificate);
  writeFileSync(files.key, key);
  return files;
}

function look(url: string, path: string, body: string | null) {
  return new Promise<{ status: number; issuer: string; text: string }>((resolve, reject) => {
    const sent = request(
      new URL(path, url),
      {
        method: body === null ? 'GET' : 'POST',
        rejectUnauthorized: false,
        agent: false,
        headers: body === null ? {} : { 'content-type': 'application/json' },
      },
      (response) => {
        const { issuer } = (response.socket as TLSSocket).getPeerCertificate();
        let text = '';
        response.on('data', (chunk: Buffer) => {
          text += chunk.toString();
        });
        response.once('end', () =>
          resolve({ status: response.statusCode ?? 0, issuer: String(issuer.CN), text }),
        );
      },
    );
    sent.once('error', reject);
    sent.end(body ?? undefined);
  });
}

/** Of the certificate that a new connection is shown. */
const fingerprintOf = (url: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const socket = connect({ host: hostname, port: Number(port), rejectUnauthorized: false }, () => {
      resolve(socket.getPeerCertificate().fingerprint256);
      socket.destroy();
    });
    socket.once('error', reject);
  });

const question = JSON.stringify({ kind: 'typed', account: '9161234567', receipt: '1/1', amount: 100 });

test("it answers by СЭП's own certificate, counts, and there is none where none is wanted", async () => {
  const sep = await startSep({ status: { port: 0, files: null, proxies: [], voiceToken: null } });
  try {
    const url = sep.system.statusUrl ?? '';
    expect(new URL(url).port).not.toBe(new URL(sep.url).port);
    expect(await look(url, '/status', question)).toEqual({
      status: 200,
      issuer: 'Kassa SEP',
      text: '{"kind":"unknown"}',
    });
    // Nothing else of СЭП is within reach here.
    for (const path of ['/metrics', '/ready', '/v1/contact', '/desk/standing'])
      expect((await look(url, path, null)).status).toBe(404);
    const metrics = await (await fetch(`${sep.opsUrl}/metrics`)).text();
    expect(metrics).toContain('kassa_sep_status_questions_total{channel="page",outcome="unknown"} 1');
    expect(JSON.stringify(sep.lines)).not.toContain('9161234567');
  } finally {
    await sep.close();
  }
  const without = await startSep();
  expect(without.system.statusUrl).toBeNull();
  await without.close();
});

test('it answers by a certificate of its own files; wrong ones keep СЭП from starting, with a word of why', async () => {
  const files = await pemFiles('public');
  const sep = await startSep({ status: { port: 0, files, proxies: [], voiceToken: null } });
  try {
    expect((await look(sep.system.statusUrl ?? '', '/status', question)).issuer).toBe('Test SEP');
  } finally {
    await sep.close();
  }
  const other = await pemFiles('other');
  expect(() => readCertificate({ ...files, key: other.key })).toThrow(`${other.key} is not the key of`);
  expect(() => readCertificate({ ...files, certificate: files.key })).toThrow(files.key);
  expect(() => readCertificate({ ...files, key: join(folder, 'nowhere') })).toThrow('nowhere');
  await expect(
    startSep({ status: { port: 0, files: { ...files, key: other.key }, proxies: [], voiceToken: null } }),
  ).rejects.toThrow('is not the key of');
});

test('a renewed certificate is in force within an hour; a broken one leaves the old in force and is told', async () => {
  const files = await pemFiles('renewed');
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const sep = await startSep({
    dispatch: false,
    status: { port: 0, files, proxies: [], voiceToken: null },
  });
  const hour = 3_600_000;
  const fingerprintNow = () => fingerprintOf(sep.system.statusUrl ?? '');
  try {
    const first = await fingerprintNow();
    writeFileSync(files.certificate, 'half a file');
    vi.advanceTimersByTime(hour);
    expect(await fingerprintNow()).toBe(first);
    expect(sep.lines.filter(({ level }) => level === 'error').map(({ message }) => message)).toEqual([
      'the status page keeps its old certificate',
    ]);
    await pemFiles('renewed');
    vi.advanceTimersByTime(hour);
    expect(await fingerprintNow()).not.toBe(first);
  } finally {
    vi.useRealTimers();
    await sep.close();
  }
});

test('the status by phone is off without a token, which the log says, and a short one keeps СЭП from starting', async () => {
  const settings = { port: 0, files: null, proxies: [] };
  const off = await startSep({ status: { ...settings, voiceToken: null } });
  expect(off.lines.map(({ message }) => message)).toContain(
    'no status by phone: KASSA_SEP_VOICE_TOKEN is not set',
  );
  expect((await look(off.system.statusUrl ?? '', '/voice?token=', null)).status).toBe(404);
  await off.close();
  const voiceToken = 'twenty-four-signs-or-more';
  const on = await startSep({ status: { ...settings, voiceToken } });
  const { status, text } = await look(on.system.statusUrl ?? '', `/voice?token=${voiceToken}`, null);
  expect(status).toBe(200);
  expect(text).toContain('<vxml version="2.1"');
  expect(JSON.stringify(on.lines)).not.toContain(voiceToken);
  await on.close();
  for (const wrong of ['too-short', `${voiceToken}'`, `${voiceToken} `])
    await expect(startSep({ status: { ...settings, voiceToken: wrong } }), wrong).rejects.toThrow(
      'KASSA_SEP_VOICE_TOKEN',
    );
});

test('its options are read, and what does not fit is refused', () => {
  expect(statusSettings({}, true, null)).toEqual({ port: 8445, files: null, proxies: [], voiceToken: null });
  expect(statusSettings({}, false, null)).toMatchObject({ port: 0 });
  expect(statusSettings({ 'status-port': 'none' }, true, null)).toBeNull();
  expect(
    statusSettings({ 'status-cert': 'a', 'status-key': 'b', 'status-proxy': '10.0.0.0/8,::1' }, true, 'key'),
  ).toEqual({
    port: 8445,
    files: { certificate: 'a', key: 'b' },
    proxies: ['10.0.0.0/8', '::1'],
    voiceToken: 'key',
  });
  for (const given of [
    { 'status-port': 'x' },
    { 'status-port': '70000' },
    { 'status-cert': 'a' },
    { 'status-key': 'b' },
    { 'status-proxy': 'proxy.example' },
    { 'status-proxy': '10.0.0.0/33' },
    { 'status-proxy': '0.0.0.0/0' },
    { 'status-proxy': '10.0.0.1/8/8' },
  ])
    expect(statusSettings(given, true, null), JSON.stringify(given)).toBeUndefined();
});
