/** The dialogue of the status by phone: number, receipt, sum, answer. Nodes keep nothing; each document carries what came. */
import type { PublicAnswer, PublicPayment } from '../../../contract/publicStatus.ts';
import { statusWords, unknownWords } from '../../../core/statusWords.ts';
import type { StatusDesk } from '../answer.ts';
import type { Carried } from './documents.ts';
import { accountStep, answerStep, endStep, receiptStep, sumStep } from './documents.ts';
import { accountOf, amountOf, isRestart, receiptOf } from './keys.ts';
import { spokenDigits, spokenReceipt, spokenSum } from './speech.ts';

/** Form fields of a request, each once. */
export type VoiceFields = Readonly<Record<string, string>>;

export type VoiceParts = {
  readonly desk: StatusDesk;
  readonly training: boolean;
};

export type VoiceCall = {
  readonly fields: VoiceFields;
  /** As the platform's address is counted. */
  readonly platform: string;
  /** Goes into each document, when it came as a field. */
  readonly token: string | null;
};

/** Only what one calls from: `sip:+79161234567@gate` is the number in it. Empty: hidden. */
const callerOf = (said: string | undefined): string =>
  /\+?\d{3,15}/.exec(said ?? '')?.[0].replace(/^(?:\+7|8)(?=\d{10}$)/, '') ?? '';

const wrongAccount = 'Номер не разобран: нужно от четырёх до двадцати цифр.';
const wrongReceipt = 'Номер чека не разобран.';
const wrongSum = 'Сумма не разобрана.';

const limited =
  'Слишком много попыток. Позвоните через несколько минут или покажите кью-ар код чека на странице «Статус платежа».';

/** Of one payment: by what it is known, where it stands, what to do. */
const spokenPayment = (payment: PublicPayment): string[] => {
  const { says, todo } = statusWords(payment);
  const number = `${payment.isCorrected ? 'Исправленный номер' : 'Номер'} заканчивается на ${spokenDigits(payment.accountEnd)}.`;
  return [`${payment.provider}. ${number} Принято ${spokenSum(payment.amount)}.`, says, todo];
};

function spokenAnswer(answer: PublicAnswer): string[] {
  if (answer.kind === 'unknown') {
    const { title, todo } = unknownWords('typed');
    return [`${title}. Проверьте номер, номер чека и сумму.`, todo];
  }
  const { payments } = answer;
  if (payments.length === 1) return payments.flatMap(spokenPayment);
  const order = ['Последний по времени', 'Перед ним', 'И ещё один'];
  return [
    'С такими номером, чеком и суммой платежей несколько.',
    ...payments.flatMap((payment, place) => [`${order[place] ?? ''}:`, ...spokenPayment(payment)]),
  ];
}

export function createDialogue({ desk, training }: VoiceParts) {
  const greeting = `Здравствуйте! Статус платежа.${training ? ' Система учебная, платежи ненастоящие.' : ''} Понадобится чек.`;

  /** What every document carries; `caller` only once it is known. */
  const base = ({ fields, token }: VoiceCall): Carried => ({
    ...(token === null ? {} : { token }),
    ...(fields['caller'] === undefined ? {} : { caller: callerOf(fields['caller']) }),
  });

  const begin = (call: VoiceCall): string => accountStep(base(call), greeting);

  function receipt(call: VoiceCall): string {
    const account = accountOf(call.fields['account'] ?? '');
    if (account === null) return accountStep(base(call), wrongAccount);
    return receiptStep({ ...base(call), account }, `Номер ${spokenDigits(account)}.`);
  }

  function sum(call: VoiceCall): string {
    const { fields } = call;
    if (isRestart(fields['receipt'] ?? '')) return accountStep(base(call), null);
    const account = accountOf(fields['account'] ?? '');
    if (account === null) return accountStep(base(call), wrongAccount);
    const known = receiptOf(fields['receipt'] ?? '');
    if (known === null) return receiptStep({ ...base(call), account }, wrongReceipt);
    // By keys again: what is handed on is read by the same rule as what is keyed.
    const keys = known.replace('ФД ', '').replace('/', '*');
    return sumStep({ ...base(call), account, receipt: keys }, `Понятно: ${spokenReceipt(known)}.`);
  }

  async function answer(call: VoiceCall): Promise<string> {
    const { fields, platform } = call;
    if (isRestart(fields['sum'] ?? '')) return accountStep(base(call), null);
    const account = accountOf(fields['account'] ?? '');
    if (account === null) return accountStep(base(call), wrongAccount);
    const known = receiptOf(fields['receipt'] ?? '');
    if (known === null) return receiptStep({ ...base(call), account }, wrongReceipt);
    const amount = amountOf(fields['sum'] ?? '');
    if (amount === null)
      return sumStep(
        { ...base(call), account, receipt: known.replace('ФД ', '').replace('/', '*') },
        wrongSum,
      );
    const asked = await desk.ask(
      { kind: 'typed', account, receipt: known, amount },
      { channel: 'voice', name: `tel ${callerOf(fields['caller'])}`, platform },
    );
    if (asked.kind === 'limited') return endStep(limited);
    return answerStep(base(call), spokenAnswer(asked.answer));
  }

  return { begin, receipt, sum, answer };
}
