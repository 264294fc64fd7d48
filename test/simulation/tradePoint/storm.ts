/** What happens to a trade point while payments are taken: drawn by a seed, in the order of payments, not of time. */
import type { AdjustmentKind } from '../../../contract/adjustment.ts';
import { adjustmentKinds } from '../../../core/adjustment.ts';
import type { Chance } from '../../../main/cli/seed/chance.ts';
import type { Dump } from '../../tools/databaseDump.ts';
import { correctedIn } from './money.ts';
import { badOperators, networkStrikes, openSky, operatorStrikes, repeating, weatherOf } from './weather.ts';
import type { Place, Struck, World } from './world.ts';

export type StormOptions = {
  readonly payments: number;
  /** Kills of nodes and workstations, by turns. */
  readonly kills: number;
  /** So many workstations want the box. */
  readonly ticked: number;
  /** A workstation goes back to a copy of its profile, СЭП to a dump. */
  readonly restores: boolean;
  /** It goes on, for four times the payments at most, until each kind of harm has struck. */
  readonly untilAllStruck: boolean;
  readonly seed: number;
  readonly chance: Chance;
};

const hour = 3_600_000;

type Event = { readonly at: number; readonly happen: () => Promise<void> | void };

/** Spreads so many moments over the payments, with some chance in each. */
const spread = (chance: Chance, payments: number, count: number): number[] =>
  Array.from({ length: count }, (_, index) => Math.floor(((index + chance.fraction()) * payments) / count));

/** Whether somebody other than this workstation has all of its journal: then its disk may die. */
async function isElsewhere(world: World, place: Place): Promise<boolean> {
  const own = await world.look(place);
  if (!own) return false;
  const rows = await world
    .database()
    .query<{ seq: number }>('SELECT seq FROM journal WHERE origin = $1', [own.head.origin]);
  return (rows[0]?.seq ?? 0) >= own.head.seq;
}

/** Whether every workstation has said to a restored СЭП that all it holds is there; what was taken before waits for that. */
async function isWhole(world: World): Promise<boolean> {
  const [row] = await world
    .database()
    .query<{ whole: boolean }>(
      `SELECT generation > 1 AND NOT EXISTS (SELECT FROM workstation WHERE whole_in < generation) AS whole FROM sep`,
    );
  return row?.whole ?? false;
}

function healNetwork(places: readonly Place[]): void {
  for (const { toDoor, toSep, gateway } of places) {
    toDoor.heal();
    toSep.heal();
    gateway.setRepeats(0, 0);
  }
}

