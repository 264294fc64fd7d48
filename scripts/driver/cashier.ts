/** What a cashier's eyes and hands do in the window, by the words that stand there: for the tests and the demonstration. */
import type { Locator, Page } from 'playwright-core';
import { Keyboard } from './keyboard.ts';

/** The training set's people, in the order of the list. */
export const people = {
  anna: { name: 'Анна Соколова', pin: '250713' },
  igor: { name: 'Игорь Павлов', pin: '384926' },
  marina: { name: 'Марина Котова', pin: '471508' },
  sergey: { name: 'Сергей Орлов', pin: '906247' },
} as const;

export interface Wish {
  readonly account: string;
  /** Two digits on the keypad; without them the number's range names the operator. */
  readonly code?: string;
  /** The operator's name, waited for before the sum. */
  readonly operator: string;
  readonly sum: string;
  readonly tendered: string;
}

export class Cashier {
  readonly page: Page;
  readonly keys: Keyboard;

  private constructor(page: Page, keys: Keyboard) {
    this.page = page;
    this.keys = keys;
  }

  static async at(page: Page): Promise<Cashier> {
    return new Cashier(page, await Keyboard.of(page));
  }

  field(label: string): Locator {
    return this.page.getByLabel(label, { exact: true });
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  screen(title: string): Locator {
    return this.page.getByRole('heading', { level: 1, name: title, exact: true });
  }

  dialog(title: string): Locator {
    return this.page.getByRole('dialog', { name: title });
  }

  /** Waits until the next key would go there. */
  async ready(place: Locator): Promise<void> {
    await place.and(this.page.locator(':focus')).waitFor();
  }

  /** A sum of the payment panel as it stands on the screen, spaces plain. */
  async shows(what: 'credited' | 'fee' | 'due' | 'change'): Promise<string> {
    return plain(await this.page.getByTestId(what).innerText());
  }

  /** Without a name: whoever is chosen already. */
  async signIn(pin: string, name?: string): Promise<void> {
    await this.ready(this.field('ПИН-код'));
    if (name !== undefined) {
      const option = this.field('Кассир').locator('option').filter({ hasText: name });
      await this.field('Кассир').selectOption(await option.innerText());
      await this.field('ПИН-код').focus();
    }
    await this.keys.pad(`${pin}\n`);
    await this.page.getByRole('navigation', { name: 'Клавиши' }).waitFor();
  }

  async openShift(cash: string): Promise<void> {
    await this.ready(this.field('Наличные в кассе'));
    await this.keys.pad(`${cash}\n`);
    await this.ready(this.field('Номер'));
  }

  /** Number, operator and sum; ends on «Пречек». */
  async enter({ account, code, operator, sum }: Omit<Wish, 'tendered'>): Promise<void> {
    await this.ready(this.field('Номер'));
    await this.keys.pad(account);
    if (code !== undefined) {
      await this.keys.pad('+');
      await this.ready(this.button('Оператор'));
      await this.keys.pad(code);
    }
    await this.button('Оператор').filter({ hasText: operator }).waitFor();
    await this.keys.pad('\n');
    await this.ready(this.field('Сумма'));
    await this.keys.pad(`${sum}\n`);
    await this.ready(this.button('Пречек'));
  }

  /** From «Пречек» to the client's signature. */
  async preCheckAndSign(): Promise<void> {
    await this.keys.pad('\n');
    await this.ready(this.button('Клиент подписал'));
    await this.keys.pad('\n');
    await this.ready(this.field('Получено'));
  }

  /** Money and receipt; ends on «Провести». */
  async receipt(tendered: string): Promise<void> {
    await this.ready(this.field('Получено'));
    await this.keys.pad(`${tendered}\n`);
    await this.ready(this.button('Чек'));
    await this.keys.pad('\n');
    await this.ready(this.button('Провести'));
  }

  async conduct(): Promise<void> {
    await this.keys.pad('\n');
    await this.ready(this.field('Номер'));
  }

  /** A whole payment without anything odd. */
  async pay(wish: Wish): Promise<void> {
    await this.enter(wish);
    await this.preCheckAndSign();
    await this.receipt(wish.tendered);
    await this.conduct();
  }

  /** A line of the menu, by the keypad alone. */
  async menu(line: string): Promise<void> {
    await this.keys.pad('*');
    const menu = this.dialog('Меню');
    await menu.waitFor();
    await walkTo(this, menu.getByRole('button', { name: line, exact: true }), menu);
    await this.keys.pad('\n');
    await menu.waitFor({ state: 'detached' });
  }

  /** Presses a button of this part of the screen with `+` and Enter, as a hand on the keypad does. */
  async walkAndPress(name: string, within: Locator): Promise<void> {
    await walkTo(this, within.getByRole('button', { name, exact: true }), within);
    await this.keys.pad('\n');
  }
}

/** `+` until the focus stands there; never more often than there are places to stand on. */
async function walkTo(cashier: Cashier, place: Locator, within: Locator): Promise<void> {
  await place.waitFor();
  const places = await within.locator('button, input').count();
  for (let step = 0; step <= places; step += 1) {
    if (await place.evaluate((element) => element === element.ownerDocument.activeElement)) return;
    await cashier.keys.pad('+');
  }
  throw new Error('the keypad does not lead there');
}

/** No-break spaces as plain ones. */
export const plain = (text: string): string => text.replace(/[\u00a0\u202f]/g, ' ');
