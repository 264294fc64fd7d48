/** The desk by a certificate that browsers know: from files, read anew when they change; by СЭП's own without them. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { connect } from 'node:tls';
import { afterAll, expect, test } from 'vitest';
import { type CertificateFiles, watchCertificate } from '../../../sep/http/certificateFiles.ts';
import type { SepLog } from '../../../sep/parts.ts';
import { testAuthority } from '../../tools/certificates.ts';
import { startSep } from '../../tools/sepSystem.ts';

const folder = mkdtempSync(join(tmpdir(), 'kassa-desk-cert-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const files: CertificateFiles = {
  certificate: join(folder, 'fullchain.pem'),
  key: join(folder, 'privkey.pem'),
};
const authority = await testAuthority();

async function renewed(): Promise<void> {
  const { certificate, key } = await authority.issue('desk', 1, Date.now());
  writeFileSync(files.certificate, certificate);
  writeFileSync(files.key, key);
}

/** Whose certificate answers there. */
const issuerAt = (url: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const socket: TLSSocket = connect(
      { host: hostname, port: Number(port), rejectUnauthorized: false },
      () => {
        resolve(String(socket.getPeerCertificate().issuer.CN));
        socket.destroy();
      },
    );
    socket.once('error', reject);
  });

test('the desk answers by the files’ certificate, everything else by СЭП’s own', async () => {
  await renewed();
  const sep = await startSep({ deskPort: 0, deskFiles: files });
  try {
    expect(await issuerAt(sep.system.deskUrl ?? '')).toBe('Test SEP');
    expect(await issuerAt(sep.url)).toBe('Kassa SEP');
  } finally {
    await sep.close();
  }
  const plain = await startSep({ deskPort: 0 });
  try {
    expect(await issuerAt(plain.system.deskUrl ?? '')).toBe('Kassa SEP');
  } finally {
    await plain.close();
  }
});

test('files that don’t fit stop the start and are named', async () => {
  writeFileSync(files.key, 'nonsense');
  await expect(startSep({ deskPort: 0, deskFiles: files })).rejects.toThrow(files.key);
});

test('a renewed file is taken up, a broken one leaves the old certificate and is told', async () => {
  await renewed();
  const told: string[] = [];
  const note = (_entry: object, message: string): void => void told.push(message);
  const log: SepLog = { info: note, warn: note, error: note };
  const chains: string[] = [];
  const watch = watchCertificate(files, 'another', ({ chain }) => void chains.push(chain), {
    log,
    who: 'the desk',
  });
  watch.look();
  watch.look();
  expect(chains).toHaveLength(1);
  writeFileSync(files.certificate, 'nonsense');
  watch.look();
  await renewed();
  watch.look();
  watch.end();
  expect(new Set(chains).size).toBe(2);
  expect(told).toEqual([
    'the desk has a new certificate',
    'the desk keeps its old certificate',
    'the desk has a new certificate',
  ]);
});
