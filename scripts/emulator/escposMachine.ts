/** A pretended ESC/POS printer: bytes in, paper and answers out, with the troubles of a real one at command. */
import iconv from 'iconv-lite';
import type { Command } from './escposCommands.ts';
import { firstCommand } from './escposCommands.ts';
import type { Conditions } from './escposConditions.ts';
import { automaticStatus, healthy, isStopped, paperByte, statusByte } from './escposConditions.ts';

export type PaperLine =
  | { readonly type: 'text'; readonly text: string; readonly bold: boolean; readonly big: boolean }
  | { readonly type: 'qr'; readonly data: string }
  | { readonly type: 'cut' }
  | { readonly type: 'drawer'; readonly onMs: number; readonly offMs: number }
  /** Bytes that no receipt printer would understand. */
  | { readonly type: 'unknown'; readonly hex: string };

type AnswerKind = 'status' | 'barrier' | 'other';

type MachineOptions = {
  readonly columns: number;
  readonly answer: (bytes: Uint8Array) => void;
  readonly onPaper: (line: PaperLine) => void;
  readonly after: (milliseconds: number, action: () => void) => void;
};

export type EscposMachine = {
  receive(bytes: Uint8Array): void;
  readonly paper: readonly PaperLine[];
  /** Bytes that wait for paper, for a closed cover or for their turn. */
  waitingBytes(): number;
  conditions(): Conditions;
  set(change: Partial<Conditions>): void;
  /** The nth answer of that kind from now on is lost. */
  loseAnswer(kind: AnswerKind, nth: number): void;
  /** Bytes that the host never asked for, now. */
  emit(bytes: readonly number[]): void;
  linesPrinted(): number;
  /** Runs once when so many lines in all have come out: for trouble at a certain place of a document. */
  atLine(line: number, action: () => void): void;
};

/** The numbers that vendors give the code pages (ESC t n). */
const codePages: Readonly<Record<number, string>> = {
  0: 'cp437',
  7: 'cp866',
  17: 'cp866',
  23: 'win1251',
  28: 'win1251',
  46: 'win1251',
};

type Line = { bytes: number[]; width: number; bold: boolean; big: boolean };
const emptyLine = (): Line => ({ bytes: [], width: 0, bold: false, big: false });
const hex = (bytes: readonly number[]): string => Buffer.from(bytes).toString('hex');

