/** Questions to the printer and answers from it, over a line that may lose, delay or garble them. */

import type { Result } from '../../../contract/failure.ts';
import { ok, refuse } from '../../../contract/failure.ts';
import type { Timers } from '../timers.ts';
import { within } from '../timers.ts';
import type { SerialLine } from './serialLine.ts';
import type { Answer, PrinterStatus, StatusQuery } from './status.ts';
import { barrier, nothingRead, readAnswers, readStatus, statusQuery } from './status.ts';

export type AnswerDeadlines = {
  /** For an answer that needs no printing: DLE EOT. */
  readonly answerMs: number;
  /** Silence after which no answer to an earlier question is expected any more. */
  readonly quietMs: number;
};

type Awaited = 'status' | 'barrier';

/** XOFF came and nothing since; XON came after it; neither, or the driver has proof that the buffer was emptied since. */
export type Hold = 'held' | 'released' | 'none';

export type Conversation = {
  send(bytes: Uint8Array): Promise<Result<null>>;
  /** The next answer of that kind, come or to come; null: none in time, or the line is gone. */
  take(kind: Awaited, milliseconds: number): Promise<number | null>;
  /** Sends one barrier. What looked like an answer to one and came before it is forgotten: it can't answer this one. */
  askBarrier(): Promise<Result<null>>;
  /** Barriers sent that nothing has answered yet. */
  owed(): number;
  /** One DLE EOT, asked twice before the printer counts as silent. */
  ask(query: StatusQuery): Promise<Result<number>>;
  /** All four DLE EOT. */
  status(): Promise<Result<PrinterStatus>>;
  hold(): Hold;
  /** Waits while the printer holds us off with XOFF; false: it still does when the time is over. */
  released(milliseconds: number): Promise<boolean>;
  /** The printer was seen to have emptied its buffer, so an XOFF from before says nothing any more. */
  letGo(): void;
  /** Forgets what came in so far, strays with it. */
  forget(): void;
  /** The printer owes no answer and holds nothing off. */
  settle(): void;
  /** The line was opened anew. */
  begin(): void;
  /** Bytes since `forget` that are no answer to anything, those among them that look like one to a barrier. */
  strays(): number;
  isGone(): boolean;
};

type Waiting = {
  readonly wants: (answer: Answer) => boolean;
  readonly take: (answer: Answer | null) => void;
};

export function createConversation(
  line: SerialLine,
  timers: Timers,
  deadlines: AnswerDeadlines,
): Conversation {
  let reading = nothingRead;
  let inbox: Answer[] = [];
  let strays = 0;
  let owed = 0;
  let hold: Hold = 'none';
  let gone = false;
  let waiting: Waiting | null = null;

  function arrive(answer: Answer): void {
    if (answer.type === 'noise' || (answer.type === 'barrier' && owed === 0)) strays += 1;
    if (answer.type === 'barrier' && owed > 0) owed -= 1;
    if (answer.type === 'xoff') hold = 'held';
    if (answer.type === 'xon' && hold === 'held') hold = 'released';
    if (waiting?.wants(answer)) {
      waiting.take(answer);
      waiting = null;
    } else if (answer.type === 'status' || answer.type === 'barrier') {
      inbox = [...inbox, answer];
    }
  }

  line.onData((bytes) => {
    reading = readAnswers(reading, bytes);
    for (const answer of reading.answers) arrive(answer);
  });
  line.onGone(() => {
    gone = true;
    waiting?.take(null);
    waiting = null;
  });

  async function next(wants: (answer: Answer) => boolean, milliseconds: number): Promise<Answer | null> {
    if (gone) return null;
    const answer = await within<Answer | null>(timers, milliseconds, null, (take) => {
      waiting = { wants, take };
    });
    waiting = null;
    return answer;
  }

  async function take(kind: Awaited, milliseconds: number): Promise<number | null> {
    const waitingAlready = inbox.findIndex((answer) => answer.type === kind);
    const come = inbox[waitingAlready];
    inbox = inbox.filter((_, index) => index !== waitingAlready);
    const answer = come ?? (await next((candidate) => candidate.type === kind, milliseconds));
    return answer !== null && (answer.type === 'status' || answer.type === 'barrier') ? answer.byte : null;
  }

  const drop = (kind: Awaited): void => {
    inbox = inbox.filter((answer) => answer.type !== kind);
  };

  async function askBarrier(): Promise<Result<null>> {
    drop('barrier');
    owed += 1;
    return line.send(barrier);
  }

  function forget(): void {
    inbox = [];
    strays = 0;
  }

  function settle(): void {
    forget();
    owed = 0;
    hold = 'none';
  }

  async function askOnce(query: StatusQuery): Promise<Result<number>> {
    // All four answers look alike: one that came too late must not be taken for the next question's.
    drop('status');
    const sent = await line.send(statusQuery(query));
    if (!sent.ok) return sent;
    const byte = await take('status', deadlines.answerMs);
    if (byte !== null) return ok(byte);
    return gone ? refuse('unplugged') : refuse('printerSilent');
  }

  async function ask(query: StatusQuery): Promise<Result<number>> {
    const first = await askOnce(query);
    if (first.ok || first.failure.code !== 'printerSilent') return first;
    await take('status', deadlines.quietMs);
    return askOnce(query);
  }

  async function status(): Promise<Result<PrinterStatus>> {
    const one = await ask(1);
    if (!one.ok) return one;
    const two = await ask(2);
    if (!two.ok) return two;
    const three = await ask(3);
    if (!three.ok) return three;
    const four = await ask(4);
    return four.ok ? ok(readStatus({ 1: one.value, 2: two.value, 3: three.value, 4: four.value })) : four;
  }

  return {
    send: line.send,
    take,
    ask,
    status,
    askBarrier,
    owed: () => owed,
    hold: () => hold,
    async released(milliseconds) {
      return hold !== 'held' || (await next((answer) => answer.type === 'xon', milliseconds)) !== null;
    },
    letGo() {
      hold = 'none';
    },
    forget,
    settle,
    begin() {
      settle();
      reading = nothingRead;
      gone = false;
    },
    strays: () => strays,
    isGone: () => gone,
  };
}
