/** The exchange with the other workstations of the trade point, put together: door, list, a loop for each, freshness. */
import type { PeerAddress } from '../../contract/peer.ts';
import type { Instant } from '../../contract/primitives.ts';
import type { PartView } from '../../contract/sync.ts';
import { errorStory } from '../shell/errorStory.ts';
import { createPeerClient } from './peerClient.ts';
import type { PeerList } from './peerList.ts';
import { keepPeerList, readPeerList } from './peerList.ts';
import type { PeerLoop } from './peerLoop.ts';
import { startPeerLoop } from './peerLoop.ts';
import type { PeerServer, ServerLimits } from './peerServer.ts';
import { openPeerServer, usualLimits } from './peerServer.ts';
import type { Peers, PeersParts, PeerTls, WitnessedHeads } from './types.ts';

const connectMs = 3_000;
const answerMs = 20_000;
/** A freshness that moves on is written down this often: every write is one of the disk. */
const keepFreshMs = 60_000;
const keepListMs = 10 * 60_000;

const sameAddress = (left: PeerAddress, right: PeerAddress): boolean =>
  left.host === right.host && left.port === right.port;

/** Opens the door and begins to ask. A port that can't be had is reported; asking works without a door of one's own. */
export async function openPeers(parts: PeersParts, limits: ServerLimits = usualLimits): Promise<Peers> {
  const { workstation, tradePointId, store, clock, chance, timers, log, onArrived } = parts;
  let tls: PeerTls = parts.tls;
  let list: PeerList | null = readPeerList(store.local);
  let closed = false;
  let keptListAt = list?.at ?? 0;
  const loops = new Map<number, PeerLoop>();
  const fresh = new Map<number, { at: number; keptAt: number }>();

  let server: PeerServer | null = null;
  try {
    server = await openPeerServer({
      workstation,
      tradePointId,
      tls,
      list: () => list,
      store,
      port: parts.port,
      clock,
      log,
      limits,
    });
  } catch (error) {
    log.error({ error: errorStory(error), port: parts.port }, 'the peer door does not open');
  }

  const client = createPeerClient({
    tradePointId,
    tls: () => tls,
    list: () => list,
    timers,
    connectMs,
    answerMs,
  });

  /** Typed addresses first: a person knows better. */
  function addressesOf(of: number): readonly PeerAddress[] {
    const stored = store.peers.list().find((peer) => peer.workstation === of);
    const all = [...(stored?.typed ?? []), ...(stored?.addresses ?? [])];
    return all.filter((address, index) => all.findIndex((other) => sameAddress(address, other)) === index);
  }

  function heardFresh(of: number, at: number): boolean {
    const before = fresh.get(of);
    const keptAt = before?.keptAt ?? 0;
    const keep = before === undefined || at - keptAt >= keepFreshMs;
    fresh.set(of, { at, keptAt: keep ? at : keptAt });
    if (keep) store.peers.setFresh(of, Math.round(at) as Instant);
    return keep;
  }

  function startLoop(of: number): PeerLoop {
    return startPeerLoop({
      workstation: of,
      client,
      addresses: () => addressesOf(of),
      store,
      clock,
      chance,
      timers,
      log,
      closed: () => closed,
      unsound: new Map(),
      onEvents: onArrived,
      onRound: ({ events, names }, freshAt) => {
        const moved = freshAt !== null && heardFresh(of, freshAt);
        if (events > 0 || names > 0 || moved) onArrived();
      },
    });
  }

  /** A loop for each workstation that СЭП names or that has a typed address; none for those that are gone. */
  function arrange(): void {
    const typed = store.peers.list().filter((peer) => peer.typed.length > 0 || list === null);
    const wanted = new Set(
      [...(list?.peers ?? []), ...typed].map((peer) => peer.workstation).filter((of) => of !== workstation),
    );
    for (const [of, loop] of loops) {
      if (wanted.has(of)) continue;
      loops.delete(of);
      void loop.close();
    }
    for (const of of wanted) if (!loops.has(of)) loops.set(of, startLoop(of));
  }

  async function askOne(loop: PeerLoop) {
    const line = await loop.line();
    return line.ok ? line.value.heads() : line;
  }

  /** Waits for something, but not longer than this. */
  const atMost = (deadlineMs: number, all: Promise<unknown>): Promise<void> =>
    new Promise((resolve) => {
      const cancel = timers.after(deadlineMs, resolve);
      void all.then(() => {
        cancel();
        resolve();
      });
    });

  function kick(of?: number): void {
    for (const [other, loop] of loops) if (of === undefined || of === other) loop.kick();
  }

  arrange();
  return {
    address: () => (server ? parts.addressesOf(server.port) : []),
    setPeers(peers, at) {
      const others = peers.filter((peer) => peer.workstation !== workstation);
      const next: PeerList = { at, peers: others };
      const news = JSON.stringify(list?.peers ?? null) !== JSON.stringify(others);
      list = next;
      // Its time alone is written now and then: what was issued and revoked before it is not let in after a restart.
      if (news || at - keptListAt >= keepListMs) {
        keepPeerList(store.local, next);
        keptListAt = at;
      }
      if (!news) return;
      const known = new Map(store.peers.list().map((peer) => [peer.workstation, peer]));
      for (const peer of others) {
        const before = known.get(peer.workstation)?.addresses ?? [];
        if (JSON.stringify(before) === JSON.stringify(peer.addresses)) continue;
        store.peers.setAddresses(peer.workstation, peer.addresses);
      }
      arrange();
      kick();
    },
    setTls(next) {
      tls = next;
      server?.setTls(next);
    },
    setTyped(of, typed) {
      store.peers.setTyped(of, typed);
      arrange();
      kick(of);
    },
    async askHeads(deadlineMs): Promise<WitnessedHeads> {
      const asked = [...loops].map(([of, loop]) => ({ of, answer: askOne(loop) }));
      const heads: WitnessedHeads['heads'][number][] = [];
      const answered: number[] = [];
      const all = Promise.all(
        asked.map(async ({ of, answer }) => {
          const told = await answer;
          if (!told.ok) return;
          answered.push(of);
          heads.push(...told.value.heads);
        }),
      );
      await atMost(deadlineMs, all);
      return { heads: [...heads], answered: [...answered] };
    },
    kick,
    round: (deadlineMs) => atMost(deadlineMs, Promise.all([...loops.values()].map((loop) => loop.round()))),
    parts() {
      const stored = new Map(store.peers.list().map((peer) => [peer.workstation, peer]));
      const listed = new Map((list?.peers ?? []).map((peer) => [peer.workstation, peer]));
      const journals = store.journals.heads().map((head) => head.workstation);
      const others = new Set([...listed.keys(), ...stored.keys(), ...journals]);
      others.delete(workstation);
      return [...others]
        .sort((left, right) => left - right)
        .map((of): PartView => {
          const at = fresh.get(of)?.at;
          return {
            workstation: of,
            freshAt: at === undefined ? (stored.get(of)?.freshAt ?? null) : (Math.round(at) as Instant),
            unsent: listed.get(of)?.unsent ?? null,
          };
        });
    },
    async close() {
      closed = true;
      await Promise.all([...loops.values()].map((loop) => loop.close()));
      for (const [of, { at, keptAt }] of fresh) {
        if (at !== keptAt) store.peers.setFresh(of, Math.round(at) as Instant);
      }
      await server?.close();
    },
  };
}
