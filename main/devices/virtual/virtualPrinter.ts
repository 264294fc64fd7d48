/** A printer without a device: the paper rolls out on the screen and into a file. */
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PrintedDocument } from '../../../contract/document.ts';
import type { Failure } from '../../../contract/failure.ts';
import type { PrintOutcome, SlipPrinter } from '../../../core/devices.ts';
import { toText } from '../../../core/text.ts';
import { diskFailure } from '../diskFailure.ts';
import { localTime } from '../localTime.ts';
import { createQueue } from '../queue.ts';

export type Paper = { readonly document: PrintedDocument; readonly columns: number };

type Options = {
  readonly width: '58' | '80';
  /** `<profile>/paper`; a folder a day is made in it. */
  readonly folder: string;
  readonly zone: string;
  readonly clock: () => number;
  readonly onPaper: (paper: Paper) => void;
};

const isTaken = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'EEXIST';

/** `090503-007-receipt.txt`; the number goes on over the day, so that files sort as they came out. */
async function writePaper(folder: string, time: string, kind: string, text: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const numbers = (await readdir(folder))
    .map((name) => Number(name.split('-')[1]))
    .filter(Number.isSafeInteger);
  for (let number = Math.max(0, ...numbers) + 1; ; number += 1) {
    try {
      const name = `${time}-${String(number).padStart(3, '0')}-${kind}.txt`;
      await writeFile(join(folder, name), text, { encoding: 'utf8', flag: 'wx', mode: 0o600, flush: true });
      return;
    } catch (error) {
      if (!isTaken(error)) throw error;
    }
  }
}

export function createVirtualPrinter({ width, folder, zone, clock, onPaper }: Options): SlipPrinter {
  const columns = width === '58' ? 32 : 48;
  const exclusive = createQueue();
  let closed = false;
  const closedFailure: Failure = { code: 'printerOffline' };

  async function printNow(document: PrintedDocument): Promise<PrintOutcome> {
    if (closed) return { kind: 'notPrinted', failure: closedFailure };
    const { day, time } = localTime(clock(), zone);
    try {
      await writePaper(join(folder, day), time, document.kind, toText(document, columns));
    } catch (error) {
      const failure = diskFailure(error, 'fileNotWritten');
      return {
        kind: 'notPrinted',
        failure:
          failure.code === 'diskFull'
            ? failure
            : { ...failure, details: { ...failure.details, paper: folder } },
      };
    }
    try {
      onPaper({ document, columns });
    } catch {
      // A window that is closing shows no paper; the file has it.
    }
    return { kind: 'printed' };
  }

  return {
    name: 'Виртуальный принтер',
    columns,
    state: async () => ({ ready: !closed, failure: closed ? closedFailure : null, paperNearEnd: false }),
    print: (document) => exclusive(() => printNow(document)),
    openDrawer: async () => undefined,
    close: () =>
      exclusive(async () => {
        closed = true;
      }),
  };
}
