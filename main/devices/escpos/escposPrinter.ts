/**
 * An ESC/POS printer on a serial line.
 * Before the first byte of a document everything is asked, so a refusal there is a plain «not printed». After it only
 * the printer's answer to the barrier behind the last line makes «printed»; all else is unknown, for a person to say.
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
import { barrier, deviceState, failureOf } from './status.ts';

export type EscposSettings = Extract<PrinterSettings, { driver: 'escpos' }>;

export type EscposDeadlines = LineDeadlines &
  AnswerDeadlines & {
    /** For printing itself, on top of twice the time that the document's bytes take on the wire. */
    readonly printMs: number;
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
  pollMs: 700,
};

/** Small enough for the 4 kB buffers of cheap printers not to overflow between two questions. */
const writeBytes = 256;

/** More than the longest command of ours (a QR's data) can still be waiting for. */
const longestCommand = 1_024;

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

  /** Sends a barrier and waits; null when no answer came. */
  async function passBarrier(milliseconds: number): Promise<number | null> {
    const sent = await conversation.send(barrier);
    return sent.ok ? conversation.take('barrier', milliseconds) : null;
  }

  /**
   * After an opening, or a document whose barrier wasn't answered, the printer may still owe an answer that would be
   * taken for the next document's, or wait for the rest of a command and swallow the beginning of what comes.
   */
  async function settle(): Promise<Result<null>> {
    if (settled) return ok(null);
    conversation.forget();
    let quietMs = deadlines.quietMs;
    let passed = await passBarrier(deadlines.answerMs);
    if (passed === null && !conversation.isGone()) {
      // NUL prints nothing: it only ends a command that was cut off in the middle.
      const filled = await conversation.send(new Uint8Array(longestCommand));
      if (!filled.ok) return filled;
      quietMs = deadlines.answerMs;
      passed = await passBarrier(deadlines.printMs + 2 * line.transmissionMs(longestCommand));
    }
    if (passed === null) return conversation.isGone() ? refuse('unplugged') : refuse('printerSilent');
    while ((await conversation.take('barrier', quietMs)) !== null);
    if (conversation.isGone()) return refuse('unplugged');
    settled = true;
    return ok(null);
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

  async function sendDocument(writes: readonly Uint8Array[]): Promise<Failure | null> {
    for (const [index, bytes] of writes.entries()) {
      if (!(await conversation.released(deadlines.printMs)))
        return (await stopped()) ?? { code: 'printerSilent' };
      const sent = await conversation.send(bytes);
      if (!sent.ok) return sent.failure;
      // Behind the last write comes the barrier, which asks by itself.
      const failure = index < writes.length - 1 ? await stopped() : null;
      if (failure) return failure;
    }
    return null;
  }

  /** Waits for the barrier, asking in between whether the printer has stopped. */
  async function awaitBarrier(milliseconds: number): Promise<Failure | null> {
    // What came before the question is no answer to it.
    conversation.forget();
    const sent = await conversation.send(barrier);
    if (!sent.ok) return sent.failure;
    for (let left = milliseconds; left > 0; left -= deadlines.pollMs) {
      const passed = await conversation.take('barrier', Math.min(left, deadlines.pollMs));
      // Some clones pass the barrier without paper: the last lines may have gone nowhere.
      if (passed !== null) return (passed & 0x0c) === 0 ? null : { code: 'paperOut' };
      const failure = await stopped();
      if (failure) return failure;
    }
    return { code: 'printerSilent' };
  }

  /** A cable that is pulled makes noise that can look like an answer: so the printer must still be there after it. */
  async function confirmed(milliseconds: number): Promise<Failure | null> {
    const failure = await awaitBarrier(milliseconds);
    if (failure) return failure;
    const extra = await conversation.take('barrier', deadlines.quietMs);
    if (extra !== null || conversation.noise() > 0) {
      const again = await awaitBarrier(deadlines.printMs);
      if (again) return again;
    }
    const alive = await conversation.ask(1);
    return alive.ok ? null : alive.failure;
  }

  async function printNow(document: PrintedDocument, begin: () => void): Promise<PrintOutcome> {
    const { encodeDocument, joinPieces } = await import('./encode.ts');
    const writes = joinPieces(encodeDocument(document, encoding), writeBytes);
    const before = await askState();
    if (before.failure) return notPrinted(before.failure);
    const ready = await settle();
    if (!ready.ok) return notPrinted(withPort(ready.failure));

    begin();
    settled = false;
    conversation.forget();
    const cutShort = await sendDocument(writes);
    if (cutShort) return unknown(withPort(cutShort));
    const bytes = writes.reduce((sum, write) => sum + write.length, 0);
    const failure = await confirmed(deadlines.printMs + 2 * line.transmissionMs(bytes));
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
