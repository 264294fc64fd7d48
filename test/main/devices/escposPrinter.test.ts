import { afterEach, describe, expect, test } from 'vitest';
import type { Bench } from '../../tools/escposBench.ts';
import {
  createBench,
  hasUnknown,
  longDeadlines,
  plainDocument,
  shortDeadlines,
  textOf,
} from '../../tools/escposBench.ts';

/** Long enough for several writes, so that trouble can come between them. */
const long = plainDocument(60, 'строка');
const lines = (count: number): string[] => Array.from({ length: count }, (_, index) => `строка ${index + 1}`);

const benches: Bench[] = [];
function benchWith(...parts: Parameters<typeof createBench>): Bench {
  const made = createBench(...parts);
  benches.push(made);
  return made;
}
const bench = (): Bench => benchWith({}, shortDeadlines);
afterEach(() => {
  const unknown = benches.filter(({ machine }) => hasUnknown(machine.paper));
  benches.length = 0;
  expect(unknown).toEqual([]);
});

const outcomeOf = async (printing: ReturnType<Bench['printer']['print']>): Promise<string> => {
  const outcome = await printing;
  return outcome.kind === 'printed' ? 'printed' : `${outcome.kind}: ${outcome.failure.code}`;
};

describe('before the first byte', () => {
  test('a healthy printer says so, and prints all of it', async () => {
    const { printer, machine } = bench();
    expect(await printer.state()).toEqual({ ready: true, failure: null, paperNearEnd: false });
    expect(await outcomeOf(printer.print(long))).toBe('printed');
    expect(textOf(machine.paper)).toEqual(lines(60));
    expect(machine.paper.at(-1)).toEqual({ type: 'cut' });
  });

  test.each([
    ['paperOut', { paperLeft: 0 }],
    ['coverOpen', { coverOpen: true }],
    ['cutterError', { cutterError: true }],
    ['printerFault', { fault: 'unrecoverable' }],
    ['printerFault', { fault: 'overheated' }],
    ['printerSilent', { silent: true }],
    ['printerSilent', { dead: true }],
  ] as const)(
    '%s is said in the state and refuses the document, with nothing sent of it',
    async (code, change) => {
      const { printer, machine } = bench();
      machine.set(change);
      expect((await printer.state()).failure?.code).toBe(code);
      expect(await outcomeOf(printer.print(long))).toBe(`notPrinted: ${code}`);
      machine.set({
        paperLeft: 1e6,
        coverOpen: false,
        cutterError: false,
        fault: 'none',
        silent: false,
        dead: false,
      });
      expect(textOf(machine.paper)).toEqual([]);
      expect(machine.waitingBytes()).toBe(0);
    },
  );

  test('paper near its end is a warning, not a refusal', async () => {
    const { printer, machine } = bench();
    machine.set({ nearEnd: true });
    expect(await printer.state()).toEqual({ ready: true, failure: null, paperNearEnd: true });
    expect(await outcomeOf(printer.print(long))).toBe('printed');
  });

  test('a port that is not there is «not printed»', async () => {
    const { printer, unplug } = bench();
    unplug();
    expect(await outcomeOf(printer.print(long))).toBe('notPrinted: portNotFound');
    expect((await printer.state()).failure).toMatchObject({
      code: 'portNotFound',
      details: { port: 'bench' },
    });
  });

  test.each([1, 2, 3, 4, 5])(
    'unplugged at question %i before the document, it is «not printed»',
    async (number) => {
      const { printer, machine, beforeWrite, unplug } = bench();
      beforeWrite(number, unplug);
      expect(await outcomeOf(printer.print(long))).toBe('notPrinted: unplugged');
      expect(textOf(machine.paper)).toEqual([]);
    },
  );

  test('one lost answer to a question is asked for again', async () => {
    const { printer, machine } = bench();
    machine.loseAnswer('status', 2);
    expect(await outcomeOf(printer.print(long))).toBe('printed');
  });

  test('a closed printer refuses everything', async () => {
    const { printer } = bench();
    await printer.close();
    expect(await outcomeOf(printer.print(long))).toBe('notPrinted: printerOffline');
  });
});