export function createEscposMachine({ columns, answer, onPaper, after }: MachineOptions): EscposMachine {
  const paper: PaperLine[] = [];
  let conditions = healthy;
  let waiting: number[] = [];
  let realTime: number[] = [];
  let line = emptyLine();
  let encoding = 'cp437';
  let bold = false;
  let size = 1;
  let qr: readonly number[] = [];
  let linesPrinted = 0;
  let resting = false;
  const late: number[] = [];
  let heldOff = false;
  let automatic = false;
  let lost: { readonly kind: AnswerKind; readonly nth: number }[] = [];
  let marks: { readonly line: number; readonly action: () => void }[] = [];

  function say(kind: AnswerKind, bytes: readonly number[]): void {
    lost = lost.map((entry) => (entry.kind === kind ? { kind, nth: entry.nth - 1 } : entry));
    const isLost = lost.some(({ nth }) => nth === 0);
    lost = lost.filter(({ nth }) => nth > 0);
    if (conditions.silent || conditions.dead || isLost) return;
    answer(Uint8Array.from([...conditions.noise, ...bytes]));
  }

  function answerBarrier(): void {
    const { answerLateMs } = conditions;
    late.push(paperByte(conditions));
    // What is asked meanwhile is answered in one breath, as over an adapter that gathers bytes.
    const answerAll = (): void => say('barrier', late.splice(0));
    if (answerLateMs === 0) answerAll();
    else if (late.length === 1) after(answerLateMs, answerAll);
  }

  function put(entry: PaperLine): void {
    paper.push(entry);
    onPaper(entry);
  }

  function rest(): void {
    if (conditions.msPerLine === 0) return;
    resting = true;
    after(conditions.msPerLine, () => {
      resting = false;
      work();
    });
  }

  function endLine(): void {
    const { bytes, bold: isBold, big } = line;
    put({ type: 'text', text: iconv.decode(Buffer.from(bytes), encoding), bold: isBold, big });
    line = emptyLine();
    linesPrinted += 1;
    conditions = { ...conditions, paperLeft: conditions.paperLeft - 1 };
    rest();
    const due = marks.filter((mark) => mark.line <= linesPrinted);
    marks = marks.filter((mark) => mark.line > linesPrinted);
    for (const { action } of due) action();
  }

  function addSign(byte: number): void {
    if (line.width + size > columns) endLine();
    if (line.bytes.length === 0) line = { ...line, bold, big: size > 1 };
    line.bytes.push(byte);
    line.width += size;
  }

  function reset(): void {
    line = emptyLine();
    encoding = 'cp437';
    bold = false;
    size = 1;
  }

  function selectCodePage(number: number): void {
    const known = codePages[number];
    if (known === undefined) put({ type: 'unknown', hex: hex([0x1b, 0x74, number]) });
    else encoding = known;
  }

  function apply(command: Command): void {
    switch (command.type) {
      case 'text':
        addSign(command.byte);
        break;
      case 'lineFeed':
        for (let count = 0; count < command.lines; count += 1) endLine();
        break;
      case 'initialize':
        reset();
        break;
      case 'codePage':
        selectCodePage(command.number);
        break;
      case 'bold':
        bold = command.on;
        break;
      case 'size':
        size = Math.max(command.width, command.height);
        break;
      case 'cut':
        put({ type: 'cut' });
        break;
      case 'drawer':
        put({ type: 'drawer', onMs: command.onMs, offMs: command.offMs });
        break;
      case 'qrData':
        qr = command.bytes;
        break;
      case 'qrPrint':
        put({ type: 'qr', data: Buffer.from(qr).toString('utf8') });
        break;
      case 'askPaper':
        answerBarrier();
        break;
      case 'askDrawer':
        say('other', [0x00]);
        break;
      case 'askIdentity':
        say('other', command.what < 65 ? [0x02] : [...Buffer.from('_KASSA-EMULATOR\0', 'latin1')]);
        break;
      case 'automaticStatus':
        automatic = command.on;
        if (automatic) say('other', automaticStatus(conditions));
        break;
      case 'align':
      case 'ignored':
        break;
      case 'unknown':
        put({ type: 'unknown', hex: hex(command.bytes) });
        break;
    }
  }

  function holdOff(): void {
    if (!heldOff && waiting.length >= conditions.bufferBytes) {
      heldOff = true;
      say('other', [0x13]);
    } else if (heldOff && waiting.length <= conditions.bufferBytes / 2) {
      heldOff = false;
      say('other', [0x11]);
    }
  }

  function work(): void {
    while (!isStopped(conditions) && !resting) {
      const next = firstCommand(waiting);
      if (!next) break;
      waiting = waiting.slice(next.length);
      apply(next.command);
    }
    holdOff();
  }

  /** DLE EOT n is answered at once, past everything that waits. */
  function receiveByte(byte: number): void {
    realTime.push(byte);
    const [first, second, third] = realTime;
    if (first === 0x10 && (second === undefined || (second === 0x04 && third === undefined))) return;
    const bytes = realTime;
    realTime = [];
    const isQuery = first === 0x10 && second === 0x04 && third !== undefined && third >= 1 && third <= 4;
    if (isQuery) say('status', [statusByte(conditions, third)]);
    else if (waiting.length < 2 * conditions.bufferBytes) waiting.push(...bytes);
  }

  return {
    paper,
    receive(bytes) {
      if (conditions.dead) return;
      for (const byte of bytes) receiveByte(byte);
      work();
    },
    waitingBytes: () => waiting.length,
    conditions: () => conditions,
    set(change) {
      conditions = { ...conditions, ...change };
      if (conditions.dead) waiting = [];
      if (automatic) say('other', automaticStatus(conditions));
      work();
    },
    loseAnswer(kind, nth) {
      lost = [...lost, { kind, nth }];
    },
    emit(bytes) {
      answer(Uint8Array.from(bytes));
    },
    linesPrinted: () => linesPrinted,
    atLine(at, action) {
      marks = [...marks, { line: at, action }];
    },
  };
}
