/** The connection to СЭП of an enrolled workstation: its certificate of now, and the client that speaks by it. */
import type { Result } from '../../contract/failure.ts';
import type { Origin } from '../../contract/primitives.ts';
import type { SepCall, SepInput, SepOutput } from '../../contract/sep.ts';
import { bindText } from '../../core/enrolment.ts';
import type { Timers } from '../devices/timers.ts';
import type { DoorLog } from '../door/door.ts';
import type { Store } from '../store/types.ts';
import { renew } from './enrolment.ts';
import type { IdentityFile, SepIdentity } from './identity.ts';
import { certificatePem, fingerprintOf, keyPem } from './identity.ts';
import type { SyncMemory } from './memory.ts';
import type { SepAnswer, SepClient } from './sepClient.ts';
import { openSepClient } from './sepClient.ts';

export type LinkParts = {
  readonly identity: SepIdentity;
  readonly store: Store;
  readonly file: IdentityFile;
  readonly memory: SyncMemory;
  readonly timers: Timers;
  readonly log: DoorLog;
  /** A new certificate was given. */
  readonly onRenewed: (identity: SepIdentity) => void;
};

export interface Link {
  identity(): SepIdentity;
  /** As `SepClient.call`; an expired certificate is renewed first, and the question asked again. */
  call<N extends SepCall>(name: N, input: SepInput<N>, deadlineMs: number): Promise<SepAnswer<SepOutput<N>>>;
  renew(): Promise<Result<null>>;
  /** Tells СЭП of own journals that it does not know yet; so long for each. True: it knows all that can be proven. */
  bindJournals(deadlineMs: number): Promise<boolean>;
  close(): void;
}

export function openLink(parts: LinkParts): Link {
  const { store, file, memory, timers, log } = parts;
  let { identity } = parts;
  let client = clientOf(identity);
  let closed = false;
  let renewing: Promise<Result<null>> | null = null;
  /** СЭП refused them, or their key is gone: not asked again until the next start. */
  const hopeless = new Set<Origin>();

  function clientOf({ address, authority, certificate, key }: SepIdentity): SepClient {
    return openSepClient({
      address,
      authority: certificatePem(authority),
      credentials: { certificate: certificatePem(certificate), key: keyPem(key) },
      timers,
    });
  }

  async function renewNow(): Promise<Result<null>> {
    const bound = memory.bound();
    const head = store.read.head();
    // The newest journal that СЭП knows, whose key is at hand.
    const candidates = [...(head ? [head.origin] : []), ...bound.toReversed()];
    const origin =
      candidates.find((each) => bound.includes(each) && store.sign(each, '') !== null) ?? head?.origin;
    if (origin === undefined) return { ok: false, failure: { code: 'notSetUp' } };
    const renewed = await renew(identity, origin, store, file, { timers });
    if (closed) return { ok: false, failure: { code: 'sepUnavailable' } };
    if (!renewed.ok) {
      log.warn(renewed.failure, 'the certificate was not renewed');
      return { ok: false, failure: renewed.failure };
    }
    log.info({ until: renewed.value.notAfter }, 'the certificate was renewed');
    identity = renewed.value;
    client.close();
    client = clientOf(identity);
    parts.onRenewed(identity);
    return { ok: true, value: null };
  }

  const renewOnce = (): Promise<Result<null>> => {
    renewing ??= renewNow().finally(() => {
      renewing = null;
    });
    return renewing;
  };

  const call: Link['call'] = async (name, input, deadlineMs) => {
    const answer = await client.call(name, input, deadlineMs);
    if (answer.ok || answer.refusal?.code !== 'certificateExpired') return answer;
    const renewed = await renewOnce();
    if (!renewed.ok) return { ...renewed, refusal: null };
    return client.call(name, input, deadlineMs);
  };

  return {
    identity: () => identity,
    call,
    renew: renewOnce,
    async bindJournals(deadlineMs) {
      for (const { origin, publicKey } of store.ownJournals()) {
        if (memory.bound().includes(origin) || hopeless.has(origin)) continue;
        const proof = store.sign(origin, bindText(origin, publicKey, fingerprintOf(identity)));
        if (proof === null) {
          log.error({ origin }, 'a journal can’t be bound: its key is gone');
          hopeless.add(origin);
          continue;
        }
        const bound = await call('bind', { origin, publicKey, proof }, deadlineMs);
        if (bound.ok) memory.setBound([...memory.bound(), origin]);
        else if (bound.refusal && ['otherPlace', 'badProof', 'badRequest'].includes(bound.refusal.code)) {
          log.error({ origin, ...bound.failure.details }, 'СЭП does not bind a journal');
          hopeless.add(origin);
        } else return false;
      }
      return true;
    },
    close() {
      closed = true;
      client.close();
    },
  };
}
