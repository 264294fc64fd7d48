/** A contact: the workstation says where it is and what it holds, and learns who else there is and how far СЭП has it. */

import type { ContactAnswer, SepInput } from '../../contract/sep.ts';
import { ContactAnswer as Answer } from '../../contract/sep.ts';
import { readHeads } from '../journals/heads.ts';
import { settledByPeople } from '../journals/setAside.ts';
import { keepTold } from '../journals/start.ts';
import type { Caller, SepParts, SepResult } from '../parts.ts';
import { answer } from '../parts.ts';
import { noteHeard } from '../payments/heard.ts';
import { recallSince } from '../restore/recall.ts';
import { noteWhole } from '../restore/whole.ts';
import type { Connection } from '../store/database.ts';
import { renewAfter } from '../trust/authority.ts';
import type { Witnessed } from './designation.ts';
import { readDesignation } from './designation.ts';

/** Renewals leave some behind; a workstation speaks by one of its newest. */
const mostCertificates = 10;
/** As many as the answer can hold; numbers end at 99. */
const mostPeers = 200;

export type ContactParts = {
  readonly witnessed: Witnessed;
  readonly catalogueVersion: () => Promise<number>;
};

type PeerRow = {
  readonly number: number;
  readonly addresses: string;
  readonly seen_at: number | null;
  readonly unsent: number;
  readonly oldest_unsent_at: number | null;
  readonly certificates: readonly string[] | null;
};

/**
 * The other workstations. A revoked one is left out, so peers turn it away too. Certificates that have expired stay in:
 * a till without СЭП in reach is still the same till to its neighbours, and the journals prove themselves.
 */
const readPeers = (connection: Connection, { tradePoint, workstation }: Caller) =>
  connection.query<PeerRow>(
    `SELECT number, addresses, seen_at, unsent, oldest_unsent_at,
       (SELECT array_agg(encode(fingerprint, 'hex')) FROM
         (SELECT fingerprint FROM certificate
          WHERE trade_point = $1 AND certificate.workstation = workstation.number AND revoked_at IS NULL
          ORDER BY not_after DESC LIMIT $3) AS newest) AS certificates
     FROM workstation WHERE trade_point = $1 AND number <> $2 AND revoked_at IS NULL ORDER BY number LIMIT $4`,
    [tradePoint, workstation, mostCertificates, mostPeers],
  );

export const createContact =
  ({ database, clock, generation, signals }: SepParts, { witnessed, catalogueVersion }: ContactParts) =>
  async (input: SepInput<'contact'>, caller: Caller): Promise<SepResult<ContactAnswer>> => {
    await witnessed(caller, input.seen);
    const at = clock();
    const [own] = await database.query<{ not_after: number }>(
      `WITH told AS (UPDATE workstation SET addresses = $4, program = $5, seen_at = $6, unsent = $7, oldest_unsent_at = $8
         WHERE trade_point = $1 AND number = $2)
       SELECT not_after FROM certificate WHERE fingerprint = $3`,
      [
        caller.tradePoint,
        caller.workstation,
        Buffer.from(caller.fingerprint, 'hex'),
        JSON.stringify(input.addresses),
        input.program,
        at,
        Math.min(input.unsent, 2_000_000_000),
        input.oldestUnsentAt,
      ],
    );
    await noteWhole(database, caller, input, generation());
    if (await noteHeard(database, caller, input)) signals.due();
    const [started, settled, designation, peers, heads, version, recall] = await Promise.all([
      keepTold(database, caller, input.head),
      settledByPeople(database, caller),
      readDesignation(database, caller.tradePoint),
      readPeers(database, caller),
      readHeads(database, caller.tradePoint),
      catalogueVersion(),
      recallSince(database, caller),
    ]);
    return answer(
      Answer.parse({
        generation: generation(),
        clock: at,
        designation,
        peers: peers.map((peer) => ({
          workstation: peer.number,
          addresses: JSON.parse(peer.addresses) as unknown,
          lastSeenAt: peer.seen_at,
          unsent: peer.unsent,
          oldestUnsentAt: peer.oldest_unsent_at,
          certificates: peer.certificates ?? [],
        })),
        heads,
        catalogueVersion: version,
        renewAfter: Math.max(0, renewAfter(own?.not_after ?? at)),
        ...(started === null ? {} : { started }),
        ...(settled.length === 0 ? {} : { settled }),
        ...(recall === null ? {} : { recall: { since: recall } }),
      }),
    );
  };
