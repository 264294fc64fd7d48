/** What was typed into a letter, apart from the words that are composed for what it asks. */
import type { AdjustmentKind, Attachment, ReceiptEvidence } from '../../contract/adjustment.ts';
import type { Letter } from '../../contract/letter.ts';

type By<T> = Readonly<Record<string, T>>;

/** What was shown and typed beside the rows. Which were left out is no part of it: another day they may be asked for. */
export type TypedRows = {
  readonly receipts: By<ReceiptEvidence>;
  readonly rights: By<string>;
};

export type LetterDraft = TypedRows & {
  readonly kind: AdjustmentKind;
  readonly detail: string;
  /** Null: as composed. */
  readonly to: string | null;
  /** Typed over the composed words; another order has words of its own. */
  readonly words: { readonly order: string; readonly subject: string; readonly words: string } | null;
  readonly scans: readonly Attachment[];
};

/** `scans`: those of a letter that was written already. */
export const emptyLetter = (scans: readonly Attachment[]): LetterDraft => ({
  kind: 'reconduct',
  detail: '',
  to: null,
  words: null,
  scans,
  receipts: {},
  rights: {},
});

/** The letter as it stands in the form: the composed one with what was typed over it. */
export const letterOf = (composed: Letter, draft: LetterDraft, order: string): Letter => ({
  ...composed,
  to: draft.to ?? composed.to,
  ...(draft.words?.order === order && { subject: draft.words.subject, words: draft.words.words }),
  attachments: [...draft.scans],
});
