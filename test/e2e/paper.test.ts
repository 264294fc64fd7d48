// «По чеку»: a payment that no till here knows is read off its receipt, asked for with a scan, made by the office, seen here.
import { afterAll, expect, test } from 'vitest';
import { people, plain } from '../../scripts/driver/cashier.ts';
import { decide } from '../../sep/adjustments/decide.ts';
import { readLetter, startMailServer } from '../main/letters/mailServer.ts';
import { endTills, newFolder, startTill } from '../tools/workstation.ts';
import { newCorrectionGround } from './correctionGround.ts';
import { takePicture } from './picture.ts';
import { strangeCodes, unharmedBy } from './scans.ts';
import { ask } from './view.ts';

const mail = await startMailServer({});
afterAll(() => Promise.all([mail.close(), endTills()]));
const ground = await newCorrectionGround('1000');
const { station, dialog, byReceipt } = ground;
const staysUnharmed = unharmedBy(station);

/** A scan dragged onto the form, as a file manager drops it. */
const drop = (name: string, type: string, bytes: readonly number[]) =>
  dialog()
    .getByRole('region', { name: 'Скан чека' })
    .evaluate(
      (box, [fileName, fileType, content]) => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File([new Uint8Array(content)], fileName, { type: fileType }));
        box.dispatchEvent(new DragEvent('dragover', { dataTransfer, bubbles: true, cancelable: true }));
        box.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
      },
      [name, type, bytes] as const,
    );

/** The office agrees to make the payment of this receipt. */
async function approve(receipt: string): Promise<void> {
  const [request] = await ground.sep.database.query<{ id: string }>(
    "SELECT id FROM request WHERE content::json #>> '{receipt,number}' = $1",
    [receipt],
  );
  const decided = await decide(ground.sep.system.parts, {
    requestId: request?.id ?? '',
    person: { id: '00000000-0000-4000-8000-00000000de51', role: 'operator' },
    decision: 'approve',
    reason: 'по скану чека',
    corrected: null,
    operatorAnswer: null,
  });
  expect(decided.kind).toBe('decided');
}

const pdf = [...Buffer.from('%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n')];

test('a receipt that nobody knows: what can be asked for, and why the rest can’t', async () => {
  await byReceipt('9/9', '515');
  await dialog().getByText('Платежа с этим чеком нет ни на кассе, ни в СЭП.').waitFor();
  const verdicts = dialog().getByRole('region', { name: 'Что можно сделать' });
  expect(plain(await verdicts.innerText())).toContain('Сначала отмените платёж');
  await takePicture(station.page, '124-paper-verdicts');
});

test('the form: each lack is named, the fee is shown, the scan is required and dragged in', async () => {
  const { cashier, page } = station;
  await dialog().getByRole('button', { name: 'Провести через ЦО' }).click();
  const lacking = dialog().getByRole('status').last();
  await lacking.getByText('Выберите оператора, как на чеке.').waitFor();
  await takePicture(page, '125-paper-form-empty');
  await dialog().getByLabel('Оператор').selectOption({ label: 'МТС' });
  await dialog().getByLabel('Номер телефона').fill('916');
  await lacking.getByText('Наберите номер, как на чеке.').waitFor();
  await dialog().getByLabel('Номер телефона').fill('916 123-45-67');
  expect(plain(await dialog().getByRole('status').first().innerText())).toContain('15,00 ₽');
  expect(await dialog().getByLabel('Зачислено, ₽').inputValue()).toBe('500,00');
  await lacking.getByText('Наберите дату и время чека.').waitFor();
  await dialog().getByLabel('Дата чека').focus();
  await cashier.keys.pad('20112026');
  await dialog().getByLabel('Время').focus();
  await cashier.keys.pad('1405');
  expect(await dialog().getByLabel('Дата чека').inputValue()).toBe('20.11.2026');
  expect(await dialog().getByLabel('Время').inputValue()).toBe('14:05');
  await dialog().getByLabel('Кто принял (если известно)').fill('Игорь Павлов');
  await lacking.getByText('Приложите скан чека.').waitFor();
  await drop('чек.txt', 'text/plain', [1, 2, 3]);
  await dialog().getByRole('alert').filter({ hasText: 'К-922' }).waitFor();
  await drop('чек 9-9.pdf', 'application/pdf', pdf);
  await dialog().getByText('чек 9-9.pdf').waitFor();
  await expect.poll(() => dialog().getByRole('alert').count()).toBe(0);
  await takePicture(page, '126-paper-form');
  await staysUnharmed('number on the paper', strangeCodes);
  await dialog().getByRole('button', { name: 'Отправить' }).focus();
  await staysUnharmed('button of the paper form', strangeCodes);
});

test('the form and its scan are there again after Esc and a lock', async () => {
  const { cashier } = station;
  await cashier.keys.press('Escape');
  await dialog().getByRole('button', { name: 'Провести через ЦО' }).waitFor();
  await cashier.keys.press('F12');
  await cashier.signIn(people.sergey.pin);
  await byReceipt('9/9', '515');
  await dialog().getByRole('button', { name: 'Провести через ЦО' }).click();
  await dialog().getByText('чек 9-9.pdf').waitFor();
  expect(await dialog().getByLabel('Номер телефона').inputValue()).toBe('916 123-45-67');
  expect(await dialog().getByLabel('Время').inputValue()).toBe('14:05');
});

