/** Which connections a certificate has open, so that a revocation can close them. */
import type { TLSSocket } from 'node:tls';

export interface Connections {
  /** `socket` speaks by this certificate. */
  note(fingerprint: string, socket: TLSSocket): void;
  /** Closes what these certificates have open; how many there were. */
  close(fingerprints: readonly string[]): number;
}

export function createConnections(): Connections {
  const open = new Map<string, Set<TLSSocket>>();
  return {
    note(fingerprint, socket) {
      const sockets = open.get(fingerprint) ?? new Set();
      if (sockets.has(socket)) return;
      sockets.add(socket);
      open.set(fingerprint, sockets);
      socket.once('close', () => {
        sockets.delete(socket);
        if (sockets.size === 0 && open.get(fingerprint) === sockets) open.delete(fingerprint);
      });
    },
    close(fingerprints) {
      const sockets = fingerprints.flatMap((fingerprint) => [...(open.get(fingerprint) ?? [])]);
      for (const socket of sockets) socket.destroy();
      return sockets.length;
    },
  };
}
