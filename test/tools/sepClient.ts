/** A tiny client of СЭП for tests: mutual TLS by node:https, whatever body and headers a test wants to send. */
import 'reflect-metadata';
import type { KeyObject } from 'node:crypto';
import { createPublicKey, generateKeyPairSync, hash, randomUUID, sign, X509Certificate } from 'node:crypto';
import { Agent, request } from 'node:https';
import { gunzipSync } from 'node:zlib';
import { Pkcs10CertificateRequestGenerator } from '@peculiar/x509';
import type { Hash, Origin } from '../../contract/primitives.ts';
import { Instant } from '../../contract/primitives.ts';
import type { CertificateGrant, EnrolAnswer, SepCall, SepInput, SepOutput } from '../../contract/sep.ts';
import { bindText, enrolText, readEnrolmentCode, renewText } from '../../core/enrolment.ts';
import { noHash } from '../../core/journal.ts';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

export type Identity = { readonly key: string; readonly certificate: string };

export type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: unknown;
};

export type Ask = {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | string | null;
  readonly signal: AbortSignal | null;
};

const ask: Ask = { method: 'POST', path: '/', headers: {}, body: null, signal: null };

export interface SepClient {
  /** Anything at all; the body of an answer is parsed where it is JSON. */
  send(what: Partial<Ask>): Promise<Answer>;
  /** A call of the contract with its status, whatever it is. */
  call(name: SepCall, input: unknown, signal?: AbortSignal): Promise<Answer>;
  /** A call that has to succeed. */
  ok<N extends SepCall>(name: N, input: SepInput<N>): Promise<SepOutput<N>>;
  close(): void;
}

/** `identity` null: no certificate. Whose server it is is not checked here: that is the workstation's own test. */
export function newSepClient(url: string, identity: Identity | null): SepClient {
  const agent = new Agent({
    keepAlive: true,
    rejectUnauthorized: false,
    ...(identity ? { key: identity.key, cert: identity.certificate } : {}),
  });
  const send = (what: Partial<Ask>): Promise<Answer> => {
    const { method, path, headers, body, signal } = { ...ask, ...what };
    return new Promise((resolve, reject) => {
      const sent = request(
        new URL(path, url),
        { method, agent, headers, ...(signal ? { signal } : {}) },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', reject);
          response.on('end', () => {
            const raw = Buffer.concat(chunks);
            const text = (response.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw).toString();
            const isJson = String(response.headers['content-type'] ?? '').startsWith('application/json');
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers,
              body: isJson ? (JSON.parse(text) as unknown) : text,
            });
          });
        },
      );
      sent.on('error', reject);
      sent.end(body ?? undefined);
    });
  };
  const call: SepClient['call'] = (name, input, signal) =>
    send({
      path: `/v1/${name}`,
      headers: { 'content-type': 'application/json', 'accept-encoding': 'gzip' },
      body: JSON.stringify(input),
      signal: signal ?? null,
    });
  return {
    send,
    call,
    async ok<N extends SepCall>(name: N, input: SepInput<N>) {
      const { status, body } = await call(name, input);
      if (status !== 200) throw new Error(`${name}: ${status} ${JSON.stringify(body)}`);
      return body as SepOutput<N>;
    },
    close: () => agent.destroy(),
  };
}

const pem = (kind: string, der: Uint8Array): string =>
  `-----BEGIN ${kind}-----\n${Buffer.from(der).toString('base64')}\n-----END ${kind}-----\n`;

/** A key for TLS and a PKCS#10 request of it, DER in base64. */
export async function newRequest() {
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const made = await Pkcs10CertificateRequestGenerator.create({
    name: 'CN=workstation',
    keys,
    signingAlgorithm: algorithm,
  });
  const der = Buffer.from(made.rawData);
  const pkcs8 = await crypto.subtle.exportKey('pkcs8', keys.privateKey);
  return {
    key: pem('PRIVATE KEY', new Uint8Array(pkcs8)),
    request: der.toString('base64'),
    hash: hash('sha256', der, 'hex') as Hash,
  };
}
export type TlsRequest = Awaited<ReturnType<typeof newRequest>>;

/** A journal's id and key. */
export type JournalIdentity = {
  readonly origin: Origin;
  readonly publicKey: string;
  readonly key: KeyObject;
};

export function newJournalIdentity(): JournalIdentity {
  const { privateKey: key } = generateKeyPairSync('ed25519');
  const publicKey = createPublicKey(key).export({ type: 'spki', format: 'der' }).toString('base64');
  return { origin: randomUUID() as Origin, publicKey, key };
}

export const proofBy = (key: KeyObject, text: string): string =>
  sign(null, Buffer.from(text), key).toString('base64');

export const identityOf = (key: string, grant: CertificateGrant): Identity => ({
  key,
  certificate: pem('CERTIFICATE', Buffer.from(grant.certificate, 'base64')),
});

/** SHA-256 of the certificate, hex. */
export const fingerprintOf = (identity: Identity): Hash =>
  hash('sha256', new X509Certificate(identity.certificate).raw, 'hex') as Hash;

/** What a sound enrolment sends; tests spoil it where they want. */
export function enrolInput(code: string, tls: TlsRequest, journal: JournalIdentity): SepInput<'enrol'> {
  const secret = readEnrolmentCode(code)?.secret ?? '';
  return {
    secret,
    request: tls.request,
    journal: { origin: journal.origin, publicKey: journal.publicKey },
    proof: proofBy(journal.key, enrolText(secret, tls.hash, journal.origin)),
  };
}

export function renewInput(tls: TlsRequest, journal: JournalIdentity): SepInput<'renew'> {
  const proof = proofBy(journal.key, renewText(tls.hash, journal.origin));
  return { origin: journal.origin, request: tls.request, proof };
}

export function bindInput(journal: JournalIdentity, certificate: Hash): SepInput<'bind'> {
  const proof = proofBy(journal.key, bindText(journal.origin, journal.publicKey, certificate));
  return { origin: journal.origin, publicKey: journal.publicKey, proof };
}

export type Enrolled = {
  readonly client: SepClient;
  readonly identity: Identity;
  readonly journal: JournalIdentity;
  readonly answer: EnrolAnswer;
};

/** Enrols by a code and gives a client that speaks by the certificate; close it. */
export async function enrol(
  url: string,
  code: string,
  journal: JournalIdentity = newJournalIdentity(),
): Promise<Enrolled> {
  const open = newSepClient(url, null);
  const tls = await newRequest();
  try {
    const answer = await open.ok('enrol', enrolInput(code, tls, journal));
    const identity = identityOf(tls.key, answer);
    return { client: newSepClient(url, identity), identity, journal, answer };
  } finally {
    open.close();
  }
}

/** A contact of a workstation that has nothing yet. */
export const contactInput = (
  { origin }: Pick<JournalIdentity, 'origin'>,
  workstation: number,
): SepInput<'contact'> => ({
  clock: Instant.parse(1),
  program: 'test',
  addresses: [],
  head: { origin, workstation, seq: 0, hash: noHash },
  unsent: 0,
  oldestUnsentAt: null,
  seen: { generation: 0, cursor: 0, epoch: 0 },
});
