/** What a pretended printer can suffer from, and the status bytes that a real one would answer then. Pure. */

export type Conditions = {
  /** Lines left on the roll; 0 is paper out. Printing goes on when paper is back. */
  readonly paperLeft: number;
  readonly nearEnd: boolean;
  readonly coverOpen: boolean;
  readonly cutterError: boolean;
  readonly fault: 'none' | 'recoverable' | 'unrecoverable' | 'overheated';
  /** Prints, but its answers don't arrive: the wire back is broken or was never laid. */
  readonly silent: boolean;
  /** Neither prints nor answers, and forgets what comes: switched off. */
  readonly dead: boolean;
  /** Bytes that come before each answer. */
  readonly noise: readonly number[];
  readonly msPerLine: number;
  /** Until it answers «printed up to here?» after it has printed so far. */
  readonly answerLateMs: number;
  /** From so many waiting bytes on it sends XOFF, at half of it XON; twice as many overflow, and are lost. */
  readonly bufferBytes: number;
};

export const healthy: Conditions = {
  paperLeft: Number.POSITIVE_INFINITY,
  nearEnd: false,
  coverOpen: false,
  cutterError: false,
  fault: 'none',
  silent: false,
  dead: false,
  noise: [],
  msPerLine: 0,
  answerLateMs: 0,
  bufferBytes: Number.POSITIVE_INFINITY,
};

const isPaperOut = (conditions: Conditions): boolean => conditions.paperLeft <= 0;

export const isStopped = (conditions: Conditions): boolean =>
  isPaperOut(conditions) || conditions.coverOpen || conditions.cutterError || conditions.fault !== 'none';

/** The answer to DLE EOT n. */
export function statusByte(conditions: Conditions, query: number): number {
  const { coverOpen, cutterError, fault, nearEnd } = conditions;
  const paperOut = isPaperOut(conditions);
  switch (query) {
    case 1:
      return 0x12 | (isStopped(conditions) ? 0x08 : 0);
    case 2:
      return (
        0x12 | (coverOpen ? 0x04 : 0) | (paperOut ? 0x20 : 0) | (cutterError || fault !== 'none' ? 0x40 : 0)
      );
    case 3:
      return (
        0x12 |
        { none: 0, recoverable: 0x04, unrecoverable: 0x20, overheated: 0x40 }[fault] |
        (cutterError ? 0x08 : 0)
      );
    default:
      return 0x12 | (nearEnd || paperOut ? 0x0c : 0) | (paperOut ? 0x60 : 0);
  }
}

/** The answer to GS r 1. */
export const paperByte = (conditions: Conditions): number =>
  (conditions.nearEnd ? 0x03 : 0) | (isPaperOut(conditions) ? 0x0c : 0);

/** What GS a makes the printer say unasked. */
export const automaticStatus = (conditions: Conditions): number[] => [
  0x10 | (isStopped(conditions) ? 0x08 : 0) | (conditions.coverOpen ? 0x20 : 0),
  0x00,
  paperByte(conditions),
  0x00,
];
