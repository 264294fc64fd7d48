/**
 * The four corrections of a payment: which is possible where the payment stands, and why the others are not. One table
 * for till, СЭП and desk; its rows are the trade's (status × correction), its gates the user's own: the receipt, of
 * this very trade point, and a fresh status.
 */
import type { AdjustmentKind, RequestState } from '../contract/adjustment.ts';
import type { SepStatus } from '../contract/status.ts';

export const adjustmentKinds: readonly AdjustmentKind[] = ['reconduct', 'transfer', 'cancel', 'cashRefund'];

export const adjustmentNames: Readonly<Record<AdjustmentKind, string>> = {
  reconduct: 'Провести через ЦО',
  transfer: 'Перевести на верный номер',
  cancel: 'Отменить платёж',
  cashRefund: 'Вернуть деньги',
};

/** `receipted`: not conducted, it never left the till. `notReceived`: conducted, СЭП has not got it. */
export type PaymentPlace = 'receipted' | 'notReceived' | SepStatus;

/** Who decides on it. */
export type Decider =
  /** The till by itself, also without СЭП. */
  | 'till'
  /** СЭП, by rule. */
  | 'sep'
  /** A person of the central office. */
  | 'centralOffice'
  /** The operator, who may refuse. */
  | 'operator';

type Cell =
  | { readonly possible: true; readonly decider: Decider; readonly note: string }
  | { readonly possible: false; readonly why: string };

const by = (decider: Decider, note: string): Cell => ({ possible: true, decider, note });
const no = (why: string): Cell => ({ possible: false, why });

const afterCancel = no('Сначала отмените платёж: деньги возвращают после отмены.');
const payAnew = no('Платёж ещё не у оператора: отмените его и примите новый на верный номер.');
const underWay = no('Оператор как раз проводит платёж. Дождитесь ответа: он придёт сам.');
const over = no('Платёж уже закрыт корректировкой.');

/** Status × correction. */
export const adjustmentTable: Readonly<Record<PaymentPlace, Readonly<Record<AdjustmentKind, Cell>>>> = {
  receipted: {
    reconduct: no('Платёж ещё не проведён на кассе: нажмите «Провести».'),
    transfer: no('Платёж ещё не проведён: отмените его и примите новый на верный номер.'),
    cancel: by('till', 'Платёж не уходил с кассы, его можно отменить и без связи.'),
    cashRefund: by('till', 'Вместе с отменой: кассовый чек «возврат прихода».'),
  },
  notReceived: {
    reconduct: by('centralOffice', 'Центральный офис создаст платёж в СЭП под тем же номером.'),
    transfer: no('СЭП ещё не получила платёж: отмените его и примите новый на верный номер.'),
    cancel: by('sep', 'Решает СЭП: платёж, который придёт позже, уже не уйдёт оператору.'),
    cashRefund: afterCancel,
  },
  accepted: {
    reconduct: no('Платёж в пути, проводить его снова не нужно.'),
    transfer: payAnew,
    cancel: by('sep', 'Оператору ещё ничего не отправлено.'),
    cashRefund: afterCancel,
  },
  checking: {
    reconduct: no('Платёж в пути, проводить его снова не нужно.'),
    transfer: payAnew,
    cancel: by('sep', 'Оператору ещё ничего не отправлено.'),
    cashRefund: afterCancel,
  },
  forwarded: { reconduct: underWay, transfer: underWay, cancel: underWay, cashRefund: underWay },
  hung: {
    reconduct: by(
      'centralOffice',
      'С теми же данными: если оператор его уже провёл, второй раз не зачислит.',
    ),
    transfer: no('Неизвестно, зачислен ли платёж. Сначала это выяснит центральный офис.'),
    cancel: by('centralOffice', 'Только если оператор или его реестр скажет, что платежа не было.'),
    cashRefund: no('Сначала отмена: она возможна, когда оператор скажет, что платежа не было.'),
  },
  rejected: {
    reconduct: by('centralOffice', 'С исправленными данными, новой попыткой.'),
    transfer: no('Платёж не зачислен: с верным номером его проводят через ЦО.'),
    cancel: by('sep', 'Оператор платёж не принял.'),
    cashRefund: by('sep', 'Оператор платёж не принял, деньги можно вернуть.'),
  },
  completed: {
    reconduct: no('Платёж уже зачислен. Ещё раз проводить нельзя: деньги ушли бы дважды.'),
    transfer: by('operator', 'Просьба к оператору, он может отказать.'),
    cancel: by('operator', 'Просьба к оператору, он может отказать.'),
    cashRefund: no('Платёж зачислен. Деньги возвращают только после отмены, которую подтвердил оператор.'),
  },
  cancelled: {
    reconduct: over,
    transfer: over,
    cancel: no('Платёж уже отменён.'),
    cashRefund: by('sep', 'Один раз: платёж отменён.'),
  },
  refunded: { reconduct: over, transfer: over, cancel: over, cashRefund: no('Деньги уже возвращены.') },
  transferred: { reconduct: over, transfer: no('Платёж уже переведён.'), cancel: over, cashRefund: over },
};

