/** Refusals as HTTP answers, and errors as refusals: whatever happens, the caller gets a `SepRefusal`. */
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import type { SepRefusal, SepRefusalCode } from '../../contract/sep.ts';
import { refusal } from '../parts.ts';
import { RefusedBody } from './body.ts';

export const statusOf: Readonly<Record<SepRefusalCode, number>> = {
  badRequest: 400,
  tooLarge: 413,
  unknownRoute: 404,
  internalError: 500,
  unavailable: 503,
  codeUnknown: 403,
  codeExpired: 403,
  codeUsed: 403,
  otherPlace: 403,
  badCertificateRequest: 400,
  badProof: 403,
  certificateMissing: 401,
  certificateForeign: 401,
  certificateExpired: 401,
  certificateRevoked: 403,
  notBound: 409,
  staleEpoch: 409,
  newerGeneration: 409,
};

const longestMessage = 500;

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : '';

/** PostgreSQL's classes 08 (connection), 53 (resources), 57P (shutting down, starting up), and the network's own words. */
const databaseIsAway = /^(08...|53...|57P..|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN)$/;
/**
 * A value that the schema lets through and a column can't hold: a number out of range (22003), a text with a NUL (22021,
 * 22P05) or too long (22001). Whoever sent it has to know; nothing of the request was kept.
 */
const cannotBeKept = /^(22001|22003|22021|22P05)$/;
/** What `pg` says without a code when its server vanishes. */
const connectionGone =
  /^(Connection terminated|Client has encountered a connection error|timeout exceeded when)/;

/** The refusal that an error means; `known` false: a fault of ours, which is logged whole. */
export function refusalOf(error: unknown): { readonly refused: SepRefusal; readonly known: boolean } {
  const said = (code: SepRefusalCode, message: string) => ({
    refused: refusal(code, message.slice(0, longestMessage)).refusal,
    known: true,
  });
  if (error instanceof RefusedBody) return { refused: error.refused, known: true };
  if (hasZodFastifySchemaValidationErrors(error)) {
    const where = error.validation
      .slice(0, 5)
      .map(({ instancePath, message }) => `${instancePath || '/'}: ${message ?? 'is not right'}`);
    return said('badRequest', `the body does not fit: ${where.join('; ')}`);
  }
  const code = codeOf(error);
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE')
    return said('badRequest', 'the body must be application/json');
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return said('tooLarge', 'the body is too large');
  if (code.startsWith('FST_ERR_CTP') || code === 'FST_ERR_BAD_URL' || code === 'ECONNABORTED')
    return said('badRequest', 'the request could not be read');
  if (cannotBeKept.test(code))
    return said(
      'badRequest',
      'the body has a value that can’t be kept: a number too large, or a text with a NUL',
    );
  const message = error instanceof Error ? error.message : '';
  if (databaseIsAway.test(code) || connectionGone.test(message))
    return { refused: refusal('unavailable', 'СЭП has no database now: try again').refusal, known: false };
  return { refused: refusal('internalError', 'СЭП failed: its log says why').refusal, known: false };
}
