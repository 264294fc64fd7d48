/** The ESC/POS driver and the pretended printer on one bench, without a port between them: for unit-sized tests. */
import type { PrintedDocument } from '../../contract/document.ts';
import type { SlipPrinter } from '../../core/devices.ts';
import type { EscposDeadlines, EscposSettings } from '../../main/devices/escpos/escposPrinter.ts';
import { createEscposPrinter } from '../../main/devices/escpos/escposPrinter.ts';
import type { MakePort, Port } from '../../main/devices/escpos/serialLine.ts';
import { createSerialLine } from '../../main/devices/escpos/serialLine.ts';
import type { Timers } from '../../main/devices/timers.ts';
import { systemTimers } from '../../main/devices/timers.ts';
import type { EscposMachine, PaperLine } from '../../scripts/emulator/escposMachine.ts';
import { createEscposMachine } from '../../scripts/emulator/escposMachine.ts';

/** On the bench answers come within the write itself, so short deadlines can't be missed by a busy machine. */
export const shortDeadlines: EscposDeadlines = {
  openMs: 50,
  writeMs: 20,
  closeMs: 20,
  answerMs: 8,
  quietMs: 4,
  printMs: 30,
  lineMs: 0,
  pollMs: 10,
};

export const escposSettings: EscposSettings = {
  driver: 'escpos',
  port: 'bench',
  baudRate: 115200,
  width: '80',
  codePage: 'cp866',
  codePageNumber: 17,
  drawer: true,
  cutter: true,
};

/** For a printer that takes its time: nothing in such a test waits for a deadline to pass. */
export const longDeadlines: EscposDeadlines = {
  openMs: 10_000,
  writeMs: 10_000,
  closeMs: 10_000,
  answerMs: 10_000,
  quietMs: 4,
  printMs: 20_000,
  lineMs: 0,
  pollMs: 20_000,
};

type Ear = { data(bytes: Uint8Array): void; gone(): void };

export type Bench = {
  readonly machine: EscposMachine;
  readonly printer: SlipPrinter;
  readonly makePort: MakePort;
  /** Each write that reached the printer, in order. */
  readonly writes: readonly Uint8Array[];
  /** How often a port object was made, and how often one was opened again after it had been closed. */
  opened(): number;
  reopened(): number;
  unplug(): void;
  plug(): void;
  /** Runs before the write with that number (counted from now) reaches the printer. */
  beforeWrite(number: number, action: () => void): void;
  /** Writes neither arrive nor end: flow control says stop. */
  blockWrites(blocked: boolean): void;
};

export type HandTimers = Timers & {
  /** Lets time pass, from one planned action to the next, until the task is over. */
  until<T>(task: Promise<T>): Promise<T>;
  now(): number;
};

/** Time that stands still unless a task waits: the usual deadlines in no time, and each moment hit exactly. */
export function createHandTimers(): HandTimers {
  type Planned = { readonly at: number; readonly action: () => void };
  let now = 0;
  let planned: Planned[] = [];

  function pass(): void {
    const [first] = planned.toSorted((one, other) => one.at - other.at);
    if (!first) return;
    planned = planned.filter((entry) => entry !== first);
    now = first.at;
    first.action();
  }

  return {
    now: () => now,
    after(milliseconds, action) {
      const entry: Planned = { at: now + milliseconds, action };
      planned.push(entry);
      return () => {
        planned = planned.filter((other) => other !== entry);
      };
    },
    async until(task) {
      let over = false;
      const end = (): void => {
        over = true;
      };
      task.then(end, end);
      for (;;) {
        // All that follows from the last action happens before time goes on.
        await new Promise((resolve) => setImmediate(resolve));
        if (over) return task;
        pass();
      }
    },
  };
}

/** The machine's time and the driver's are the same one: the system's unless told otherwise. */
export function createBench(
  change: Partial<EscposSettings>,
  deadlines: EscposDeadlines,
  timers: Timers = systemTimers,
): Bench {
  const settings: EscposSettings = { ...escposSettings, ...change };
  const writes: Uint8Array[] = [];
  let ears: { readonly ear: Ear; readonly lose: () => void }[] = [];
  let plugged = true;
  let blocked = false;
  let opened = 0;
  let reopened = 0;
  let planned: { readonly at: number; readonly action: () => void }[] = [];
  let count = 0;

  const machine = createEscposMachine({
    columns: settings.width === '58' ? 32 : 48,
    answer: (bytes) => {
      for (const { ear } of ears) ear.data(bytes);
    },
    onPaper: () => undefined,
    after: timers.after,
  });

  const makePort: MakePort = async (): Promise<Port> => {
    let isOpen = false;
    let used = false;
    return {
      isOpen: () => isOpen,
      open(done) {
        if (!plugged) return done(new Error('Error: No such file or directory, cannot open bench'));
        if (used) reopened += 1;
        used = true;
        opened += 1;
        isOpen = true;
        done(null);
      },
      write(bytes, done) {
        count += 1;
        const due = planned.filter(({ at }) => at === count);
        for (const { action } of due) action();
        if (!isOpen) return done(new Error('EIO: i/o error, write'));
        if (blocked) return;
        writes.push(bytes);
        machine.receive(bytes);
        done(isOpen ? null : new Error('EIO: i/o error, write'));
      },
      drain: (done) => done(null),
      flush: (done) => done(null),
      close(done) {
        isOpen = false;
        done(null);
      },
      listen(ear) {
        const lose = (): void => {
          isOpen = false;
          ear.gone();
        };
        ears = [...ears, { ear: { ...ear, data: (bytes) => (isOpen ? ear.data(bytes) : undefined) }, lose }];
      },
    };
  };

  const line = createSerialLine({
    path: settings.port,
    baudRate: settings.baudRate,
    makePort,
    timers,
    deadlines,
  });
  return {
    machine,
    makePort,
    writes,
    printer: createEscposPrinter({ settings, line, timers, deadlines }),
    opened: () => opened,
    reopened: () => reopened,
    unplug() {
      plugged = false;
      const lost = ears;
      ears = [];
      for (const { lose } of lost) lose();
    },
    plug() {
      plugged = true;
    },
    beforeWrite(number, action) {
      planned = [...planned, { at: count + number, action }];
    },
    blockWrites(on) {
      blocked = on;
    },
  };
}

/** The paper as text alone, without the empty lines that only feed. */
export const textOf = (paper: readonly PaperLine[]): string[] =>
  paper.flatMap((line) => (line.type === 'text' && line.text.trim() !== '' ? [line.text.trimEnd()] : []));

export const hasUnknown = (paper: readonly PaperLine[]): boolean =>
  paper.some(({ type }) => type === 'unknown');

/** A document of so many plain lines, `line 1` and so on, with a cut. */
export const plainDocument = (lines: number, word: string): PrintedDocument => ({
  kind: 'receipt',
  title: 'Чек',
  lines: [
    ...Array.from({ length: lines }, (_, index) => ({
      type: 'text' as const,
      text: `${word} ${index + 1}`,
      align: 'left' as const,
      bold: false,
    })),
    { type: 'cut' as const },
  ],
});
