/** Keeps the register's own shift in step with the till's: what a failed opening or Z left behind is made good first. */

import type { PrintedDocument } from '../../contract/document.ts';
import type { Failure, Result } from '../../contract/failure.ts';
import { ok } from '../../contract/failure.ts';
import type { RegisterDocument } from '../../contract/journal.ts';
import type { ShiftId } from '../../contract/primitives.ts';
import type { RegisterOutcome } from '../../core/devices.ts';
import { shiftOpeningDocument, zReportDocument } from '../../core/documents/shift.ts';
import type { Payment } from '../../core/payment.ts';
import type { Shift } from '../../core/shift.ts';
import type { Cashier } from '../store/types.ts';
import type { Till } from './context.ts';
import { catalogueOf, paperHead } from './context.ts';
import { registerBlocked } from './receiptOutcome.ts';

/** A shift's Z paper, first or again: the journal's head on it is the one it was closed with. Null: not closed. */
export function zDocument(till: Till, shift: Shift, cashier: Cashier): PrintedDocument | null {
  const carried = (shift.closing?.carriedOver ?? [])
    .map((id) => till.store.read.payment(id))
    .filter((payment): payment is Payment => payment !== null);
  const mark = till.store.read.closingHead(shift.id);
  return mark && zReportDocument(shift, carried, mark, catalogueOf(till), paperHead(till, cashier.name));
}

/** Stores the register's document of a shift. The failure, if any, is of paper or device: what was stored stands. */
function keepDocument(till: Till, shiftId: ShiftId, outcome: RegisterOutcome): Result<Failure | null> {
  if (outcome.kind !== 'made') return ok(outcome.failure);
  // Made, though its paper may be missing: that is said, and a copy can be printed.
  const { document, unprinted = null } = outcome;
  if (!document) return ok(unprinted);
  const stored = till.store.commit(() => ok([{ type: 'shiftDocumentMade', body: { shiftId, document } }]));
  return stored.ok ? ok(unprinted) : stored;
}

/** Makes the Z of a shift that the till has closed. The register asks itself first, so a repeat makes no second one. */
export async function closeRegisterShift(
  till: Till,
  shift: Shift,
  cashier: Cashier,
): Promise<Result<Failure | null>> {
  const blocked = await registerBlocked(till);
  if (!blocked.ok || blocked.value) return blocked;
  const document = zDocument(till, shift, cashier);
  if (!document) return ok(null);
  const { register, printer } = till.devices;
  const outcome = await register.ensureShiftClosed(document);
  if (outcome.kind !== 'made' || !register.remembers || isOwnZ(shift, outcome.document)) {
    return keepDocument(till, shift.id, outcome);
  }
  // The register had no shift of ours to close: what it remembers is another's Z. Ours goes to the slip printer.
  const printed = await printer.print(document);
  return ok(printed.kind === 'printed' ? null : printed.failure);
}

/** Whether a Z that the register remembers closed this very shift. */
function isOwnZ(shift: Shift, z: RegisterDocument | null): boolean {
  if (!z) return false;
  return shift.openingDocument ? z.number > shift.openingDocument.number : z.at >= shift.openedAt;
}

/** Opens the register's shift for the till's open one, after the Z that the shift before still owes. */
export async function openRegisterShift(
  till: Till,
  shift: Shift,
  cashier: Cashier,
): Promise<Result<Failure | null>> {
  const blocked = await registerBlocked(till);
  if (!blocked.ok || blocked.value) return blocked;
  const { register } = till.devices;
  const [before] = till.store.read.closedShifts(1);
  if (register.remembers && before && !before.closingDocument) {
    const closed = await closeRegisterShift(till, before, cashier);
    if (!closed.ok || closed.value) return closed;
  }
  const document = shiftOpeningDocument(shift, paperHead(till, cashier.name));
  return keepDocument(till, shift.id, await register.ensureShiftOpen(document));
}
