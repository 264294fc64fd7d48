/** What each call of the desk does; the server has checked who asks. Whatever changes something is in the audit log. */
import type { DeskPerson } from '../../contract/desk.ts';
import { decide } from '../adjustments/decide.ts';
import { endGrant } from '../adjustments/endGrant.ts';
import { askByOffice } from '../adjustments/officeRequest.ts';
import { reconductHung } from '../adjustments/reconductHung.ts';
import { resolvePayment } from '../adjustments/subject.ts';
import {
  changeAccount,
  closeAccount,
  isTrusted,
  makeAccount,
  readAccounts,
  resetAccount,
  vouchFor,
} from './accounts.ts';
import { changedTo, note, readAudit, whoIs } from './audit.ts';
import { readDoubted } from './doubted.ts';
import { readProviders } from './names.ts';
import { readCounts, readDashboard, readHung } from './overview.ts';
import type { DeskHandlers, DeskParts, DeskResult, InnerCall } from './parts.ts';
import { given, refused } from './parts.ts';
import { readPayment } from './payment.ts';
import { readQueue, readRequest } from './requests.ts';
import { searchPayments } from './search.ts';
import {
  readContradictions,
  readDiscrepancies,
  settleContradiction,
  settleDiscrepancy,
  settleSetAside,
} from './settle.ts';
import { readWatch } from './watch.ts';

const missing = refused('notFound', 'СЭП такого не знает.');

/** What changes anything: only by people whom somebody beside the account's issuer knows. */
const changing = [
  'decide',
  'ask-correction',
  'end-grant',
  'reconduct-hung',
  'settle-discrepancy',
  'settle-contradiction',
  'settle-set-aside',
  'make-person',
  'change-person',
  'reset-person',
  'close-person',
  'vouch-person',
] as const satisfies readonly InnerCall[];

const unvouched = refused(
  'barred',
  'Вашу учётную запись ещё не подтвердил второй сотрудник: старший или другой администратор, раздел «Сотрудники». До этого можно только смотреть.',
);

/** `secret` seals the second factors of new people. */
export function createDeskHandlers(parts: DeskParts, secret: Buffer): DeskHandlers {
  const handlers = createAll(parts, secret);
  const guarded = changing.map((name) => {
    const handle = handlers[name] as (input: unknown, person: DeskPerson) => Promise<DeskResult<unknown>>;
    return [
      name,
      async (input: unknown, person: DeskPerson) =>
        (await isTrusted(parts.database, person.login)) ? handle(input, person) : unvouched,
    ] as const;
  });
  return { ...handlers, ...(Object.fromEntries(guarded) as Partial<DeskHandlers>) };
}

function createAll(parts: DeskParts, secret: Buffer): DeskHandlers {
  const { database, clock } = parts;

  const say = (person: DeskPerson, what: string, details: object): Promise<void> =>
    note(database, { at: clock(), who: whoIs(person.login), what, details });

  /** Written down before it is done: what a crash leaves half-told is told nevertheless. */
  async function audited<T>(
    person: DeskPerson,
    what: string,
    details: object,
    work: () => Promise<DeskResult<T>>,
  ): Promise<DeskResult<T>> {
    await say(person, what, details);
    const result = await work();
    if (!result.ok) await say(person, `${what}: не вышло`, { ...details, why: result.refusal.message });
    return result;
  }

  const request = async (id: string) => {
    const found = await readRequest(database, id);
    return found ? given(found) : missing;
  };

  return {
    counts: async () => given(await readCounts(database, clock())),
    queue: async (input) => given(await readQueue(database, input)),
    request: ({ id }) => request(id),
    decide: ({ id, decision, reason, corrected, scanChecked, operatorAnswer }, person) =>
      audited(
        person,
        decision === 'approve' ? 'решение: согласовано' : 'решение: отклонено',
        {
          request: id,
          reason,
          ...changedTo(corrected),
          ...(scanChecked ? { scanChecked } : {}),
          ...(operatorAnswer ? { operatorAnswer } : {}),
        },
        async () => {
          const decided = await decide(parts, {
            requestId: id,
            person: { id: person.login, role: person.role },
            decision,
            reason,
            corrected,
            scanChecked: scanChecked === true,
            operatorAnswer,
          });
          if (decided.kind === 'notFound') return missing;
          return decided.kind === 'barred' ? refused('barred', decided.why) : request(id);
        },
      ),
    'end-grant': ({ id, paid, reason }, person) =>
      audited(
        person,
        paid ? 'возврат: деньги отданы' : 'возврат: деньги не отданы',
        { request: id, reason },
        async () => {
          const ended = await endGrant(parts, {
            requestId: id,
            person: { id: person.login, role: person.role },
            paid,
            reason,
          });
          if (ended.kind === 'notFound') return missing;
          return ended.kind === 'barred' ? refused('barred', ended.why) : request(id);
        },
      ),
    payment: async ({ id }) => {
      const found = await readPayment(database, await resolvePayment(database, id));
      return found ? given(found) : missing;
    },
    'ask-correction': ({ id, paymentId, kind, reason, corrected }, person) =>
      audited(
        person,
        'обращение центрального офиса',
        { request: id, payment: paymentId, kind, reason, ...changedTo(corrected) },
        async () => {
          const { login, name, role } = person;
          const asked = await askByOffice(parts, {
            id,
            paymentId,
            kind,
            reason,
            corrected,
            person: { id: login, name, role },
          });
          if (asked.kind === 'notFound') return missing;
          return asked.kind === 'barred' ? refused('barred', asked.why) : request(id);
        },
      ),
    search: async ({ text }) => given(await searchPayments(database, text, clock())),
    hung: async () => given({ providers: await readHung(database, await readProviders(database)) }),
    doubted: async () => given(await readDoubted(database)),
    'reconduct-hung': ({ provider, reason }, person) =>
      audited(person, 'провести зависшие', { provider, reason }, async () => {
        const count = await reconductHung(parts, provider, { id: person.login }, reason);
        return given({ count });
      }),
    discrepancies: async ({ settled }) => given(await readDiscrepancies(database, settled)),
    'settle-discrepancy': (input, person) => settleDiscrepancy(parts, input, person),
    contradictions: async ({ settled }) => given(await readContradictions(database, settled)),
    'settle-contradiction': (input, person) => settleContradiction(parts, input, person),
    people: async () => given({ people: await readAccounts(database, clock()) }),
    'make-person': (input, person) => makeAccount(parts, secret, input, person),
    'change-person': (input, person) => changeAccount(parts, input, person),
    'reset-person': (input, person) => resetAccount(parts, secret, input, person),
    'close-person': (input, person) => closeAccount(parts, input, person),
    'vouch-person': ({ login }, person) => vouchFor(parts, login, person),
    watch: async () => given(await readWatch(database, clock())),
    'settle-set-aside': (input, person) => settleSetAside(parts, input, person),
    audit: async (input) => given(await readAudit(database, input)),
    dashboard: async () => given(await readDashboard(database, clock())),
    providers: async () => given({ providers: await readProviders(database) }),
  };
}
