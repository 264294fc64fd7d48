/** From the first question to the stored outcome a receipt, or a refund's, has the device to itself. */
import type { Result } from '../../contract/failure.ts';
import { refuse } from '../../contract/failure.ts';

export type ReceiptTurn = ReturnType<typeof createReceiptTurn>;

export function createReceiptTurn() {
  let taken = false;
  return {
    taken: (): boolean => taken,
    /** Refuses with `deviceBusy` while another has it. */
    async take<T>(act: () => Promise<Result<T>>): Promise<Result<T>> {
      if (taken) return refuse('deviceBusy');
      taken = true;
      try {
        return await act();
      } finally {
        taken = false;
      }
    },
  };
}
