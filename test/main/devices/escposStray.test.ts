// One byte that the printer never meant, at any moment of a print. Time is the test's own: the usual deadlines, no waiting.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PrintOutcome } from '../../../core/devices.ts';
// Loaded here already, so that the printer's own lazy import takes none of the test's time.
import '../../../main/devices/escpos/encode.ts';
import type { EscposDeadlines } from '../../../main/devices/escpos/escposPrinter.ts';
import { usualDeadlines } from '../../../main/devices/escpos/escposPrinter.ts';
import type { Bench, HandTimers } from '../../tools/escposBench.ts';
import { createBench, createHandTimers, hasUnknown, plainDocument, textOf } from '../../tools/escposBench.ts';

/** A receipt on a slow printer: 60 ms a line, four lines of feed before the knife. */
const lines = 40;
const receipt = plainDocument(lines, 'строка');
const msPerLine = 60;
const allMs = (lines + 4) * msPerLine;

type Slow = Bench & {
  readonly timers: HandTimers;
  /** Prints the receipt; also what had come out of it by the time that its outcome was said. */
  print(): Promise<{ readonly outcome: PrintOutcome; readonly out: number; readonly ms: number }>;
};

const wholeLines = (bench: Bench): number =>
  textOf(bench.machine.paper).filter((text) => text.startsWith('строка')).length;

/** Not settled: the port was never opened before. */
function slowBench(deadlines: EscposDeadlines = usualDeadlines): Slow {
  const timers = createHandTimers();
  const bench = createBench({}, deadlines, timers);
  bench.machine.set({ msPerLine });
  return {
    ...bench,
    timers,
    async print() {
      const [before, begun] = [wholeLines(bench), timers.now()];
      const outcome = await timers.until(bench.printer.print(receipt));
      return { outcome, out: wholeLines(bench) - before, ms: timers.now() - begun };
    },
  };
}

async function settledBench(deadlines?: EscposDeadlines): Promise<Slow> {
  const bench = slowBench(deadlines);
  await bench.timers.until(bench.printer.print(plainDocument(1, 'первый')));
  return bench;
}

/** So many milliseconds after the first question of what is printed next. */
function strayAt(bench: Slow, ms: number, bytes: readonly number[]): void {
  bench.beforeWrite(1, () => void bench.timers.after(ms, () => bench.machine.emit(bytes)));
}

const printed: PrintOutcome = { kind: 'printed' };
const moment = fc.integer({ min: 0, max: allMs + 400 });
const lookalike = fc.constantFrom(0x00, 0x03, 0x20, 0x63, 0x10, 0x11, 0x12, 0x13, 0x18, 0xff);

describe('a slow printer', () => {
  test('takes its time and no more: the paper, the silence behind it, one question', async () => {
    const bench = await settledBench();
    const { outcome, out, ms } = await bench.print();
    expect([outcome, out]).toEqual([printed, lines]);
    expect(ms).toBeLessThanOrEqual(allMs + usualDeadlines.quietMs);
  });

  test('with one stray byte at any moment says «printed», and only when all of it is out', async () => {
    await fc.assert(
      fc.asyncProperty(moment, lookalike, fc.boolean(), async (ms, byte, settled) => {
        const bench = settled ? await settledBench() : slowBench();
        strayAt(bench, ms, [byte]);
        expect(await bench.print()).toMatchObject({ outcome: printed, out: lines });
        // The next one is none the worse for it.
        expect(await bench.print()).toMatchObject({ outcome: printed, out: lines });
        expect(hasUnknown(bench.machine.paper)).toBe(false);
      }),
      { numRuns: 80 },
    );
  });

  test('with one stray byte and paper that runs out never says «printed»', async () => {
    await fc.assert(
      fc.asyncProperty(moment, lookalike, fc.integer({ min: 1, max: lines - 1 }), async (ms, byte, left) => {
        const bench = await settledBench();
        strayAt(bench, ms, [byte]);
        bench.machine.set({ paperLeft: left });
        expect((await bench.print()).outcome).toMatchObject({ kind: 'unknown' });
      }),
      { numRuns: 50 },
    );
  });

  test('with two stray bytes, together or apart, says «printed» only when all of it is out', async () => {
    await fc.assert(
      fc.asyncProperty(moment, moment, lookalike, lookalike, async (one, other, first, second) => {
        const bench = await settledBench();
        strayAt(bench, one, [first]);
        strayAt(bench, other, [second]);
        const { outcome, out } = await bench.print();
        if (outcome.kind === 'printed') expect(out).toBe(lines);
      }),
      { numRuns: 80 },
    );
  });

  test('that sends a byte like an answer with every answer is seen through', async () => {
    const bench = await settledBench();
    bench.machine.set({ noise: [0x00] });
    expect(await bench.print()).toMatchObject({ outcome: printed, out: lines });
  });

  test('with a report of hundreds of lines is waited for', async () => {
    const bench = await settledBench();
    const long = plainDocument(400, 'строка');
    expect(await bench.timers.until(bench.printer.print(long))).toEqual(printed);
    expect(wholeLines(bench)).toBe(400);
  });
});

