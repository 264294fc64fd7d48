/** Answers a holder of a receipt: the same work and the same time whether it is found or not, and not too often. */
import type { PublicAnswer, PublicPayment, PublicQuestion } from '../../contract/publicStatus.ts';
import { PublicAnswer as Answer } from '../../contract/publicStatus.ts';
import { accountForms } from '../../core/statusQuestion.ts';
import type { StatusChannel } from '../ops/counters.ts';
import type { SepParts } from '../parts.ts';
import { describePayment } from './describe.ts';
import { findByPaper } from './find.ts';
import type { Asker, Gate } from './rate.ts';
import { createSeldom } from './seldom.ts';

/** Answers leave at multiples of this after their question, milliseconds: what the work took can't be read off them. */
const beat = 250;

/** Of no payment: read in place of one that was not found. */
const nobody = '00000000-0000-0000-0000-000000000000';

/** More share a receipt's number, sum and client by no accident. */
const mostTold = 3;

export type Answered =
  | { readonly kind: 'answer'; readonly answer: PublicAnswer }
  | { readonly kind: 'limited'; readonly waitMs: number };

/** From whom, by which channel. */
export type From = { readonly channel: StatusChannel } & Pick<Asker, 'name' | 'platform'>;

export interface StatusDesk {
  /** Throws when the database is away. */
  ask(question: PublicQuestion, from: From): Promise<Answered>;
}

export type StatusDeskParts = Pick<SepParts, 'database' | 'clock' | 'counters' | 'log'> & {
  readonly gate: Gate;
  /** Milliseconds of a clock that only runs forwards. */
  readonly elapsed: () => number;
  readonly pause: (milliseconds: number) => Promise<void>;
};

/** Only several payments are told apart by their time. */
function answerOf(payments: readonly PublicPayment[]): PublicAnswer {
  const [first, ...others] = payments;
  if (!first) return { kind: 'unknown' };
  const { takenAt: _, ...alone } = first;
  return Answer.parse({ kind: 'found', payments: others.length === 0 ? [alone] : payments });
}

export function createStatusDesk(parts: StatusDeskParts): StatusDesk {
  const { database, clock, counters, gate, elapsed, pause, log } = parts;
  const tellLimited = createSeldom(clock, log.info, 'questions for a status were too many');

  const look = (question: PublicQuestion): Promise<PublicAnswer> =>
    database.transaction(async (tx) => {
      const found = await findByPaper(tx, question);
      const told: PublicPayment[] = [];
      for (const id of found.length === 0 ? [nobody] : found.slice(0, mostTold)) {
        const payment = await describePayment(tx, id, clock());
        if (payment) told.push(payment);
      }
      return answerOf(told);
    });

  async function onTheBeat<T>(work: () => Promise<T>): Promise<T> {
    const begun = elapsed();
    try {
      return await work();
    } finally {
      const took = elapsed() - begun;
      await pause(Math.max(1, Math.ceil(took / beat)) * beat - took);
    }
  }

  return {
    async ask(question, { channel, name, platform }) {
      // One name for all forms of a number, or a guesser would have as many tries as ways to write it.
      const account = question.kind === 'qr' ? null : (accountForms(question.account)[0] ?? '');
      const asker: Asker = { name, platform, account };
      const waitMs = gate.pass(asker);
      if (waitMs > 0) {
        counters.statusAsked(channel, 'limited');
        // A calling number is a person's: its platform's address does.
        tellLimited(platform ?? name);
        return { kind: 'limited', waitMs };
      }
      try {
        const answer = await onTheBeat(() => look(question));
        if (answer.kind === 'found') gate.hit(asker);
        counters.statusAsked(channel, answer.kind);
        return { kind: 'answer', answer };
      } catch (error) {
        // Nothing was told, so nothing was guessed.
        gate.hit(asker);
        counters.statusAsked(channel, 'failed');
        throw error;
      }
    },
  };
}
