/** The pretended printer behind its pretended port: what people and end-to-end tests start. */

import type { EscposMachine, PaperLine } from './escposMachine.ts';
import { createEscposMachine } from './escposMachine.ts';
import type { PtyPort } from './pty.ts';
import { openPty } from './pty.ts';

export type EscposEmulator = {
  readonly machine: EscposMachine;
  readonly link: string;
  unplug(): Promise<void>;
  plug(): Promise<void>;
  close(): Promise<void>;
};

type EmulatorOptions = {
  readonly link: string;
  readonly columns: 32 | 48;
  readonly onPaper: (line: PaperLine) => void;
};

export async function startEscposEmulator({
  link,
  columns,
  onPaper,
}: EmulatorOptions): Promise<EscposEmulator> {
  let port: PtyPort | null = null;
  const machine = createEscposMachine({
    columns,
    answer: (bytes) => port?.write(bytes),
    onPaper,
    after: (milliseconds, action) => {
      setTimeout(action, milliseconds).unref();
    },
  });
  const opened = await openPty(link, (bytes) => machine.receive(bytes));
  port = opened;
  return { machine, link, unplug: opened.unplug, plug: opened.plug, close: opened.close };
}
