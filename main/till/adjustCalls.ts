/** Corrections, requests and letters, as the window asks for them. */
import { refuse } from '../../contract/failure.ts';
import type { Handlers } from '../door/door.ts';

type AdjustCalls = Pick<
  Handlers,
  | 'adjust.open'
  | 'adjust.byReceipt'
  | 'adjust.showReceipt'
  | 'adjust.checkNumber'
  | 'adjust.ask'
  | 'adjust.cancelHere'
  | 'adjust.statement'
  | 'refund.pay'
  | 'refund.settle'
  | 'requests.list'
>;

export function adjustCalls(): AdjustCalls {
  const notYet = () => refuse('notEnrolled');
  return {
    'adjust.open': notYet,
    'adjust.byReceipt': notYet,
    'adjust.showReceipt': notYet,
    'adjust.checkNumber': notYet,
    'adjust.ask': notYet,
    'adjust.cancelHere': notYet,
    'adjust.statement': notYet,
    'refund.pay': notYet,
    'refund.settle': notYet,
    'requests.list': notYet,
  };
}
