/** A pretended serial port: socat gives a pty at a path, its other end is ours. For Linux and macOS. */

import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, existsSync, lstatSync, openSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';

export type PtyPort = {
  readonly link: string;
  write(bytes: Uint8Array): void;
  /** As if the cable was pulled: the path is gone, whoever has it open loses it. */
  unplug(): Promise<void>;
  plug(): Promise<void>;
  close(): Promise<void>;
};

export class SocatMissing extends Error {
  constructor() {
    super('socat is not installed: apt-get install socat (Debian, Ubuntu) or brew install socat (macOS)');
  }
}

/** The port can't appear at that path, for a reason that whoever typed it can mend. */
export class BadLink extends Error {}

/** What lies at the path is taken away only if it is a link, as a run that was killed leaves one behind. */
function clear(link: string): void {
  if (!existsSync(dirname(link))) throw new BadLink(`there is no folder ${dirname(link)}`);
  const found = lstatSync(link, { throwIfNoEntry: false });
  if (found && !found.isSymbolicLink())
    throw new BadLink(`${link} is there and is no link: choose another path`);
  if (found) rmSync(link);
}

type Plugged = { readonly child: ChildProcess; readonly held: number };

/** Resolves when socat has made the pty; it says so on stderr after the link is there. */
function started(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.once('error', (error) => {
      reject('code' in error && error.code === 'ENOENT' ? new SocatMissing() : error);
    });
    child.once('exit', (code) => reject(new Error(`socat ended (${code}): ${said.trim()}`)));
    child.stderr?.on('data', (bytes: Buffer) => {
      said += bytes.toString('utf8');
      if (said.includes('starting data transfer loop')) resolve();
    });
  });
}

async function plugIn(link: string, onData: (bytes: Uint8Array) => void): Promise<Plugged> {
  clear(link);
  const child = spawn('socat', ['-d', '-d', `pty,raw,echo=0,link=${link}`, 'stdio'], { stdio: 'pipe' });
  // Writing while socat ends is no error of ours.
  child.stdin.on('error', () => undefined);
  child.stdout.on('data', onData);
  await started(child);
  // Held open by us too: otherwise socat ends when the program that prints closes the port.
  return { child, held: openSync(link, constants.O_RDWR | constants.O_NOCTTY) };
}

async function pullOut({ child, held }: Plugged, link: string): Promise<void> {
  closeSync(held);
  if (child.exitCode === null && child.signalCode === null) {
    const exit = once(child, 'exit');
    child.kill('SIGTERM');
    await exit;
  }
  if (lstatSync(link, { throwIfNoEntry: false })?.isSymbolicLink()) rmSync(link);
}

export async function openPty(link: string, onData: (bytes: Uint8Array) => void): Promise<PtyPort> {
  let plugged: Plugged | null = await plugIn(link, onData);
  async function unplug(): Promise<void> {
    const was = plugged;
    plugged = null;
    if (was) await pullOut(was, link);
  }
  return {
    link,
    write(bytes) {
      plugged?.child.stdin?.write(bytes);
    },
    unplug,
    async plug() {
      plugged ??= await plugIn(link, onData);
    },
    close: unplug,
  };
}
