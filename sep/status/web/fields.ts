/** What is typed into the form, and what of it is no question yet. Pure. */
import type { PublicQuestion } from '../../../contract/publicStatus.ts';
import { parseSum } from '../../../core/money.ts';
import { accountForms, readReceiptNumber } from '../../../core/statusQuestion.ts';

export type Fields = {
  readonly account: string;
  /** By «Смена» and «Чек», or by the fiscal document's number. */
  readonly by: 'shift' | 'document';
  readonly shift: string;
  readonly number: string;
  readonly document: string;
  readonly sum: string;
};

export const emptyFields: Fields = { account: '', by: 'shift', shift: '', number: '', document: '', sum: '' };

export type FieldName = Exclude<keyof Fields, 'by'>;
export type Faults = Readonly<Partial<Record<FieldName, string>>>;

const isNumber = (text: string): boolean => /^\d{1,9}$/.test(text.trim());
/** Who types the whole `128/12` into one field is understood. */
const isWhole = (shift: string): boolean =>
  !isNumber(shift) && readReceiptNumber(shift)?.includes('/') === true;

/** A question, or what is wrong with which field. */
export function questionOf(
  fields: Fields,
):
  | { readonly ok: true; readonly question: PublicQuestion }
  | { readonly ok: false; readonly faults: Faults } {
  const faults: Partial<Record<FieldName, string>> = {};
  const { account, by, shift, number, document, sum } = fields;
  if (accountForms(account).length === 0) faults.account = 'Введите номер, как он напечатан на чеке';
  if (by === 'shift') {
    if (!isWhole(shift)) {
      if (!isNumber(shift)) faults.shift = 'Номер смены';
      if (!isNumber(number)) faults.number = 'Номер чека';
    }
  } else if (!/^\d{1,15}$/.test(document.trim())) faults.document = 'Только цифры номера ФД';
  const amount = parseSum(sum);
  if (!amount.ok || amount.value === 0) faults.sum = 'Сумма в рублях, например 515 или 515,50';
  if (!amount.ok || Object.keys(faults).length > 0) return { ok: false, faults };
  const typed = isWhole(shift) ? shift : `${shift}/${number}`;
  const receipt = readReceiptNumber(by === 'shift' ? typed : `ФД ${document}`);
  if (receipt === null) return { ok: false, faults: { [by]: 'Проверьте номер' } };
  return {
    ok: true,
    question: { kind: 'typed', account: account.trim().slice(0, 40), receipt, amount: amount.value },
  };
}