/** What the gates ask beside the table. */
export type AdjustmentFacts = {
  readonly place: PaymentPlace;
  /** The receipt that the client brought, compared with the payment's own. */
  readonly receipt: 'own' | 'foreign' | 'missing';
  /** Whether `place` was asked of СЭП just now; a payment that never left the till needs no СЭП. */
  readonly fresh: boolean;
  /** Whether the shift in which the money was taken is still open at this workstation. */
  readonly shiftOpen: boolean;
  /** A second person, a senior or an administrator, signs with a PIN. */
  readonly senior: boolean;
  /** Requests about this payment that are not at their end. */
  readonly open: readonly { readonly kind: AdjustmentKind; readonly state: RequestState }[];
};

export type Verdict =
  | {
      readonly kind: AdjustmentKind;
      readonly possible: true;
      readonly decider: Decider;
      /** What will happen, for people. */
      readonly note: string;
      /** Still wanted before it can be asked for: the senior's PIN. */
      readonly needsSenior: boolean;
      /** Only a request can be left now: no money is given, nothing is cancelled here. */
      readonly requestOnly: boolean;
    }
  | { readonly kind: AdjustmentKind; readonly possible: false; readonly why: string };

/** Money goes out or a payment dies: the trade wants a second person for these. */
const wantsSenior = (kind: AdjustmentKind): boolean => kind === 'cancel' || kind === 'cashRefund';

/** Nothing more becomes of a request there. */
export const endedStates: readonly RequestState[] = ['done', 'denied', 'operatorRefused'];

/** What stands open against it; null: nothing. */
function barred(kind: AdjustmentKind, open: AdjustmentFacts['open']): string | null {
  const living = open.filter(({ state }) => !endedStates.includes(state));
  // Cash may be on its way out of the drawer: until that journal, or a person, answers, nothing else may begin.
  if (living.some((request) => request.kind === 'cashRefund' && request.state === 'granted')) {
    return kind === 'cashRefund'
      ? 'Возврат уже разрешён, второй раз он невозможен. Завершите его на том рабочем месте, где он разрешён.'
      : 'Разрешён возврат денег: пока он не завершён, другая корректировка невозможна.';
  }
  if (living.some((request) => request.kind === kind && request.state === 'awaitsReceipt')) {
    return 'Такое обращение уже оставлено и ждёт чек клиента: покажите чек, второго не нужно.';
  }
  if (living.some((request) => request.kind === kind)) {
    return 'Такое обращение уже отправлено. Ответ появится в «Моих обращениях».';
  }
  // Re-conduct and refund are never open on one payment at the same time; nor is anything beside a cancel or transfer.
  const [other] = living;
  return other
    ? `По платежу уже открыто обращение «${adjustmentNames[other.kind]}». Дождитесь ответа на него.`
    : null;
}

/** Whether this correction is possible now; when not, why, in words for people. Pure: the same at till, СЭП and desk. */
export function judgeAdjustment(kind: AdjustmentKind, facts: AdjustmentFacts): Verdict {
  const { place, receipt, fresh, shiftOpen, senior, open } = facts;
  const not = (why: string): Verdict => ({ kind, possible: false, why });
  if (receipt === 'foreign') return not('Это чек другой торговой точки. Обратитесь туда, где его пробили.');
  if (receipt === 'missing') return not('Без кассового чека этой точки платёж не корректируют.');
  const cell = adjustmentTable[place][kind];
  const local = place === 'receipted';
  if (!fresh && !local && place !== 'notReceived') {
    return not('СЭП недоступна, статус платежа неизвестен. Повторите, когда связь вернётся.');
  }
  if (!cell.possible) return not(cell.why);
  const bar = barred(kind, open);
  if (bar !== null) return not(bar);
  const byTill = wantsSenior(kind) && (cell.decider === 'till' || cell.decider === 'sep');
  // After the shift is closed the central office approves.
  const decider: Decider = byTill && !shiftOpen && !local ? 'centralOffice' : cell.decider;
  return {
    kind,
    possible: true,
    decider,
    note:
      decider === cell.decider
        ? cell.note
        : 'Смена, в которой приняты деньги, закрыта: решает центральный офис. Нужны заявление и документ клиента.',
    needsSenior: byTill && decider !== 'centralOffice' && !senior,
    requestOnly: !fresh && !local,
  };
}

