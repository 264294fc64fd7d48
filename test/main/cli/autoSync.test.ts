/** Without a window one line says what the red line would: nobody brings the payments of this trade point to СЭП. */
import { expect, test } from 'vitest';
import type { NobodySyncing } from '../../../contract/sync.ts';
import { explain } from '../../../core/remedies.ts';
import { autoSync } from '../../../main/cli/autoSync.ts';
import type { SyncDesk } from '../../../main/till/syncDesk.ts';

type Seen = { readonly lost: { readonly workstation: number; readonly at: number } | null };

/** Lets what was begun come to its end. */
const settled = (): Promise<void> => new Promise((done) => setImmediate(done));

test('a workstation that was taken over from says so when nobody syncs any more', async () => {
  const lost = { workstation: 2, at: 0 };
  let seen: Seen & { readonly nobody: NobodySyncing | null } = { lost, nobody: null };
  const desk = { sync: () => ({ view: () => seen }) } as unknown as SyncDesk;
  const notes: string[] = [];
  let next = (): void => undefined;
  const stop = autoSync({
    sync: desk,
    timers: {
      after: (_, action) => {
        next = action;
        return () => undefined;
      },
    },
    pauseMs: 1_000,
    takeOver: false,
    time: () => 'в 12:00',
    note: (line) => void notes.push(line),
    explain,
  });
  const turns: (NobodySyncing | null)[] = [null, 'noDesignation', 'noDesignation', 'unsentOld', null];
  for (const nobody of turns) {
    seen = { lost, nobody };
    await settled();
    next();
  }
  await settled();
  stop();
  const taken = 'Синхронизацию забрало рабочее место 2 в 12:00.';
  expect(notes).toEqual([
    taken,
    `${taken} Теперь не синхронизирует никто: платежи точки не уходят в СЭП. Включить здесь: --take-over.`,
    `${taken} Платежи этого места давно ждут отправки в СЭП.`,
    taken,
  ]);
});
