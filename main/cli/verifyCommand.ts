/** `verify`: checks a profile, also while the program is running. */
import { existsSync } from 'node:fs';
import { driverLocation, openReader } from '../store/driver.ts';
import { guarded } from '../store/engineFailure.ts';
import { databaseVersion, readMigrations } from '../store/migrate.ts';
import { profileAt } from '../store/profile.ts';
import { verifyProfile } from '../store/verify.ts';
import { exitCodes, failed, progress, unfit } from './console.ts';
import type { CommandParts } from './kassa.ts';

/** `SEQ:HASH` as a Z report prints them; the hash may be broken by spaces, or only its beginning typed. */
function printedHead(text: string): { readonly seq: number; readonly hash: string } | null {
  const match = /^(\d{1,15})[:\s]+([0-9a-f\s]{8,})$/i.exec(text.trim());
  const hash = match?.[2]?.replace(/\s/g, '').toLowerCase() ?? '';
  return match && hash.length >= 8 && hash.length <= 64 ? { seq: Number(match[1]), hash } : null;
}

/** The version of the database's form; null: it does not even tell that, which the check then says in its own words. */
function versionOf(path: string): number | null {
  if (!existsSync(path)) return null;
  const read = guarded(() => {
    const database = openReader(path, driverLocation());
    try {
      return databaseVersion(database);
    } finally {
      database.close();
    }
  });
  return read.ok ? read.value : null;
}

export async function verifyCommand({
  folder,
  migrations,
  given,
  console,
}: CommandParts): Promise<number | null> {
  const { head, quick } = given;
  const printed = typeof head === 'string' ? printedHead(head) : null;
  if (head !== undefined && !printed) return null;
  // Tables of another form would look like damage.
  const found = versionOf(profileAt(folder).database);
  // An empty one may have been a journal: the check looks for its traces.
  const misfit =
    found === null || found === 0 ? null : unfit(found, readMigrations(migrations).length, console);
  if (misfit !== null) return misfit;
  const bar = progress(process.stderr, () => performance.now());
  const result = await verifyProfile({
    profile: profileAt(folder),
    driver: driverLocation(),
    migrations,
    printed,
    signatures: quick === true ? 'last' : 'every',
    heard: (step, events) =>
      bar.show(
        `${step === 'chain' ? 'Цепочка' : 'Таблицы'}: проверено событий ${events.toLocaleString('ru-RU')}`,
      ),
  });
  bar.end();
  if (!result.ok) return failed(console, result.failure);
  for (const line of result.value.lines) console.say(line);
  return result.value.sound ? exitCodes.sound : exitCodes.found;
}
