/**
 * Something between a workstation and СЭП that ends TLS, as a balancer might, and sends what it is asked a second time, as
 * one that was set up badly might: over a connection of its own, to any node, at once or late, and the answer thrown
 * away. To do that it holds the workstation's key and a certificate by СЭП's authority; nobody outside a test has both.
 */
import { once } from 'node:events';
import type { ClientRequest, IncomingMessage, ServerResponse } from 'node:http';
import { Agent, createServer, request } from 'node:https';
import type { Chance } from '../../main/cli/seed/chance.ts';

export interface RepeatingGateway {
  readonly port: number;
  /** The node of СЭП that is asked, and those to which copies may go; null: nobody is there, connections are reset. */
  setNodes(asked: number | null, all: readonly number[]): void;
  /** How likely a request is repeated, and at most how much later, milliseconds. */
  setRepeats(odds: number, latestMs: number): void;
  /** How often requests of each path went a second time. */
  repeated(): Readonly<Record<string, number>>;
  close(): Promise<void>;
}

export type GatewayOptions = {
  /** Of СЭП's authority, PEM. */
  readonly listener: { readonly key: string; readonly chain: string };
  /** The workstation's own, PEM. */
  readonly client: { readonly key: string; readonly certificate: string };
  readonly chance: Chance;
};

export async function openRepeatingGateway({
  listener,
  client,
  chance,
}: GatewayOptions): Promise<RepeatingGateway> {
  let node: number | null = null;
  let nodes: readonly number[] = [];
  let odds = 0;
  let latestMs = 0;
  const counts: Record<string, number> = {};
  const timers = new Set<NodeJS.Timeout>();
  // Any node's certificate will do here: whose it is, is the workstation's own test.
  const agent = new Agent({
    keepAlive: true,
    rejectUnauthorized: false,
    key: client.key,
    cert: client.certificate,
  });

  function ask({ method, url, headers }: IncomingMessage, port: number): ClientRequest {
    const { connection: _, ...kept } = headers;
    return request({ agent, host: '127.0.0.1', port, method, path: url, headers: kept });
  }

  function repeat(incoming: IncomingMessage, body: Buffer): void {
    if (nodes.length === 0) return;
    const again = ask(incoming, chance.pick(nodes));
    const path = incoming.url ?? '';
    counts[path] = (counts[path] ?? 0) + 1;
    again.on('error', () => undefined);
    again.on('response', (response) => response.resume());
    again.end(body);
  }

  function pass(incoming: IncomingMessage, response: ServerResponse): void {
    const lost = (): void => void incoming.socket.destroy();
    if (node === null) {
      lost();
      return;
    }
    const asked = ask(incoming, node);
    const body: Buffer[] = [];
    incoming.on('data', (piece: Buffer) => {
      body.push(piece);
      asked.write(piece);
    });
    incoming.on('end', () => {
      asked.end();
      if (chance.fraction() >= odds) return;
      const timer = setTimeout(
        () => {
          timers.delete(timer);
          repeat(incoming, Buffer.concat(body));
        },
        chance.fraction() < 0.5 ? 0 : chance.whole(latestMs + 1),
      );
      timers.add(timer);
    });
    // Cut off on its way here, it is cut off on its way there.
    incoming.on('error', () => asked.destroy());
    response.on('close', () => {
      if (!response.writableFinished) asked.destroy();
    });
    asked.on('error', lost);
    asked.on('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.on('error', lost);
      answer.pipe(response);
    });
  }

  const server = createServer(
    { key: listener.key, cert: listener.chain, requestCert: true, rejectUnauthorized: false },
    pass,
  );
  // Longer than a workstation keeps an idle connection.
  server.keepAliveTimeout = 75_000;
  server.on('tlsClientError', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the gateway listens on no port');

  return {
    port: address.port,
    setNodes(asked, all) {
      node = asked;
      nodes = all;
    },
    setRepeats(to, latest) {
      odds = to;
      latestMs = latest;
    },
    repeated: () => ({ ...counts }),
    async close() {
      for (const timer of timers) clearTimeout(timer);
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      agent.destroy();
      await closed;
    },
  };
}
