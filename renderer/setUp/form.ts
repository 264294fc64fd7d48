/** What the set-up asks for, and what is wrong with it, field by field. */
import type { SetUpForm } from '../../contract/ipc.ts';
import type { CodeLook } from '../../contract/sep.ts';
import type { EnrolForm } from '../../contract/sync.ts';
import { pinProblem } from '../settings/pinProblem.ts';

export type Entered = {
  readonly name: string;
  readonly address: string;
  readonly zone: string;
  readonly agentName: string;
  readonly agentInn: string;
  readonly agentPhone: string;
  readonly workstation: string;
  readonly administratorName: string;
  readonly pin: string;
  readonly again: string;
  readonly printer: SetUpForm['printer'];
  readonly register: SetUpForm['register'];
};

export const nothingEntered: Entered = {
  name: '',
  address: '',
  zone: 'Europe/Moscow',
  agentName: '',
  agentInn: '',
  agentPhone: '',
  workstation: '1',
  administratorName: '',
  pin: '',
  again: '',
  printer: { driver: 'virtual', width: '58' },
  register: { driver: 'virtual' },
};

/** СЭП comes first: with a code it says which trade point and workstation this is. */
export const stepNames = ['СЭП', 'Торговая точка', 'Администратор', 'Принтер и касса'] as const;
export type Step = 0 | 1 | 2 | 3;

export type Problems = Readonly<Partial<Record<keyof Entered, string>>>;

const filled = (text: string, least: number): boolean => text.trim().length >= least;

/** What a misread or a mistyped ИНН does not pass: its last digit, or the last two, follow from those before. */
function checksOut(inn: string): boolean {
  const digits = [...inn].map(Number);
  const weights = [3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8];
  const follows = (at: number): boolean =>
    (weights.slice(-at).reduce((sum, weight, index) => sum + weight * (digits[index] ?? 0), 0) % 11) % 10 ===
    digits[at];
  return digits.length === 10 ? follows(9) : follows(10) && follows(11);
}

/** Printed on every receipt, and not to be changed afterwards. */
function innProblem(inn: string): Pick<Problems, 'agentInn'> | null {
  if (!/^\d{10}(\d{2})?$/.test(inn))
    return { agentInn: 'Десять цифр у организации, двенадцать у предпринимателя.' };
  return checksOut(inn) ? null : { agentInn: 'В номере опечатка: ИНН с такими цифрами не бывает.' };
}

/** The place that СЭП names for a code, and the code. */
export type Enrolment = { readonly found: CodeLook; readonly form: EnrolForm };

/** What keeps the step from being left. `named`: by a code СЭП says what place this is. */
export function problemsOf(step: Step, entered: Entered, named: boolean): Problems {
  switch (step) {
    case 0:
      return {};
    case 1:
      if (named) return {};
      return {
        ...(filled(entered.name, 1) ? {} : { name: 'Как называется точка, например «Мира, 12».' }),
        ...(filled(entered.address, 1) ? {} : { address: 'Адрес печатается на чеке.' }),
        ...(filled(entered.agentName, 1)
          ? {}
          : { agentName: 'Юридическое лицо, которое принимает платежи.' }),
        ...(innProblem(entered.agentInn) ?? {}),
        ...(filled(entered.agentPhone, 5) ? {} : { agentPhone: 'Телефон печатается на чеке.' }),
      };
    case 2: {
      const number = Number(entered.workstation);
      const pin = pinProblem(entered);
      return {
        ...(named || (Number.isInteger(number) && number >= 1 && number <= 99)
          ? {}
          : { workstation: 'От 1 до 99, свой у каждого компьютера точки.' }),
        ...(filled(entered.administratorName, 2)
          ? {}
          : { administratorName: 'Имя, под которым вы будете входить.' }),
        ...(pin === null ? {} : { [pin.field]: pin.says }),
      };
    }
    case 3:
      return entered.printer.driver === 'escpos' && !filled(entered.printer.port, 1)
        ? { printer: 'Выберите порт или наберите его имя.' }
        : {};
  }
}

/** With an enrolment trade point and workstation are СЭП's, whatever was typed before. */
export function formOf(entered: Entered, enrolment: Enrolment | null): SetUpForm {
  const typed = {
    name: entered.name.trim(),
    address: entered.address.trim(),
    zone: entered.zone,
    agentName: entered.agentName.trim(),
    agentInn: entered.agentInn,
    agentPhone: entered.agentPhone.trim(),
  };
  const { id: _, ...named } = enrolment?.found.tradePoint ?? { id: '', ...typed };
  return {
    tradePoint: named,
    workstation: enrolment?.found.workstation ?? Number(entered.workstation),
    administratorName: entered.administratorName.trim(),
    pin: entered.pin,
    printer: entered.printer,
    register: entered.register,
    enrol: enrolment === null ? null : { ...enrolment.form, address: enrolment.form.address.trim() },
  };
}
