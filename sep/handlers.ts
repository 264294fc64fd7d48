/** Which part answers which call. */

import { createContact, readHeads } from './designation/contact.ts';
import { createDesignation } from './designation/designation.ts';
import type { SepHandlers, SepParts } from './parts.ts';
import { refusal } from './parts.ts';
import type { Authority } from './trust/authority.ts';
import { createEnrolment } from './trust/enrol.ts';
import { createBinding, createRenewal } from './trust/renew.ts';

const later = async () => refusal('unavailable', 'this part of СЭП is not here yet');

export function createHandlers(
  parts: SepParts,
  authority: Authority,
  { training }: { readonly training: boolean; readonly epochCheck: boolean },
): SepHandlers {
  const enrolment = createEnrolment(parts, authority, training);
  const witnessed = async () => undefined;
  const designation = createDesignation(parts, witnessed);
  void readHeads;
  return {
    'enrol-look': enrolment.look,
    enrol: enrolment.enrol,
    renew: createRenewal(parts, authority),
    bind: createBinding(parts),
    contact: createContact(parts, { witnessed, catalogueVersion: async () => 1 }),
    'designation-claim': designation.claim,
    'designation-release': designation.release,
    ship: later,
    heads: later,
    pull: later,
    changes: later,
    check: later,
    catalogue: later,
  };
}
