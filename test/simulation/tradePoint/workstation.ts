/** A workstation without a window in a process of its own: it takes payments, syncs, and is killed. */
import { setTimeout as pause } from 'node:timers/promises';
import type { AdjustmentKind } from '../../../contract/adjustment.ts';
import type { CashierId, PaymentId } from '../../../contract/primitives.ts';
import { openChance } from '../../../main/cli/seed/chance.ts';
import { openDevices } from '../../../main/devices/open.ts';
import { systemTimers } from '../../../main/devices/timers.ts';
import { openPeers } from '../../../main/peers/peers.ts';
import { hashPin } from '../../../main/session/pin.ts';
import { driverLocation, openReader } from '../../../main/store/driver.ts';
import { profileAt } from '../../../main/store/profile.ts';
import { fileVault } from '../../../main/store/secretFile.ts';
import { openStore } from '../../../main/store/store.ts';
import type { Store } from '../../../main/store/types.ts';
import { blocking } from '../../../main/till/printing.ts';
import { trainingPeople } from '../../../main/training/trainingSet.ts';
import { openWorkstationOn } from '../../../main/workstation.ts';
import { detailsOf, must, openShift, settle, startReceipt, take } from '../../main/store/station.ts';
import { createMending } from './mending.ts';
import { hurriedTimers, hurry } from './pace.ts';
import type { Look, Mending, StationOptions, StationOrder, StationWord, StatusLine } from './words.ts';

const options = JSON.parse(process.argv[2] ?? '{}') as StationOptions;
const { profile, life, pauseMs } = options;
const say = (word: StationWord): void => void process.send?.(word);
const chance = openChance(life);
const clock = (): number => Date.now() + options.clockAheadMs;
const note = (entry: object, message: string): void => say({ kind: 'log', message, entry });

let captured: Store | null = null;
const workstation = must(
  await openWorkstationOn(
    {
      openStore: (storeOptions) => {
        const opened = openStore(storeOptions);
        if (opened.ok) captured = opened.value;
        return opened;
      },
      openDevices,
      hashPin,
    },
    {
      profile,
      migrations: options.migrations,
      reportWorker: new URL(options.reportWorker),
      vault: fileVault,
      machineId: 'guid:the computer of a simulation',
      clock,
      monotonic: () => performance.now(),
      every: (milliseconds, action) => {
        const timer = setInterval(action, milliseconds);
        return () => clearInterval(timer);
      },
      log: { info: () => undefined, warn: note, error: note },
      desktop: {
        chooseFileToSave: async () => null,
        chooseFileToOpen: async () => null,
        chooseScan: async () => null,
        openFile: async () => false,
        copy: async () => undefined,
        program: 'simulation',
        electron: 'none',
      },
      push: () => undefined,
      training: false,
      network: {
        timers: systemTimers,
        chance: Math.random,
        pace: hurry(options.slowness),
        peerPort: 0,
        addressesOf: (port) => {
          say({ kind: 'door', port });
          return [{ host: '127.0.0.1', port: options.proxyPort }];
        },
        openPeers: (parts) => openPeers({ ...parts, timers: hurriedTimers(options.slowness) }),
      },
    },
  ),
);
if (!captured) throw new Error('no store was opened');
const store: Store = captured;
const { handlers } = workstation;

// Whoever signs in waits until the journal is known to be the one to go on with.
const cashier = store.local.cashiers.list().find(({ name }) => name === trainingPeople[0]?.name);
must(
  await handlers['session.signIn']({
    cashierId: cashier?.id ?? ('' as CashierId),
    pin: trainingPeople[0]?.pin ?? '',
  }),
);

const providers = ['mts', 'beeline', 'megafon'] as const;
let taken = 0;

function payOnce(): void {
  if (!store.read.openShift()) openShift({ store });
  taken += 1;
  const document = 100_000 * life + taken;
  // The life before may have ended between a receipt's intent and its outcome: the device is asked first.
  const doubtful = store.read.receipting();
  if (doubtful) settle({ store }, doubtful.id, document);
  // A refund's receipt is on the device just now.
  if (doubtful || blocking(store.read)) return;
  // The client changes his mind with the receipt in his hand: it is never conducted, perhaps cancelled here.
  const isLeft = chance.fraction() < 0.02;
  const account = `9${String(life).padStart(4, '0')}${String(taken).padStart(5, '0')}`;
  const sum = (100 + chance.whole(400)) * 100;
  const details = detailsOf(sum, 1_000, account, chance.pick(providers));
  if (isLeft) {
    settle({ store }, startReceipt({ store }, details), document);
    return;
  }
  const id: PaymentId = take({ store }, details, document);
  say({ kind: 'paid', paid: { id, account, sum } });
}

const mending = createMending({ handlers, store, chance: openChance(7_000 + life), say });
let mode: Mending = 'finish';
let wanted: readonly AdjustmentKind[] = [];
let round: Promise<void> = Promise.resolve();
async function mend(): Promise<void> {
  for (;;) {
    if (mode !== 'off') {
      round = mending.round(mode === 'ask', wanted);
      await round;
    }
    await pause(100);
  }
}
const fail = (error: unknown): never => {
  console.error(error);
  process.exit(3);
};

let paying = false;
async function work(): Promise<void> {
  while (paying) {
    payOnce();
    await pause(1 + chance.whole(2 * pauseMs));
  }
}

const reader = openReader(profileAt(profile).database, driverLocation());
const statuses = reader
  .prepare<[], StatusLine>('SELECT payment, status, generation, revision, meanwhile FROM status')
  .raw();

async function look(): Promise<Look> {
  const { sync } = must(await handlers['till.view'](null));
  const head = store.read.head();
  return {
    unsent: sync?.unsent ?? 0,
    refunding: mending.refunding(),
    ticked: sync?.ticked ?? false,
    link: sync?.link ?? 'none',
    head: { origin: head?.origin ?? '', seq: head?.seq ?? 0 },
    statuses: statuses.all(),
  };
}

async function obey(order: StationOrder): Promise<void> {
  switch (order.kind) {
    case 'pay':
      if (order.on === paying) return;
      paying = order.on;
      if (paying) await work();
      return;
    case 'mend':
      mode = order.mode;
      wanted = order.wanted;
      await round;
      return say({ kind: 'mends', id: order.id });
    case 'claim': {
      const claimed = await handlers['sync.claim']({ takeOver: true });
      return say({ kind: 'claimed', ok: claimed.ok });
    }
    case 'look':
      return say({ kind: 'looked', id: order.id, look: await look() });
  }
}

process.on('message', (order: StationOrder) => {
  obey(order).catch(fail);
});
mend().catch(fail);
process.on('disconnect', () => process.exit(1));
say({ kind: 'ready', opening: store.opening.kind });
