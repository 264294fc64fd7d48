/** What a re-conduct brings to the operator, and whether the client has agreed to another fee. */
import type { CorrectedDetails, FeeSplit } from '../../contract/adjustment.ts';
import { type PaidSplit, sameSplit, splitAt, splitDiffers, splitWords } from '../../core/feeSplit.ts';
import { formatMoney } from '../../core/money.ts';
import { findProvider } from '../../core/provider.ts';
import { readCatalogue } from '../catalogue/catalogue.ts';
import type { Connection } from '../store/database.ts';
import { type PaperDetails, paperOf } from './paperDetails.ts';
import type { StoredContent } from './rows.ts';
import type { Subject } from './subject.ts';

/** The receipt's own words: of the payment here, else of the paper. */
function paidOf(subject: Subject, content: StoredContent): PaidSplit | null {
  const { known } = subject;
  if (known) return { providerId: known.provider, amountTaken: known.taken, amountCredited: known.credited };
  const paper: PaperDetails | null = paperOf(subject, content);
  return paper && { ...paper };
}

export type Brought =
  /** Kopecks that the operator is to credit; `words`: what changed against the receipt, null: nothing. */
  | { readonly credited: number; readonly words: string | null }
  /** Why it can't be: for people. */
  | { readonly why: string };

/**
 * With other details the shares are those of the right provider. They are only brought to it when the request carries
 * the client's consent to exactly these; details that stay as they were last keep what was asked for last.
 */
export async function broughtBy(
  tx: Connection,
  subject: Subject,
  content: StoredContent,
  corrected: CorrectedDetails | null,
): Promise<Brought> {
  const paid = paidOf(subject, content);
  if (!paid) return { why: 'Нет данных платежа: поставщика, номера и суммы с чека.' };
  const last = subject.details?.providerId ?? paid.providerId;
  if (!corrected || corrected.providerId === last)
    return {
      credited: subject.known ? (subject.credited ?? paid.amountCredited) : paid.amountCredited,
      words: null,
    };
  const provider = findProvider(await readCatalogue(tx), corrected.providerId);
  if (!provider.ok) return { why: `СЭП не знает поставщика «${corrected.providerId}».` };
  const { name, minimum, maximum } = provider.value;
  const split = splitAt(provider.value, paid);
  if (!split.ok)
    return { why: `Поставщик «${name}» принимает от ${formatMoney(minimum)} до ${formatMoney(maximum)}.` };
  const due: FeeSplit = split.value;
  if (!splitDiffers(due, paid)) return { credited: due.amountCredited, words: null };
  const words = splitWords(due, paid, name);
  return sameSplit(content.split, due)
    ? { credited: due.amountCredited, words }
    : { why: `${words} Согласие клиента берёт касса: пусть оставит обращение с этим оператором.` };
}
