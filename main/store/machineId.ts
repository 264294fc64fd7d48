/** Which computer this is: a profile copied to another must not go on writing the same journal. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

const answer = (program: string, args: readonly string[]): string =>
  execFileSync(program, args, {
    encoding: 'utf8',
    windowsHide: true,
    timeout: 3_000,
    stdio: ['ignore', 'pipe', 'ignore'],
  });

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
      return readFileSync('/etc/machine-id', 'utf8').trim();
  }
}

/** The system's own id of the computer; its name where there is none, which only makes a renamed computer begin a new journal. */
export function machineId(): string {
  try {
    return systemId(process.platform) || hostname();
  } catch {
    return hostname();
  }
}
