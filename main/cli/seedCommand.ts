/** `seed`: fills a training profile with payments of the last days, through the same decisions and commits as at the till. */

import type { Result } from '../../contract/failure.ts';
import { ok, refuse } from '../../contract/failure.ts';
import { hashPin } from '../session/pin.ts';
import { uuidV7 } from '../store/ids.ts';
import { machineId } from '../store/machineId.ts';
import { profileAt } from '../store/profile.ts';
import { fileVault, readSecret } from '../store/secretFile.ts';
import { openBulkStore } from '../store/store.ts';
import type { Store } from '../store/types.ts';
import { createTrainingSet, trainingKey } from '../training/trainingSet.ts';
import { exitCodes, failed, progress } from './console.ts';
import type { CommandParts } from './kassa.ts';
import type { Chance } from './seed/chance.ts';
import { openChance } from './seed/chance.ts';
import { playDays } from './seed/days.ts';

const most = { payments: 100_000_000, days: 3_660 } as const;
const dayMs = 86_400_000;

function wholeNumber(text: unknown, from: number, to: number): number | null {
  const value = typeof text === 'string' && /^\d{1,12}$/.test(text) ? Number(text) : Number.NaN;
  return value >= from && value <= to ? value : null;
}

/** The time that is being played: the store stamps events with it. */
class PlayedClock {
  private times: readonly number[] = [];
  private next = 0;
  private last: number;

  constructor(start: number) {
    this.last = start;
  }

  /** The events that are committed next happened at these times. */
  play(times: readonly number[]): void {
    this.times = times;
    this.next = 0;
  }

  readonly read = (): number => {
    this.last = this.times[this.next] ?? this.last;
    this.next += 1;
    return this.last;
  };
}

type Order = {
  readonly payments: number;
  readonly days: number;
  readonly chance: Chance;
  readonly now: number;
  /** Of just now: behind whatever the journal has, and not days ago. */
  readonly recent: boolean;
};

async function fill(
  store: Store,
  clock: PlayedClock,
  { payments, days, chance, now, recent }: Order,
  heard: (done: number) => void,
): Promise<Result<number>> {
  if (!store.begun()) {
    const made = await createTrainingSet(store, (pin) => hashPin(pin, store.pepper.bytes));
    if (!made.ok) return made;
  }
  if (store.local.setting(trainingKey) === undefined) return refuse('alreadySetUp');
  if (store.read.unfinished().length > 0)
    return refuse('unfinishedPayments', { count: store.read.unfinished().length });
  const station = store.read.station();
  return playDays({
    station,
    openShift: store.read.openShift(),
    catalogue: store.local.catalogue(),
    cashiers: store.local.cashiers.list().filter(({ closed, role }) => !closed && role !== 'administrator'),
    payments,
    days,
    chance,
    from: store.read.head()?.seq === 1 && !recent ? now - days * dayMs : store.now(),
    now,
    newId: (at) => uuidV7(at, chance.bytes),
    commit(events, times) {
      clock.play(times);
      const stored = store.commit(() => ok(events));
      return stored.ok ? ok(null) : stored;
    },
    heard,
  });
}

export async function seedCommand({
  folder,
  migrations,
  given,
  console,
}: CommandParts): Promise<number | null> {
  const payments = wholeNumber(given['payments'], 1, most.payments);
  const recent = given['unsent'] === true;
  // Those of the last minutes all belong to one day.
  const days = recent && given['days'] === undefined ? 1 : wholeNumber(given['days'], 1, most.days);
  const now = Date.now();
  // Workstations that are tried together must not take the same numbers and sums: it would look like doubled payments.
  const usual = recent ? now >>> 0 : 1;
  const number =
    given['seed-number'] === undefined ? usual : wholeNumber(given['seed-number'], 0, 0xffff_ffff);
  if (payments === null || days === null || number === null) return null;
  if (readSecret(profileAt(folder).key, fileVault).kind === 'sealed') {
    console.note('Ключ журнала хранит система: такой профиль пополняет только сама программа.');
    return exitCodes.failed;
  }
  const chance = openChance(number);
  const clock = new PlayedClock(recent ? now : now - days * dayMs);
  const opened = openBulkStore({
    profile: folder,
    clock: clock.read,
    random: chance.bytes,
    vault: fileVault,
    machineId: machineId(),
    migrations,
  });
  if (!opened.ok) return failed(console, opened.failure);
  const bar = progress(process.stderr, () => performance.now());
  const started = performance.now();
  try {
    const filled = await fill(opened.value, clock, { payments, days, chance, now, recent }, (done) =>
      bar.show(`Платежей: ${done.toLocaleString('ru-RU')} из ${payments.toLocaleString('ru-RU')}`),
    );
    bar.end();
    if (!filled.ok && filled.failure.code === 'alreadySetUp') {
      console.note('Это рабочий профиль, не учебный: выдуманных платежей в нём не будет.');
      return exitCodes.failed;
    }
    if (!filled.ok) return failed(console, filled.failure);
    const seconds = (performance.now() - started) / 1000;
    console.say(`Готово: платежей ${filled.value.toLocaleString('ru-RU')} за ${seconds.toFixed(1)} с.`);
    return exitCodes.sound;
  } finally {
    opened.value.close();
  }
}
