/** Signing in to the desk: password, second factor, a password of one's own; guesses, replays and foreign pages. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { codeAt, deskClient } from './deskClient.ts';
import { type DeskGround, newDeskGround, ownPassword } from './deskGround.ts';

let desk: DeskGround;
const minute = 60_000;

beforeAll(async () => {
  desk = await newDeskGround();
});
// Every test has the address's tries to itself.
beforeEach(() => desk.pass(10 * minute));
afterAll(() => desk.close());

const audit = (who: string) =>
  desk.database
    .query<{ what: string }>('SELECT what FROM audit WHERE who = $1 ORDER BY id', [who])
    .then((rows) => rows.map(({ what }) => what));

describe('Signing in', () => {
  test('takes password, code and a new password, and is in the audit log', async () => {
    const { password, otpauth } = await desk.newPerson('anna', 'operator');
    const client = deskClient(desk.url);
    expect((await client.ask('standing', {})).body).toMatchObject({ stage: 'out' });
    expect((await client.ask('sign-in', { login: 'Anna', password })).body).toMatchObject({ stage: 'code' });
    expect((await client.ask('counts', {})).status).toBe(401);
    const first = client.cookie;
    const code = codeAt(otpauth, desk.clock());
    expect((await client.ask('sign-in-code', { code })).body).toMatchObject({
      stage: 'newPassword',
      person: { login: 'anna', role: 'operator' },
    });
    expect(client.cookie).not.toBe(first);
    expect((await client.ask('counts', {})).body).toMatchObject({ code: 'newPasswordFirst' });
    expect((await client.ask('new-password', { password: 'короткий' })).body).toMatchObject({
      code: 'weakPassword',
    });
    expect((await client.ask('new-password', { password })).body).toMatchObject({ code: 'weakPassword' });
    expect((await client.ask('new-password', { password: ownPassword })).body).toMatchObject({ stage: 'in' });
    expect((await client.ask('counts', {})).status).toBe(200);
    expect(await audit('desk/anna')).toEqual(['вход', 'новый пароль']);
    await client.ask('sign-out', {});
    expect(client.cookie).toBeNull();
    expect((await deskClient(desk.url).ask('sign-in', { login: 'anna', password })).body).toMatchObject({
      code: 'wrongSignIn',
    });
  });

  test('gives a cookie that scripts, other sites and plain HTTP never get', async () => {
    const { password } = await desk.newPerson('boris', 'operator');
    const { headers } = await deskClient(desk.url).ask('sign-in', { login: 'boris', password });
    expect(headers['set-cookie']?.[0]).toMatch(
      /^__Host-desk=[\w-]{43}; Path=\/; Secure; HttpOnly; SameSite=Strict$/,
    );
    expect(headers['content-security-policy']).not.toContain('unsafe');
  });

  test('takes no code twice, also not by another session', async () => {
    const { password, otpauth } = await desk.newPerson('vera', 'operator');
    const code = codeAt(otpauth, desk.clock());
    const [one, other] = [deskClient(desk.url), deskClient(desk.url)];
    await one.ask('sign-in', { login: 'vera', password });
    await other.ask('sign-in', { login: 'vera', password });
    const answers = await Promise.all([one, other].map((client) => client.ask('sign-in-code', { code })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401]);
  });

  test('slows guesses of one account down, also when the password is right in the end', async () => {
    const { password } = await desk.newPerson('gleb', 'operator');
    const client = deskClient(desk.url);
    const guess = (text: string) => client.ask('sign-in', { login: 'gleb', password: text });
    const guesses = await Promise.all(['a', 'b', 'c', 'd', 'e', 'f', 'g'].map(guess));
    expect(guesses.filter(({ status }) => status === 401)).toHaveLength(5);
    expect(guesses.filter(({ status }) => status === 429)).toHaveLength(2);
    expect((await guess(password)).body).toMatchObject({ code: 'tooMany' });
    desk.pass(minute + 1);
    expect((await guess(password)).body).toMatchObject({ stage: 'code' });
  });

  test('slows guesses of the second factor down, however often the password is said again', async () => {
    const { password } = await desk.newPerson('dina', 'operator');
    const client = deskClient(desk.url);
    const statuses: number[] = [];
    for (let tries = 0; tries < 6; tries += 1) {
      desk.pass(12_000);
      const { status } = await client.ask('sign-in', { login: 'dina', password });
      statuses.push(status === 200 ? (await client.ask('sign-in-code', { code: '000000' })).status : status);
    }
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
  });

  test('slows one address down, whatever names it tries; who is unknown looks like a wrong password', async () => {
    const client = deskClient(desk.url);
    const answers = [];
    for (let count = 0; count < 11; count += 1)
      answers.push(await client.ask('sign-in', { login: `nobody${count}`, password: 'x' }));
    expect(answers.slice(0, 10).map(({ body }) => body)).toEqual(
      Array.from({ length: 10 }, () => ({ code: 'wrongSignIn', message: 'Имя или пароль неверны.' })),
    );
    expect(answers[10]?.status).toBe(429);
    desk.pass(7_000);
    expect((await client.ask('sign-in', { login: 'nobody', password: 'x' })).status).toBe(401);
  });

  test('ends after half an hour of silence, and with a closed account at once', async () => {
    const client = await desk.signedIn('egor', 'operator');
    desk.pass(29 * minute);
    expect((await client.ask('counts', {})).status).toBe(200);
    desk.pass(29 * minute);
    expect((await client.ask('counts', {})).status).toBe(200);
    desk.pass(31 * minute);
    expect((await client.ask('counts', {})).status).toBe(401);
    const other = await desk.signedIn('zoya', 'operator');
    await desk.database.run("UPDATE desk_user SET closed_at = 1 WHERE login = 'zoya'");
    expect((await other.ask('counts', {})).status).toBe(401);
  });

  test('keeps neither passwords, tokens nor second factors readable in the database', async () => {
    const { password, otpauth } = await desk.newPerson('inna', 'operator');
    const client = deskClient(desk.url);
    await client.ask('sign-in', { login: 'inna', password });
    const rows = await desk.database.query<{ all: string }>(
      `SELECT (SELECT string_agg(u::text, ' ') FROM desk_user u) || (SELECT string_agg(s::text, ' ') FROM desk_session s)
         || (SELECT string_agg(a::text, ' ') FROM audit a) AS all`,
    );
    const all = rows[0]?.all ?? '';
    expect(all).toContain('inna');
    expect(all).not.toContain(password);
    expect(all).not.toContain(client.cookie?.split('=')[1] ?? '?');
    expect(all).not.toContain(new URL(otpauth).searchParams.get('secret') ?? '?');
  });
});

describe('A page of another site', () => {
  test('can ask nothing by the cookie of somebody who is signed in', async () => {
    const client = await desk.signedIn('karina', 'operator');
    const foreign = [
      { 'x-kassa-desk': undefined },
      { origin: 'https://evil.example' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
    ];
    for (const headers of foreign)
      expect((await client.ask('counts', {}, headers)).body).toMatchObject({ code: 'foreignPage' });
    expect(
      (await client.ask('counts', {}, { origin: desk.url, 'sec-fetch-site': 'same-origin' })).status,
    ).toBe(200);
    const form = await client.send('POST', '/desk/sign-out', 'a=b', {
      'content-type': 'application/x-www-form-urlencoded',
      'x-kassa-desk': '1',
    });
    expect(form.status).toBe(400);
  });
});

describe('A role', () => {
  test('bars what is not its own, and says so', async () => {
    const operator = await desk.signedIn('lev', 'operator');
    const supervisor = await desk.signedIn('maria', 'supervisor');
    const asked = { before: null, who: null };
    expect((await operator.ask('audit', asked)).body).toMatchObject({ code: 'notAllowed' });
    expect((await operator.ask('reconduct-hung', { provider: 'mts' as never, reason: 'x' })).status).toBe(
      403,
    );
    expect((await supervisor.ask('audit', asked)).status).toBe(200);
    expect((await supervisor.ask('reconduct-hung', { provider: 'mts' as never, reason: 'x' })).body).toEqual({
      count: 0,
    });
  });
});
