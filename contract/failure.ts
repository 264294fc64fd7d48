/** What can go wrong, as values: a code for the program, details for the sentence that people read. */
import { z } from 'zod';

export const failureCodes = [
  // the door between window and main
  'unknownCall',
  'badPayload',
  'foreignSender',
  'internalError',
  /** A screen of the window could not be drawn. */
  'screenBroken',
  // who works
  'notSignedIn',
  'wrongPin',
  'pinPaused',
  'badPin',
  'roleNeeded',
  'cashierNotFound',
  'cashierNameTaken',
  'lastAdministrator',
  'alreadySetUp',
  'notSetUp',
  // shift and cash
  'shiftNotOpen',
  'shiftAlreadyOpen',
  'shiftOver24h',
  'unfinishedPayments',
  'clockBehind',
  'clockAhead',
  'clockNotSeps',
  'cashNotEnough',
  'badSum',
  'reasonRequired',
  // payment
  'badAccount',
  'unknownProvider',
  'catalogueUnreadable',
  'vatUnknown',
  'badVatTable',
  'sumTooSmall',
  'sumTooLarge',
  'warningNotConfirmed',
  'blindEntryMismatch',
  'paymentNotFound',
  'wrongStage',
  'preCheckFirst',
  'preCheckNotPrinted',
  'tenderedTooSmall',
  'receiptUnknown',
  'receiptAlreadyMade',
  'returnMoneyFirst',
  // devices
  'deviceBusy',
  'paperOut',
  'coverOpen',
  'cutterError',
  'printerOffline',
  'printerFault',
  'printerSilent',
  'portNotFound',
  'portBusy',
  'portFailed',
  'unplugged',
  'registerShift',
  'registerFault',
  // store
  'diskFull',
  'storeBroken',
  'folderClosed',
  'databaseNewer',
  'profileInUse',
  'networkFolder',
  'profileCloned',
  'keyMissing',
  'keyStoreShut',
  'pepperLost',
  'journalLost',
  'lockLost',
  // СЭП and the other workstations
  'notEnrolled',
  'alreadyEnrolled',
  'badSepAddress',
  'badEnrolmentCode',
  'enrolmentCodeUnknown',
  'enrolmentCodeExpired',
  'enrolmentCodeUsed',
  'enrolmentOtherPlace',
  'sepUnavailable',
  'sepForeign',
  'sepRefused',
  'sepNewer',
  'certificateForeign',
  'certificateExpired',
  'certificateRevoked',
  'journalNotBound',
  'operatorRefuses',
  // corrections
  'receiptUnreadable',
  'receiptForeign',
  'receiptOfAnother',
  'showReceiptFirst',
  'secondPersonNeeded',
  'adjustmentImpossible',
  'refundNotGranted',
  'refundReceiptUnknown',
  'refundCashUnknown',
  'unfinishedRefunds',
  // letters
  'letterWithoutScan',
  'badAttachment',
  'badMailAddress',
  'mailNotSet',
  'mailProgramMissing',
  // report and files
  'badPeriod',
  'badNumberFilter',
  /** Payments of its period have come since it was built. */
  'reportOutdated',
  'fileNotWritten',
  'badFile',
] as const;

export const FailureCode = z.enum(failureCodes);
export type FailureCode = z.infer<typeof FailureCode>;

export const Failure = z.object({
  code: FailureCode,
  /** Values for the sentence: sums in kopecks under `…Kopecks`, instants under `…At`, waits under `…Ms`. */
  details: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
});
export type Failure = Readonly<z.infer<typeof Failure>>;

export type { Refused, Result } from './result.ts';
export { ok, refuse } from './result.ts';
