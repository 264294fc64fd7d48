/** How a workstation comes to belong to a СЭП: by a code at first, by its journal's key ever after. */
import type { Result } from '../../contract/failure.ts';
import { ok, refuse } from '../../contract/failure.ts';
import type { Origin } from '../../contract/primitives.ts';
import type { CodeLook } from '../../contract/sep.ts';
import type { EnrolForm } from '../../contract/sync.ts';
import type { EnrolmentCode } from '../../core/enrolment.ts';
import { enrolText, readEnrolmentCode, renewText } from '../../core/enrolment.ts';
import type { Timers } from '../devices/timers.ts';
import type { Store } from '../store/types.ts';
import { findAuthority } from './authority.ts';
import { certificateRequest, makeTlsKey, readTlsKey } from './certificateRequest.ts';
import type { IdentityFile, SepIdentity } from './identity.ts';
import { certificatePem, withGrant } from './identity.ts';
import { readSepAddress } from './sepAddress.ts';
import type { SepAnswer, SepClient } from './sepClient.ts';
import { openSepClient } from './sepClient.ts';

/** A person waits at the screen for these, milliseconds. */
const deadlineMs = 15_000;

export type EnrolmentParts = { readonly timers: Timers };

type Found = { readonly client: SepClient; readonly address: string; readonly code: EnrolmentCode };

const resultOf = <T>(answer: SepAnswer<T>): Result<T> =>
  answer.ok ? answer : { ok: false, failure: answer.failure };

/** A connection to the СЭП that the code names, before anything secret is sent. */
async function find(form: EnrolForm, { timers }: EnrolmentParts): Promise<Result<Found>> {
  const address = readSepAddress(form.address);
  if (!address.ok) return address;
  const code = readEnrolmentCode(form.code);
  if (!code) return refuse('badEnrolmentCode');
  const authority = await findAuthority(address.value, code.fingerprint, timers, deadlineMs);
  if (!authority.ok) return authority;
  const client = openSepClient({
    address: address.value,
    authority: authority.value,
    credentials: null,
    timers,
  });
  return ok({ client, address: address.value, code });
}

/** What a code stands for; nothing is used up and nothing is stored. */
export async function lookAtCode(form: EnrolForm, parts: EnrolmentParts): Promise<Result<CodeLook>> {
  const found = await find(form, parts);
  if (!found.ok) return found;
  const { client, code } = found.value;
  const looked = await client.call('enrol-look', { secret: code.secret }, deadlineMs);
  client.close();
  return resultOf(looked);
}

/** Refuses a code of another place than the journal's. */
function samePlace(store: Store, { tradePoint, workstation }: CodeLook): Result<null> {
  const station = store.read.station();
  if (station.tradePointId === tradePoint.id && station.workstation === workstation) return ok(null);
  return refuse('enrolmentOtherPlace', {
    ours: `${station.tradePointId}, рабочее место ${station.workstation}`,
    theirs: `${tradePoint.id}, рабочее место ${workstation}`,
  });
}

/**
 * Uses up the code: the workstation's certificate and key lie in the profile when it returns, and СЭП has bound the
 * journal. The journal must have been begun, at the code's place: `enrolmentOtherPlace` otherwise. Asked again after an
 * answer that was lost, it ends as it would have.
 */
export async function enrol(
  form: EnrolForm,
  store: Store,
  file: IdentityFile,
  parts: EnrolmentParts,
): Promise<Result<SepIdentity>> {
  const head = store.read.head();
  if (!head) return refuse('notSetUp');
  const found = await find(form, parts);
  if (!found.ok) return found;
  const { client, address, code } = found.value;
  try {
    const looked = resultOf(await client.call('enrol-look', { secret: code.secret }, deadlineMs));
    if (!looked.ok) return looked;
    const same = samePlace(store, looked.value);
    if (!same.ok) return same;
    const key = file.pending() ?? makeTlsKey();
    const kept = file.writePending(key);
    if (!kept.ok) return kept;
    const request = certificateRequest(readTlsKey(key));
    const publicKey = store.ownJournals().find(({ origin }) => origin === head.origin)?.publicKey ?? '';
    const proof = store.sign(head.origin, enrolText(code.secret, request.hash, head.origin));
    if (proof === null) return refuse('keyMissing');
    const granted = resultOf(
      await client.call(
        'enrol',
        {
          secret: code.secret,
          request: request.der,
          journal: { origin: head.origin, publicKey },
          proof,
        },
        deadlineMs,
      ),
    );
    if (!granted.ok) return granted;
    const { tradePoint, workstation, training } = granted.value;
    const identity = withGrant(
      {
        address,
        tradePointId: tradePoint.id,
        workstation,
        training,
        key: key.toString('base64'),
      },
      granted.value,
    );
    const written = file.write(identity);
    return written.ok ? ok(identity) : written;
  } finally {
    client.close();
  }
}

/** A new certificate for a new key, by proof of a journal that СЭП knows; stored when it returns. */
export async function renew(
  identity: SepIdentity,
  origin: Origin,
  store: Store,
  file: IdentityFile,
  { timers }: EnrolmentParts,
): Promise<SepAnswer<SepIdentity>> {
  const key = makeTlsKey();
  const request = certificateRequest(readTlsKey(key));
  const proof = store.sign(origin, renewText(request.hash, origin));
  if (proof === null) return { ok: false, failure: { code: 'keyMissing' }, refusal: null };
  // Without the old certificate: it may have expired, and then a listener need not even talk to its owner.
  const client = openSepClient({
    address: identity.address,
    authority: certificatePem(identity.authority),
    credentials: null,
    timers,
  });
  const granted = await client.call('renew', { origin, request: request.der, proof }, deadlineMs);
  client.close();
  if (!granted.ok) return granted;
  const renewed = withGrant({ ...identity, key: key.toString('base64') }, granted.value);
  const written = file.write(renewed);
  return written.ok ? ok(renewed) : { ...written, refusal: null };
}