describe('in the middle of the document', () => {
  test('paper that runs out leaves the outcome unknown, and what was sent by then comes when paper is back', async () => {
    const { printer, machine } = bench();
    machine.set({ paperLeft: 25 });
    expect(await outcomeOf(printer.print(long))).toBe('unknown: paperOut');
    expect(textOf(machine.paper)).toEqual(lines(25));
    machine.set({ paperLeft: 1e6 });
    const after = textOf(machine.paper);
    expect(after).toEqual(lines(after.length));
    expect(machine.waitingBytes()).toBe(0);
    // Once it is seen to have stopped, no more is sent into its buffer.
    expect(after.length).toBeLessThan(60);
  });

  test('paper that runs out behind the last write leaves it unknown too, though all of it will come', async () => {
    const { printer, machine } = bench();
    machine.set({ paperLeft: 59 });
    expect(await outcomeOf(printer.print(long))).toBe('unknown: paperOut');
    machine.set({ paperLeft: 1e6 });
    expect(textOf(machine.paper)).toEqual(lines(60));
  });

  test('the answer that the printer still owed does not confirm the next document', async () => {
    const { printer, machine } = bench();
    machine.set({ paperLeft: 59 });
    expect(await outcomeOf(printer.print(long))).toBe('unknown: paperOut');
    // The last line of the old one, four of feed, and three of the new one: the owed answer comes first.
    machine.set({ paperLeft: 8, msPerLine: 1 });
    expect(await outcomeOf(printer.print(plainDocument(3, 'второй')))).toBe('unknown: paperOut');
    machine.set({ paperLeft: 1e6, msPerLine: 0 });
    expect(await outcomeOf(printer.print(plainDocument(3, 'третий')))).toBe('printed');
    expect(textOf(machine.paper)).toEqual([
      ...lines(60),
      ...['второй 1', 'второй 2', 'второй 3'],
      ...['третий 1', 'третий 2', 'третий 3'],
    ]);
  });

  test('an opened cover leaves it unknown', async () => {
    const { printer, machine } = bench();
    machine.atLine(30, () => machine.set({ coverOpen: true }));
    expect(await outcomeOf(printer.print(long))).toBe('unknown: coverOpen');
    expect(textOf(machine.paper)).toEqual(lines(30));
  });

  test('unplugged after the first lines, it is unknown', async () => {
    const { printer, machine, unplug } = bench();
    machine.atLine(20, unplug);
    expect(await outcomeOf(printer.print(long))).toBe('unknown: unplugged');
  });

  test('unplugged at the very first write of the document, it is unknown: bytes may have left', async () => {
    const { printer, beforeWrite, unplug } = bench();
    await printer.print(plainDocument(1, 'первый'));
    // Four questions about the state, then the document; the line is settled already.
    beforeWrite(5, unplug);
    expect(await outcomeOf(printer.print(long))).toBe('unknown: unplugged');
  });

  test('silence from the middle on is unknown, though all of it came out', async () => {
    const { printer, machine } = bench();
    machine.atLine(30, () => machine.set({ silent: true }));
    expect(await outcomeOf(printer.print(long))).toBe('unknown: printerSilent');
    expect(textOf(machine.paper)).toEqual(lines(60));
  });

  test('flow control that never lets go ends by our own deadline', async () => {
    const { printer, machine, beforeWrite, blockWrites } = bench();
    await printer.print(plainDocument(1, 'первый'));
    beforeWrite(6, () => blockWrites(true));
    expect(await outcomeOf(printer.print(long))).toBe('unknown: portFailed');
    blockWrites(false);
    expect(await outcomeOf(printer.print(plainDocument(1, 'второй')))).toBe('printed');
    const text = textOf(machine.paper);
    expect(text).toEqual(['первый 1', ...lines(text.length - 2), 'второй 1']);
  });

  test('XOFF holds the bytes back until XON: a small buffer loses none', async () => {
    const { printer, machine } = benchWith({}, longDeadlines);
    machine.set({ msPerLine: 1, bufferBytes: 300 });
    expect(await outcomeOf(printer.print(plainDocument(150, 'строка')))).toBe('printed');
    expect(textOf(machine.paper)).toEqual(lines(150));
  });
});

