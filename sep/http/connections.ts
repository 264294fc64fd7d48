/** Which connections a workstation has open, so that a revocation can close them. */
import type { TLSSocket } from 'node:tls';

export interface Connections {
  /** `socket` speaks for this workstation, `tt-1/2`. */
  note(place: string, socket: TLSSocket): void;
  /** Closes what it has open; null: what anybody has. How many there were. */
  close(place: string | null): number;
}

export function createConnections(): Connections {
  const open = new Map<string, Set<TLSSocket>>();
  return {
    note(place, socket) {
      const sockets = open.get(place) ?? new Set();
      if (sockets.has(socket)) return;
      sockets.add(socket);
      open.set(place, sockets);
      socket.once('close', () => {
        sockets.delete(socket);
        if (sockets.size === 0 && open.get(place) === sockets) open.delete(place);
      });
    },
    close(place) {
      const sockets = place === null ? [...open.values()] : [open.get(place) ?? []];
      const all = sockets.flatMap((some) => [...some]);
      for (const socket of all) socket.destroy();
      return all.length;
    },
  };
}
