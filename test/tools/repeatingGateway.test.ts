/** The gateway hands on what it hears, by the workstation's own certificate, and twice when it is told to. */
import { once } from 'node:events';
import { Agent, createServer, request } from 'node:https';
import type { TLSSocket } from 'node:tls';
import { afterEach, expect, test } from 'vitest';
import { openChance } from '../../main/cli/seed/chance.ts';
import type { TestCertificate } from './certificates.ts';
import { testAuthority } from './certificates.ts';
import { openRepeatingGateway } from './repeatingGateway.ts';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** A node that notes each whole request with the certificate it came by, and how many were cut off. */
async function listen({ key, certificate, authority }: TestCertificate) {
  const heard: string[] = [];
  let cut = 0;
  const server = createServer(
    { key, cert: certificate, ca: authority, requestCert: true, rejectUnauthorized: false },
    (asked, answer) => {
      let body = '';
      asked.on('data', (piece: Buffer) => {
        body += piece.toString();
      });
      asked.on('error', () => {
        cut += 1;
      });
      asked.on('end', () => {
        const serial = (asked.socket as TLSSocket).getPeerCertificate().serialNumber;
        heard.push(`${asked.method} ${asked.url} ${body} ${serial}`);
        answer.setHeader('x-count', heard.length);
        answer.end(`answer ${heard.length}`);
      });
    },
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ends.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return {
    heard,
    begun: () => once(server, 'request'),
    cut: () => cut,
    port: typeof address === 'object' && address ? address.port : 0,
  };
}

async function scene() {
  const authority = await testAuthority();
  const [listener, client] = [
    await authority.issueListener(Date.now()),
    await authority.issue('tt-1', 1, Date.now()),
  ];
  const [first, second] = [await listen(listener), await listen(listener)];
  const gateway = await openRepeatingGateway({
    listener: { key: listener.key, chain: listener.certificate },
    client: { key: client.key, certificate: client.certificate },
    chance: openChance(3),
  });
  ends.push(() => gateway.close());
  const agent = new Agent({ ca: authority.certificate, checkServerIdentity: () => undefined });
  ends.push(() => agent.destroy());
  /** A request whose body comes in these pieces; `break`: it is cut off instead of its end. */
  const ask = (pieces: readonly string[], end: 'whole' | 'break' = 'whole') => {
    const begun = first.begun();
    return new Promise<string>((resolve) => {
      const asking = request(
        {
          agent,
          host: '127.0.0.1',
          port: gateway.port,
          method: 'POST',
          path: '/v1/ship',
          headers: { 'content-length': pieces.join('').length + (end === 'whole' ? 0 : 5) },
        },
        async (response) => {
          let text = `${response.statusCode} ${response.headers['x-count']} `;
          for await (const piece of response) text += String(piece);
          resolve(text);
        },
      );
      asking.on('error', () => resolve('broken'));
      for (const piece of pieces) asking.write(piece);
      if (end === 'whole') asking.end();
      else void begun.then(() => asking.destroy());
    });
  };
  return { first, second, gateway, ask };
}

test('asked once it asks once, twice when told, and only the first answer is heard', async () => {
  const { first, second, gateway, ask } = await scene();
  gateway.setNodes(first.port, [second.port]);
  expect(await ask(['jour', 'nal'])).toBe('200 1 answer 1');
  expect(first.heard).toEqual([expect.stringMatching(/^POST \/v1\/ship journal \w{2,}$/)]);
  gateway.setRepeats(1, 20);
  expect(await ask(['journal'])).toBe('200 2 answer 2');
  await expect.poll(() => second.heard).toEqual([first.heard[1]]);
  expect(gateway.repeated()).toEqual({ '/v1/ship': 1 });
});

test('what is cut off on its way here is cut off on its way there, and goes nowhere twice', async () => {
  const { first, second, gateway, ask } = await scene();
  gateway.setNodes(first.port, [second.port]);
  gateway.setRepeats(1, 0);
  expect(await ask(['half'], 'break')).toBe('broken');
  await expect.poll(first.cut).toBe(1);
  expect([first.heard, second.heard, gateway.repeated()]).toEqual([[], [], {}]);
  gateway.setNodes(null, []);
  expect(await ask(['whole'])).toBe('broken');
});
