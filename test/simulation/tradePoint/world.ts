/**
 * A trade point in the world: workstations, two nodes of СЭП, operators, and a faulty network between all of them.
 * Nothing in it is pretended but the operators and the weather.
 */
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AdjustmentKind } from '../../../contract/adjustment.ts';
import type { DeskRole } from '../../../contract/desk.ts';
import type { EnrolForm } from '../../../contract/sync.ts';
import { openChance } from '../../../main/cli/seed/chance.ts';
import { systemTimers } from '../../../main/devices/timers.ts';
import { hashPin } from '../../../main/session/pin.ts';
import { profileAt } from '../../../main/store/profile.ts';
import { fileVault } from '../../../main/store/secretFile.ts';
import { openStore } from '../../../main/store/store.ts';
import { enrol, lookAtCode } from '../../../main/sync/enrolment.ts';
import { certificatePem, keyPem, openIdentityFile } from '../../../main/sync/identity.ts';
import { beginTraining } from '../../../main/training/trainingSet.ts';
import { projectRoot } from '../../../scripts/lib/install.mjs';
import { savePerson } from '../../../sep/desk/people.ts';
import type { Operators } from '../../../sep/operators/server.ts';
import { startOperators } from '../../../sep/operators/server.ts';
import type { SepResult } from '../../../sep/parts.ts';
import type { Database } from '../../../sep/store/database.ts';
import { openDatabase } from '../../../sep/store/database.ts';
import { openAuthority } from '../../../sep/trust/authority.ts';
import { wrappingSecret } from '../../../sep/trust/secret.ts';
import { migrations, must, optionsOf } from '../../main/store/station.ts';
import { codeAt, deskClient } from '../../sep/desk/deskClient.ts';
import { ownPassword } from '../../sep/desk/deskGround.ts';
import type { Dump } from '../../tools/databaseDump.ts';
import { putBack, takeDump } from '../../tools/databaseDump.ts';
import type { FaultyProxy } from '../../tools/faultyProxy.ts';
import { openFaultyProxy } from '../../tools/faultyProxy.ts';
import type { RepeatingGateway } from '../../tools/repeatingGateway.ts';
import { openRepeatingGateway } from '../../tools/repeatingGateway.ts';
import { newSepDatabase } from '../../tools/sepDatabase.ts';
import type { TestSep } from '../../tools/sepSystem.ts';
import { startSep } from '../../tools/sepSystem.ts';
import { quickPins } from '../../tools/workstation.ts';
import type { SepNode, Station } from './children.ts';
import { endProcesses, startNode, startStation } from './children.ts';
import type { Office } from './office.ts';
import { openOffice } from './office.ts';
import type { EpochWitness } from './witness.ts';
import { createEpochWitness } from './witness.ts';
import type { Gave, Look, Mending, Paid } from './words.ts';
import { nodeSecret } from './words.ts';

const tradePoint = 'tt-1';
const words = {
  name: 'Мира, 12',
  address: 'г. Москва, пр-т Мира, д. 12',
  zone: 'Europe/Moscow',
  agentName: 'ООО «Агент»',
  agentInn: '7700000009',
  agentPhone: '8 800 000-00-00',
} as const;
const hour = 3_600_000;
const providers = ['mts', 'beeline', 'megafon'] as const;

/** An operator that is asked again within tenths of a second, and never given up. */
const gateway = (url: string, cancels: boolean) => ({
  url,
  timeoutMs: 600,
  cancels,
  retry: { firstMs: 60, factor: 1.3, mostMs: 400, unreachedMs: 60, mostAgeMs: hour },
});

export type Place = {
  readonly number: number;
  readonly profile: string;
  /** Between it and СЭП; between the other workstations and it. */
  readonly toSep: FaultyProxy;
  readonly toDoor: FaultyProxy;
  /** Behind `toSep`: what the network left whole goes through here, now and then twice. */
  readonly gateway: RepeatingGateway;
  clockAheadMs: number;
  process: Station | null;
  /** A start that is under way. */
  starting: Promise<void>;
  /** What it was told of each payment last: generation and revision. */
  told: Map<string, readonly [number, number]>;
};

/** Harm by its kind. `repeated`: what СЭП was asked twice, by path. */
export type Struck = Readonly<
  Record<'toSep' | 'toDoors' | 'toOperators' | 'operators' | 'repeated', Readonly<Record<string, number>>>
>;

const summed = (counts: readonly Readonly<Record<string, number>>[]): Record<string, number> => {
  const sum: Record<string, number> = {};
  for (const one of counts)
    for (const [name, count] of Object.entries(one)) sum[name] = (sum[name] ?? 0) + count;
  return sum;
};

