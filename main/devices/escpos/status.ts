/**
 * What an ESC/POS printer says: telling its answers apart, and reading their bits.
 * Source: Epson's ESC/POS reference for DLE EOT, GS r and GS a.
 */
import type { Failure } from '../../../contract/failure.ts';
import type { DeviceState } from '../../../core/devices.ts';

/** Which of the printer's states is asked for: DLE EOT n. */
export type StatusQuery = 1 | 2 | 3 | 4;

export const statusQuery = (query: StatusQuery): Uint8Array => Uint8Array.of(0x10, 0x04, query);

/** GS r 1: waits its turn in the printer's buffer, so its answer says «printed up to here». */
export const barrier = Uint8Array.of(0x1d, 0x72, 0x01);

export type Answer =
  | { readonly type: 'status'; readonly byte: number }
  | { readonly type: 'barrier'; readonly byte: number }
  | { readonly type: 'automaticStatus'; readonly bytes: readonly number[] }
  | { readonly type: 'xon' }
  | { readonly type: 'xoff' }
  | { readonly type: 'noise'; readonly byte: number };

const isTail = (byte: number): boolean => (byte & 0x90) === 0;

/** GS r 1: bits 0 and 1 go together, so do 2 and 3; anything else of the same class is noise on the line. */
const isPaperAnswer = (byte: number): boolean => [0x00, 0x03, 0x0c, 0x0f].includes(byte & 0x9f);

function single(byte: number): Answer {
  if (byte === 0x11) return { type: 'xon' };
  if (byte === 0x13) return { type: 'xoff' };
  if ((byte & 0x93) === 0x12) return { type: 'status', byte };
  return isPaperAnswer(byte) ? { type: 'barrier', byte } : { type: 'noise', byte };
}

/** Bytes seen so far of an automatic status (first byte, then three more), and the answers completed by the last bytes. */
export type Reading = { readonly begun: readonly number[]; readonly answers: readonly Answer[] };

export const nothingRead: Reading = { begun: [], answers: [] };

/** Takes the next byte. Pure: the reading that it returns goes in with the byte after. */
function step({ begun, answers }: Reading, byte: number): Reading {
  if (begun.length > 0 && isTail(byte)) {
    const bytes = [...begun, byte];
    return bytes.length < 4
      ? { begun: bytes, answers }
      : { begun: [], answers: [...answers, { type: 'automaticStatus', bytes }] };
  }
  // A broken automatic status must not swallow the answer behind it.
  const broken = begun.map((lost): Answer => ({ type: 'noise', byte: lost }));
  return (byte & 0x93) === 0x10
    ? { begun: [byte], answers: [...answers, ...broken] }
    : { begun: [], answers: [...answers, ...broken, single(byte)] };
}

export const readAnswers = (previous: Reading, bytes: Iterable<number>): Reading =>
  [...bytes].reduce(step, { begun: previous.begun, answers: [] });

/** The four answers of DLE EOT 1 to 4. */
export type StatusBytes = Readonly<Record<StatusQuery, number>>;

export type PrinterStatus = {
  readonly drawerPinHigh: boolean;
  readonly offline: boolean;
  readonly waitsForRecovery: boolean;
  readonly feedButtonPressed: boolean;
  readonly coverOpen: boolean;
  readonly feedingByButton: boolean;
  readonly stoppedByPaperEnd: boolean;
  readonly error: boolean;
  readonly recoverableError: boolean;
  readonly cutterError: boolean;
  readonly unrecoverableError: boolean;
  readonly autoRecoverableError: boolean;
  readonly paperNearEnd: boolean;
  readonly paperEnd: boolean;
};

const bit = (byte: number, number: number): boolean => (byte & (1 << number)) !== 0;

export const readStatus = (bytes: StatusBytes): PrinterStatus => ({
  drawerPinHigh: bit(bytes[1], 2),
  offline: bit(bytes[1], 3),
  waitsForRecovery: bit(bytes[1], 5),
  feedButtonPressed: bit(bytes[1], 6),
  coverOpen: bit(bytes[2], 2),
  feedingByButton: bit(bytes[2], 3),
  stoppedByPaperEnd: bit(bytes[2], 5),
  error: bit(bytes[2], 6),
  recoverableError: bit(bytes[3], 2),
  cutterError: bit(bytes[3], 3),
  unrecoverableError: bit(bytes[3], 5),
  autoRecoverableError: bit(bytes[3], 6),
  paperNearEnd: bit(bytes[4], 2) || bit(bytes[4], 3),
  paperEnd: bit(bytes[4], 5) || bit(bytes[4], 6),
});

/** The first thing that a person has to mend; an open cover hides the paper sensor, so it comes before paper. */
export function failureOf(status: PrinterStatus): Failure | null {
  if (status.coverOpen) return { code: 'coverOpen' };
  if (status.paperEnd || status.stoppedByPaperEnd) return { code: 'paperOut' };
  if (status.cutterError) return { code: 'cutterError' };
  if (status.unrecoverableError) return { code: 'printerFault', details: { reason: 'unrecoverable' } };
  if (status.autoRecoverableError) return { code: 'printerFault', details: { reason: 'overheated' } };
  if (status.recoverableError || status.error)
    return { code: 'printerFault', details: { reason: 'recoverable' } };
  if (status.offline || status.waitsForRecovery || status.feedingByButton) return { code: 'printerOffline' };
  return null;
}

export function deviceState(status: PrinterStatus): DeviceState {
  const failure = failureOf(status);
  return { ready: failure === null, failure, paperNearEnd: status.paperNearEnd };
}