/** All four, in the user's order. */
export const judgeAdjustments = (facts: AdjustmentFacts): readonly Verdict[] =>
  adjustmentKinds.map((kind) => judgeAdjustment(kind, facts));

/** The client is not at the desk: who has their statement and receipt in hand is the till. */
const atTheTill = no('Нужны чек и заявление клиента: обращение оставляют на кассе.');
const byOffice: readonly AdjustmentKind[] = ['reconduct', 'cancel'];

/**
 * Whether the central office may begin this correction by itself, where no client stands at a till: what a till's journal
 * contradicts, what hangs in doubt. Two people agree to it, so no gate asks for a receipt. `place` null: СЭП has not got it.
 */
export function judgeOfficeAdjustment(
  kind: AdjustmentKind,
  place: SepStatus | null,
  open: AdjustmentFacts['open'],
): Verdict {
  const cell = place === null ? no('СЭП платёж ещё не получила.') : adjustmentTable[place][kind];
  const reachable = cell.possible && !byOffice.includes(kind) ? atTheTill : cell;
  if (!reachable.possible) return { kind, possible: false, why: reachable.why };
  const bar = barred(kind, open);
  if (bar !== null) return { kind, possible: false, why: bar };
  const { decider, note } = reachable;
  return { kind, possible: true, decider, note, needsSenior: false, requestOnly: false };
}

/** What may change hands in a transfer, by the provider's rules. */
export type TransferRules = {
  /** Kopecks; null: any sum. */
  readonly mostAmount: number | null;
  readonly mostWrongDigits: number;
  /** Digits that only changed places; null: counted as wrong ones. */
  readonly mostTransposed: number | null;
  readonly mostDays: number;
};

/** Operators' own limits, as they publish them; the rest as the strictest of them. */
const transferRules: Readonly<Record<string, TransferRules>> = {
  beeline: { mostAmount: 300_000, mostWrongDigits: 2, mostTransposed: null, mostDays: 3 },
  mts: { mostAmount: null, mostWrongDigits: 3, mostTransposed: 4, mostDays: 14 },
  t2: { mostAmount: null, mostWrongDigits: 2, mostTransposed: null, mostDays: 14 },
  megafon: { mostAmount: null, mostWrongDigits: 2, mostTransposed: null, mostDays: 14 },
};
const strictestRules: TransferRules = {
  mostAmount: 300_000,
  mostWrongDigits: 2,
  mostTransposed: null,
  mostDays: 3,
};

const transferRulesOf = (providerId: string): TransferRules => transferRules[providerId] ?? strictestRules;

/** In how many places two numbers differ; `transposed`: they hold the same digits in another order. */
export function digitDistance(
  wrong: string,
  right: string,
): { readonly different: number; readonly transposed: boolean } {
  const length = Math.max(wrong.length, right.length);
  let different = 0;
  for (let place = 0; place < length; place += 1) if (wrong[place] !== right[place]) different += 1;
  const sorted = (text: string) => [...text].sort().join('');
  return { different, transposed: different > 0 && sorted(wrong) === sorted(right) };
}

const dayMs = 86_400_000;

/** Why a transfer from one number to another is out of the operator's rules; null: it may be asked for. */
export function transferBarred(
  transfer: {
    readonly providerId: string;
    readonly rightProviderId: string;
    readonly wrong: string;
    readonly right: string;
    readonly amount: number;
    readonly takenAt: number;
  },
  now: number,
): string | null {
  const { providerId, rightProviderId, wrong, right, amount, takenAt } = transfer;
  if (providerId !== rightProviderId) {
    return 'Верный номер у другого оператора: такой платёж отменяют и принимают заново.';
  }
  if (wrong === right) return 'Номера одинаковы: переводить нечего.';
  const rules = transferRulesOf(providerId);
  if (rules.mostAmount !== null && amount > rules.mostAmount) {
    return `Оператор переводит не больше ${rules.mostAmount / 100} ₽ за раз.`;
  }
  if (now - takenAt > rules.mostDays * dayMs) return `С приёма платежа прошло больше ${rules.mostDays} дн.`;
  const { different, transposed } = digitDistance(wrong, right);
  const most = transposed && rules.mostTransposed !== null ? rules.mostTransposed : rules.mostWrongDigits;
  return different > most ? `Номера отличаются в ${different} цифрах, оператор допускает ${most}.` : null;
}