test('without a mail server the request goes, and the letter stands ready to be copied', async () => {
  const { cashier, page } = station;
  await cashier.keys.pad('*');
  await dialog().getByText('Письмо со сканом отправьте сами.').waitFor();
  await dialog().getByText('Ждёт центральный офис').waitFor();
  await dialog().getByText('Такое обращение уже отправлено.').first().waitFor();
  await takePicture(page, '127-paper-asked');
  await dialog().getByRole('button', { name: 'Письмо в ЦО' }).click();
  const letter = page.getByRole('dialog', { name: /^Письмо в ЦО/ });
  await letter.getByText('чек 9-9.pdf').waitFor();
  const words = plain(await letter.getByLabel('Письмо', { exact: true }).inputValue());
  expect(words).toContain('Перепроведите, пожалуйста, платеж.');
  expect(words).toContain('Чек 9/9 от 20.11.2026 14:05, принял Игорь Павлов.');
  expect(words).toContain('МТС, номер 916 123-45-67.');
  expect(words).toContain('Принято 515,00 ₽, комиссия 15,00 ₽, зачислить 500,00 ₽.');
  await takePicture(page, '128-paper-letter');
  // The scan has no other way to the office: Esc asks, and a lock keeps it.
  await cashier.keys.press('Escape');
  const sure = cashier.dialog('Закрыть письмо, не отправив?');
  await sure.waitFor();
  await cashier.keys.press('F12');
  await cashier.signIn(people.sergey.pin);
  // It has its own line in the menu: a new letter by receipt is a new one.
  await cashier.menu('Письмо в ЦО по чеку');
  await letter.getByText('Сначала приложите скан чека.').waitFor();
  expect(await letter.getByText('чек 9-9.pdf').count()).toBe(0);
  await cashier.keys.press('Escape');
  await letter.waitFor({ state: 'detached' });
  await cashier.keys.pad('*');
  await cashier.dialog('Меню').waitFor();
  await takePicture(page, '103-menu-unsent-letter');
  await cashier.keys.press('Escape');
  await cashier.menu('Неотправленное письмо');
  await letter.getByText('чек 9-9.pdf').waitFor();
  await cashier.keys.press('Escape');
  await sure.waitFor();
  await cashier.keys.pad('*');
  await letter.waitFor({ state: 'detached' });
});

test('with a mail server the letter goes out alongside, the scan with it', async () => {
  const { cashier, page } = station;
  const to = { to: 'sto@maxus.ru', from: 'tt@example.ru', host: '127.0.0.1', port: mail.port, secure: false };
  expect(await ask(page, 'mail.set', { ...to, user: '', password: null })).toMatchObject({ ok: true });
  await byReceipt('9/10', '103');
  await dialog().getByRole('button', { name: 'Провести через ЦО' }).click();
  await dialog().getByLabel('Оператор').selectOption({ label: 'МТС' });
  await dialog().getByLabel('Номер телефона').fill('9161112233');
  await dialog().getByLabel('Дата чека').fill('20.11.2026');
  await dialog().getByLabel('Время').fill('14:07');
  await drop('чек.pdf', 'application/pdf', pdf);
  await dialog().getByText('чек.pdf').waitFor();
  await cashier.keys.pad('*');
  await dialog().getByText('Письмо со сканом отправлено.').waitFor();
  await mail.has(1);
  const { headers, parts } = readLetter(mail.taken[0]?.raw ?? '');
  expect(headers).toContain('Subject: Перепроведение платежа по чеку');
  expect(plain(parts[0]?.text ?? '')).toContain('Чек 9/10 от 20.11.2026 14:07.');
  expect(JSON.stringify(parts)).toContain('чек.pdf');
});

test('the office makes the payment from the paper; «Мои обращения» tells, and the receipt finds it at СЭП', async () => {
  const { cashier, page } = station;
  await approve('9/9');
  await expect
    .poll(
      () => ground.sep.system.operators?.credited().filter(({ account }) => account === '9161234567').length,
      {
        timeout: 20_000,
      },
    )
    .toBe(1);
  await cashier.keys.press('Escape');
  await dialog().waitFor({ state: 'detached' });
  await cashier.menu('Мои обращения');
  const line = page.getByRole('listitem').filter({ hasText: 'платёж по чеку 9/9' });
  await line.getByText('Исполнено').waitFor();
  await page.getByText('Доставлено').waitFor();
  await takePicture(page, '129-paper-requests');
  await cashier.keys.press('Escape');
  await byReceipt('9/9', '515');
  await dialog().getByText('На этой кассе платежа нет, в СЭП он уже есть.').waitFor();
  await dialog().getByText('Платёж уже зачислен. Ещё раз проводить нельзя').waitFor();
  await takePicture(page, '130-paper-known');
});

test('made while another workstation is out of reach: «Мои обращения» says whom it waits for, and what to do', async () => {
  const { cashier, page } = station;
  const second = await startTill({ profile: newFolder(), at: Date.now() });
  const code = await ground.sep.newCode('training', 2);
  await second.must('sync.enrol', { address: ground.sep.url, code });
  await second.until(({ sync }) => sync?.link === 'ok');
  await second.close();
  await approve('9/10');
  await cashier.keys.press('Escape');
  await dialog().waitFor({ state: 'detached' });
  await cashier.menu('Мои обращения');
  const line = page.getByRole('listitem').filter({ hasText: 'платёж по чеку 9/10' });
  await line.getByText(/Ждёт рабочее место 2 \(на связи было \d\d\.\d\d\.\d{4} \d\d:\d\d\)/).waitFor();
  await line.getByText('Потерянному отзовите доступ').waitFor();
  await takePicture(page, '132-paper-waits');
});
