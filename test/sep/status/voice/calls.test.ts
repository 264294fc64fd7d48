/** Whole calls: real PostgreSQL, real HTTPS, every document parsed and walked as a voice platform walks it. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { PublicRefusal } from '../../../../contract/publicStatus.ts';
import { importCatalogue, readCatalogue } from '../../../../sep/catalogue/catalogue.ts';
import { beginJournal, type MadeJournal } from '../../../tools/madeJournal.ts';
import { VoiceCall } from '../../../tools/voiceCall.ts';
import { readVoiceXml } from '../../../tools/voiceXml.ts';
import { type AdjustmentWorld, minute, newAdjustmentWorld } from '../../adjustments/world.ts';
import { newStatusGround, type StatusGround } from '../statusGround.ts';

const token = 'a-token-of-the-voice-platform';
let world: AdjustmentWorld;
let status: StatusGround;
let journal: MadeJournal;
let shipped = 0;

beforeAll(async () => {
  world = await newAdjustmentWorld();
  status = await newStatusGround(world, { voiceToken: token });
  journal = beginJournal();
});
beforeEach(() => {
  world.ground.pass(24 * 60 * minute);
  status.counted.length = 0;
});
afterEach(() => {
  expect(world.ground.lines.filter(({ level }) => level === 'error')).toEqual([]);
});
afterAll(async () => {
  await status.close();
  await world.close();
});

async function ship(): Promise<void> {
  await world.ship(journal, shipped + 1);
  shipped = journal.events.length;
}

async function dial(caller = 'tel:+79031112233'): Promise<VoiceCall> {
  const call = new VoiceCall(status.send, caller);
  await call.dial(`/voice?token=${token}`);
  return call;
}

const question = 'Наберите номер, на который платили.';

describe('A call', () => {
  test('asks for number, receipt and sum, says where the payment stands, repeats, helps, and goes on to the next', async () => {
    const payment = journal.pay({ account: '9161234567', credited: 49_950, fee: 1_500 });
    const receipt = `1*${payment.receipt?.number}#`;
    await ship();
    await world.dispatch();
    const call = await dial();
    expect(call.said).toBe(
      'Здравствуйте! Статус платежа. Система учебная, платежи ненастоящие. Понадобится чек. ' +
        'Наберите номер, на который платили. Для телефона это десять цифр, без восьмёрки. В конце нажмите решётку.',
    );
    expect(await call.press('89161234567#')).toMatch(
      /^Номер девять один шесть, один два три, четыре пять, шесть семь\. Наберите номер смены, звёздочку и номер чека/,
    );
    expect(await call.press(receipt)).toMatch(/^Понятно: смена один, чек один\. Наберите сумму/);
    const answer = await call.press('514*50#');
    expect(answer).toBe(
      'МТС. Номер заканчивается на четыре пять, шесть семь. Принято пятьсот четырнадцать рублей пятьдесят копеек. ' +
        'Оператор подтвердил: деньги зачислены. Если денег на счёте не видно, спросите оператора. Если номер на чеке не тот, ' +
        'придите с чеком и паспортом туда, где платили. ' +
        'Повторить — один. Узнать о другом платеже — два. Помощь — ноль.',
    );
    const before = call.requests.length;
    expect(await call.press('1')).toBe(answer);
    expect(await call.press('0')).toContain('адрес и телефон напечатаны на чеке');
    expect(call.said).toContain('деньги зачислены');
    // Said again by the document itself: nobody is asked.
    expect(call.requests).toHaveLength(before);
    expect(await call.press('2')).toContain(question);
    await call.press('9990000000#');
    await call.press('1*1#');
    expect(await call.press('515#')).toMatch(
      /^Такого чека пока не видим\. Проверьте номер, номер чека и сумму\./,
    );
    await call.hangUp();
    expect(call.hasEnded).toBe(true);
    expect(status.counted).toEqual(['voice found', 'voice unknown']);
    // Numbers travel in bodies only, and never into the log.
    for (const request of call.requests) expect(request.split(' ')[1]).not.toMatch(/916|999/);
    expect(JSON.stringify(world.ground.lines)).not.toMatch(/9161234567|9031112233/);
  });

  test('takes a fiscal document, a star in words, and a platform that shows its token by a header', async () => {
    const payment = journal.pay({
      account: '9161234568',
      document: {
        number: 312,
        kind: 'receipt',
        amount: 51_500 as never,
        at: 0 as never,
        fiscal: { drive: '9999078902004339', sign: '1234567890' },
      },
    });
    await ship();
    const authorization = `Basic ${Buffer.from(`platform:${token}`).toString('base64')}`;
    const call = new VoiceCall(
      (method, path, body, headers) => status.send(method, path, body, { ...headers, authorization }),
      'sip:+79031112234@gate.example',
    );
    expect(await call.dial('/voice')).toContain(question);
    await call.press('9161234568#');
    expect(await call.press('312#')).toContain('фискальный документ триста двенадцать');
    expect(await call.press('515#')).toContain('ждёт отправки оператору');
    expect(call.requests.join()).not.toContain(token);
    const { text } = await status.send(
      'POST',
      '/voice/answer',
      `account=9+1+6+1+2+3+4+5+6+8&receipt=1+star+${payment.receipt?.number}&sum=5+1+5`,
      { 'content-type': 'application/x-www-form-urlencoded', authorization: `Bearer ${token}` },
    );
    expect(text).toContain('ждёт отправки оператору');
  });

  test('tells wrong keys and silence twice, then says goodbye', async () => {
    const call = await dial();
    expect(await call.press('12#')).toMatch(/^Так набрать нельзя\. Наберите номер/);
    expect(await call.press('916*#')).toMatch(/^Так набрать нельзя/);
    expect(await call.press('7#')).toBe('До свидания.');
    expect(call.hasEnded).toBe(true);
    const silent = await dial();
    expect(await silent.silence()).toMatch(/^Ничего не набрано\. Наберите номер/);
    await silent.press('9161234567#');
    await silent.silence();
    await silent.silence();
    expect(await silent.silence()).toBe('До свидания.');
  });

  test('begins anew with a zero, at the receipt and at the sum', async () => {
    const call = await dial();
    await call.press('9161234567#');
    expect(await call.press('0#')).toMatch(/^Наберите номер, на который платили/);
    await call.press('9161234567#');
    await call.press('1*1#');
    expect(await call.press('0#')).toMatch(/^Наберите номер, на который платили/);
    expect(status.counted).toEqual([]);
  });

  test('goes on at whichever node answers its next step', async () => {
    const payment = journal.pay({ account: '9161234569' });
    await ship();
    const second = await newStatusGround(world, { voiceToken: token });
    try {
      let turn = 0;
      const call = new VoiceCall((...asked) => {
        turn += 1;
        return (turn % 2 === 0 ? second : status).send(...asked);
      }, 'tel:+79031112235');
      await call.dial(`/voice?token=${token}`);
      await call.press('9161234569#');
      await call.press(`1*${payment.receipt?.number}#`);
      expect(await call.press('515#')).toContain('ждёт отправки оператору');
      expect(second.counted).toEqual(['voice found']);
    } finally {
      await second.close();
    }
  });

  test('says of two payments with one receipt that there are two', async () => {
    const twin = beginJournal({ seed: 2, workstation: 2, start: Date.UTC(2026, 10, 21, 6) });
    const first = journal.pay({ account: '9161230060' });
    while (twin.pay({}).receipt?.number !== (first.receipt?.number ?? 1) - 1);
    twin.pay({ account: '9161230060' });
    await ship();
    await world.ship(twin);
    const call = await dial();
    await call.press('9161230060#');
    await call.press(`1*${first.receipt?.number}#`);
    expect(await call.press('515#')).toMatch(
      /платежей несколько\. Последний по времени: МТС\..*Перед ним: МТС\./,
    );
  });
});

test('without a database a caller hears that nothing happened to the money, and no guess is charged', async () => {
  status.setAway(true);
  try {
    for (let count = 0; count < 20; count += 1) {
      const call = await dial('tel:+79031115555');
      await call.press('9161234567#');
      await call.press('1*1#');
      expect(await call.press('515#')).toMatch(/С платежом ничего не случилось\. Позвоните через минуту\./);
      expect(call.hasEnded).toBe(true);
    }
    const { status: code, body } = await status.ask({ kind: 'typed', account: '1', receipt: '1', amount: 1 });
    expect({ code, said: PublicRefusal.parse(body).code }).toEqual({ code: 503, said: 'unavailable' });
  } finally {
    status.setAway(false);
  }
  expect(new Set(status.counted)).toEqual(new Set(['voice failed', 'page failed']));
  const told = world.ground.lines.splice(0).filter(({ level }) => level === 'error');
  expect(told).toHaveLength(21);
  expect(JSON.stringify(told)).not.toContain('9161234567');
});

test.each([
  ['an element of another language', '<form><script src="x"/><block><b>x</b></block></form>'],
  ['an element in a wrong place', '<form><submit next="/x"/></form>'],
  ['a missing attribute', '<form><block><submit method="post"/></block></form>'],
  ['text where none may stand', '<form>text</form>'],
  ['half an element', '<form><block></form>'],
])('the eye that reads our documents sees %s', (_, inside) => {
  const text = `<vxml version="2.1" xmlns="http://www.w3.org/2001/vxml" xml:lang="ru-RU">${inside}</vxml>`;
  expect(() => readVoiceXml(text)).toThrow();
});

test("a provider's name of any signs is said and breaks nothing", async () => {
  const catalogue = await readCatalogue(world.database);
  const name = `"Рога" & <Копыта>]]>'\u0007 ООО`;
  const providers = catalogue.providers.map((one) => (one.id === 'beeline' ? { ...one, name } : one));
  const text = JSON.stringify({ version: catalogue.version + 1, providers });
  expect(await importCatalogue(world.ground, text, 'test')).toMatchObject({ ok: true });
  const payment = journal.pay({ account: '9031230001', provider: 'beeline' });
  await ship();
  const call = await dial();
  await call.press('9031230001#');
  await call.press(`1*${payment.receipt?.number}#`);
  expect(await call.press('515#')).toMatch(/^"Рога" & <Копыта>\]\]>' ООО\. Номер/);
});

describe('Guessing by phone', () => {
  const miss = async (call: VoiceCall, account: string, receipt: string): Promise<string> => {
    await call.press(`${account}#`);
    await call.press(`${receipt}#`);
    return call.press('1#');
  };

  test("is bounded by the calling number, whatever it asks about; others aren't held up", async () => {
    const caller = 'tel:+79031110001';
    const call = await dial(caller);
    for (let count = 0; count < 15; count += 1) {
      expect(await miss(call, `91610000${10 + count}`, '1*1')).toContain('Такого чека пока не видим');
      await call.press('2');
    }
    expect(await miss(call, '9161000099', '1*1')).toMatch(/^Слишком много попыток\..*До свидания\.$/);
    expect(call.hasEnded).toBe(true);
    // Another way to write who calls is no other caller.
    expect(await miss(await dial('sip:89031110001@gate'), '9161000098', '1*1')).toContain(
      'Слишком много попыток',
    );
    expect(await miss(await dial('tel:+79031110002'), '9161000097', '1*1')).toContain('не видим');
  });

  test("is bounded by the client's number, by phone and on the page together", async () => {
    for (let count = 0; count < 4; count += 1)
      await status.ask({ kind: 'typed', account: '9161110000', receipt: `9/${count + 1}`, amount: 1 });
    for (let count = 0; count < 4; count += 1)
      expect(await miss(await dial(`tel:+7903222000${count}`), '9161110000', '9*9')).toContain('не видим');
    expect(await miss(await dial('tel:+79032220009'), '9161110000', '9*9')).toContain(
      'Слишком много попыток',
    );
    const { status: page } = await status.ask({
      kind: 'typed',
      account: '9161110000',
      receipt: '9/9',
      amount: 1,
    });
    expect(page).toBe(429);
  });
});

describe('Whoever is not the platform', () => {
  const form = { 'content-type': 'application/x-www-form-urlencoded' };

  test.each([
    ['no token', '/voice', undefined],
    ['a wrong one', '/voice?token=another-token-of-some-length', undefined],
    ['an empty one', '/voice?token=', undefined],
    ['none in a form', '/voice/answer', 'account=9161234567&receipt=1*1&sum=515&caller=1'],
  ])('with %s is told nothing', async (_, path, body) => {
    const { status: code, body: refusal } = await status.send(
      body ? 'POST' : 'GET',
      path,
      body,
      body ? form : {},
    );
    expect({ code, refused: PublicRefusal.parse(refusal).code }).toEqual({ code: 403, refused: 'forbidden' });
    expect(JSON.stringify(world.ground.lines)).not.toContain('another-token');
  });

  test('finds nothing here where there is no token at all', async () => {
    const without = await newStatusGround(world);
    try {
      for (const method of ['GET', 'POST'])
        expect((await without.send(method, `/voice?token=${token}`)).status).toBe(404);
    } finally {
      await without.close();
    }
  });
});

describe('A platform that sends rubbish', () => {
  const send = (path: string, body: string, type = 'application/x-www-form-urlencoded') =>
    status.send('POST', path, body, { 'content-type': type, authorization: `Bearer ${token}` });

  test.each([
    ['/voice/receipt', '', 'Номер не разобран'],
    ['/voice/receipt', 'account=12', 'Номер не разобран'],
    ['/voice/receipt', `account=${encodeURIComponent("'/><exit/>")}`, 'Номер не разобран'],
    ['/voice/sum', 'account=9161234567&receipt=*', 'Номер чека не разобран'],
    ['/voice/sum', 'receipt=1*1', 'Номер не разобран'],
    ['/voice/answer', 'account=9161234567&receipt=1*1&sum=x', 'Сумма не разобрана'],
    ['/voice/answer', 'account=9161234567&receipt=&sum=1', 'Номер чека не разобран'],
    ['/voice/answer', 'account=%00&receipt=1*1&sum=1', 'Номер не разобран'],
    ['/voice', `caller=${encodeURIComponent("'+document.cookie+'")}`, 'Здравствуйте'],
  ])('%s with «%s» is asked again', async (path, body, said) => {
    const { status: code, text } = await send(path, body);
    expect(code).toBe(200);
    expect(JSON.stringify(readVoiceXml(text))).toContain(said);
    expect(text).not.toMatch(/document\.cookie|<exit\/><\/field/);
  });

  test('too much of it, or of another kind, is refused', async () => {
    expect((await send('/voice/receipt', `account=${'9'.repeat(9_000)}`)).status).toBe(413);
    expect((await send('/voice/receipt', '{}', 'application/json')).status).toBe(400);
    expect((await send('/voice/receipt', 'account=1', 'multipart/form-data; boundary=x')).status).toBe(400);
    const wrong = await status.send('GET', `/voice/receipt?token=${token}`);
    expect({ code: wrong.status, allow: wrong.headers['allow'] }).toEqual({ code: 405, allow: 'POST' });
  });
});
