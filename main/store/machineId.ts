/** Which computer this is: a profile copied to another must not go on writing the same journal. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { hostname } from 'node:os';

const answer = (program: string, args: readonly string[]): string =>
  execFileSync(program, args, {
    encoding: 'utf8',
    windowsHide: true,
    timeout: 3_000,
    stdio: ['ignore', 'pipe', 'ignore'],
  });

/** Undefined: this system gives itself no id. Throws when it could not be asked. */
function systemId(platform: NodeJS.Platform): string | undefined {
  switch (platform) {
    case 'win32':
      return /MachineGuid\s+REG_SZ\s+(\S+)/.exec(
        answer('reg.exe', ['query', 'HKLM\\SOFTWARE\\Microsoft\\Cryptography', '/v', 'MachineGuid']),
      )?.[1];
    case 'darwin':
      return /"IOPlatformUUID" = "([^"]+)"/.exec(
        answer('ioreg', ['-rd1', '-c', 'IOPlatformExpertDevice']),
      )?.[1];
    default:
      return existsSync('/etc/machine-id') ? readFileSync('/etc/machine-id', 'utf8').trim() : undefined;
  }
}

/**
 * The computer's id with its kind before it: the system's own (`guid:…`), or its name (`host:…`) where the system has
 * none, which only makes a renamed computer begin a new journal. Null: the system did not answer this time, and its name
 * in place of its id would look like another computer.
 */
export function machineId(
  ask: () => string | undefined = () => systemId(process.platform),
  name: () => string = hostname,
): string | null {
  try {
    const id = ask();
    return id ? `guid:${id}` : `host:${name()}`;
  } catch {
    return null;
  }
}

const kindOf = (id: string | null): string | null => /^(guid|host):/.exec(id ?? '')?.[1] ?? null;

/** Whether an id says which computer: those that older programs stored name no kind. */
export const isMachineId = (id: string | null): id is string => kindOf(id) !== null;

/** Whether two ids are of two computers. Ids of different kinds, or of none, say nothing of each other. */
export const isOtherMachine = (stored: string | null, present: string | null): boolean =>
  isMachineId(stored) && kindOf(stored) === kindOf(present) && stored !== present;