export interface World {
  readonly places: readonly Place[];
  readonly operators: Operators;
  readonly toOperators: FaultyProxy;
  readonly witness: EpochWitness;
  /** Every payment that a workstation has named as conducted. */
  readonly acknowledged: ReadonlyMap<string, Paid>;
  /** Cash that cashiers gave back, as they remember it. */
  readonly gave: readonly Gave[];
  /** What was asked for at workstations and what became of it at once, how often. */
  readonly asked: ReadonlyMap<string, number>;
  readonly office: Office;
  /** What nodes and workstations logged as warnings and errors, how often. */
  readonly logged: ReadonlyMap<string, number>;
  /** What really happened on the networks and at the operators, how often. */
  struck(): Struck;
  /** Revisions that went back at a workstation: none, if all is well. */
  readonly wentBack: readonly string[];
  database(): Database;
  /** Resolves when so many payments are acknowledged; rejects when a process ends by itself before. */
  paid(count: number): Promise<void>;
  /** The work's end, unless a process ends by itself before: then it rejects. */
  unbroken<T>(work: Promise<T>): Promise<T>;
  pay(on: boolean): void;
  /**
   * Whether cashiers ask for corrections, and people of the central office decide on them. Resolves when nothing of the
   * mode before is under way any more. `wanted`: what is asked for before anything else, where it is possible.
   */
  mend(mode: Mending, wanted?: readonly AdjustmentKind[]): Promise<void>;
  look(place: Place): Promise<Look | null>;
  kill(place: Place): Promise<void>;
  start(place: Place): Promise<void>;
  /** The profile as it is, of a workstation that was killed. */
  copyProfile(place: Place): string;
  /** The copy in place of the profile, as if the disk had died: what was told since is forgotten. */
  restoreProfile(place: Place, copy: string): void;
  killNode(index: number): Promise<void>;
  startNode(index: number): Promise<void>;
  /** Each workstation reaches СЭП by a node of its own choice among those alive. */
  route(pick: (ports: readonly number[]) => number): void;
  dump(): Promise<Dump>;
  /** With all nodes killed: СЭП is what it was at the dump. */
  restore(dump: Dump): Promise<void>;
  end(): Promise<void>;
}

function madeCode<T>(made: SepResult<T>): T {
  if (!made.ok) throw new Error(made.refusal.message);
  return made.value;
}

/** Somebody of the central office, signed in with a password of his own. */
async function cookieOf({ system }: TestSep, secret: Buffer, login: string, role: DeskRole): Promise<string> {
  const { password, otpauth } = await savePerson(system.parts, secret, { login, name: login, role }, 'test');
  const client = deskClient(system.deskUrl ?? '');
  await client.ask('sign-in', { login, password });
  await client.ask('sign-in-code', { code: codeAt(otpauth, Date.now()) });
  const { status } = await client.ask('new-password', { password: ownPassword });
  if (status !== 200 || client.cookie === null) throw new Error(`${login} is not in`);
  return client.cookie;
}

/** A profile of the training set, enrolled as this workstation. */
async function enrolled(
  folder: string,
  form: EnrolForm,
  { seed, clockAheadMs }: { readonly seed: number; readonly clockAheadMs: number },
): Promise<void> {
  const looked = must(await lookAtCode(form, { timers: systemTimers }));
  const store = must(
    openStore(
      optionsOf({
        folder,
        clock: { now: 0, read: () => Date.now() + clockAheadMs },
        seed,
        machineId: 'guid:the computer of a simulation',
        vault: fileVault,
      }),
    ),
  );
  try {
    must(await beginTraining(store, (pin) => hashPin(pin, store.pepper.bytes, quickPins), looked));
    const file = openIdentityFile(profileAt(folder).sep, fileVault);
    must(await enrol(form, store, file, { timers: systemTimers }));
  } finally {
    store.close();
  }
}

export type WorldOptions = {
  readonly seed: number;
  readonly epochCheck: boolean;
  /** The mean pause between two payments of a workstation, milliseconds. */
  readonly pauseMs: number;
  readonly workstations: number;
  /** How many times slower than three of them they ask and give up. */
  readonly slowness: number;
  /** Whether their clocks are hours and days apart, and the nodes' a second or two. */
  readonly skewed: boolean;
};

const minute = 60_000;
/** How far the clocks of a skewed world are ahead of the machine's, workstation by workstation. */
const skews = [0, 25 * minute, -7 * minute, -3 * hour, 9 * hour, -40_000, 48 * hour, -13 * hour];
/** A server's clock is kept by a network of such: theirs are less far apart. */
const nodeSkews = [0, 1_500];