describe('at the end of the document', () => {
  test('a lost answer to the barrier leaves it unknown', async () => {
    const { printer, machine } = bench();
    await printer.print(plainDocument(1, 'первый'));
    machine.loseAnswer('barrier', 1);
    expect(await outcomeOf(printer.print(long))).toBe('unknown: printerSilent');
    expect(textOf(machine.paper)).toEqual(['первый 1', ...lines(60)]);
    expect(await outcomeOf(printer.print(plainDocument(1, 'второй')))).toBe('printed');
  });

  test('unplugged after the last line, before the answer to the barrier, it is unknown', async () => {
    const { printer, machine, unplug } = bench();
    // 60 lines and 4 of feed, before the knife.
    machine.atLine(64, unplug);
    expect(await outcomeOf(printer.print(long))).toBe('unknown: unplugged');
    expect(textOf(machine.paper)).toEqual(lines(60));
  });

  /** Writes of `long` after a settled first document: four questions, the document, three questions in between. */
  async function barrierOf(made: Bench): Promise<number> {
    const probe = bench();
    await probe.printer.print(plainDocument(1, 'первый'));
    const before = probe.writes.length;
    await probe.printer.print(long);
    await made.printer.print(plainDocument(1, 'первый'));
    return probe.writes.slice(before).findIndex(([first, second]) => first === 0x1d && second === 0x72) + 1;
  }

  /** More than are ever asked for one document. */
  function loseBarriers({ machine }: Bench): void {
    for (let nth = 1; nth <= 100; nth += 1) machine.loseAnswer('barrier', nth);
  }

  test('a byte that looks like the answer, from a cable being pulled, does not make it printed', async () => {
    const made = bench();
    made.beforeWrite(await barrierOf(made), () => {
      made.machine.set({ dead: true });
      made.machine.emit([0x00]);
    });
    expect(await outcomeOf(made.printer.print(long))).toBe('unknown: printerSilent');
  });

  test('nor do two, each at its question: the printer must still say that it is there', async () => {
    const made = bench();
    const at = await barrierOf(made);
    made.beforeWrite(at, () => {
      made.machine.set({ dead: true });
      made.machine.emit([0x00]);
    });
    made.beforeWrite(at + 1, () => made.machine.emit([0x00]));
    expect(await outcomeOf(made.printer.print(long))).toBe('unknown: printerSilent');
  });

  test('such a byte before the question is no answer to it', async () => {
    const made = bench();
    await made.printer.print(plainDocument(1, 'первый'));
    loseBarriers(made);
    made.machine.atLine(30, () => made.machine.emit([0x00]));
    expect(await outcomeOf(made.printer.print(long))).toBe('unknown: printerSilent');
  });

  test('among stray bytes such a byte is not believed: the printer is asked again', async () => {
    const made = bench();
    made.beforeWrite(await barrierOf(made), () => made.machine.emit([0xff, 0x00]));
    loseBarriers(made);
    expect(await outcomeOf(made.printer.print(long))).toBe('unknown: printerSilent');
  });

  test('a clone that passes the barrier without paper does not make it printed', async () => {
    const made = bench();
    made.beforeWrite(await barrierOf(made), () => made.machine.emit([0x0c]));
    made.machine.loseAnswer('barrier', 1);
    expect(await outcomeOf(made.printer.print(long))).toBe('unknown: paperOut');
  });

  test('a slow printer is waited for', async () => {
    const { printer, machine } = benchWith({ baudRate: 9600 }, longDeadlines);
    machine.set({ msPerLine: 1 });
    expect(await outcomeOf(printer.print(plainDocument(20, 'строка')))).toBe('printed');
    expect(textOf(machine.paper)).toEqual(lines(20));
  });

  test('stray bytes before each answer do not stop it', async () => {
    const { printer, machine } = bench();
    machine.set({ noise: [0xff, 0x81] });
    expect(await outcomeOf(printer.print(long))).toBe('printed');
    expect(textOf(machine.paper)).toEqual(lines(60));
  });

  test('automatic status, switched on by another program, is not taken for an answer', async () => {
    const { printer, machine } = bench();
    machine.receive(Uint8Array.of(0x1d, 0x61, 0xff));
    machine.atLine(10, () => machine.set({ nearEnd: true }));
    expect(await outcomeOf(printer.print(long))).toBe('printed');
  });
});

