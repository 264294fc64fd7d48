import 'reflect-metadata';
import { X509CertificateGenerator } from '@peculiar/x509';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Hash } from '../../../contract/primitives.ts';
import { renewAfter } from '../../../sep/trust/authority.ts';
import type { Enrolled } from '../../tools/sepClient.ts';
import {
  bindInput,
  contactInput,
  enrol,
  enrolInput,
  fingerprintOf,
  identityOf,
  newJournalIdentity,
  newRequest,
  newSepClient,
  renewInput,
} from '../../tools/sepClient.ts';
import type { TestSep } from '../../tools/sepSystem.ts';
import { startSep } from '../../tools/sepSystem.ts';

const day = 86_400_000;

let sep: TestSep;
let skew = 0;
const closing: (() => void)[] = [];

beforeAll(async () => {
  sep = await startSep({ clock: () => Date.now() + skew, dispatch: false });
});
afterAll(async () => {
  for (const close of closing) close();
  await sep.close();
});

async function newcomer(workstation: number): Promise<Enrolled> {
  const enrolled = await enrol(sep.url, await sep.newCode('tt-1', workstation));
  closing.push(enrolled.client.close);
  return enrolled;
}

const clientOf = (identity: Enrolled['identity'] | null) => {
  const client = newSepClient(sep.url, identity);
  closing.push(client.close);
  return client;
};

const refusals = () =>
  sep.lines.filter(({ message }) => message === 'a certificate was refused').map(({ entry }) => entry);

test('without a certificate nothing but enrolment and renewal is answered', async () => {
  const answer = await clientOf(null).call('heads', {});
  expect(answer).toMatchObject({ status: 401, body: { code: 'certificateMissing' } });
  expect(refusals()).toContainEqual(
    expect.objectContaining({ code: 'certificateMissing', from: '127.0.0.1' }),
  );
});

