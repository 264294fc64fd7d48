/** `reset-pins`: the way back after a lost pepper: a new one, and new PINs for the administrators. */
import { randomBytes, randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import type { Result } from '../../contract/failure.ts';
import { ok, refuse } from '../../contract/failure.ts';
import { isWeakPin } from '../../core/pinPause.ts';
import { hashPin } from '../session/pin.ts';
import { openLog } from '../shell/log.ts';
import { openCashierTable } from '../store/cashierTable.ts';
import type { Database } from '../store/driver.ts';
import { openWriter } from '../store/driver.ts';
import { guarded } from '../store/engineFailure.ts';
import { hasPepper, pepperFrom, writePepper } from '../store/journalKey.ts';
import { takeLock } from '../store/lock.ts';
import { migrate, readMigrations } from '../store/migrate.ts';
import type { Profile } from '../store/profile.ts';
import { openProfile, profileAt, systemProbe } from '../store/profile.ts';
import { fileVault } from '../store/secretFile.ts';
import type { Cashier } from '../store/types.ts';
import { exitCodes, failed } from './console.ts';
import type { CommandParts } from './kassa.ts';

type NewPin = { readonly cashier: Cashier; readonly pin: string };

function newPin(): string {
  for (;;) {
    const pin = String(randomInt(1_000_000)).padStart(6, '0');
    if (!isWeakPin(pin)) return pin;
  }
}

/** Verifiers first, all or none, the pepper after them: a kill in between leaves a profile on which this runs again. */
async function resetPins(profile: Profile, database: Database): Promise<Result<readonly NewPin[]>> {
  const cashiers = openCashierTable(database);
  const administrators = cashiers.list().filter(({ role, closed }) => role === 'administrator' && !closed);
  if (administrators.length === 0) return refuse('notSetUp');
  const pepper = pepperFrom(randomBytes);
  const made = await Promise.all(
    administrators.map(async (cashier) => {
      const pin = newPin();
      return { cashier, pin, verifier: await hashPin(pin, pepper) };
    }),
  );
  const stored = guarded(() =>
    database.transaction(() => {
      for (const { cashier, verifier } of made) cashiers.setVerifier(cashier.id, verifier);
    })(),
  );
  if (!stored.ok) return stored;
  // The program wraps it by the system's key store at its next start.
  const written = writePepper(profile, fileVault, pepper);
  return written.ok ? ok(made) : written;
}

async function inProfile(profile: Profile, migrations: string): Promise<Result<readonly NewPin[]>> {
  const lock = takeLock(profile.lock);
  if (!lock.ok) return lock;
  try {
    const opened = guarded(() => openWriter(profile.database));
    if (!opened.ok) return opened;
    try {
      const migrated = migrate(opened.value, readMigrations(migrations));
      return migrated.ok ? await resetPins(profile, opened.value) : migrated;
    } finally {
      opened.value.close();
    }
  } finally {
    lock.value.release();
  }
}

export async function resetPinsCommand({
  folder,
  migrations,
  given,
  console,
}: CommandParts): Promise<number> {
  if (!existsSync(profileAt(folder).database)) return failed(console, { code: 'notSetUp' });
  const profile = openProfile(folder, systemProbe);
  if (!profile.ok) return failed(console, profile.failure);
  if (hasPepper(profile.value) && given['force'] !== true) {
    console.note(
      'Ключ ПИН-кодов на месте: сбрасывать нечего. Забытый ПИН-код заменит администратор в настройках.',
    );
    console.note('Если ПИН-кода не помнит ни один администратор, повторите команду с --force.');
    return exitCodes.failed;
  }
  const reset = await inProfile(profile.value, migrations);
  if (!reset.ok) return failed(console, reset.failure);
  const log = openLog(profile.value.logs, Date.now);
  log.warn({ administrators: reset.value.map(({ cashier }) => cashier.id) }, 'PINs were reset');
  await log.close();
  console.say('Новые ПИН-коды администраторов. Запишите их: больше они нигде не показаны.');
  for (const { cashier, pin } of reset.value) console.say(`  ${cashier.name}: ${pin}`);
  console.say(
    'ПИН-коды остальных больше не подходят: администратор назначит новые в настройках, раздел «Кассиры».',
  );
  console.say('Свой ПИН-код смените там же.');
  return exitCodes.sound;
}