describe('after a re-plugging', () => {
  test('the next document comes out alone: nothing of the broken one does', async () => {
    const { printer, machine, unplug, plug, opened, reopened } = bench();
    machine.atLine(20, unplug);
    expect(await outcomeOf(printer.print(long))).toBe('unknown: unplugged');
    const before = textOf(machine.paper).length;
    plug();
    expect((await printer.state()).ready).toBe(true);
    expect(await outcomeOf(printer.print(plainDocument(2, 'второй')))).toBe('printed');
    expect(textOf(machine.paper).slice(before)).toEqual(['второй 1', 'второй 2']);
    expect([opened(), reopened()]).toEqual([2, 0]);
  });

  test('a command cut off in the middle does not swallow the next document', async () => {
    const { printer, machine } = bench();
    // The beginning of a QR of 600 bytes, as a program leaves it that was killed in mid-write.
    machine.receive(Uint8Array.of(0x1d, 0x28, 0x6b, 0x5b, 0x02, 0x31, 0x50, 0x30, 0x74));
    expect(await outcomeOf(printer.print(plainDocument(2, 'второй')))).toBe('printed');
    expect(textOf(machine.paper)).toEqual(['второй 1', 'второй 2']);
  });
});

describe('order', () => {
  test('documents and questions wait their turn', async () => {
    const { printer, machine } = bench();
    const outcomes = await Promise.all([
      printer.print(plainDocument(3, 'первый')),
      printer.state(),
      printer.print(plainDocument(3, 'второй')),
    ]);
    expect(outcomes[0]).toEqual({ kind: 'printed' });
    expect(outcomes[2]).toEqual({ kind: 'printed' });
    expect(textOf(machine.paper)).toEqual(
      ['первый', 'второй'].flatMap((word) => [1, 2, 3].map((n) => `${word} ${n}`)),
    );
  });
});

describe('the drawer', () => {
  test('opens by one pulse with both times, where there is one', async () => {
    const { printer, machine } = bench();
    await printer.openDrawer();
    expect(machine.paper).toEqual([{ type: 'drawer', onMs: 100, offMs: 500 }]);
    const without = benchWith({ drawer: false }, shortDeadlines);
    await without.printer.openDrawer();
    expect(without.machine.paper).toEqual([]);
  });

  test('gets no pulse while the printer has stopped: it would open later, unexpected', async () => {
    const { printer, machine } = bench();
    machine.set({ coverOpen: true });
    await printer.openDrawer();
    machine.set({ coverOpen: false });
    expect(machine.paper).toEqual([]);
  });
});

test.each(['58', '80'] as const)('%s mm: the widest line fits', async (width) => {
  const { printer, machine } = benchWith({ width }, shortDeadlines);
  const widest = 'Ш'.repeat(printer.columns);
  const text = { type: 'text', text: widest, align: 'left', bold: false } as const;
  const outcome = await printer.print({ kind: 'testPage', title: '', lines: [text, { type: 'cut' }] });
  expect(outcome.kind).toBe('printed');
  expect(textOf(machine.paper)).toEqual([widest]);
});
