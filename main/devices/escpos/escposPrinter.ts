/**
 * An ESC/POS printer on a serial line.
 * Before the first byte of a document everything is asked, so a refusal there is a plain «not printed». After it only
 * the printer's answers to the barriers behind the last line make «printed»; all else is unknown, for a person to say.
 * One byte is no answer: a stray 0x00, which a line makes by itself, looks like it. Two barriers are asked one after
 * the other, three where anything was odd, so the strays must be as many, each at its moment, before a document passes that is not out.
 */

import type { PrintedDocument } from '../../../contract/document.ts';
import type { Failure, Result } from '../../../contract/failure.ts';
import { ok, refuse } from '../../../contract/failure.ts';
import type { PrinterSettings } from '../../../contract/settings.ts';
import type { DeviceState, PrintOutcome, SlipPrinter } from '../../../core/devices.ts';
import type { Timers } from '../timers.ts';
import type { AnswerDeadlines } from './conversation.ts';
import { createConversation } from './conversation.ts';
import type { EncodeOptions } from './encode.ts';
import type { LineDeadlines, SerialLine } from './serialLine.ts';
import { deviceState, failureOf } from './status.ts';

export type EscposSettings = Extract<PrinterSettings, { driver: 'escpos' }>;

export type EscposDeadlines = LineDeadlines &
  AnswerDeadlines & {
    /** For printing itself, on top of twice the time that the document's bytes take on the wire. */
    readonly printMs: number;
    /** The same for each line of paper, where that makes more: a report of hundreds of lines on a slow printer. */
    readonly lineMs: number;
    /** How often the printer is asked, while it prints, whether it has stopped. */
    readonly pollMs: number;
  };

export const usualDeadlines: EscposDeadlines = {
  openMs: 3_000,
  writeMs: 2_000,
  closeMs: 1_000,
  answerMs: 500,
  quietMs: 150,
  printMs: 8_000,
  lineMs: 100,
  pollMs: 700,
};

/** Small enough for the 4 kB buffers of cheap printers not to overflow between two questions. */
const writeBytes = 256;

/** More than the longest command of ours (a QR's data) can still be waiting for. */
const longestCommand = 1_024;

/** More than a printer can owe: every poll of a document may have asked for one. */
const mostAnswers = 100;

type Options = {
  readonly settings: EscposSettings;
  readonly line: SerialLine;
  readonly timers: Timers;
  readonly deadlines: EscposDeadlines;
};

const notPrinted = (failure: Failure): PrintOutcome => ({ kind: 'notPrinted', failure });
const unknown = (failure: Failure): PrintOutcome => ({ kind: 'unknown', failure });
const notReady = (failure: Failure): DeviceState => ({ ready: false, failure, paperNearEnd: false });