export async function openWorld({
  seed,
  epochCheck,
  pauseMs,
  workstations,
  slowness,
  skewed,
}: WorldOptions): Promise<World> {
  const ground = mkdtempSync(join(tmpdir(), 'kassa-world-'));
  const sep = await newSepDatabase();
  let database = sep.database;
  const operators = await startOperators({
    port: 0,
    folder: null,
    clock: Date.now,
    seed,
    training: false,
  });
  const toOperators = await openFaultyProxy({ target: Number(new URL(operators.url).port), seed });
  const witness = createEpochWitness();
  await witness.install(database);

  const places: Place[] = [];
  const first = await startSep({
    databaseUrl: sep.url,
    secret: nodeSecret,
    operators: 'real',
    dispatch: false,
    deskPort: 0,
    folder: ground,
  });
  for (const provider of providers)
    await database.run('INSERT INTO gateway (provider, value, changed_at) VALUES ($1, $2, $3)', [
      provider,
      JSON.stringify(gateway(`http://127.0.0.1:${toOperators.port}/osmp/${provider}`, provider === 'mts')),
      Date.now(),
    ]);
  const { parts } = first.system;
  const secret = wrappingSecret(ground, nodeSecret, parts.random);
  const cookies = [
    await cookieOf(first, secret, 'anna', 'operator'),
    await cookieOf(first, secret, 'boris', 'supervisor'),
  ] as const;
  const authority = await openAuthority(parts, secret);
  const listener = await authority.issueServer([{ type: 'ip', value: '127.0.0.1' }], Date.now());
  for (let number = 1; number <= workstations; number += 1) {
    const skew = skewed ? (skews[(number - 1) % skews.length] ?? 0) : 0;
    const toSep = await openFaultyProxy({ target: Number(new URL(first.url).port), seed: seed + number });
    const toDoor = await openFaultyProxy({ target: null, seed: seed + 20 + number });
    const profile = join(ground, `workstation-${number}`);
    const { code } = madeCode(await first.system.newCode({ tradePoint, workstation: number }, words));
    const address = `https://127.0.0.1:${toSep.port}`;
    await enrolled(profile, { code, address }, { seed: seed * 10 + number, clockAheadMs: skew - hour });
    const client = must(openIdentityFile(profileAt(profile).sep, fileVault).read());
    if (!client) throw new Error(`workstation ${number} is not enrolled`);
    const gateway = await openRepeatingGateway({
      listener,
      client: { key: keyPem(client.key), certificate: certificatePem(client.certificate) },
      chance: openChance(seed + 40 + number),
    });
    places.push({
      number,
      profile,
      toSep,
      toDoor,
      gateway,
      // Its copy is to be an hour old by its own clock.
      clockAheadMs: number === 3 ? skew - hour : skew,
      process: null,
      starting: Promise.resolve(),
      told: new Map(),
    });
  }
  await first.close();

  const nodes: (SepNode | null)[] = [null, null];
  const office = openOffice({
    desk: () => nodes.find((node) => node !== null)?.desk ?? null,
    cookies,
    operators,
    chance: openChance(seed + 60),
    clock: Date.now,
  });
  const acknowledged = new Map<string, Paid>();
  const logged = new Map<string, number>();
  const wentBack: string[] = [];
  const gave: Gave[] = [];
  const asked = new Map<string, number>();
  let mode: Mending = 'finish';
  let wanted: readonly AdjustmentKind[] = [];
  let waiting: { readonly count: number; readonly done: () => void }[] = [];
  let paying = false;
  let lives = 0;
  const log = (who: string, message: string, entry: object): void => {
    const key = `${who}: ${message}`;
    logged.set(key, (logged.get(key) ?? 0) + 1);
    if (process.env['KASSA_SIMULATION_LOG']) console.log(key, JSON.stringify(entry));
  };

  let died: (why: Error) => void = () => undefined;
  const broken = new Promise<never>((_, reject) => {
    died = reject;
  });
  broken.catch(() => undefined);

  function hearPaid(paid: Paid): void {
    acknowledged.set(paid.id, paid);
    waiting = waiting.filter(({ count, done }) => {
      if (acknowledged.size < count) return true;
      done();
      return false;
    });
  }

  async function start(place: Place): Promise<void> {
    lives += 1;
    const options = {
      profile: place.profile,
      migrations,
      reportWorker: pathToFileURL(join(projectRoot, 'main/report/worker.ts')).href,
      clockAheadMs: place.clockAheadMs,
      life: lives,
      proxyPort: place.toDoor.port,
      pauseMs,
      slowness,
    };
    const started = await startStation(options, {
      heard: (word) => {
        if (word.kind === 'door') place.toDoor.setTarget(word.port);
        if (word.kind === 'paid') hearPaid(word.paid);
        if (word.kind === 'gave') gave.push(word);
        if (word.kind === 'asked') asked.set(word.what, (asked.get(word.what) ?? 0) + 1);
        if (word.kind === 'log') log(`workstation ${place.number}`, word.message, word.entry);
      },
      died,
    });
    place.process = started;
    started.pay(paying);
    void started.mend(mode, wanted);
  }

  return {
    places,
    operators,
    toOperators,
    witness,
    acknowledged,
    gave,
    asked,
    office,
    logged,
    wentBack,
    database: () => database,
    struck: () => ({
      toSep: summed(places.map(({ toSep }) => toSep.struck())),
      toDoors: summed(places.map(({ toDoor }) => toDoor.struck())),
      toOperators: summed([toOperators.struck()]),
      operators: operators.struck(),
      repeated: summed(places.map(({ gateway }) => gateway.repeated())),
    }),
    paid: (count) =>
      Promise.race([
        broken,
        new Promise<void>((done) => {
          if (acknowledged.size >= count) done();
          else waiting.push({ count, done });
        }),
      ]),
    unbroken: (work) => Promise.race([broken, work]),
    pay(on) {
      paying = on;
      for (const { process: station } of places) station?.pay(on);
    },
    async mend(to, kinds = []) {
      mode = to;
      wanted = kinds;
      await Promise.all([
        office.open(to !== 'off'),
        ...places.map((place) => place.process?.mend(to, kinds)),
      ]);
    },
    async look(place) {
      const seen = (await place.process?.look()) ?? null;
      for (const [payment, status, generation, revision] of seen?.statuses ?? []) {
        const [oldGeneration, oldRevision] = place.told.get(payment) ?? [0, 0];
        if (generation < oldGeneration || (generation === oldGeneration && revision < oldRevision))
          wentBack.push(
            `${place.number}: ${payment} ${status} ${oldGeneration}.${oldRevision} → ${generation}.${revision}`,
          );
        place.told.set(payment, [generation, revision]);
      }
      return seen;
    },
    async kill(place) {
      const station = place.process;
      place.process = null;
      place.toDoor.setTarget(null);
      await station?.kill();
    },
    start: (place) => {
      place.starting = start(place);
      return place.starting;
    },
    copyProfile(place) {
      const copy = join(ground, `copy-${place.number}`);
      rmSync(copy, { recursive: true, force: true });
      cpSync(place.profile, copy, { recursive: true });
      return copy;
    },
    restoreProfile(place, copy) {
      const memory = join(place.profile, 'register');
      const kept = join(ground, `register-${place.number}`);
      // A register's memory is in the register.
      if (existsSync(memory)) cpSync(memory, kept, { recursive: true });
      rmSync(place.profile, { recursive: true, force: true });
      cpSync(copy, place.profile, { recursive: true });
      if (existsSync(kept)) cpSync(kept, memory, { recursive: true });
      place.told = new Map();
    },
    async killNode(index) {
      const node = nodes[index];
      nodes[index] = null;
      await node?.kill();
    },
    async startNode(index) {
      nodes[index] = await startNode(
        {
          databaseUrl: sep.url,
          folder: join(ground, `node-${index}`),
          epochCheck,
          clockAheadMs: skewed ? (nodeSkews[index] ?? 0) : 0,
        },
        {
          heard: (word) => {
            if (word.kind === 'stored') witness.shipped(word.shipment);
            if (word.kind === 'log') log('СЭП', word.message, word.entry);
          },
          died,
        },
      );
    },
    route(pick) {
      const ports = nodes.flatMap((node) => (node ? [node.port] : []));
      for (const { toSep, gateway } of places) {
        toSep.setTarget(ports.length === 0 ? null : gateway.port);
        gateway.setNodes(ports.length === 0 ? null : pick(ports), ports);
      }
    },
    dump: () => takeDump(database),
    async restore(dump) {
      await witness.read(database);
      await database.close();
      await putBack(sep.url, dump);
      database = openDatabase(sep.url, 4, () => undefined);
      await witness.install(database);
    },
    async end() {
      await office.close();
      await endProcesses();
      for (const { toSep, toDoor, gateway } of places) {
        await toSep.close();
        await gateway.close();
        await toDoor.close();
      }
      await toOperators.close();
      await operators.close();
      if (database !== sep.database) await database.close();
      await sep.drop();
      rmSync(ground, { recursive: true, force: true });
    },
  };
}