describe('answers', () => {
  test('the second one lost: it is asked for again, and the printer is not held to owe it for ever', async () => {
    const bench = await settledBench();
    const asked: number[] = [];
    for (const lost of [false, true, false, false]) {
      if (lost) bench.machine.loseAnswer('barrier', 2);
      const before = bench.writes.length;
      expect(await bench.print()).toMatchObject({ outcome: printed, out: lines });
      asked.push(bench.writes.length - before);
    }
    expect(asked.at(-1)).toBe(asked[0]);
  });

  test('that never end are none: before a document it is «not printed», in its midst never «printed»', async () => {
    const babble = (bench: Slow): void => {
      bench.machine.emit([0x00]);
      bench.timers.after(100, () => babble(bench));
    };
    const fresh = slowBench();
    fresh.beforeWrite(1, () => babble(fresh));
    expect(await fresh.print()).toMatchObject({ outcome: { kind: 'notPrinted' }, out: 0 });
    const bench = await settledBench();
    bench.machine.set({ paperLeft: 20 });
    bench.beforeWrite(6, () => babble(bench));
    expect((await bench.print()).outcome.kind).toBe('unknown');
  });

  test('automatic status at any moment is none, and harms none', async () => {
    await fc.assert(
      fc.asyncProperty(moment, async (ms) => {
        const bench = await settledBench();
        bench.machine.receive(Uint8Array.of(0x1d, 0x61, 0xff));
        strayAt(bench, ms, [0x10, 0x00, 0x00, 0x00]);
        expect(await bench.print()).toMatchObject({ outcome: printed, out: lines });
      }),
      { numRuns: 30 },
    );
  });

  test.each([
    // One round trip more than with a single barrier.
    [0, false, allMs + usualDeadlines.quietMs],
    [20, true, allMs + 20 + usualDeadlines.quietMs + 20],
    [100, false, allMs + 100 + usualDeadlines.quietMs + 100],
    [600, true, allMs + 600 + usualDeadlines.quietMs + 600],
  ])(
    'that come in order and %i ms late are honest, automatic status %s',
    async (answerLateMs, automatic, most) => {
      const bench = await settledBench();
      bench.machine.set({ answerLateMs });
      if (automatic) bench.machine.receive(Uint8Array.of(0x1d, 0x61, 0xff));
      for (const _ of [1, 2, 3]) {
        const { outcome, out, ms } = await bench.print();
        expect([outcome, out]).toEqual([printed, lines]);
        expect(ms).toBeLessThanOrEqual(most);
      }
    },
  );

  test('a stray one while an earlier document still prints does not begin the next: nothing of it is sent', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 5_000 }), fc.constantFrom(0x00, 0x03), async (ms, byte) => {
        const bench = await settledBench();
        bench.machine.set({ msPerLine: 500 });
        // Given up on while the printer is at it, for fourteen seconds more.
        expect((await bench.print()).outcome).toMatchObject({ kind: 'unknown' });
        strayAt(bench, ms, [byte]);
        const second = await bench.timers.until(bench.printer.print(plainDocument(5, 'второй')));
        expect(second).toMatchObject({ kind: 'notPrinted', failure: { code: 'printerSilent' } });
        bench.machine.set({ msPerLine: 0 });
        expect(await bench.timers.until(bench.printer.print(plainDocument(1, 'третий')))).toEqual(printed);
        expect(textOf(bench.machine.paper).filter((text) => !text.startsWith('строка'))).toEqual([
          'первый 1',
          'третий 1',
        ]);
      }),
      { numRuns: 30 },
    );
  });

  test('that an earlier document still owes come in order, and the next one waits for its own', async () => {
    const bench = await settledBench();
    bench.machine.set({ msPerLine: 200 });
    expect((await bench.print()).outcome).toMatchObject({ kind: 'unknown' });
    strayAt(bench, 100, [0x00]);
    expect(await bench.timers.until(bench.printer.print(plainDocument(5, 'второй')))).toEqual(printed);
    expect(textOf(bench.machine.paper).at(-1)).toBe('второй 5');
  });
});

