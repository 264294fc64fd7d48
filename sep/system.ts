/** СЭП as a whole: its one composition root. Everything that it needs of the outside comes in as options. */
import { hostname } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Hash } from '../contract/primitives.ts';
import type { OperatorCalls } from './adjustments/operatorCalls.ts';
import { createOperatorCalls } from './adjustments/operatorCalls.ts';
import { openCatalogue } from './catalogue/catalogue.ts';
import { createDeskServer } from './desk/server.ts';
import type { Dispatcher } from './dispatch/dispatcher.ts';
import { createDispatcher } from './dispatch/dispatcher.ts';
import { seedTrainingGateways } from './dispatch/gateway.ts';
import { createHandlers } from './handlers.ts';
import type { BrowserListener } from './http/browserListener.ts';
import type { CertificateFiles } from './http/certificateFiles.ts';
import { readCertificate, watchCertificate } from './http/certificateFiles.ts';
import { createConnections } from './http/connections.ts';
import { createServer } from './http/server.ts';
import { reinterpretParked } from './journals/reinterpret.ts';
import type { Operators } from './operators/server.ts';
import { startOperators } from './operators/server.ts';
import { createAdminCommands } from './ops/adminCommands.ts';
import type { AdminCommands } from './ops/adminDoor.ts';
import { readDurability } from './ops/durability.ts';
import { createMetrics } from './ops/metrics.ts';
import type { OpsSettings } from './ops/opsServer.ts';
import { openOpsServer } from './ops/opsServer.ts';
import type { Readiness } from './ops/readiness.ts';
import { createReadiness } from './ops/readiness.ts';
import type { SepLog, SepParts, SepResult } from './parts.ts';
import { createSignals } from './parts.ts';
import { createChanges } from './payments/changes.ts';
import { createRegistryKeeper } from './registry/keeper.ts';
import { openGeneration } from './restore/generation.ts';
import { createSeal } from './restore/seal.ts';
import type { OpenedStatus, StatusSettings } from './status/open.ts';
import { openStatus } from './status/open.ts';
import { openStore } from './store/open.ts';
import { createAdmission } from './trust/admission.ts';
import { openAuthority } from './trust/authority.ts';
import type { NewCode, TradePointWords } from './trust/codes.ts';
import { newCode } from './trust/codes.ts';
import { machineNames } from './trust/machineNames.ts';
import { watchRevocations } from './trust/revocations.ts';
import type { Revoked } from './trust/revoke.ts';
import { revokeWorkstation } from './trust/revoke.ts';
import type { Place } from './trust/rows.ts';
import { placeName } from './trust/rows.ts';
import { wrappingSecret } from './trust/secret.ts';

/**
 * Simulated: operators of its own, for training and proofs, no real money; or the simulators of another node, so that
 * several nodes pay into one book.
 */
export type OperatorsChoice = 'real' | 'simulated' | { readonly simulatedAt: string };

export type SystemOptions = {
  /** Its data: the embedded database, the secret of its authority. */
  readonly folder: string;
  /** Null: an embedded PostgreSQL in `folder`. */
  readonly databaseUrl: string | null;
  /** KASSA_SEP_SECRET: the same for all nodes of one database. Null: a file of `folder`. */
  readonly secret: string | null;
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** The central office desk's own port, 0: any free one; null: no desk at this node. */
  readonly deskPort?: number | null;
  /** A certificate of the desk's own that browsers know; null: one of СЭП's authority. */
  readonly deskFiles?: CertificateFiles | null;
  /** The public page «Статус платежа»; null: none at this node. */
  readonly status?: StatusSettings | null;
  /** Where `/metrics` and the like are told; null: nowhere. */
  readonly ops?: OpsSettings | null;
  readonly operators: OperatorsChoice;
  /** False: nothing is dispatched but by `dispatcher.round()`; for tests by a clock of their own. */
  readonly dispatch: boolean;
  /** False only in a proof that takes the check of the epoch out. */
  readonly epochCheck: boolean;
  /** UTC milliseconds, for everything that is stored. */
  readonly clock: () => number;
  /** What other computers' TLS judges the listener's certificate by; the same as `clock` but in tests. */
  readonly machineClock: () => number;
  readonly random: (bytes: number) => Uint8Array;
  readonly log: SepLog;
};

