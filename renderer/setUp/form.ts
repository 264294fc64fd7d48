/** What the set-up asks for, and what is wrong with it, field by field. */
import type { SetUpForm } from '../../contract/ipc.ts';
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

export const stepNames = ['Торговая точка', 'Администратор', 'СЭП', 'Принтер и касса'] as const;
export type Step = 0 | 1 | 2 | 3;

export type Problems = Readonly<Partial<Record<keyof Entered, string>>>;

const filled = (text: string, least: number): boolean => text.trim().length >= least;

/** What keeps the step from being left. */
export function problemsOf(step: Step, entered: Entered): Problems {
  switch (step) {
    case 0:
      return {
        ...(filled(entered.name, 1) ? {} : { name: 'Как называется точка, например «Мира, 12».' }),
        ...(filled(entered.address, 1) ? {} : { address: 'Адрес печатается на чеке.' }),
        ...(filled(entered.agentName, 1)
          ? {}
          : { agentName: 'Юридическое лицо, которое принимает платежи.' }),
        ...(/^\d{10}(\d{2})?$/.test(entered.agentInn)
          ? {}
          : { agentInn: 'Десять цифр у организации, двенадцать у предпринимателя.' }),
        ...(filled(entered.agentPhone, 5) ? {} : { agentPhone: 'Телефон печатается на чеке.' }),
      };
    case 1: {
      const number = Number(entered.workstation);
      const pin = pinProblem(entered);
      return {
        ...(Number.isInteger(number) && number >= 1 && number <= 99
          ? {}
          : { workstation: 'От 1 до 99, свой у каждого компьютера точки.' }),
        ...(filled(entered.administratorName, 2)
          ? {}
          : { administratorName: 'Имя, под которым вы будете входить.' }),
        ...(pin === null ? {} : { [pin.field]: pin.says }),
      };
    }
    case 2:
      return {};
    case 3:
      return entered.printer.driver === 'escpos' && !filled(entered.printer.port, 1)
        ? { printer: 'Выберите порт или наберите его имя.' }
        : {};
  }
}

export const formOf = (entered: Entered): SetUpForm => ({
  tradePoint: {
    name: entered.name.trim(),
    address: entered.address.trim(),
    zone: entered.zone,
    agentName: entered.agentName.trim(),
    agentInn: entered.agentInn,
    agentPhone: entered.agentPhone.trim(),
  },
  workstation: Number(entered.workstation),
  administratorName: entered.administratorName.trim(),
  pin: entered.pin,
  printer: entered.printer,
  register: entered.register,
  enrol: null,
});
