/** How the command line speaks: Russian sentences for people, exit codes for programs. */
import type { Failure } from '../../contract/failure.ts';
import { explain } from '../../core/remedies.ts';

export const exitCodes = { sound: 0, found: 1, usage: 2, inUse: 3, noProfile: 4, failed: 5 } as const;

export type Console = {
  readonly say: (line: string) => void;
  /** For progress and errors: what is piped on stays clean. */
  readonly note: (line: string) => void;
};

/** Tells a failure and gives its exit code. */
export function failed({ note }: Console, failure: Failure): number {
  if (failure.code === 'notSetUp') {
    note('В этой папке нет профиля кассы. Папку задаёт переменная KASSA_DATA.');
    return exitCodes.noProfile;
  }
  const { code, says, todo } = explain(failure);
  note(`${says} ${todo} (${code})`);
  if (failure.code === 'badPeriod' || failure.code === 'badNumberFilter') return exitCodes.usage;
  return failure.code === 'profileInUse' ? exitCodes.inUse : exitCodes.failed;
}

/**
 * Whether this program's questions fit a database of the version `found`; otherwise the exit code, after it has been said
 * why not and what to do.
 */
export function unfit(found: number, known: number, console: Console): number | null {
  if (found === 0) return failed(console, { code: 'notSetUp' });
  if (found > known) return failed(console, { code: 'databaseNewer', details: { found, known } });
  if (found === known) return null;
  console.note(
    'Профиль создан более старой версией программы. Запустите новую один раз: она обновит таблицы.',
  );
  return exitCodes.failed;
}

/** A progress line that is renewed in place on a terminal, and told now and then elsewhere. */
export function progress(stream: NodeJS.WriteStream, milliseconds: () => number) {
  const pauseMs = stream.isTTY ? 100 : 5_000;
  let last = milliseconds();
  let shown = false;
  return {
    show(text: string): void {
      const now = milliseconds();
      if (now - last < pauseMs) return;
      last = now;
      shown = true;
      stream.write(stream.isTTY ? `\r\x1b[K${text}` : `${text}\n`);
    },
    end(): void {
      if (shown && stream.isTTY) stream.write('\r\x1b[K');
    },
  };
}
