/** Answers as values. Apart from the schemas: the window's first screen takes these without zod. */
import type { Failure, FailureCode } from './failure.ts';

export type Ok<T> = { readonly ok: true; readonly value: T };
export type Refused = { readonly ok: false; readonly failure: Failure };
/** Every answer that can be a refusal: a value, never an exception. */
export type Result<T> = Ok<T> | Refused;

export const ok = <T>(value: T): Ok<T> => ({ ok: true, value });

export const refuse = (code: FailureCode, details?: Failure['details']): Refused => ({
  ok: false,
  failure: details === undefined ? { code } : { code, details },
});
