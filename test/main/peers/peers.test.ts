import { cpSync } from 'node:fs';
import { createServer as createTlsServer, request } from 'node:https';
import type { AddressInfo, Server, Socket } from 'node:net';
import { connect, createServer } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeAll, expect, test } from 'vitest';
import type { JournalChunk, PeerAddress } from '../../../contract/peer.ts';
import type { CashierId, Instant } from '../../../contract/primitives.ts';
import { systemTimers } from '../../../main/devices/timers.ts';
import { usualLimits } from '../../../main/peers/peerServer.ts';
import { openPeers } from '../../../main/peers/peers.ts';
import type { KnownPeer, Peers } from '../../../main/peers/types.ts';
import type { TestAuthority, TestCertificate } from '../../tools/certificates.ts';
import { testAuthority } from '../../tools/certificates.ts';
import type { Opened } from '../store/station.ts';
import {
  clockAt,
  details,
  must,
  newFolder,
  noon,
  openShift,
  removeFolders,
  reopen,
  take,
} from '../store/station.ts';

/** Real time as TLS sees it: certificates are judged by it. */
const now = Date.now();

let authority: TestAuthority;
beforeAll(async () => {
  authority = await testAuthority();
});

type Place = Opened & {
  readonly number: number;
  readonly tls: TestCertificate;
  readonly peers: Peers;
  readonly logged: string[];
  /** Resolves when this holds, looked at with everything that arrives. */
  until(condition: () => boolean): Promise<void>;
};

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
  removeFolders();
});

type Choices = {
  readonly tradePoint: string;
  readonly authority: TestAuthority;
  readonly issuedAt: number;
  /** A copy of a profile, on another computer. */
  readonly folder: string | null;
};

async function place(number: number, chosen: Partial<Choices> = {}): Promise<Place> {
  const usual = { tradePoint: 'tt-1', authority, issuedAt: now, folder: null };
  const { tradePoint, issuedAt, folder, ...rest } = { ...usual, ...chosen };
  const opened = folder
    ? reopen({ seed: 90, clock: clockAt(noon), folder, machineId: 'guid:another' })
    : reopen({ seed: 40 + number, clock: clockAt(noon) });
  if (!folder)
    must(opened.store.begin({ workstation: number, tradePointId: tradePoint, zone: 'Europe/Moscow' }));
  const tls = await rest.authority.issue(tradePoint, number, issuedAt);
  const logged: string[] = [];
  let looks: readonly (() => void)[] = [];
  const look = (): void => {
    for (const one of looks) one();
  };
  const note = (entry: object, message: string): void => {
    logged.push(`${message} ${JSON.stringify(entry)}`);
    look();
  };
  const peers = await openPeers(
    {
      workstation: number,
      tradePointId: tradePoint,
      tls,
      store: opened.store,
      port: 0,
      addressesOf: (port) => [{ host: '127.0.0.1', port }],
      clock: opened.clock.read,
      chance: () => 0.5,
      timers: systemTimers,
      log: { info: note, warn: note, error: note },
      onArrived: look,
    },
    { ...usualLimits, handshakeMs: 500, headersMs: 300, questionMs: 600 },
  );
  ends.push(async () => {
    await peers.close();
    opened.store.close();
  });
  return {
    ...opened,
    number,
    tls,
    peers,
    logged,
    until: (condition) =>
      new Promise((resolve) => {
        const one = (): void => {
          if (!condition()) return;
          looks = looks.filter((other) => other !== one);
          resolve();
        };
        looks = [...looks, one];
        one();
      }),
  };
}

const known = (of: Place, addresses: readonly PeerAddress[] = of.peers.address()): KnownPeer => ({
  workstation: of.number,
  addresses: [...addresses],
  certificates: [of.tls.fingerprint],
  unsent: 3,
});

/** СЭП tells each of all the others. */
function introduce(places: readonly Place[], at = now + 60_000): void {
  for (const one of places)
    one.peers.setPeers(
      places.filter((other) => other !== one).map((other) => known(other)),
      at,
    );
}

const payments = ({ database }: Opened): unknown =>
  database.prepare('SELECT id, stage, taken, workstation FROM payment ORDER BY id').all();
const heads = ({ store }: Opened) =>
  [...store.journals.heads()].sort((left, right) => (left.origin < right.origin ? -1 : 1));
const same = (left: Opened, right: Opened): boolean =>
  JSON.stringify(heads(left)) === JSON.stringify(heads(right));

