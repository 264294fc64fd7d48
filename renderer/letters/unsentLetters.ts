/** Letters that were written beside a request and wait for somebody to copy or open them: Esc or a lock loses none, nor any number of drafts. */
import type { Letter } from '../../contract/letter.ts';
import { useDraft } from '../till/drafts.ts';

type Waiting = { readonly letters: readonly Letter[] };

const nothing: Waiting = { letters: [] };

export function useUnsentLetters() {
  const { draft, change } = useDraft<Waiting>('unsent letters', nothing, { lasts: true });
  return {
    count: draft.letters.length,
    /** The newest of them; null: none waits. */
    last: draft.letters.at(-1) ?? null,
    keep: (letter: Letter) => change({ letters: [...draft.letters, letter] }),
    /** It was copied, opened, sent or given up. */
    dropLast: () => change({ letters: draft.letters.slice(0, -1) }),
  };
}