test('a certificate that somebody else issued is refused, whatever names it carries', async () => {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const forged = await X509CertificateGenerator.createSelfSigned({
    name: 'CN=tt-1/1',
    notBefore: new Date(Date.now() - day),
    notAfter: new Date(Date.now() + day),
    signingAlgorithm: algorithm,
    keys,
  });
  const pkcs8 = Buffer.from(await crypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  const key = `-----BEGIN PRIVATE KEY-----\n${pkcs8}\n-----END PRIVATE KEY-----\n`;
  const answer = await clientOf({ key, certificate: forged.toString('pem') }).call('heads', {});
  expect(answer).toMatchObject({ status: 401, body: { code: 'certificateForeign' } });
  expect(refusals()).toContainEqual(expect.objectContaining({ code: 'certificateForeign' }));
});

test('a certificate is renewed from a third of its life on, by the key of a bound journal', async () => {
  const { client, journal, answer } = await newcomer(1);
  const contact = await client.ok('contact', contactInput(journal, 1));
  expect(contact.renewAfter).toBe(renewAfter(answer.notAfter));
  expect(contact.renewAfter - Date.now()).toBeGreaterThan(29 * day);
  expect(contact.renewAfter - Date.now()).toBeLessThan(31 * day);
  const tls = await newRequest();
  const grant = await clientOf(null).ok('renew', renewInput(tls, journal));
  expect(await clientOf(identityOf(tls.key, grant)).ok('heads', {})).toMatchObject({ generation: 1 });
  // The one before stays good until its end: the answer may have been lost.
  expect(await client.ok('heads', {})).toMatchObject({ generation: 1 });
});

test('an expired certificate is refused, and renewed by the journal’s key', async () => {
  const { client, identity, journal } = await newcomer(2);
  skew += 91 * day;
  try {
    expect(await client.call('heads', {})).toMatchObject({
      status: 401,
      body: { code: 'certificateExpired' },
    });
    const tls = await newRequest();
    const grant = await clientOf(identity).ok('renew', renewInput(tls, journal));
    expect(await clientOf(identityOf(tls.key, grant)).ok('heads', {})).toMatchObject({ generation: 1 });
  } finally {
    skew = 0;
  }
});

test('renewal needs a journal that is bound here and its key', async () => {
  const { journal } = await newcomer(3);
  const open = clientOf(null);
  const tls = await newRequest();
  const stranger = newJournalIdentity();
  expect(await open.call('renew', renewInput(tls, stranger))).toMatchObject({
    status: 409,
    body: { code: 'notBound' },
  });
  const forged = renewInput(tls, { ...stranger, origin: journal.origin });
  expect(await open.call('renew', forged)).toMatchObject({ status: 403, body: { code: 'badProof' } });
  const { request } = await newRequest();
  const other = { ...renewInput(tls, journal), request };
  expect(await open.call('renew', other)).toMatchObject({ status: 403, body: { code: 'badProof' } });
});

test('a new journal of a workstation is bound once and for it alone', async () => {
  const one = await newcomer(4);
  const two = await newcomer(5);
  const journal = newJournalIdentity();
  const input = bindInput(journal, fingerprintOf(one.identity));
  for (const _ of [1, 2]) expect(await one.client.ok('bind', input)).toEqual({ bound: true });
  // Its proof names the certificate: it is nothing in the hands of another.
  expect(await two.client.call('bind', input)).toMatchObject({ status: 403, body: { code: 'badProof' } });
  const stolen = bindInput(journal, fingerprintOf(two.identity));
  expect(await two.client.call('bind', stolen)).toMatchObject({ status: 403, body: { code: 'otherPlace' } });
  const { heads } = await one.client.ok('heads', {});
  expect(heads).toContainEqual({ origin: journal.origin, workstation: 4, seq: 0, hash: '0'.repeat(64) });
});

test('a revocation is in effect at once: open connections end, requests, renewals and unused codes are refused', async () => {
  const { client, identity, journal, answer } = await newcomer(6);
  const neighbour = await newcomer(7);
  const unused = await sep.newCode('tt-1', 6);
  await client.ok('designation-claim', { takeOver: true, seen: { generation: 0, epoch: 0 } });
  // Meanwhile the claim's connection becomes free again, and is the one that the long poll takes.
  await neighbour.client.ok('heads', {});
  const waiting = client.call('changes', { generation: 1, cursor: 0, waitMs: 60_000, limit: 1 });
  const cut = expect(waiting).rejects.toThrow();
  const revoked = await sep.system.revoke({ tradePoint: 'tt-1', workstation: 6 }, 'ноутбук украден');
  expect(revoked).toMatchObject({
    ok: true,
    value: { certificates: [fingerprintOf(identity)], journals: 1 },
  });
  await cut;
  const refused = { status: 403, body: { code: 'certificateRevoked' } };
  expect(await client.call('heads', {})).toMatchObject(refused);
  expect(refusals()).toContainEqual(
    expect.objectContaining({ code: 'certificateRevoked', workstation: 'tt-1/6' }),
  );
  const open = clientOf(null);
  expect(await open.call('renew', renewInput(await newRequest(), journal))).toMatchObject(refused);
  const late = enrolInput(unused, await newRequest(), newJournalIdentity());
  expect(await open.call('enrol', late)).toMatchObject({ body: { code: 'codeExpired' } });

  const seen = await neighbour.client.ok('contact', contactInput(neighbour.journal, 7));
  expect(seen.designation).toBeNull();
  expect(seen.peers.map(({ workstation }) => workstation)).not.toContain(6);
  const [row] = await sep.database.query('SELECT seq, trusted_to FROM journal WHERE origin = $1', [
    journal.origin,
  ]);
  expect(row).toEqual({ seq: 0, trusted_to: 0 });

  // The number comes back with a new code, to a new journal; the old certificate and journal stay out.
  const code = await sep.newCode('tt-1', 6);
  expect(await open.call('enrol', enrolInput(code, await newRequest(), journal))).toMatchObject(refused);
  const back = await enrol(sep.url, code);
  closing.push(back.client.close);
  expect(await back.client.ok('heads', {})).toMatchObject({ generation: 1 });
  expect(await clientOf(identity).call('heads', {})).toMatchObject(refused);
  expect(await open.call('renew', renewInput(await newRequest(), journal))).toMatchObject(refused);
  expect(answer.workstation).toBe(6);
});

test('revoking what is not there is refused', async () => {
  const revoked = await sep.system.revoke({ tradePoint: 'tt-1', workstation: 98 }, 'нет такого');
  expect(revoked).toMatchObject({ ok: false, refusal: { code: 'notBound' } });
});

test('a contact tells where each neighbour is and by which certificates it may be met', async () => {
  const one = await newcomer(8);
  const two = await newcomer(9);
  const addresses = [{ host: '192.168.1.7', port: 4001 }];
  await one.client.ok('contact', { ...contactInput(one.journal, 8), addresses, unsent: 3 });
  const tls = await newRequest();
  const grant = await clientOf(null).ok('renew', renewInput(tls, one.journal));
  const fingerprints: Hash[] = [fingerprintOf(one.identity), fingerprintOf(identityOf(tls.key, grant))];
  const { peers } = await two.client.ok('contact', contactInput(two.journal, 9));
  const peer = peers.find(({ workstation }) => workstation === 8);
  expect(peer).toMatchObject({ addresses, unsent: 3 });
  expect(new Set(peer?.certificates)).toEqual(new Set(fingerprints));
  expect(peers.some(({ workstation }) => workstation === 9)).toBe(false);
});
