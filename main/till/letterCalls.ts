/** «Письмо в ЦО» and its outbox, as the window asks for them. */
import type { Result } from '../../contract/failure.ts';
import { ok, refuse } from '../../contract/failure.ts';
import type { Letter, LetterAsked, LetterOut } from '../../contract/letter.ts';
import type { PaymentId } from '../../contract/primitives.ts';
import type { ReportRow } from '../../contract/report.ts';
import { composeLetter, letterBody, readAddresses } from '../../core/letter.ts';
import type { ReportNames } from '../../core/reportTable.ts';
import type { Handlers } from '../door/door.ts';
import { attachmentFrom, openAttachments } from '../letters/attachment.ts';
import { keepDraft } from '../letters/draftFile.ts';
import type { Mail } from '../letters/mail.ts';
import type { Message } from '../letters/message.ts';
import { draftLetter, messageIdOf, wireLetter } from '../letters/message.ts';
import type { Outbox } from '../letters/outbox.ts';
import type { AdjustDesk } from './adjustDesk.ts';
import type { Till } from './context.ts';
import { catalogueOf, tradePointOf } from './context.ts';
import type { WrittenRequest } from './leaveRequest.ts';
import { letterAsk } from './letterAsk.ts';

type LetterCalls = Pick<
  Handlers,
  | 'letter.compose'
  | 'letter.judge'
  | 'letter.receipt'
  | 'letter.copy'
  | 'letter.openInMail'
  | 'letter.send'
  | 'letter.chooseFile'
  | 'letters.list'
  | 'mail.get'
  | 'mail.set'
>;

/** More letters than this nobody looks through. */
const mostListed = 200;

export type LetterParts = {
  readonly till: Till;
  readonly adjustDesk: AdjustDesk;
  readonly mail: Mail;
  readonly outbox: Outbox;
  /** Where drafts for the mail program are written. */
  readonly folder: string;
};

