/** A disk error as a failure with a remedy. */
import type { Failure, FailureCode } from '../../contract/failure.ts';

const full = new Set(['ENOSPC', 'EDQUOT']);

export function diskFailure(error: unknown, otherwise: FailureCode): Failure {
  const code =
    error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
  if (code !== null && full.has(code)) return { code: 'diskFull' };
  return { code: otherwise, details: { reason: code ?? String(error) } };
}
