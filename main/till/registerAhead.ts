/** Before the first append of a start: is the journal older than what the register remembers? */
import type { RegisterDocument } from '../../contract/journal.ts';
import { documentsAhead } from '../../core/registerAhead.ts';
import type { Till } from './context.ts';
import { blocking } from './printing.ts';

/** Documents of a register grow in number, so the newest known one is among the last payments, refunds and the last two shifts. */
function lastKnown(till: Till): { readonly document: RegisterDocument | null; readonly unrecorded: number } {
  const { read } = till.store;
  const recent = read.recent(200);
  const refunds = read.recentRefunds(200);
  const open = read.openShift();
  const [closed] = read.closedShifts(1);
  const documents = [
    open?.openingDocument,
    closed?.openingDocument,
    closed?.closingDocument,
    ...recent.map(({ receipt }) => receipt?.document),
    ...refunds.map(({ receipt }) => receipt?.document),
  ].filter((document): document is RegisterDocument => document !== null && document !== undefined);
  const document = documents.reduce<RegisterDocument | null>(
    (last, each) => (last && last.number >= each.number ? last : each),
    null,
  );
  // What a person settled, the register may have made all the same.
  const settledByPerson = [...recent, ...refunds]
    .filter(({ receipt }) => receipt?.registerRemembers !== false)
    .reduce((sum, { attempts, receipt }) => sum + attempts - Number(Boolean(receipt?.document)), 0);
  const unrecorded =
    settledByPerson +
    Number(open !== null && !open.openingDocument) +
    Number(closed !== undefined && !closed.closingDocument);
  return { document, unrecorded };
}

/** A register that is ahead means a profile restored from an older copy: going on with its journal would fork it. */
export async function compareWithRegister(till: Till): Promise<void> {
  const { store, devices, log } = till;
  // A receipt in the middle is a question of its own, with the register's answer to it.
  if (!store.begun() || !devices.register.remembers || blocking(store.read)) return;
  const answer = await devices.register.lastDocument();
  if (answer.kind !== 'document') return;
  const { document, unrecorded } = lastKnown(till);
  const ahead = documentsAhead(document, answer.document, unrecorded);
  if (ahead === 0) return;
  const begun = store.beginAnew('registerAhead', ahead);
  log.warn({ ahead, begun: begun.ok }, 'the register remembers more than the journal');
}
