/** The desk's accounts over HTTP: nobody can lock all others out, and nobody counts as two. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DeskAccount, DeskCredentials } from '../../../contract/desk.ts';
import { beginJournal } from '../../tools/madeJournal.ts';
import { type AdjustmentWorld, newAdjustmentWorld, requestFor } from '../adjustments/world.ts';
import { codeAt, type DeskClient, deskClient } from './deskClient.ts';
import { type DeskGround, newDeskGround, ownPassword } from './deskGround.ts';

let world: AdjustmentWorld;
let desk: DeskGround;
let admin: DeskClient;
let second: DeskClient;
let senior: DeskClient;
beforeAll(async () => {
  world = await newAdjustmentWorld();
  desk = await newDeskGround(world);
  admin = await desk.signedIn('admin', 'administrator');
  second = await desk.signedIn('second', 'administrator');
  senior = await desk.signedIn('senior', 'supervisor');
});
afterAll(async () => {
  await desk.close();
  await world.close();
});

const people = async (client: DeskClient): Promise<readonly DeskAccount[]> =>
  ((await client.ask('people', {})).body as { people: DeskAccount[] }).people;
const accountOf = async (login: string) => (await people(admin)).find((one) => one.login === login);

async function enter({ login, password, otpauth }: DeskCredentials): Promise<DeskClient> {
  const client = deskClient(desk.url);
  await client.ask('sign-in', { login, password });
  await client.ask('sign-in-code', { code: codeAt(otpauth, desk.clock()) });
  await client.ask('new-password', { password: ownPassword });
  desk.pass(30_000);
  return client;
}

const make = (client: DeskClient, login: string, role: 'operator' | 'supervisor' | 'administrator') =>
  client.ask('make-person', { login, name: `Имя ${login}`, role });

test('only an administrator makes people, sees them with their last sign-in, and a login is nobody’s twice', async () => {
  expect((await make(senior, 'vera', 'operator')).status).toBe(403);
  const made = await make(admin, 'vera', 'operator');
  expect(made.body).toMatchObject({ login: 'vera', otpauth: expect.stringMatching(/^otpauth:\/\/totp\//) });
  expect((await make(admin, 'vera', 'operator')).body).toMatchObject({ code: 'barred' });
  expect(await accountOf('vera')).toMatchObject({
    role: 'operator',
    signedInAt: null,
    oneTime: true,
    issuedBy: 'admin',
    vouchedBy: null,
  });
  const at = desk.clock();
  await enter(made.body as DeskCredentials);
  expect(await accountOf('vera')).toMatchObject({ signedInAt: at, oneTime: false });
});

test('a person is not two: what one person gave out decides nothing until another senior vouches for it', async () => {
  const { body } = await make(admin, 'puppet', 'supervisor');
  const puppet = await enter(body as DeskCredentials);
  await world.operators.setFaults({ faults: [{ kind: 'result', command: 'check', count: 1, code: 5 }] });
  const journal = beginJournal({ seed: 800 });
  const payment = journal.pay({ account: '9160000801' });
  await world.ship(journal);
  await world.dispatch();
  const asked = requestFor(payment, 'reconduct', { corrected: { providerId: 'mts', account: '9161112233' } });
  await world.ask(asked);
  const decide = (client: DeskClient) =>
    client.ask('decide', {
      id: asked.id,
      decision: 'approve',
      reason: 'верно',
      corrected: null,
      operatorAnswer: null,
    });
  expect((await decide(admin)).body).toMatchObject({ state: 'halfApproved' });
  const barred = await decide(puppet);
  expect(barred.body).toMatchObject({
    code: 'barred',
    message: expect.stringContaining('не подтвердил второй'),
  });
  expect(await world.view(asked.id)).toMatchObject({ state: 'halfApproved' });
  // Neither who gave it out nor the account itself, nor another that nobody knows.
  expect((await admin.ask('vouch-person', { login: 'puppet' })).body).toMatchObject({
    message: expect.stringContaining('выдали вы'),
  });
  expect((await puppet.ask('vouch-person', { login: 'puppet' })).body).toMatchObject({ code: 'barred' });
  expect((await puppet.ask('vouch-person', { login: 'vera' })).body).toMatchObject({ code: 'barred' });
  expect((await senior.ask('vouch-person', { login: 'puppet' })).status).toBe(200);
  expect(await accountOf('puppet')).toMatchObject({ vouchedBy: 'senior' });
  expect((await decide(puppet)).body).toMatchObject({ state: 'done' });
});

test('nobody changes, closes or resets their own account, and of two who close each other one stays', async () => {
  const mine = { login: 'admin', reason: 'просто так' };
  for (const answer of [
    await admin.ask('close-person', mine),
    await admin.ask('reset-person', mine),
    await admin.ask('change-person', { login: 'admin', name: 'Я', role: 'operator' }),
  ])
    expect(answer.body).toMatchObject({
      code: 'barred',
      message: expect.stringContaining('другой администратор'),
    });
  const both = await Promise.all([
    admin.ask('close-person', { login: 'second', reason: 'ссора' }),
    second.ask('close-person', { login: 'admin', reason: 'ссора' }),
  ]);
  expect(both.map(({ status }) => status).filter((status) => status === 200)).toHaveLength(1);
  const open = await desk.database.query<{ login: string }>(
    "SELECT login FROM desk_user WHERE role = 'administrator' AND closed_at IS NULL",
  );
  expect(open).toHaveLength(1);
  // The other one is out at once.
  const out = open[0]?.login === 'admin' ? second : admin;
  expect((await out.ask('people', {})).status).toBe(401);
  if (open[0]?.login === 'second') [admin, second] = [second, admin];
});

test('a reset opens the door for the new password and code only, and asks for a vouch anew', async () => {
  const made = (await make(admin, 'gleb', 'operator')).body as DeskCredentials;
  const before = await enter(made);
  await senior.ask('vouch-person', { login: 'gleb' });
  const { body } = await admin.ask('reset-person', { login: 'gleb', reason: 'потерял телефон' });
  const fresh = body as DeskCredentials;
  expect((await before.ask('counts', {})).status).toBe(401);
  const stale = deskClient(desk.url);
  expect((await stale.ask('sign-in', { login: 'gleb', password: ownPassword })).status).toBe(401);
  await stale.ask('sign-in', { login: 'gleb', password: fresh.password });
  const old = await stale.ask('sign-in-code', { code: codeAt(made.otpauth, desk.clock()) });
  expect(old.body).toMatchObject({ code: 'wrongCode' });
  desk.pass(60_000);
  await enter(fresh);
  expect(await accountOf('gleb')).toMatchObject({ vouchedBy: null, issuedBy: expect.any(String) });
});

test('closing ends at once what was open, a changed role counts at once, and all of it stands in the audit log', async () => {
  const made = (await make(admin, 'dina', 'supervisor')).body as DeskCredentials;
  const dina = await enter(made);
  expect((await dina.ask('people', {})).status).toBe(200);
  await admin.ask('change-person', { login: 'dina', name: 'Дина', role: 'operator' });
  expect((await dina.ask('people', {})).status).toBe(403);
  expect((await admin.ask('close-person', { login: 'dina', reason: 'уволилась' })).status).toBe(200);
  expect((await dina.ask('counts', {})).status).toBe(401);
  const { lines } = (await admin.ask('audit', { before: null, who: null })).body as {
    lines: { what: string; details: string }[];
  };
  const about = lines.filter(({ details }) => details.includes('"dina"')).map(({ what }) => what);
  expect(about).toEqual(['учётная запись закрыта', 'учётная запись изменена', 'учётная запись заведена']);
  expect(JSON.stringify(lines)).not.toContain(made.password);
});