export interface System {
  readonly url: string;
  /** The central office desk's page; null: none at this node. */
  readonly deskUrl: string | null;
  /** The public page «Статус платежа»; null: none at this node. */
  readonly statusUrl: string | null;
  /** Operations: `/health`, `/ready`, `/metrics`, `/openapi.json`; null: not at this node. */
  readonly opsUrl: string | null;
  /** Null: no simulators. */
  readonly operatorsUrl: string | null;
  /** Null: they are not this node's. */
  readonly operators: Operators | null;
  readonly training: boolean;
  /** SHA-256 of the authority's certificate. */
  readonly authorityHash: Hash;
  readonly databaseUrl: string;
  readonly parts: SepParts;
  readonly dispatcher: Dispatcher;
  /** Asks operators to cancel what they credited. */
  readonly operatorCalls: OperatorCalls;
  /** What `/ready` answers. */
  ready(): Promise<Readiness>;
  /** What the command line may ask. */
  readonly admin: AdminCommands;
  newCode(place: Place, words: TradePointWords): Promise<SepResult<NewCode>>;
  revoke(place: Place, reason: string): Promise<SepResult<Revoked>>;
  /** The OpenAPI document. */
  document(): unknown;
  close(): Promise<void>;
}

const migrations = fileURLToPath(new URL('../migrations/sep', import.meta.url));
/** Where the build puts the desk's page. */
const deskPage = fileURLToPath(new URL('../out/desk', import.meta.url));
const statusPage = fileURLToPath(new URL('../out/status', import.meta.url));
/** How often the listener gets a new certificate, milliseconds. */
const certificateTurn = 86_400_000;

/** What one types to reach a listener on all addresses from this computer. */
const reachable = (host: string): string => {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
};

/** Everything opened so far, closed in the opposite order, also when one of them fails. */
function createStack(log: SepLog) {
  const closers: { readonly what: string; readonly close: () => Promise<void> }[] = [];
  return {
    add: (what: string, close: () => Promise<void>) => void closers.push({ what, close }),
    async close(): Promise<void> {
      for (const { what, close } of closers.splice(0).reverse()) {
        try {
          await close();
        } catch (error) {
          log.error({ error, what }, 'could not be closed');
        }
      }
    },
  };
}

/** Opens СЭП and listens. Throws when it can't, with nothing left running. */
export async function openSystem(options: SystemOptions): Promise<System> {
  const stack = createStack(options.log);
  try {
    return await open(options, stack);
  } catch (error) {
    await stack.close();
    throw error;
  }
}

/** Starts the simulators, if they are this node's, and sends every provider there. */
async function startTraining(
  { operators: choice, folder, clock, random }: SystemOptions,
  parts: SepParts,
  stack: ReturnType<typeof createStack>,
): Promise<Pick<System, 'operators' | 'operatorsUrl'>> {
  if (choice === 'real') return { operators: null, operatorsUrl: null };
  if (choice !== 'simulated') {
    await seedTrainingGateways(parts, choice.simulatedAt);
    return { operators: null, operatorsUrl: choice.simulatedAt };
  }
  const seed = Buffer.from(random(4)).readUInt32LE();
  // On loopback whatever СЭП listens on: their page answers anybody.
  const operators = await startOperators({ host: '127.0.0.1', port: 0, folder, clock, seed, training: true });
  stack.add('operators', () => operators.close());
  await seedTrainingGateways(parts, operators.url);
  return { operators, operatorsUrl: operators.url };
}

