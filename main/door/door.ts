/** The one door between window and workstation: who asks, by which name, with what; answers are values. */

import type { Result } from '../../contract/failure.ts';
import { refuse } from '../../contract/failure.ts';
import type { CallInput, CallName, CallOutput } from '../../contract/ipc.ts';
import { calls } from '../../contract/ipc.ts';
import { errorStory } from '../shell/errorStory.ts';
import { fitsTheDoor } from './payloadSize.ts';

type Handler<N extends CallName> = (
  input: CallInput<N>,
) => Result<CallOutput<N>> | Promise<Result<CallOutput<N>>>;

/** One handler per call; the compiler asks for all of them. */
export type Handlers = { readonly [N in CallName]: Handler<N> };

export type Sender = { readonly origin: string; readonly mainFrame: boolean };

export type DoorLog = {
  info(entry: object, message: string): void;
  warn(entry: object, message: string): void;
  error(entry: object, message: string): void;
};

const isCallName = (name: unknown): name is CallName =>
  typeof name === 'string' && Object.hasOwn(calls, name);

/**
 * Makes the door. Every ask gets a `Result`, whatever is sent: a stranger, an unknown name and a payload that is too large or does
 * not fit are refused before anything runs, and a fault of ours becomes `internalError`, with its story in the log only.
 */
export function createDoor(
  origin: string,
  handlers: Promise<Result<Handlers>>,
  log: DoorLog,
  monotonic: () => number,
) {
  return async (sender: Sender, name: unknown, payload: unknown): Promise<Result<unknown>> => {
    if (!sender.mainFrame || sender.origin !== origin) {
      log.warn({ origin: sender.origin }, 'call from a foreign frame');
      return refuse('foreignSender');
    }
    if (!isCallName(name)) {
      log.warn({}, 'unknown call');
      return refuse('unknownCall');
    }
    if (!fitsTheDoor(payload)) {
      log.warn({ call: name }, 'payload is too large');
      return refuse('badPayload', { call: name });
    }
    const input = calls[name][0].safeParse(payload);
    if (!input.success) {
      // Where it did not fit, never what was sent: a payload may hold a PIN or a number.
      const paths = input.error.issues.map((issue) => issue.path.join('.')).join(', ');
      log.warn({ call: name, paths }, 'payload does not fit');
      return refuse('badPayload', { call: name, paths });
    }
    const started = monotonic();
    try {
      const open = await handlers;
      if (!open.ok) return open;
      const answer = await (open.value[name] as (input: unknown) => Promise<Result<unknown>>)(input.data);
      log.info(
        {
          call: name,
          ms: Math.round(monotonic() - started),
          ...(answer.ok ? {} : { refused: answer.failure.code }),
        },
        'call',
      );
      return answer;
    } catch (error) {
      log.error({ call: name, error: errorStory(error) }, 'call failed');
      return refuse('internalError', { call: name });
    }
  };
}
