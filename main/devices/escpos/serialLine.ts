/**
 * One serial port, opened anew after each loss, with an end to every wait.
 * serialport keeps a write on a closed port and lets it go when the same object is opened again: a receipt from
 * before the unplugging would come out after it. So a port object is never used twice, and never written to unopened.
 */

import type { FailureCode, Result } from '../../../contract/failure.ts';
import { ok, refuse } from '../../../contract/failure.ts';
import type { Queue } from '../queue.ts';
import { createQueue } from '../queue.ts';
import type { Timers } from '../timers.ts';
import { within } from '../timers.ts';

type Done = (error: Error | null) => void;

/** As much of a serial port as is used here; the real one is in `port.ts`, tests bring their own. */
export type Port = {
  isOpen(): boolean;
  open(done: Done): void;
  write(bytes: Uint8Array, done: Done): void;
  drain(done: Done): void;
  /** Throws away what the system still holds in either direction. */
  flush(done: Done): void;
  close(done: Done): void;
  listen(listener: { data(bytes: Uint8Array): void; gone(): void }): void;
};

export type MakePort = (path: string, baudRate: number) => Promise<Port>;

export type LineDeadlines = {
  readonly openMs: number;
  /** On top of the time that the bytes themselves take at the line's speed. */
  readonly writeMs: number;
  readonly closeMs: number;
};

export type SerialLine = {
  /** Nothing else happens on the line until the task is over. */
  readonly exclusive: Queue;
  /** `fresh`: the port was opened just now, so what the device holds from before is not known. */
  open(): Promise<Result<{ readonly fresh: boolean }>>;
  /** Done when the bytes have left the machine. When it fails, the port is thrown away, with what it still held. */
  send(bytes: Uint8Array): Promise<Result<null>>;
  /** How long the bytes take on the wire: ten bits each. */
  transmissionMs(bytes: number): number;
  onData(listener: (bytes: Uint8Array) => void): void;
  onGone(listener: () => void): void;
  close(): Promise<void>;
};

type LineOptions = {
  readonly path: string;
  readonly baudRate: number;
  readonly makePort: MakePort;
  readonly timers: Timers;
  readonly deadlines: LineDeadlines;
};

/** The words are those of serialport's bindings on Linux, macOS and Windows. */
export function openFailure(message: string): FailureCode {
  if (/cannot lock|access denied|resource busy|EBUSY/i.test(message)) return 'portBusy';
  if (/no such file|file not found|ENOENT|no such device/i.test(message)) return 'portNotFound';
  return 'portFailed';
}

export function createSerialLine({ path, baudRate, makePort, timers, deadlines }: LineOptions): SerialLine {
  let current: Port | null = null;
  let onData: (bytes: Uint8Array) => void = () => undefined;
  let onGone: () => void = () => undefined;

  const transmissionMs = (bytes: number): number => Math.ceil((bytes * 10_000) / baudRate);

  function gone(port: Port): void {
    if (current !== port) return;
    current = null;
    onGone();
  }

  async function throwAway(port: Port): Promise<void> {
    gone(port);
    if (!port.isOpen()) return;
    // Without the flush the system goes on sending what it holds, and on Linux `close` waits for that.
    await within<void>(timers, deadlines.closeMs, undefined, (report) => port.flush(() => report()));
    if (!port.isOpen()) return;
    await within<void>(timers, deadlines.closeMs, undefined, (report) => port.close(() => report()));
  }

  async function newPort(): Promise<Result<Port>> {
    try {
      return ok(await makePort(path, baudRate));
    } catch (error) {
      return refuse('portFailed', { port: path, reason: String(error) });
    }
  }

  async function open(): Promise<Result<{ readonly fresh: boolean }>> {
    if (current?.isOpen()) return ok({ fresh: false });
    if (current) gone(current);
    const made = await newPort();
    if (!made.ok) return made;
    const port = made.value;
    let late = false;
    const problem = await within<Error | null>(
      timers,
      deadlines.openMs,
      new Error('no answer in time'),
      (report) => {
        port.open((error) => {
          // An opening that was given up on must not hold the port.
          if (late && error === null) port.close(() => undefined);
          else report(error);
        });
      },
    );
    late = true;
    if (problem) return refuse(openFailure(problem.message), { port: path, reason: problem.message });
    port.listen({
      data: (bytes) => {
        if (current === port) onData(bytes);
      },
      gone: () => gone(port),
    });
    current = port;
    return ok({ fresh: true });
  }

  async function send(bytes: Uint8Array): Promise<Result<null>> {
    const port = current;
    if (!port?.isOpen()) return refuse('unplugged', { port: path });
    const late = new Error('no answer in time');
    const ms = deadlines.writeMs + 2 * transmissionMs(bytes.length);
    const problem = await within<Error | null>(timers, ms, late, (report) => {
      port.write(bytes, (error) => {
        if (error) report(error);
        // serialport keeps a drain on a closed port, just as it keeps a write.
        else if (port.isOpen()) port.drain(report);
        else report(new Error('port closed'));
      });
    });
    // The port can have gone without an error reaching this write.
    if (problem === null && current === port && port.isOpen()) return ok(null);
    await throwAway(port);
    return problem === late
      ? refuse('portFailed', { port: path, reason: late.message })
      : refuse('unplugged', { port: path });
  }

  return {
    exclusive: createQueue(),
    open,
    send,
    transmissionMs,
    onData(listener) {
      onData = listener;
    },
    onGone(listener) {
      onGone = listener;
    },
    async close() {
      if (current) await throwAway(current);
    },
  };
}
