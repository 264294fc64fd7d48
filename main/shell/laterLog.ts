/** A log whose writer is read only when nobody waits for the first screen any more: its lines are kept until then. */
import type { DoorLog } from '../door/door.ts';
import type { Log } from './log.ts';

type Level = 'info' | 'warn' | 'error';
type Line = { readonly level: Level; readonly entry: object; readonly message: string; readonly at: number };

export type LaterLog = DoorLog & {
  /** Reads the writer, unless it is there, and writes what was kept. */
  begin(): Promise<void>;
  close(): Promise<void>;
};

/** `open` gets the clock to write with: a kept line has the time at which it was said. An error begins the log at once. */
export function logLater(open: (clock: () => number) => Promise<Log>, clock: () => number): LaterLog {
  let kept: Line[] = [];
  let log: Log | null = null;
  let beginning: Promise<void> | null = null;
  let at: number | null = null;

  function write(into: Log, line: Line): void {
    at = line.at;
    into[line.level](line.entry, line.message);
    at = null;
  }
  async function start(): Promise<void> {
    const opened = await open(() => at ?? clock());
    for (const line of kept) write(opened, line);
    kept = [];
    log = opened;
  }
  const begin = (): Promise<void> => {
    // A log that can't be read must not stop the till.
    beginning ??= start().catch(() => undefined);
    return beginning;
  };
  const say =
    (level: Level) =>
    (entry: object, message: string): void => {
      const line = { level, entry, message, at: clock() };
      if (log) write(log, line);
      else kept.push(line);
      if (level === 'error') void begin();
    };

  return {
    info: say('info'),
    warn: say('warn'),
    error: say('error'),
    begin,
    async close() {
      await begin();
      await log?.close();
    },
  };
}