describe('a lone XOFF', () => {
  test('before a document: it is printed, at once, and so are those after it', async () => {
    const bench = await settledBench();
    bench.machine.emit([0x13]);
    for (const _ of [1, 2]) {
      const { outcome, out, ms } = await bench.print();
      expect([outcome, out]).toEqual([printed, lines]);
      expect(ms).toBeLessThanOrEqual(allMs + 2 * usualDeadlines.quietMs);
    }
  });

  test('before the very first byte of a line that was just opened', async () => {
    const bench = slowBench();
    strayAt(bench, 0, [0x13]);
    expect(await bench.print()).toMatchObject({ outcome: printed, out: lines });
  });

  test.each([2, 6, 7, 8])(
    'in the middle of a document, before write %i: it goes on after a pause',
    async (write) => {
      const bench = await settledBench();
      bench.beforeWrite(write, () => bench.machine.emit([0x13]));
      expect(await bench.print()).toMatchObject({ outcome: printed, out: lines });
      expect(await bench.print()).toMatchObject({ outcome: printed, out: lines });
    },
  );

  test('after a document', async () => {
    const bench = await settledBench();
    strayAt(bench, allMs + 50, [0x13]);
    expect(await bench.print()).toMatchObject({ outcome: printed, out: lines });
    expect(await bench.print()).toMatchObject({ outcome: printed, out: lines });
  });

  test('meant by a printer that then answers no barrier: nothing is sent, so it is «not printed»', async () => {
    const bench = await settledBench();
    bench.machine.emit([0x13]);
    for (let nth = 1; nth <= 100; nth += 1) bench.machine.loseAnswer('barrier', nth);
    expect(await bench.print()).toMatchObject({ outcome: { kind: 'notPrinted' }, out: 0 });
    await bench.timers.until(bench.printer.state());
    expect(wholeLines(bench)).toBe(0);
  });

  describe('that is meant', () => {
    const long = plainDocument(150, 'строка');

    async function loseNoLine(stray: (bench: Slow) => void): Promise<void> {
      const bench = await settledBench();
      bench.machine.set({ bufferBytes: 300 });
      stray(bench);
      expect(await bench.timers.until(bench.printer.print(long))).toEqual(printed);
      expect(wholeLines(bench)).toBe(150);
      expect(hasUnknown(bench.machine.paper)).toBe(false);
    }

    test('with a stray XON or XOFF at any moment: no line is lost in a full buffer', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.integer({ min: 0, max: 150 * msPerLine }),
          fc.constantFrom(0x11, 0x13),
          (ms, byte) => loseNoLine((bench) => strayAt(bench, ms, [byte])),
        ),
        { numRuns: 40 },
      );
    });

    test('with a stray XON before any of the first writes: it does not make room', async () => {
      for (let write = 1; write <= 20; write += 1)
        await loseNoLine((bench) => bench.beforeWrite(write, () => bench.machine.emit([0x11])));
    });
  });
});
