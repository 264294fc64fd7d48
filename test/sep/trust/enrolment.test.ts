import 'reflect-metadata';
import { createHash, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { Pkcs10CertificateRequestGenerator } from '@peculiar/x509';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { authorityFingerprint, readEnrolmentCode } from '../../../core/enrolment.ts';
import { codeLife } from '../../../sep/trust/codes.ts';
import type { SepClient } from '../../tools/sepClient.ts';
import { enrolInput, newJournalIdentity, newRequest, newSepClient, proofBy } from '../../tools/sepClient.ts';
import type { TestSep } from '../../tools/sepSystem.ts';
import { startSep } from '../../tools/sepSystem.ts';

const day = 86_400_000;

let sep: TestSep;
let skew = 0;
let open: SepClient;

beforeAll(async () => {
  sep = await startSep({ clock: () => Date.now() + skew, dispatch: false });
  open = newSepClient(sep.url, null);
});
afterAll(async () => {
  open.close();
  await sep.close();
});

const secretOf = (code: string) => readEnrolmentCode(code)?.secret ?? '';

test('a code tells whose it is and is not used up by looking', async () => {
  const code = await sep.newCode('tt-1', 4);
  for (const _ of [1, 2])
    expect(await open.ok('enrol-look', { secret: secretOf(code) })).toMatchObject({
      tradePoint: { id: 'tt-1', zone: 'Europe/Moscow' },
      workstation: 4,
      training: true,
    });
});

test('a code becomes a certificate of the authority that the code names, good for either side of TLS', async () => {
  const code = await sep.newCode('tt-1', 1);
  const tls = await newRequest();
  const journal = newJournalIdentity();
  const answer = await open.ok('enrol', enrolInput(code, tls, journal));
  expect(answer).toMatchObject({ workstation: 1, training: true, generation: 1, tradePoint: { id: 'tt-1' } });
  const authority = Buffer.from(answer.authority, 'base64');
  const hash = createHash('sha256').update(authority).digest('hex');
  expect(readEnrolmentCode(code)?.fingerprint).toBe(authorityFingerprint(hash as never));
  const certificate = new X509Certificate(Buffer.from(answer.certificate, 'base64'));
  expect(certificate.verify(new X509Certificate(authority).publicKey)).toBe(true);
  expect(certificate.subject).toBe('CN=tt-1/1');
  expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.2', '1.3.6.1.5.5.7.3.1']);
  expect(answer.notAfter - Date.now()).toBeGreaterThan(89 * day);
  expect(Date.now() - answer.notBefore).toBeGreaterThan(0.9 * day);
});

test('a code that was never made is refused', async () => {
  const refused = { status: 403, body: { code: 'codeUnknown' } };
  expect(await open.call('enrol-look', { secret: 'ABCDEFGHJKMNPQRS' })).toMatchObject(refused);
  const input = enrolInput(await sep.newCode('tt-1', 2), await newRequest(), newJournalIdentity());
  expect(await open.call('enrol', { ...input, secret: 'ABCDEFGHJKMNPQRS' })).toMatchObject(refused);
});

test('a code is refused a week after it was made', async () => {
  const code = await sep.newCode('tt-1', 2);
  const input = enrolInput(code, await newRequest(), newJournalIdentity());
  skew += codeLife + 1_000;
  const refused = { status: 403, body: { code: 'codeExpired' } };
  expect(await open.call('enrol-look', { secret: input.secret })).toMatchObject(refused);
  expect(await open.call('enrol', input)).toMatchObject(refused);
});

test('a used code is refused, but its own user gets the same certificate again after a lost answer', async () => {
  const code = await sep.newCode('tt-1', 3);
  const input = enrolInput(code, await newRequest(), newJournalIdentity());
  const first = await open.ok('enrol', input);
  expect(await open.ok('enrol', input)).toEqual(first);
  expect(await open.ok('enrol-look', { secret: input.secret })).toMatchObject({ workstation: 3 });
  const used = { status: 403, body: { code: 'codeUsed' } };
  const other = enrolInput(code, await newRequest(), newJournalIdentity());
  expect(await open.call('enrol', other)).toMatchObject(used);
  skew += 2 * 3_600_000;
  expect(await open.call('enrol-look', { secret: input.secret })).toMatchObject(used);
  expect(await open.ok('enrol', input)).toEqual(first);
});

test('each refusal of a code says what to do, and is in the log with its reason and address, without the code', async () => {
  const usedCode = await sep.newCode('tt-1', 12);
  await open.ok('enrol', enrolInput(usedCode, await newRequest(), newJournalIdentity()));
  const oldCode = await sep.newCode('tt-1', 13);
  const cases = [
    ['codeUnknown', 'ABCDEFGHJKMNPQRS', 'compare it with the one given out', 0],
    ['codeUsed', secretOf(usedCode), 'used already: have a new one made', 0],
    ['codeExpired', secretOf(oldCode), 'has expired: have a new one made', codeLife + 1_000],
  ] as const;
  for (const [code, secret, todo, later] of cases) {
    skew += later;
    const before = sep.lines.length;
    const input = { ...enrolInput(usedCode, await newRequest(), newJournalIdentity()), secret };
    const { body } = await open.call('enrol', input);
    expect(body).toMatchObject({ code, message: expect.stringContaining(todo) });
    const logged = sep.lines.slice(before);
    expect(logged).toContainEqual(
      expect.objectContaining({
        message: 'refused',
        entry: expect.objectContaining({ route: '/v1/enrol', outcome: code, from: '127.0.0.1' }),
      }),
    );
    expect(JSON.stringify(logged)).not.toContain(secret);
  }
});

test('of twenty that use one code at once, one gets in', async () => {
  const code = await sep.newCode('tt-1', 5);
  const inputs = await Promise.all(
    Array.from({ length: 20 }, async () => enrolInput(code, await newRequest(), newJournalIdentity())),
  );
  const answers = await Promise.all(inputs.map((input) => open.call('enrol', input)));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  expect(answers.filter(({ body }) => (body as { code?: string }).code === 'codeUsed')).toHaveLength(19);
});

test('a journal of another workstation is refused, and the code is still good', async () => {
  const journal = newJournalIdentity();
  await open.ok('enrol', enrolInput(await sep.newCode('tt-1', 6), await newRequest(), journal));
  const code = await sep.newCode('tt-2', 6);
  expect(await open.call('enrol', enrolInput(code, await newRequest(), journal))).toMatchObject({
    status: 403,
    body: { code: 'otherPlace' },
  });
  expect(await open.ok('enrol-look', { secret: secretOf(code) })).toMatchObject({ workstation: 6 });
  const fresh = enrolInput(code, await newRequest(), newJournalIdentity());
  expect(await open.ok('enrol', fresh)).toMatchObject({ tradePoint: { id: 'tt-2' } });
});

test('a proof by another key, for another code, request or journal is refused', async () => {
  const code = await sep.newCode('tt-1', 7);
  const tls = await newRequest();
  const journal = newJournalIdentity();
  const sound = enrolInput(code, tls, journal);
  const otherCode = enrolInput(await sep.newCode('tt-1', 7), tls, journal);
  const spoiled = [
    { ...sound, proof: proofBy(newJournalIdentity().key, 'anything') },
    { ...sound, proof: otherCode.proof },
    { ...sound, request: (await newRequest()).request },
    { ...sound, journal: { ...sound.journal, origin: newJournalIdentity().origin } },
    { ...sound, journal: { ...sound.journal, publicKey: newJournalIdentity().publicKey } },
    { ...sound, journal: { ...sound.journal, publicKey: `${'A'.repeat(60)}=` } },
  ];
  for (const input of spoiled)
    expect(await open.call('enrol', input)).toMatchObject({ status: 403, body: { code: 'badProof' } });
  expect((await open.call('enrol', sound)).status).toBe(200);
});

test('only a P-256 key that signed its own request gets a certificate', async () => {
  const code = await sep.newCode('tt-1', 8);
  const sound = await newRequest();
  const broken = Buffer.from(sound.request, 'base64');
  broken.writeUInt8(broken.readUInt8(broken.length - 1) ^ 1, broken.length - 1);
  const p384 = { name: 'ECDSA', namedCurve: 'P-384', hash: 'SHA-384' };
  const keys = await crypto.subtle.generateKey(p384, true, ['sign', 'verify']);
  const larger = await Pkcs10CertificateRequestGenerator.create({
    name: 'CN=x',
    keys,
    signingAlgorithm: p384,
  });
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const requests = [
    broken,
    Buffer.from(larger.rawData),
    publicKey.export({ type: 'spki', format: 'der' }),
    Buffer.alloc(200, 0x30),
  ];
  for (const der of requests) {
    const tls = { ...sound, request: der.toString('base64') };
    const input = enrolInput(
      code,
      { ...tls, hash: createHash('sha256').update(der).digest('hex') as never },
      newJournalIdentity(),
    );
    expect(await open.call('enrol', input)).toMatchObject({
      status: 400,
      body: { code: 'badCertificateRequest' },
    });
  }
  expect((await open.call('enrol', enrolInput(code, sound, newJournalIdentity()))).status).toBe(200);
});

test('a real СЭП creates a trade point from all its details only, and changes those that are said', async () => {
  const real = await startSep({ operators: 'real', dispatch: false });
  try {
    const place = { tradePoint: 'spb-1', workstation: 1 };
    const missing = await real.system.newCode(place, { name: 'Невский' });
    expect(missing).toMatchObject({ ok: false, refusal: { code: 'badRequest' } });
    expect(missing.ok ? '' : missing.refusal.message).toContain('agentInn');
    const words = {
      name: 'Невский',
      address: 'Невский пр., 1',
      zone: 'Europe/Moscow',
      agentName: 'ООО «Касса»',
      agentInn: '7812345678',
      agentPhone: '+7 812 000-00-00',
    };
    expect(await real.system.newCode(place, { ...words, zone: 'Neva/Bank' })).toMatchObject({ ok: false });
    expect(await real.system.newCode(place, words)).toMatchObject({ value: { tradePoint: words } });
    const moved = await real.system.newCode(place, { address: 'Литейный пр., 2' });
    expect(moved).toMatchObject({ value: { tradePoint: { ...words, address: 'Литейный пр., 2' } } });
    expect(real.lines.some(({ entry }) => JSON.stringify(entry).includes('secret'))).toBe(false);
  } finally {
    await real.close();
  }
});
