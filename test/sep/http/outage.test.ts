import { expect, test } from 'vitest';
import { openFaultyProxy } from '../../tools/faultyProxy.ts';
import { contactInput, enrol, newSepClient } from '../../tools/sepClient.ts';
import { newSepDatabase } from '../../tools/sepDatabase.ts';
import { startSep } from '../../tools/sepSystem.ts';

test('a database that goes away is said to be away; with it everything comes back by itself', async () => {
  const real = await newSepDatabase();
  const at = new URL(real.url);
  const port = Number(at.port);
  const proxy = await openFaultyProxy({ target: port, seed: 1 });
  at.hostname = '127.0.0.1';
  at.port = String(proxy.port);
  const sep = await startSep({ databaseUrl: at.href });
  const { client, journal } = await enrol(sep.url, await sep.newCode('tt-1', 1));
  const open = newSepClient(sep.url, null);
  const contact = () => client.call('contact', contactInput(journal, 1));
  try {
    expect(await contact()).toMatchObject({ status: 200 });
    proxy.setTarget(null);
    proxy.cut();
    expect(await contact()).toMatchObject({ status: 503, body: { code: 'unavailable' } });
    expect(await open.send({ method: 'GET', path: '/ready' })).toMatchObject({ status: 503 });
    expect((await fetch(`${sep.opsUrl}/metrics`)).status).toBe(503);
    expect(await (await fetch(`${sep.opsUrl}/ready`)).json()).toMatchObject({
      ready: false,
      checks: { database: 'does not answer' },
    });
    expect(await open.send({ method: 'GET', path: '/health' })).toMatchObject({ status: 200 });
    proxy.setTarget(port);
    await expect.poll(contact, { timeout: 10_000 }).toMatchObject({ status: 200 });
    // The dispatcher takes a new seat.
    await expect
      .poll(() => open.send({ method: 'GET', path: '/ready' }), { timeout: 20_000 })
      .toMatchObject({ status: 200 });
  } finally {
    open.close();
    client.close();
    await sep.close();
    await proxy.close();
    await real.drop();
  }
});
