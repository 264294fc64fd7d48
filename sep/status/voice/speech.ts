/** Numbers as a voice says them in Russian: sums and counts in words, clients' numbers digit by digit. */
import numberToWords from 'number-to-words-ru';

// Its CommonJS names are not seen by Node's own loader, which runs СЭП from its sources.
const { convert } = numberToWords;

const digitNames = ['ноль', 'один', 'два', 'три', 'четыре', 'пять', 'шесть', 'семь', 'восемь', 'девять'];

/** In the groups in which a phone number is read aloud; other numbers by threes. */
function groupsOf(digits: string): readonly string[] {
  const phone = /^(\d{3})(\d{3})(\d{2})(\d{2})$/.exec(digits);
  if (phone) return phone.slice(1);
  return digits.length === 4 ? [digits.slice(0, 2), digits.slice(2)] : (digits.match(/.{1,3}/g) ?? []);
}

/** `9161234567`: «девять один шесть, один два три, четыре пять, шесть семь». Letters stay as they are. */
export const spokenDigits = (digits: string): string =>
  groupsOf(digits)
    .map((group) => [...group].map((digit) => digitNames[Number(digit)] ?? digit).join(' '))
    .join(', ');

/** Alone, not «целых»: the name of what is counted is ours to say. */
const nothingCounted = {
  currencyNameCases: ['', '', ''] as [string, string, string],
  currencyNounGender: { integer: 0 as const },
};

/** «сто двадцать восемь». */
export const spokenNumber = (value: number): string =>
  convert(value, { currency: nothingCounted, showNumberParts: { fractional: false } })
    .trim()
    .toLowerCase();

/** «пятьсот пятнадцать рублей», «один рубль две копейки», «одна копейка». */
export function spokenSum(kopecks: number): string {
  const cents = kopecks % 100;
  return convert((kopecks / 100).toFixed(2), {
    currency: 'rub',
    convertNumberToWords: { integer: true, fractional: true },
    showNumberParts: { integer: kopecks >= 100 || cents === 0, fractional: cents !== 0 },
  })
    .trim()
    .toLowerCase();
}

/** `128/12`: «смена сто двадцать восемь, чек двенадцать»; `ФД 312`: «фискальный документ триста двенадцать». */
export function spokenReceipt(receipt: string): string {
  const [shift, number] = receipt.split('/');
  return number === undefined
    ? `фискальный документ ${spokenNumber(Number(receipt.replace('ФД ', '')))}`
    : `смена ${spokenNumber(Number(shift))}, чек ${spokenNumber(Number(number))}`;
}
