/** What a judged request comes to at once: denied, done by rule, or left to people. */
import type { RequestView } from '../../contract/adjustment.ts';
import type { SepParts } from '../parts.ts';
import type { Connection } from '../store/database.ts';
import { perform } from './effects.ts';
import type { Judged } from './judge.ts';
import { readView, receiptLacks, type StoredContent, stepRequest } from './rows.ts';
import type { Subject } from './subject.ts';

export type Acted = {
  readonly view: RequestView;
  /** The trade point whose payments changed; null: none did. */
  readonly changed: string | null;
};

/** Tells who waits for it; after the commit. */
export function signalActed(parts: SepParts, { changed }: Acted): void {
  if (changed === null) return;
  parts.signals.changed(changed);
  parts.signals.due();
}

/** The request's row is written; nothing is done in its favour as long as its receipt lacks. */
export async function act(
  tx: Connection,
  parts: SepParts,
  {
    content,
    workstation,
    state,
    judged,
    subject,
    now,
  }: {
    readonly content: StoredContent;
    readonly workstation: number;
    /** Where it stands as long as nobody decides. */
    readonly state: 'awaitsReceipt' | 'open';
    readonly judged: Judged;
    readonly subject: Subject | null;
    readonly now: number;
  },
): Promise<Acted> {
  const step = { request: content.id, who: 'rule', at: now };
  const finish = async (changed: string | null = null): Promise<Acted> => ({
    view: await readView(tx, content.id),
    changed,
  });
  if (judged.kind === 'denied') {
    await stepRequest(tx, { ...step, state: 'denied', answer: judged.why });
    return finish();
  }
  if (judged.kind === 'open' && judged.doubt !== null) {
    await stepRequest(tx, { ...step, state, answer: null, text: judged.doubt });
  }
  if (judged.kind === 'open' || !subject || receiptLacks(content)) return finish();
  const [sep] = await tx.query<{ generation: number }>('SELECT generation FROM sep');
  const effect = await perform(tx, {
    request: content.id,
    workstation,
    subject,
    content,
    corrected: content.corrected,
    doing: { at: now, generation: sep?.generation ?? parts.generation(), cause: content.id },
  });
  if (effect.kind === 'barred') await stepRequest(tx, { ...step, state: 'denied', answer: effect.why });
  else await stepRequest(tx, { ...step, state: effect.state, answer: effect.answer });
  return finish(subject.owner?.tradePoint ?? null);
}
