/** What goes wrong between a workstation and СЭП, as failures that people read. */
import type { Failure, FailureCode } from '../../contract/failure.ts';
import type { SepRefusal, SepRefusalCode } from '../../contract/sep.ts';

/** What each refusal means at the till. The last three are answers that the program acts on; people seldom see them. */
const codes: Readonly<Record<SepRefusalCode, FailureCode>> = {
  badRequest: 'sepRefused',
  tooLarge: 'sepRefused',
  unknownRoute: 'sepNewer',
  internalError: 'sepRefused',
  unavailable: 'sepUnavailable',
  codeUnknown: 'enrolmentCodeUnknown',
  codeExpired: 'enrolmentCodeExpired',
  codeUsed: 'enrolmentCodeUsed',
  otherPlace: 'enrolmentOtherPlace',
  badCertificateRequest: 'sepRefused',
  badProof: 'sepRefused',
  certificateMissing: 'certificateForeign',
  certificateForeign: 'certificateForeign',
  certificateExpired: 'certificateExpired',
  certificateRevoked: 'certificateRevoked',
  notBound: 'journalNotBound',
  staleEpoch: 'sepRefused',
  newerGeneration: 'sepRefused',
};

/** Why it refused, for those of its refusals that have no sentence of their own. */
const reasons: Partial<Readonly<Record<SepRefusalCode, string>>> = {
  badRequest: 'запрос не читается',
  tooLarge: 'запрос слишком велик',
  internalError: 'внутренняя ошибка СЭП',
  badCertificateRequest: 'запрос сертификата не годится',
  badProof: 'подпись журнала не сходится',
  staleEpoch: 'синхронизацию ведёт другое рабочее место',
  newerGeneration: 'СЭП восстановлена из копии',
};

export function failureOf({ code, message, details }: SepRefusal): Failure {
  const reason = reasons[code];
  return {
    code: codes[code],
    details: { ...details, sep: code, message, ...(reason === undefined ? {} : { reason }) },
  };
}

/** Errors by which a verifier of certificates says that this is not the СЭП we know. */
const foreign = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_SIGNATURE_FAILURE',
  'CERT_UNTRUSTED',
  'INVALID_CA',
  'INVALID_PURPOSE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/** The network's word for what happened: `ECONNREFUSED`, `ENOTFOUND`. */
const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';

/** Nothing came back, or not from the СЭП that we know. */
export function networkFailure(error: unknown): Failure {
  const network = codeOf(error);
  return { code: foreign.has(network) ? 'sepForeign' : 'sepUnavailable', details: { network } };
}