export function createEscposPrinter({ settings, line, timers, deadlines }: Options): SlipPrinter {
  const columns = settings.width === '58' ? 32 : 48;
  const { codePage, codePageNumber, cutter } = settings;
  const encoding: EncodeOptions = { columns, codePage, codePageNumber, cutter };
  const conversation = createConversation(line, timers, deadlines);
  /** Whether the printer has answered all barriers and stands at the beginning of a command. */
  let settled = false;
  let closed = false;

  const withPort = (failure: Failure): Failure => ({
    ...failure,
    details: { port: settings.port, ...failure.details },
  });

  async function open(): Promise<Result<null>> {
    if (closed) return refuse('printerOffline', { port: settings.port });
    const opened = await line.open();
    if (!opened.ok) return opened;
    if (opened.value.fresh) {
      settled = false;
      conversation.begin();
    }
    return ok(null);
  }

  async function askState(): Promise<DeviceState> {
    const opened = await open();
    if (!opened.ok) return notReady(withPort(opened.failure));
    const status = await conversation.status();
    return status.ok ? deviceState(status.value) : notReady(withPort(status.failure));
  }

  /** Why the printer has stopped; null while it works or doesn't say. */
  async function stopped(): Promise<Failure | null> {
    if (conversation.isGone()) return { code: 'unplugged' };
    const first = await conversation.ask(1);
    if (!first.ok) return first.failure.code === 'printerSilent' ? null : first.failure;
    if ((first.value & 0x08) === 0) return null;
    const status = await conversation.status();
    return status.ok ? failureOf(status.value) : status.failure;
  }

  /** Stray bytes were heard since the document was begun, or the last word about the buffer is that it is full. */
  const isOdd = (): boolean => conversation.strays() > 0 || conversation.hold() === 'held';

  type Wait = { readonly passed: boolean; readonly left: number };

  /** Waits for a barrier that was sent; not passed: it is to be asked again, in the time that is left. */
  async function awaitBarrier(milliseconds: number, insisting: boolean): Promise<Result<Wait>> {
    for (let left = milliseconds; left > 0; ) {
      const answer = await conversation.take('barrier', Math.min(left, deadlines.pollMs));
      // Some clones pass the barrier without paper: the last lines may have gone nowhere.
      if (answer !== null) return (answer & 0x0c) === 0 ? ok({ passed: true, left }) : refuse('paperOut');
      left -= deadlines.pollMs;
      const failure = await stopped();
      if (failure) return { ok: false, failure };
      if (left > 0 && (insisting || isOdd())) return ok({ passed: false, left });
    }
    return refuse('printerSilent');
  }

  /**
   * Sends so many barriers, each after the answer to the one before, asking in between whether the printer has stopped.
   * An answer that doesn't come is asked for again when `insisting`, or on a line where anything was odd: all barriers
   * stand behind the same last line, so whichever is answered proves the same. `asked` of them were sent already.
   */
  async function passBarriers(
    count: number,
    milliseconds: number,
    insisting: boolean,
    asked = 0,
  ): Promise<Failure | null> {
    let left = milliseconds;
    for (let passed = 0, awaited = 0; passed < count; awaited += 1) {
      // On a line that never falls silent nothing is an answer.
      const isNoisy = awaited >= asked && conversation.strays() > 0;
      if (isNoisy && !(await silence(deadlines.quietMs))) return { code: 'printerSilent' };
      const sent = awaited < asked ? ok(null) : await conversation.askBarrier();
      if (!sent.ok) return sent.failure;
      const wait = await awaitBarrier(left, insisting);
      if (!wait.ok) return wait.failure;
      // An honest answer in the last moment must not leave the next one without time.
      left = wait.value.passed ? Math.max(wait.value.left, 2 * deadlines.pollMs) : wait.value.left;
      if (wait.value.passed) passed += 1;
    }
    return null;
  }

  async function alive(): Promise<Failure | null> {
    const answer = await conversation.ask(1);
    return answer.ok ? null : answer.failure;
  }

  /** Waits until no more answers to barriers come; false: they never end, so they are none. */
  async function silence(milliseconds: number): Promise<boolean> {
    for (let heard = 0; heard < mostAnswers; heard += 1)
      if ((await conversation.take('barrier', milliseconds)) === null) return true;
    return false;
  }

  /** One barrier alone, without asking for anything else meanwhile. */
  async function answersWithin(milliseconds: number): Promise<boolean> {
    const sent = await conversation.askBarrier();
    return sent.ok && (await conversation.take('barrier', milliseconds)) !== null;
  }

  /**
   * After an opening, or a document whose barrier wasn't answered, the printer may still owe answers that would be
   * taken for the next document's, or wait for the rest of a command and swallow the beginning of what comes.
   * After an XOFF it may have no room; a printer that is ready and answers all barriers has, whatever that byte was.
   */
  async function settle(): Promise<Result<null>> {
    if (settled && conversation.hold() === 'none') return ok(null);
    settled = false;
    let quietMs = deadlines.quietMs;
    if (!(await answersWithin(deadlines.answerMs)) && !conversation.isGone()) {
      if (!(await conversation.released(deadlines.printMs))) {
        const failure = await stopped();
        if (failure) return { ok: false, failure };
      }
      // NUL prints nothing: it only ends a command that was cut off in the middle.
      const filled = await conversation.send(new Uint8Array(longestCommand));
      if (!filled.ok) return filled;
      quietMs = deadlines.answerMs;
      const answered = await answersWithin(deadlines.printMs + 2 * line.transmissionMs(longestCommand));
      if (!answered && !conversation.isGone()) return refuse('printerSilent');
    }
    // That one answer can be a stray byte: behind it the printer could still be busy with the document before.
    const failure = await passBarriers(1, deadlines.printMs, true);
    if (failure) return { ok: false, failure };
    const quiet = await silence(quietMs);
    if (conversation.isGone()) return refuse('unplugged');
    if (!quiet) return refuse('printerSilent');
    conversation.settle();
    settled = true;
    return ok(null);
  }

  /**
   * Waits until there is room after an XOFF. Whether the XON is stray or the XOFF was (or its XON is lost), the answer
   * to a barrier tells that the buffer was emptied: without it lines could go into a full one, and be lost unseen.
   */
  async function roomAgain(milliseconds: number): Promise<Failure | null> {
    const released = await conversation.released(deadlines.printMs);
    const failure = released ? null : await stopped();
    if (failure) return failure;
    const unpassed = await passBarriers(conversation.owed() + (released ? 1 : 2), milliseconds, true);
    if (unpassed) return unpassed;
    conversation.letGo();
    return null;
  }

  async function sendDocument(writes: readonly Uint8Array[], milliseconds: number): Promise<Failure | null> {
    for (const [index, bytes] of writes.entries()) {
      // Before the first write the printer was settled, so a hold is none.
      const held = index > 0 && conversation.hold() !== 'none' ? await roomAgain(milliseconds) : null;
      if (held) return held;
      const sent = await conversation.send(bytes);
      if (!sent.ok) return sent.failure;
      // Behind the last write comes the barrier, which asks by itself.
      const failure = index < writes.length - 1 ? await stopped() : null;
      if (failure) return failure;
    }
    return null;
  }

  /**
   * Two answers to two barriers, one after the other, or three where anything was odd: stray bytes, or a second answer
   * that is not there at once. A printer that has printed all has nothing else to do, so that one may tell that the
   * first was a stray, with lines still to come. A cable that is pulled makes such bytes too: so the printer must still
   * be there after it.
   */
  async function confirmed(milliseconds: number): Promise<Failure | null> {
    // Barriers from the middle of the document that nothing has answered yet prove nothing about its end.
    const unpassed = await passBarriers(1 + conversation.owed(), milliseconds, false);
    if (unpassed) return unpassed;
    // Surplus answers, come late.
    await silence(deadlines.quietMs);
    let asked = 0;
    if (!isOdd()) {
      // Asked together: an idle printer answers both in one round trip.
      const second = await conversation.askBarrier();
      if (!second.ok) return second.failure;
      const gone = await alive();
      if (gone) return gone;
      const answer = await conversation.take('barrier', 0);
      if (answer !== null && (answer & 0x0c) !== 0) return { code: 'paperOut' };
      if (answer !== null && !isOdd()) {
        // It answers in order and at once: what it still seems to owe was lost.
        conversation.settle();
        return null;
      }
      // Asked a third time without waiting, so that one who is only late is late once.
      const third = await conversation.askBarrier();
      if (!third.ok) return third.failure;
      asked = answer === null ? 2 : 1;
    }
    const failure = (await passBarriers(2, milliseconds, true, asked)) ?? (await alive());
    if (failure === null) conversation.letGo();
    return failure;
  }

  async function printNow(document: PrintedDocument, begin: () => void): Promise<PrintOutcome> {
    const { encodeDocument, joinPieces } = await import('./encode.ts');
    const pieces = encodeDocument(document, encoding);
    const writes = joinPieces(pieces, writeBytes);
    conversation.forget();
    const before = await askState();
    if (before.failure) return notPrinted(before.failure);
    const ready = await settle();
    if (!ready.ok) return notPrinted(withPort(ready.failure));

    begin();
    settled = false;
    const bytes = writes.reduce((sum, write) => sum + write.length, 0);
    const printMs = Math.max(deadlines.printMs, pieces.length * deadlines.lineMs);
    const milliseconds = printMs + 2 * line.transmissionMs(bytes);
    const cutShort = await sendDocument(writes, milliseconds);
    if (cutShort) return unknown(withPort(cutShort));
    const failure = await confirmed(milliseconds);
    if (failure) return unknown(withPort(failure));
    settled = true;
    return { kind: 'printed' };
  }

  return {
    name: `Принтер ESC/POS (${settings.port})`,
    columns,
    state: () => line.exclusive(askState),
    print: (document) =>
      line.exclusive(async () => {
        let begun = false;
        try {
          return await printNow(document, () => {
            begun = true;
          });
        } catch (error) {
          // A fault of ours, not of the printer; what it may have left on paper is as unknown as ever.
          const failure: Failure = { code: 'printerFault', details: { reason: String(error) } };
          return begun ? unknown(failure) : notPrinted(failure);
        }
      }),
    openDrawer: () =>
      line.exclusive(async () => {
        if (!settings.drawer) return;
        // A pulse left in the buffer of a stopped printer would open the drawer later, with nobody expecting it.
        const state = await askState();
        if (!state.ready) return;
        const { encodeDrawerPulse } = await import('./encode.ts');
        await conversation.send(encodeDrawerPulse(encoding));
      }),
    close: () =>
      line.exclusive(async () => {
        closed = true;
        await line.close();
      }),
  };
}