async function open(options: SystemOptions, stack: ReturnType<typeof createStack>): Promise<System> {
  const { folder, clock, random, log } = options;
  const training = options.operators !== 'real';
  const secret = wrappingSecret(folder, options.secret, random);
  const store = await openStore({ folder, url: options.databaseUrl, migrations, log });
  stack.add('database', () => store.close());
  const { database } = store;

  const durability = await readDurability(database);
  if (durability.unsafe.length > 0)
    log.error(
      durability.values,
      `PostgreSQL may lose acknowledged payments: switch on ${durability.unsafe.join(', ')}`,
    );
  else log.info(durability.values, 'PostgreSQL keeps what it acknowledged');

  const signals = createSignals();
  const generations = await openGeneration({ database, clock, log, signals, training });
  stack.add('generations', async () => generations.close());
  const metrics = createMetrics();
  const parts: SepParts = {
    database,
    clock,
    random,
    log,
    signals,
    counters: metrics.counters,
    generation: () => generations.now(),
    seal: createSeal(secret),
  };
  const authority = await openAuthority(parts, secret);
  await openCatalogue(parts);
  await reinterpretParked(parts);
  const { operators, operatorsUrl } = await startTraining(options, parts, stack);
  const changes = createChanges(parts);
  const connections = createConnections();
  stack.add(
    'revocations',
    watchRevocations(parts, (place) => void connections.close(place)),
  );
  // Closed after the listener: whatever was taken is there before the last round.
  const dispatcher = createDispatcher(parts, { name: hostname(), elapsed: () => performance.now() });
  // Its seat is given up also where it only made rounds.
  stack.add('dispatcher', () => dispatcher.stop());
  const operatorCalls = createOperatorCalls(parts, { elapsed: () => performance.now() });
  stack.add('operator calls', () => operatorCalls.stop());
  const names = machineNames([options.host]);
  const ready = createReadiness(database, durability, () => dispatcher.seat() !== null);
  const server = await createServer({
    handlers: createHandlers(parts, authority, changes, { training, epochCheck: options.epochCheck }),
    admit: createAdmission(parts),
    connections,
    certificates: await authority.issueServer(names, options.machineClock()),
    authority: authority.certificate,
    log,
    watch: { isReady: async () => (await ready()).ready, answered: metrics.answered },
  });
  stack.add('listener', () => server.close());
  if (options.dispatch) {
    dispatcher.start();
    operatorCalls.start();
    const registries = createRegistryKeeper(parts);
    registries.start();
    stack.add('registries', () => registries.stop());
  }
  // Closed before the listener, which waits for whoever still waits for an answer.
  stack.add('changes', async () => changes.close());
  const port = await server.listen(options.host, options.port);
  let desk: BrowserListener | null = null;
  let deskUrl: string | null = null;
  if (options.deskPort !== undefined && options.deskPort !== null) {
    const files = options.deskFiles ?? null;
    const certificates = files
      ? readCertificate(files)
      : await authority.issueServer(names, options.machineClock());
    const opened = await createDeskServer({
      parts: { ...parts, training },
      secret,
      certificates,
      pageFolder: deskPage,
    });
    desk = opened;
    stack.add('desk', () => opened.close());
    if (files) {
      const watch = watchCertificate(files, certificates.chain, opened.renew, { log, who: 'the desk' });
      stack.add('the desk’s certificate', async () => watch.end());
    }
    deskUrl = `https://${reachable(options.host)}:${await desk.listen(options.host, options.deskPort)}`;
    log.info({ desk: deskUrl }, 'the central office desk listens');
  }
  let status: OpenedStatus | null = null;
  let statusUrl: string | null = null;
  if (options.status) {
    status = await openStatus({
      parts,
      training,
      host: options.host,
      settings: options.status,
      pageFolder: statusPage,
      issue: () => authority.issueServer(names, options.machineClock()),
    });
    stack.add('status page', async () => status?.close());
    statusUrl = `https://${reachable(options.host)}:${status.port}`;
    log.info({ status: statusUrl }, 'the status page listens');
  }
  let opsUrl: string | null = null;
  if (options.ops) {
    const ops = await openOpsServer(
      { ready, metrics: () => metrics.read(database, clock()), document: () => server.document(), log },
      options.ops,
    );
    stack.add('operations', () => ops.close());
    opsUrl = `http://${reachable(options.ops.host)}:${ops.port}`;
    log.info({ ops: opsUrl }, 'operations are told');
  }
  const turn = setInterval(() => {
    authority.issueServer(names, options.machineClock()).then(
      (certificates) => {
        server.renew(certificates);
        if (!options.deskFiles) desk?.renew(certificates);
        status?.renew(certificates);
      },
      (error: unknown) => log.error({ error }, 'the listener keeps its old certificate'),
    );
  }, certificateTurn);
  turn.unref();
  stack.add('certificates', async () => clearInterval(turn));

  async function revoke(place: Place, reason: string): Promise<SepResult<Revoked>> {
    const revoked = await revokeWorkstation(parts, place, reason);
    if (!revoked.ok) return revoked;
    const closed = connections.close(placeName(place));
    log.warn({ place: placeName(place), closed }, 'a workstation was revoked');
    return revoked;
  }

  const url = `https://${reachable(options.host)}:${port}`;
  log.info({ url, node: hostname(), training }, 'СЭП listens');
  return {
    url,
    deskUrl,
    statusUrl,
    opsUrl,
    operatorsUrl,
    operators,
    training,
    authorityHash: authority.hash,
    databaseUrl: store.url,
    parts,
    dispatcher,
    operatorCalls,
    ready,
    admin: createAdminCommands({ parts, authority, training, secret, revoke }),
    newCode: (place, words) => newCode(parts, authority, training, place, words),
    revoke,
    document: () => server.document(),
    close: () => stack.close(),
  };
}
