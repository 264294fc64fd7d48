/** What is known of the other workstations beside their journals: where they are, how fresh they are here, who works there. */
import { z } from 'zod';
import type { Result } from '../../contract/failure.ts';
import { ok } from '../../contract/failure.ts';
import { PeerAddress } from '../../contract/peer.ts';
import type { Instant } from '../../contract/primitives.ts';
import type { Database } from './driver.ts';
import { guarded } from './engineFailure.ts';
import type { CashierName, PeerTable, StoredPeer } from './types.ts';

type PeerRow = {
  readonly workstation: number;
  readonly fresh_at: Instant | null;
  readonly addresses: string;
  readonly typed: string;
};

const Addresses = z.array(PeerAddress);

/** Stored by a program of another shape: none. */
function addressesOf(text: string): readonly PeerAddress[] {
  const read = Addresses.safeParse(JSON.parse(text));
  return read.success ? read.data : [];
}

export function openPeerTable(database: Database): PeerTable {
  const all = database.prepare<[], PeerRow>('SELECT * FROM peer ORDER BY workstation');
  const addresses = database.prepare<[number, string]>(
    `INSERT INTO peer (workstation, addresses) VALUES (?, ?)
     ON CONFLICT (workstation) DO UPDATE SET addresses = excluded.addresses`,
  );
  const typed = database.prepare<[number, string]>(
    `INSERT INTO peer (workstation, typed) VALUES (?, ?)
     ON CONFLICT (workstation) DO UPDATE SET typed = excluded.typed`,
  );
  // A clock that was set back takes no freshness away: what is here stays here.
  const fresh = database.prepare<[number, Instant]>(
    `INSERT INTO peer (workstation, fresh_at) VALUES (?, ?)
     ON CONFLICT (workstation) DO UPDATE SET fresh_at = max(coalesce(fresh_at, 0), excluded.fresh_at)`,
  );
  const names = database.prepare<[], CashierName>(
    `SELECT id, name FROM other_cashier WHERE id NOT IN (SELECT id FROM cashier) UNION ALL SELECT id, name FROM cashier`,
  );
  const known = database.prepare<[string], string>('SELECT name FROM other_cashier WHERE id = ?').pluck();
  const own = database.prepare<[string], number>('SELECT 1 FROM cashier WHERE id = ?').pluck();
  const keep = database.prepare<[string, string]>(
    `INSERT INTO other_cashier (id, name) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name`,
  );

  const keepAll = database.transaction((list: readonly CashierName[]): number => {
    let news = 0;
    for (const { id, name } of list) {
      if (own.get(id) !== undefined || known.get(id) === name) continue;
      keep.run(id, name);
      news += 1;
    }
    return news;
  });

  const stored = (step: () => unknown): Result<null> => {
    const done = guarded(step);
    return done.ok ? ok(null) : done;
  };

  return {
    list: () =>
      all.all().map(
        (row): StoredPeer => ({
          workstation: row.workstation,
          freshAt: row.fresh_at,
          addresses: addressesOf(row.addresses),
          typed: addressesOf(row.typed),
        }),
      ),
    setAddresses: (workstation, list) => stored(() => addresses.run(workstation, JSON.stringify(list))),
    setTyped: (workstation, list) => stored(() => typed.run(workstation, JSON.stringify(list))),
    setFresh: (workstation, at) => stored(() => fresh.run(workstation, at)),
    names: () => names.all(),
    nameOf: (id) => known.get(id) ?? null,
    keepNames: (list) => guarded(() => keepAll.immediate(list)),
  };
}
