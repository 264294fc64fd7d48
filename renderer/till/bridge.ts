/** The window's one door to the workstation, and a client typed by the contract. */
import type { Failure, Result } from '../../contract/failure.ts';
import type { Bridge, CallInput, CallName, CallOutput, PushName, PushPayload } from '../../contract/ipc.ts';

declare global {
  interface Window {
    readonly kassa: Bridge;
  }
}

const broken: { ok: false; failure: Failure } = { ok: false, failure: { code: 'internalError' } };

/** Asks the workstation. Never throws: a door that breaks is a failure like any other. */
export async function call<N extends CallName>(name: N, input: CallInput<N>): Promise<Result<CallOutput<N>>> {
  try {
    // The door in main has checked the answer by the same schema that gives this type.
    return (await window.kassa.call(name, input)) as Result<CallOutput<N>>;
  } catch {
    return broken;
  }
}

/** Listens to what the workstation tells unasked; returns how to stop. */
export const listen = <N extends PushName>(
  name: N,
  listener: (payload: PushPayload<N>) => void,
): (() => void) => window.kassa.listen(name, (payload) => listener(payload as PushPayload<N>));