/** Lets it rage until so many payments are acknowledged; restarts that are under way then are waited for. */
export async function rage(world: World, options: StormOptions): Promise<void> {
  const { payments, kills, restores, chance } = options;
  const { places, toOperators, operators } = world;
  /** One thing at a time happens to each of them. */
  const restarts = new Map<string, Promise<void>>();
  const later = (who: string, step: () => Promise<void>): void => {
    restarts.set(who, (restarts.get(who) ?? Promise.resolve()).then(step));
  };
  const settled = (): Promise<unknown> => Promise.all(restarts.values());

  const skies = {
    sep: openSky(chance, false),
    doors: openSky(chance, false),
    operators: openSky(chance, true),
  };
  /** Nothing new happens to the network for a while. */
  let calm = false;
  const weather = (): void => {
    if (calm) return;
    toOperators.setWeather(skies.operators());
    for (const { toSep, toDoor, gateway } of places) {
      if (chance.fraction() < 0.5) toSep.setWeather(skies.sep());
      if (chance.fraction() < 0.5) toDoor.setWeather(skies.doors());
      // Some come so late that whoever asked has given up, and asked again.
      gateway.setRepeats(chance.pick([0, 0.1, 0.4]), 2_500);
    }
    world.route((ports) => chance.pick(ports));
  };
  const bring = (struck: Struck): void => {
    if (calm) return;
    if (!struck.toOperators['repeat']) toOperators.setWeather(repeating);
    for (const { toSep, gateway } of places) {
      toSep.setWeather(weatherOf(unstruck(struck)));
      gateway.setRepeats(0.4, 2_500);
    }
  };
  const claim = (): void => chance.pick(places.slice(0, options.ticked)).process?.claim();
  const killStation = (place: Place): void =>
    later(`workstation ${place.number}`, async () => {
      await world.kill(place);
      await world.start(place);
    });
  const killNode = (index: number): void =>
    later('nodes', async () => {
      await world.killNode(index);
      world.route((ports) => chance.pick(ports));
      await world.startNode(index);
      world.route((ports) => chance.pick(ports));
    });

  const [, , third] = places;
  let copy = '';
  let dump: Dump | null = null;
  const takeCopy = (): void => {
    if (!third) return;
    later('workstation 3', async () => {
      await world.kill(third);
      copy = world.copyProfile(third);
      // An hour goes by.
      third.clockAheadMs += hour;
      await world.start(third);
    });
  };
  const takeDump = async (): Promise<void> => {
    // What is decided after a dump and forgotten with it is not what is tried here.
    await world.mend('off');
    dump = await world.dump();
  };
  const restoreSep = (): void =>
    later('nodes', async () => {
      if (!dump) return;
      await world.killNode(0);
      await world.killNode(1);
      await world.restore(dump);
      await Promise.all([world.startNode(0), world.startNode(1)]);
      world.route((ports) => chance.pick(ports));
      await world.mend('ask');
    });
  /** Nobody comes for a while, as happens at every till: else payments of before the restore could wait until the storm is over. */
  const lull = async (): Promise<void> => {
    world.pay(false);
    calm = true;
    healNetwork(places);
    await settled();
    while (!(await isWhole(world))) await new Promise((resolve) => setTimeout(resolve, 100));
    calm = false;
    world.pay(true);
  };
  const restoreStation = (): void => {
    if (!third) return;
    later('workstation 3', async () => {
      // What nobody else had would die with the disk, with or without us.
      third.process?.pay(false);
      await third.process?.mend('off', []);
      calm = true;
      healNetwork(places);
      await restarts.get('nodes');
      while (!(await isElsewhere(world, third))) await new Promise((resolve) => setTimeout(resolve, 100));
      calm = false;
      await world.kill(third);
      world.restoreProfile(third, copy);
      await world.start(third);
    });
  };

  const once = (share: number, happen: Event['happen']): Event[] =>
    restores ? [{ at: Math.floor(payments * share), happen }] : [];
  const events: Event[] = [
    ...spread(chance, payments, Math.ceil(payments / 12)).map((at) => ({ at, happen: weather })),
    ...spread(chance, payments, Math.ceil(payments / 10)).map((at) => ({ at, happen: claim })),
    ...spread(chance, payments, kills).map((at, index) => ({
      at,
      happen: () => (index % 2 === 0 ? killNode(chance.whole(2)) : killStation(chance.pick(places))),
    })),
    ...once(0.2, takeCopy),
    ...once(0.35, takeDump),
    ...once(0.6, restoreSep),
    ...once(0.7, lull),
    ...once(0.8, restoreStation),
  ].sort((left, right) => left.at - right.at);

  await operators.setFaults({ ...badOperators, seed: options.seed });
  world.pay(true);
  await world.mend('ask');
  for (const { at, happen } of events) {
    await world.paid(at);
    await happen();
  }
  await world.paid(payments);
  for (let more = payments; options.untilAllStruck && more < 4 * payments; more += 12) {
    // Put back from a dump just now, it has no database to be asked.
    await restarts.get('nodes');
    const corrected = await correctedIn(world.database());
    const wanted = missingCorrections(corrected);
    const struck = world.struck();
    if (missingStrikes(struck).length + wanted.length === 0) break;
    await world.mend('ask', wanted);
    // What chance has not brought by now is brought on purpose, a while of it and a while of all.
    if (more % 24 === 0) weather();
    else bring(struck);
    if (more % 36 === 0) claim();
    await world.paid(more + 12);
  }
  world.pay(false);
  await world.unbroken(settled());
  world.pay(false);
  await world.mend('finish');
}

/** Calls of which copies must have come to СЭП. */
const repeatedCalls = ['/v1/ship', '/v1/contact', '/v1/designation-claim'];

/** What has not been done to the workstations' network yet. */
const unstruck = ({ toSep, toDoors }: Struck) =>
  networkStrikes.filter((strike) => !toSep[strike] && !toDoors[strike]);

/** What a storm would have to do and has not done yet. */
export function missingStrikes(struckSoFar: Struck): string[] {
  const { toOperators, operators, repeated } = struckSoFar;
  const without = (struck: Readonly<Record<string, number>>, names: readonly string[], where: string) =>
    names.filter((name) => !struck[name]).map((name) => `${name} ${where}`);
  return [
    ...unstruck(struckSoFar).map((strike) => `${strike} about workstations`),
    ...without(toOperators, ['repeat'], 'on the way to operators'),
    ...without(operators, operatorStrikes, 'at operators'),
    ...without(repeated, repeatedCalls, 'twice at СЭП'),
  ];
}

/** Corrections that have to have happened, each at least once, and have not. */
export const missingCorrections = (corrected: Readonly<Record<string, number>>): AdjustmentKind[] =>
  adjustmentKinds.filter((kind) => !corrected[kind === 'cashRefund' ? 'refund paid' : `${kind} done`]);

/** Fair weather, good operators, everybody up. */
export async function heal(world: World, chance: Chance): Promise<void> {
  await world.operators.setFaults({ faults: [] });
  world.toOperators.heal();
  healNetwork(world.places);
  world.route((ports) => chance.pick(ports));
}
