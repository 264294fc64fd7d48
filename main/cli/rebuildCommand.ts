/** `rebuild`: makes the read tables anew from the journal. */
import { existsSync } from 'node:fs';
import type { Result } from '../../contract/failure.ts';
import { refuse } from '../../contract/failure.ts';
import { cachedDayOf } from '../store/dayCache.ts';
import { openWriter } from '../store/driver.ts';
import { guarded } from '../store/engineFailure.ts';
import { takeLock } from '../store/lock.ts';
import { databaseVersion, migrate, readMigrations } from '../store/migrate.ts';
import { openProfile, profileAt, systemProbe } from '../store/profile.ts';
import { projectionVersion } from '../store/readTables.ts';
import type { Rebuilt } from '../store/rebuild.ts';
import { projectionOf, rebuild } from '../store/rebuild.ts';
import { exitCodes, failed, progress } from './console.ts';
import type { CommandParts } from './kassa.ts';

function rebuildProfile(
  folder: string,
  migrations: string,
  heard: (events: number) => void,
): Result<Rebuilt> {
  if (!existsSync(profileAt(folder).database)) return refuse('notSetUp');
  const found = openProfile(folder, systemProbe);
  if (!found.ok) return found;
  const profile = found.value;
  const lock = takeLock(profile.lock);
  if (!lock.ok) return lock;
  try {
    const opened = guarded(() => openWriter(profile.database));
    if (!opened.ok) return opened;
    try {
      // An empty file, or one that is no profile's: nothing to make anew, and nothing of ours goes into it.
      const version = guarded(() => databaseVersion(opened.value));
      if (!version.ok) return version;
      if (version.value === 0) return refuse('notSetUp');
      const migrated = migrate(opened.value, readMigrations(migrations));
      if (!migrated.ok) return migrated;
      const filledBy = projectionOf(opened.value);
      if (filledBy > projectionVersion)
        return refuse('databaseNewer', { found: filledBy, known: projectionVersion });
      return guarded(() => rebuild(opened.value, cachedDayOf(), heard));
    } finally {
      opened.value.close();
    }
  } finally {
    lock.value.release();
  }
}

export function rebuildCommand({ folder, migrations, console }: CommandParts): number {
  const bar = progress(process.stderr, () => performance.now());
  const rebuilt = rebuildProfile(folder, migrations, (events) =>
    bar.show(`Таблицы: пройдено событий ${events.toLocaleString('ru-RU')}`),
  );
  bar.end();
  if (!rebuilt.ok) return failed(console, rebuilt.failure);
  const { events, parked } = rebuilt.value;
  console.say(`Таблицы собраны заново: событий ${events.toLocaleString('ru-RU')}.`);
  if (parked > 0) console.say(`Отложено событий, которых эта версия не понимает: ${parked}.`);
  return exitCodes.sound;
}