test('three workstations exchange until all have the same, names and freshness with it', async () => {
  const places = [await place(1), await place(2), await place(3)];
  const [one, two, three] = places as [Place, Place, Place];
  for (const each of places) {
    openShift(each);
    for (let count = 0; count < 20; count += 1) take(each, details);
    must(
      each.store.local.cashiers.create({
        id: `00000000-0000-4000-8000-00000000000${each.number}` as CashierId,
        name: `Кассир ${each.number}`,
        role: 'cashier',
        verifier: 'x',
      }),
    );
  }
  introduce(places);
  await Promise.all(
    places.map((each) => each.until(() => each.peers.parts().every(({ freshAt }) => freshAt === noon))),
  );
  expect(heads(one)).toHaveLength(3);
  expect(same(one, two) && same(two, three)).toBe(true);
  expect(payments(one)).toEqual(payments(three));
  expect(payments(two)).toEqual(payments(three));
  expect(
    one.store.peers
      .names()
      .map(({ name }) => name)
      .sort(),
  ).toEqual(['Кассир 1', 'Кассир 2', 'Кассир 3']);
  expect(one.peers.parts()).toEqual([
    { workstation: 2, freshAt: noon as Instant, unsent: 3 },
    { workstation: 3, freshAt: noon as Instant, unsent: 3 },
  ]);
  // What comes later comes too, at once when it is told of.
  const id = take(two, details);
  one.peers.kick(2);
  await one.until(() => one.store.read.payment(id)?.stage === 'conducted');
  expect(await one.peers.askHeads(5_000)).toMatchObject({
    answered: expect.arrayContaining([2, 3]),
  });
});

test('journals reach a workstation over another that stands between', async () => {
  const [one, two, three] = [await place(1), await place(2), await place(3)];
  openShift(three);
  const id = take(three, details);
  two.peers.setPeers([known(one), known(three)], now + 60_000);
  three.peers.setPeers([known(two)], now + 60_000);
  one.peers.setPeers([known(two), known(three, [])], now + 60_000);
  await two.until(() => two.store.read.payment(id) !== null);
  one.peers.kick();
  await one.until(() => one.store.read.payment(id) !== null);
  // Nobody asked workstation 3 itself: how fresh its part is, is not known.
  expect(one.peers.parts().find(({ workstation }) => workstation === 3)?.freshAt).toBeNull();
});

test('what a restored workstation has lost comes back from a peer that has it', async () => {
  const [lost, two] = [await place(1), await place(2)];
  openShift(lost);
  const folder = newFolder();
  cpSync(lost.folder, folder, { recursive: true });
  const id = take(lost, details);
  introduce([lost, two]);
  await two.until(() => two.store.read.payment(id)?.stage === 'conducted');
  await lost.peers.close();
  const again = await place(1, { folder });
  expect(again.store.opening.kind).toBe('cloned');
  expect(again.store.read.payment(id)).toBeNull();
  again.peers.setPeers([known(two)], now + 60_000);
  two.peers.setPeers([known(again)], now + 60_000);
  await again.peers.round(10_000);
  expect(again.store.read.payment(id)?.stage).toBe('conducted');
  expect(again.store.read.station().paymentCounter).toBe(1);
  take(again, details);
  expect(again.store.read.station().paymentCounter).toBe(2);
});

test('a cut network: what was handed on stays, the rest comes when it is back', async () => {
  const [one, two] = [await place(1), await place(2)];
  openShift(two);
  for (let count = 0; count < 80; count += 1) take(two, details);
  const [target] = two.peers.address();
  if (!target) throw new Error('no door');
  let cutAfter = 60_000;
  const wire: Server = createServer((near: Socket) => {
    const far = connect(target.port, target.host);
    let passed = 0;
    far.on('data', (part) => {
      passed += part.length;
      if (passed > cutAfter) near.destroy();
    });
    near.on('error', () => far.destroy()).on('close', () => far.destroy());
    far.on('error', () => near.destroy()).on('close', () => near.destroy());
    near.pipe(far);
    far.pipe(near);
  });
  await new Promise<void>((resolve) => {
    wire.listen(0, '127.0.0.1', resolve);
  });
  ends.push(() => wire.close());
  const { port } = wire.address() as AddressInfo;
  one.peers.setPeers([known(two, [{ host: '127.0.0.1', port }])], now + 60_000);
  two.peers.setPeers([known(one, [])], now + 60_000);
  await one.until(() => one.logged.some((line) => line.startsWith('a peer can’t be asked')));
  expect(one.peers.parts()[0]?.freshAt).toBeNull();
  cutAfter = Number.POSITIVE_INFINITY;
  one.peers.kick();
  await one.until(() => one.peers.parts()[0]?.freshAt === noon);
  expect(payments(one)).toEqual(payments(two));
});

