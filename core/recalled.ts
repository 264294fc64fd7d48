/**
 * What a СЭП that was put back from a dump does about a payment of which a till knows a newer word. A word never credits
 * anything: it stops, closes as СЭП itself had closed, or has the operator asked under a number that it knows already.
 */
import type { AttemptDetails, SepStatus } from '../contract/status.ts';

/** What was said of the payment before the restore, in a generation or revision that is not known here. */
export type RecalledWord = {
  readonly status: SepStatus;
  readonly attempt: number;
  /** Null: nothing was asked of an operator, or it was not told. */
  readonly attempted: AttemptDetails | null;
  /** Whether СЭП's own seal is on it; without one it is the till's word only. */
  readonly sealed: boolean;
};

/** How the payment stands here. */
export type Recalling = {
  readonly status: SepStatus;
  /** The attempt that is worked on, 1 before the first. */
  readonly attempt: number;
  /** What that attempt asks or would ask, with the number derived here. */
  readonly attempted: AttemptDetails;
  /** Whether that attempt was opened. */
  readonly isOpened: boolean;
  /** Whether the operator was told to credit it since the restore. */
  readonly sentSince: boolean;
  /** It hangs because it may be another's. */
  readonly inDoubt: boolean;
  /** The number that belongs to the word's attempt, derived here. */
  readonly txnIdOfWord: string;
  /** Whether the word's number is that of an attempt which is known here, of this payment or another. */
  readonly isWordsTaken: boolean;
  /** The word is of a payment that was made from a paper, by whose name and sum it may be this one or another. */
  readonly maybeAnothers: boolean;
};

export type Heed =
  /** It is known here, or the way that it goes leads there. */
  | { readonly kind: 'nothing' }
  /** СЭП had closed it so: it is closed so again. */
  | { readonly kind: 'close'; readonly status: SepStatus }
  /** Nothing of it is sent any more until a person has looked; why, for people. */
  | { readonly kind: 'hold'; readonly why: string }
  /** The operator is asked under the number that it knows; `later`: that attempt is opened here again first. */
  | { readonly kind: 'ask'; readonly which: 'same' | 'later' }
  /** That attempt had been refused for good: it stands here so again. */
  | { readonly kind: 'refused' }
  /** It was credited then, and is settled otherwise or credited anew here: a person has to look. */
  | { readonly kind: 'creditedTwice' };

const nothing: Heed = { kind: 'nothing' };
const hold = (why: string): Heed => ({
  kind: 'hold',
  why: `До восстановления СЭП из копии ${why}: решает человек`,
});

const isClosed = (status: SepStatus): boolean =>
  status === 'cancelled' || status === 'refunded' || status === 'transferred';

const closedWords: { readonly [S in SepStatus]?: string } = {
  cancelled: 'платёж был отменён',
  refunded: 'деньги были возвращены клиенту',
  transferred: 'оператор перевёл платёж на другой номер',
};

const sameDetails = (one: AttemptDetails, other: AttemptDetails): boolean =>
  one.providerId === other.providerId &&
  one.account === other.account &&
  one.amountCredited === other.amountCredited;

function heedClosed(here: Recalling, word: RecalledWord): Heed {
  if (isClosed(here.status))
    // What was cancelled may be paid back once: not again.
    return word.sealed && word.status === 'refunded' && here.status === 'cancelled'
      ? { kind: 'close', status: 'refunded' }
      : nothing;
  const words = closedWords[word.status] ?? 'платёж был закрыт';
  if (here.sentSince) return here.status === 'completed' ? { kind: 'creditedTwice' } : hold(words);
  return word.sealed ? { kind: 'close', status: word.status } : hold(words);
}

/** An attempt that is not known here: a later one, or the first with other details or another number. */
function heedLater(here: Recalling, word: RecalledWord): Heed {
  const { attempted } = word;
  const isOpened = here.isWordsTaken || (here.isOpened && word.attempt <= here.attempt);
  if (!word.sealed || attempted === null || here.sentSince || isOpened)
    return hold(
      attempted === null
        ? `платёж проводили попыткой ${word.attempt}`
        : `платёж проводили попыткой ${word.attempt}, номер у оператора ${attempted.txnId}`,
    );
  return word.status === 'rejected' ? { kind: 'refused' } : { kind: 'ask', which: 'later' };
}

/** What was made of the paper may be the same money: nothing follows of itself. */
function heedMaybe(here: Recalling, { status, attempted }: RecalledWord): Heed {
  const isSpent = attempted !== null || isClosed(status);
  if (!isSpent || isClosed(here.status) || here.status === 'completed') return nothing;
  const number = attempted === null ? '' : `, номер у оператора ${attempted.txnId}`;
  return hold(`по чеку с тем же номером и суммой проводили платёж с другими данными${number}`);
}

/** Decides it; what is already so comes out as `nothing`, so it may be asked again. */
export function heedWord(here: Recalling, word: RecalledWord): Heed {
  const { attempted } = word;
  if (here.maybeAnothers) return heedMaybe(here, word);
  if (isClosed(word.status)) return heedClosed(here, word);
  const isOther =
    attempted !== null && attempted.txnId !== here.txnIdOfWord && attempted.txnId !== here.attempted.txnId;
  const isLater =
    word.attempt > here.attempt ||
    (word.attempt === here.attempt && attempted !== null && !sameDetails(attempted, here.attempted));
  if (isClosed(here.status)) return word.status === 'completed' ? { kind: 'creditedTwice' } : nothing;
  if (here.status === 'completed')
    return word.status === 'completed' && (isOther || isLater) ? { kind: 'creditedTwice' } : nothing;
  // Made from its paper then, it has a number that can't be derived from the id that its journal gives it.
  if (isOther || isLater) return heedLater(here, word);
  // It was stopped before anything was asked of an operator; from `forwarded` on one may have it, and holding it helps nobody.
  if (word.status === 'hung' && word.attempt === 0)
    return here.status === 'accepted' || here.status === 'checking'
      ? hold('платёж уже ждал решения человека')
      : nothing;
  if (word.attempt < here.attempt) return nothing;
  if (word.status !== 'completed') return nothing;
  if (here.status === 'rejected') return hold('оператор платёж зачислил');
  if (here.status === 'hung' && word.sealed && !here.inDoubt && !here.sentSince)
    return { kind: 'ask', which: 'same' };
  return nothing;
}
