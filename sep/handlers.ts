/** Which part answers which call. */

import { showReceipt } from './adjustments/receiptShown.ts';
import { leaveRequest } from './adjustments/request.ts';
import { createRequests, createStory } from './adjustments/story.ts';
import { catalogueVersion, createCatalogue } from './catalogue/catalogue.ts';
import { createCheck } from './check/check.ts';
import { createContact } from './designation/contact.ts';
import type { Witnessed } from './designation/designation.ts';
import { createDesignation } from './designation/designation.ts';
import { acceptChunk } from './journals/accept.ts';
import { readHeads } from './journals/heads.ts';
import { createPull } from './journals/pull.ts';
import { createStart } from './journals/start.ts';
import type { SepHandlers, SepParts } from './parts.ts';
import { answer } from './parts.ts';
import type { Changes } from './payments/changes.ts';
import { createRecall } from './restore/recall.ts';
import { witnessSeen } from './restore/witness.ts';
import type { Authority } from './trust/authority.ts';
import { createEnrolment } from './trust/enrol.ts';
import { createBinding, createRenewal } from './trust/renew.ts';

export function createHandlers(
  parts: SepParts,
  authority: Authority,
  changes: Changes,
  { training, epochCheck }: { readonly training: boolean; readonly epochCheck: boolean },
): SepHandlers {
  const enrolment = createEnrolment(parts, authority, training);
  const witnessed: Witnessed = async (caller, seen) => {
    await witnessSeen(parts, seen, caller);
  };
  const designation = createDesignation(parts, witnessed);
  return {
    'enrol-look': enrolment.look,
    enrol: enrolment.enrol,
    renew: createRenewal(parts, authority),
    bind: createBinding(parts),
    contact: createContact(parts, { witnessed, catalogueVersion: () => catalogueVersion(parts.database) }),
    'designation-claim': designation.claim,
    'designation-release': designation.release,
    ship: (input, caller) => acceptChunk(parts, { ...input, caller, epochCheck }),
    heads: async (_, caller) =>
      answer({
        generation: parts.generation(),
        heads: await readHeads(parts.database, caller.tradePoint),
      }),
    start: createStart(parts),
    pull: createPull(parts),
    changes: changes.read,
    recall: createRecall(parts),
    check: createCheck(parts),
    catalogue: createCatalogue(parts),
    story: createStory(parts),
    request: (input, caller) => leaveRequest(parts, input, caller),
    'request-receipt': (input, caller) => showReceipt(parts, input, caller),
    requests: createRequests(parts),
  };
}