test('a certificate of another СЭП, of another trade point, and one that was taken back are refused', async () => {
  const one = await place(1);
  const foreign = await place(2, { authority: await testAuthority() });
  const elsewhere = await place(3, { tradePoint: 'tt-2' });
  const revoked = await place(4, { issuedAt: now - 3_600_000 });
  const later = await place(5, { issuedAt: now + 120_000 });
  one.peers.setPeers([], now);
  for (const each of [foreign, elsewhere, revoked, later]) {
    each.peers.setPeers([known(one)], now + 600_000);
    openShift(each);
  }
  for (const each of [foreign, elsewhere, revoked])
    await each.until(() => each.logged.some((line) => line.includes('status 403')));
  const refused = one.logged.filter((line) => line.startsWith('a peer was refused'));
  expect(refused.map((line) => /"why":"(\w+)"/.exec(line)?.[1]).sort()).toEqual([
    'certificateForeign',
    'certificateRevoked',
    'otherPlace',
  ]);
  // Issued after the list was told: the list could not know it.
  await later.until(() => later.store.journals.heads().length === 2);
  // What was let in is shut out as soon as СЭП says so.
  one.peers.setPeers([], now + 3_600_000);
  later.peers.kick();
  await later.until(() => later.logged.some((line) => line.includes('status 403')));
});

test('forged chunks of a peer change nothing, are reported, and the others go on; the peer is asked again after a while, and when its journal grows', async () => {
  const [one, honest, forger] = [await place(1), await place(2), await place(3)];
  openShift(honest);
  const id = take(honest, details);
  openShift(forger);
  const forged = take(forger, details);
  const real = forger.store.journals;
  let spoils = true;
  let asked = 0;
  const spoilt = (chunk: JournalChunk | null): JournalChunk | null =>
    chunk && {
      ...chunk,
      events: chunk.events.map((event) =>
        event.type === 'paymentEntered' ? { ...event, body: event.body.replace('50000', '60000') } : event,
      ),
    };
  const lying = {
    ...forger.store,
    journals: {
      ...real,
      chunkFrom(...question: Parameters<typeof real.chunkFrom>) {
        if (question[0] === forger.store.read.head()?.origin) asked += 1;
        const chunk = real.chunkFrom(...question);
        return spoils ? spoilt(chunk) : chunk;
      },
    },
  };
  await forger.peers.close();
  const door = await openPeers({
    workstation: 3,
    tradePointId: 'tt-1',
    tls: forger.tls,
    store: lying,
    port: 0,
    addressesOf: (port) => [{ host: '127.0.0.1', port }],
    clock: forger.clock.read,
    chance: () => 0.5,
    timers: systemTimers,
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    onArrived: () => undefined,
  });
  ends.push(() => door.close());
  door.setPeers([known(one, [])], now + 60_000);
  honest.peers.setPeers([known(one, [])], now + 60_000);
  one.peers.setPeers([known(honest), known(forger, door.address())], now + 60_000);
  await one.until(
    () =>
      one.store.read.payment(id) !== null &&
      one.logged.some((line) => line.startsWith('a journal from a peer')),
  );
  expect(one.logged.join('\n')).toContain('"why":"hash"');
  expect(one.store.read.payment(forged)).toBeNull();
  expect(one.peers.parts().find(({ workstation }) => workstation === 3)?.freshAt).toBeNull();

  const before = asked;
  for (let round = 0; round < 2; round += 1) await one.peers.round(5_000);
  expect(asked).toBe(before);
  // What was not right comes to an end, be it in a while or with the next event.
  spoils = false;
  one.clock.now += 10 * 60_000;
  await one.peers.round(5_000);
  expect(one.store.read.payment(forged)?.stage).toBe('conducted');
  spoils = true;
  const second = take(forger, details);
  await one.peers.round(5_000);
  expect(one.store.read.payment(second)).toBeNull();
  spoils = false;
  await one.peers.round(5_000);
  expect(one.store.read.payment(second)).toBeNull();
  const third = take(forger, details);
  await one.peers.round(5_000);
  for (const each of [second, third]) expect(one.store.read.payment(each)?.stage).toBe('conducted');
});

