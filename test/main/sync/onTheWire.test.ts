/** What really leaves when journals travel: from peer to peer and to СЭП, seen at the receivers' own HTTP. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { openPeers } from '../../../main/peers/peers.ts';
import { startSep } from '../../tools/sepSystem.ts';
import { endTills, pay, phone } from '../../tools/workstation.ts';
import { completed, enrolledTill, newTradePoint, startShift } from './ground.ts';

afterEach(endTills);

type Seen = { readonly route: string; readonly encoding: unknown; readonly bytes: number };

const bytesOf = (length: unknown): number => Number(length ?? Number.NaN);

/** Every request that comes to this process's servers, every answer to its clients: Node tells them, whoever asked. */
function watch() {
  const sent: Seen[] = [];
  const answered: Seen[] = [];
  const onRequest = (message: unknown): void => {
    const { request } = message as { readonly request: IncomingMessage };
    const { headers, url } = request;
    sent.push({
      route: url ?? '',
      encoding: headers['content-encoding'],
      bytes: bytesOf(headers['content-length']),
    });
  };
  const onAnswer = (message: unknown): void => {
    const { request, response } = message as {
      readonly request: ClientRequest;
      readonly response: IncomingMessage;
    };
    answered.push({
      route: `${request.getHeader('host')} ${request.path}`,
      encoding: response.headers['content-encoding'],
      bytes: bytesOf(response.headers['content-length']),
    });
  };
  subscribe('http.server.request.start', onRequest);
  subscribe('http.client.response.finish', onAnswer);
  return {
    sent,
    answered,
    end() {
      unsubscribe('http.server.request.start', onRequest);
      unsubscribe('http.client.response.finish', onAnswer);
    },
  };
}

test('journals leave packed, from a peer and to СЭП: less than half of their text', async () => {
  const sep = await startSep();
  const wire = watch();
  try {
    const place = newTradePoint();
    const network = { openPeers, addressesOf: (port: number) => [{ host: '127.0.0.1', port }] };
    const second = await enrolledTill(sep, place, 2, { network });
    await startShift(second);
    let last = '';
    for (let count = 0; count < 25; count += 1)
      last = await pay(second, { ...phone, sum: String(500 + count) }, 60_000);
    // Only now is there anybody to hand it on to: in chunks as large as they come.
    const first = await enrolledTill(sep, place, 1, { network });
    await startShift(first);
    await first.must('sync.claim', { takeOver: false });
    await completed(second, last);

    // As JSON the journal is at least as long as its rows are.
    const [{ text } = { text: 0 }] = await sep.database.query<{ text: number }>(
      `SELECT sum(octet_length(row_to_json(e)::text))::bigint AS text
       FROM event e JOIN journal j ON j.origin = e.origin WHERE j.workstation = 2`,
    );
    expect(text).toBeGreaterThan(40_000);
    const long = ({ bytes }: Seen): boolean => bytes > 1_024;
    const ships = wire.sent.filter(({ route }) => route === '/v1/ship');
    const pulls = wire.answered.filter(({ route }) => route === 'peer /v1/pull');
    for (const some of [ships, pulls]) {
      expect(some.filter(long).length).toBeGreaterThan(0);
      for (const { encoding } of some.filter(long)) expect(encoding).toBe('gzip');
      const bytes = some.reduce((sum, one) => sum + one.bytes, 0);
      expect(bytes).toBeLessThan(text / 2);
    }
  } finally {
    wire.end();
    await endTills();
    await sep.close();
  }
});