export function letterCalls({ till, adjustDesk, mail, outbox, folder }: LetterParts): LetterCalls {
  const { store, session, reports, desktop } = till;
  const asking = letterAsk(till, adjustDesk);

  const names = (): ReportNames => ({
    catalogue: catalogueOf(till),
    zone: tradePointOf(till).zone,
    enrolled: till.sync.sync() !== null,
  });

  /** The rows, all of them, in the order in which they were chosen. */
  async function rowsOf(ids: readonly PaymentId[]): Promise<Result<readonly ReportRow[]>> {
    if (ids.length === 0) return ok([]);
    const found = await reports.byIds(ids);
    if (!found.ok) return found;
    const rows = ids.flatMap((id) => found.value.find(({ paymentId }) => paymentId === id) ?? []);
    return rows.length === ids.length ? ok(rows) : refuse('paymentNotFound');
  }

  /** Checked as a whole, whichever way it is to go. */
  async function messageOf(letter: Letter, from: string | null): Promise<Result<Message>> {
    const cashier = session.require('work');
    if (!cashier.ok) return cashier;
    const to = readAddresses(letter.to);
    if (!to.ok) return to;
    const scans = openAttachments(letter.attachments);
    if (!scans.ok) return scans;
    if (letter.paymentIds.length === 0 && scans.value.length === 0) return refuse('letterWithoutScan');
    const rows = await rowsOf(letter.paymentIds);
    if (!rows.ok) return rows;
    const sender = { tradePoint: tradePointOf(till), cashierName: cashier.value.name };
    return ok({
      from,
      to: to.value,
      subject: letter.subject,
      ...letterBody(letter.words, rows.value, names(), sender),
      scans: scans.value,
      at: store.now(),
    });
  }

  /** What the letter asks as data; nothing, where it is a letter only. */
  async function asked({ ask, ...letter }: LetterOut): Promise<Result<readonly WrittenRequest[]>> {
    const cashier = session.require('work');
    if (!cashier.ok) return cashier;
    return ask ? asking.write(ask, letter, cashier.value) : ok([]);
  }

  function leaveAll(requests: readonly WrittenRequest[]): Result<null> {
    for (const { request, view } of requests) {
      const left = store.requests.leave(request, view);
      if (!left.ok) return left;
    }
    return ok(null);
  }

  /** The letter goes out by other hands: its requests are kept right after. */
  async function goOut(
    letter: LetterOut,
    out: (message: Message) => Promise<Result<null>>,
  ): Promise<Result<LetterAsked>> {
    const message = await messageOf(letter, null);
    if (!message.ok) return message;
    const requests = await asked(letter);
    if (!requests.ok) return requests;
    const gone = await out(message.value);
    if (!gone.ok) return gone;
    const kept = store.together(() => leaveAll(requests.value));
    return kept.ok ? ok(await asking.send(requests.value)) : kept;
  }

  return {
    'letter.judge': ({ kind, paymentIds }) => {
      const cashier = session.require('work');
      return cashier.ok ? asking.judge(kind, paymentIds) : cashier;
    },

    'letter.receipt': ({ paymentIds, receipt }) => {
      const cashier = session.require('work');
      return cashier.ok ? asking.receiptOf(paymentIds, receipt) : cashier;
    },

    'letter.compose': async (order) => {
      const cashier = session.require('work');
      if (!cashier.ok) return cashier;
      const rows = await rowsOf(order.paymentIds);
      if (!rows.ok) return rows;
      const composed = composeLetter(order, rows.value, names(), tradePointOf(till).name);
      if (!composed.ok) return composed;
      return ok({
        to: mail.settings().to,
        ...composed.value,
        paymentIds: [...order.paymentIds],
        attachments: [],
      });
    },

    'letter.copy': (letter) =>
      goOut(letter, async ({ text, html }) => {
        // Scans don't go over a clipboard: a letter that needs one is not whole without it.
        await desktop.copy({ text, html });
        return ok(null);
      }),

    'letter.openInMail': (letter) =>
      goOut(letter, async (message) => {
        const path = await keepDraft(folder, store.newId(), await draftLetter(message), store.now());
        if (!path.ok) return path;
        return (await desktop.openFile(path.value)) ? ok(null) : refuse('mailProgramMissing');
      }),

    'letter.send': async (letter) => {
      const cashier = session.require('work');
      if (!cashier.ok) return cashier;
      const account = mail.account();
      const { from, user } = mail.settings();
      const sender = readAddresses(from === '' ? user : from);
      const [address] = sender.ok ? sender.value : [];
      if (account === null || address === undefined) return refuse('mailNotSet');
      const message = await messageOf(letter, address);
      if (!message.ok) return message;
      const id = store.newId();
      const raw = await wireLetter(message.value, messageIdOf(id, address));
      const requests = await asked(letter);
      if (!requests.ok) return requests;
      // A letter and what it asks outlive a kill together.
      const added = store.together(() => {
        const { to, subject, at: madeAt } = message.value;
        const one = store.letters.add({ id, envelope: { from: address, to }, subject, raw, madeAt });
        return one.ok ? leaveAll(requests.value) : one;
      });
      if (!added.ok) return added;
      outbox.wake();
      const sent = await asking.send(requests.value);
      const view = store.letters.find(id);
      return view ? ok({ ...view, asked: sent }) : refuse('internalError');
    },

    'letters.list': () => {
      const cashier = session.require('work');
      return cashier.ok ? ok([...store.letters.list(mostListed)]) : cashier;
    },

    'letter.chooseFile': async () => {
      const cashier = session.require('work');
      if (!cashier.ok) return cashier;
      const path = await desktop.chooseScan();
      return path === null ? ok(null) : attachmentFrom(path);
    },

    'mail.get': () => {
      const cashier = session.require('work');
      return cashier.ok ? ok({ ...mail.settings(), hasPassword: mail.hasPassword() }) : cashier;
    },

    'mail.set': ({ password, ...settings }) => {
      const cashier = session.require('settings');
      if (!cashier.ok) return cashier;
      const set = mail.set(settings, password);
      if (set.ok) outbox.retry();
      return set;
    },
  };
}