test('a peer that answers without end, packed or not, cut, or with nonsense, harms nothing', async () => {
  const one = await place(1);
  const tls = await authority.issue('tt-1', 2, now);
  let mode: 'endless' | 'bomb' | 'cut' | 'nonsense' = 'endless';
  // 128 MB of spaces.
  const bomb = gzipSync(Buffer.alloc(128 * 1024 * 1024, 0x20));
  const server = createTlsServer(
    { cert: tls.certificate, key: tls.key, ca: tls.authority, requestCert: true, rejectUnauthorized: false },
    (_question, response) => {
      if (mode === 'nonsense') {
        response.end('{"heads":');
        return;
      }
      if (mode === 'bomb' || mode === 'cut') {
        response.writeHead(200, { 'content-encoding': 'gzip' });
        response.end(mode === 'bomb' ? bomb : bomb.subarray(0, 1_000));
        return;
      }
      const flood = Buffer.alloc(1024 * 1024, 0x20);
      const more = (): void => {
        while (!response.destroyed && response.write(flood));
      };
      response.on('drain', more);
      more();
    },
  );
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  ends.push(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  const peer = {
    workstation: 2,
    addresses: [{ host: '127.0.0.1', port }],
    certificates: [tls.fingerprint],
    unsent: 0,
  };
  one.peers.setPeers([peer], now + 60_000);
  await one.until(() => one.logged.some((line) => line.includes('tooLarge')));
  for (const [next, told] of [
    ['bomb', 'ERR_BUFFER_TOO_LARGE'],
    ['cut', 'Z_BUF_ERROR'],
  ] as const) {
    mode = next;
    one.peers.kick();
    await one.until(() => one.logged.some((line) => line.includes(told)));
  }
  mode = 'nonsense';
  one.peers.kick();
  await one.until(() => one.logged.some((line) => line.includes('JSON')));
  expect(one.store.journals.heads()).toHaveLength(1);
});

/** A bare question with a certificate of one's own. */
function knock(address: PeerAddress, tls: TestCertificate, path: string, body: string, method = 'POST') {
  return new Promise<{ readonly status: number; readonly text: string }>((resolve, reject) => {
    const asking = request(
      {
        ...address,
        path,
        method,
        cert: tls.certificate,
        key: tls.key,
        rejectUnauthorized: false,
        agent: false,
      },
      (response) => {
        let text = '';
        response.on('data', (part: Buffer) => {
          text += part.toString();
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      },
    );
    asking.on('error', reject);
    asking.end(body);
  });
}

test('bad questions are answered with a reason, slow ones are hung up on, and the door goes on', async () => {
  const [one, two] = [await place(1), await place(2)];
  one.peers.setPeers([known(two, [])], now + 60_000);
  const [door] = one.peers.address();
  if (!door) throw new Error('no door');
  expect(await knock(door, two.tls, '/v1/pull', '{')).toMatchObject({ status: 400 });
  expect(await knock(door, two.tls, '/v1/pull', '{"origin":"x","from":1}')).toMatchObject({ status: 400 });
  expect(await knock(door, two.tls, '/v1/pull', 'null')).toMatchObject({ status: 400 });
  expect(await knock(door, two.tls, '/v1/nothing', '{}')).toMatchObject({ status: 404 });
  expect(await knock(door, two.tls, '/v1/heads', '', 'GET')).toMatchObject({ status: 405 });
  expect(
    await knock(door, two.tls, '/v1/pull', 'x'.repeat(100_000)).catch(() => ({ status: 413 })),
  ).toMatchObject({
    status: 413,
  });
  const origin = one.store.read.station().origin;
  const late = JSON.stringify({ origin, from: 1_000_000 });
  expect(await knock(door, two.tls, '/v1/pull', late)).toEqual({ status: 200, text: '{"chunk":null}' });
  // Half a handshake and then nothing.
  const slow = connect(door.port, door.host);
  slow.write(Buffer.from([0x16]));
  await new Promise<void>((resolve) => {
    slow.on('close', () => resolve()).on('error', () => undefined);
  });
  expect(await knock(door, two.tls, '/v1/heads', '{}')).toMatchObject({ status: 200 });
});

test('СЭП’s list and typed addresses outlive a restart', async () => {
  const [one, two] = [await place(1), await place(2)];
  one.peers.setPeers([known(two, [])], now + 60_000);
  two.peers.setPeers([known(one, [])], now + 60_000);
  openShift(two);
  one.peers.setTyped(2, two.peers.address());
  await one.until(() => one.store.journals.heads().length === 2);
  await one.peers.close();
  const arrived: unknown[] = [];
  const id = take(two, details);
  await new Promise<void>((resolve) => {
    const again = openPeers({
      workstation: 1,
      tradePointId: 'tt-1',
      tls: one.tls,
      store: one.store,
      port: 0,
      addressesOf: () => [],
      clock: one.clock.read,
      chance: () => 0.5,
      timers: systemTimers,
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
      onArrived: () => {
        arrived.push(1);
        if (one.store.read.payment(id)?.stage === 'conducted') resolve();
      },
    });
    ends.push(async () => (await again).close());
  });
  expect(arrived.length).toBeGreaterThan(0);
});
